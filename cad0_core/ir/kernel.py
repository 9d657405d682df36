"""The geometry kernels: names of the one for meshes, and whether the one for exact bodies is there.

The wheel of the mesh kernel has no types mypy can find.
"""

from importlib.util import find_spec

from manifold3d import Manifold, Mesh64, OpType, triangulate  # type: ignore[import-not-found,unused-ignore]

from cad0_core.ir.errors import SolidError

__all__ = ["Manifold", "Mesh64", "OpType", "require_brep", "triangulate"]


def require_brep(what: str) -> None:
    """Raise SolidError, saying what to install, if there is no boundary-representation kernel."""
    if find_spec("OCP") is None:
        hint = "run `make brep` in the checkout, or pip install cadquery-ocp-novtk"
        message = f"{what} needs Open CASCADE, the extra cad0[brep]: {hint}"
        raise SolidError(message, "unsupported")
