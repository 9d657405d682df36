"""The geometry kernel's names, imported in one place: its wheel has no types mypy can find."""

from manifold3d import Manifold, Mesh64, OpType, triangulate  # type: ignore[import-not-found,unused-ignore]

__all__ = ["Manifold", "Mesh64", "OpType", "triangulate"]
