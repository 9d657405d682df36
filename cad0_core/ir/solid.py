"""Program to solid: exact booleans on faceted bodies, and what can be measured of the result.

Lengths in mm, areas in mm^2, volumes in mm^3. Circles are inscribed polygons of `segments`
sides with the first vertex on +X. Transforms and booleans stay lazy in the kernel until a
number is asked for, so that it can batch them; a shared node is built once.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.build import Builder, check_budget, union
from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold, Mesh64
from cad0_core.ir.ops import LIMITS, Limits
from cad0_core.ir.program import Program
from cad0_core.ir.shells import shell_sizes

MIN_VOLUME = 1e-3  # mm^3: less is no part
MEASURES = ("volume", "area", "bbox", "triangles", "_shells", "genus", "is_valid")
SHEET = 1e-10  # thickness of a piece, relative to the whole, that is no thickness
MERGED = 20_000  # triangles: larger meshes keep their flat faces cut up; one took 91 s to merge
SAME = 1e-9  # relative: volumes closer than this are one volume


class Solid:
    """An evaluated program. Properties are computed when first asked for."""

    def __init__(self, manifold: Manifold, noops: tuple[int, ...] | None = None) -> None:
        self.manifold = manifold
        self._noops = noops

    def __getstate__(self) -> dict[str, Any]:
        """Mesh and all measures: another process gets them without computing anything again."""
        measures = {name: getattr(self, name) for name in MEASURES}
        return {"mesh": self.mesh(), "_noops": self._noops, **measures}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vertices, triangles = state.pop("mesh")
        self.manifold = Manifold(Mesh64(vertices, triangles.astype(np.uint64)))
        self.__dict__.update(state)

    @cached_property
    def volume(self) -> float:
        """Volume in mm^3."""
        return float(self.manifold.volume())

    @cached_property
    def area(self) -> float:
        """Surface area in mm^2, inner shells included."""
        return float(self.manifold.surface_area())

    @cached_property
    def bbox(self) -> tuple[float, float, float, float, float, float]:
        """xmin, ymin, zmin, xmax, ymax, zmax in mm."""
        x0, y0, z0, x1, y1, z1 = (float(x) for x in self.manifold.bounding_box())
        return x0, y0, z0, x1, y1, z1

    @property
    def size(self) -> tuple[float, float, float]:
        """Extents of the bounding box in mm."""
        x0, y0, z0, x1, y1, z1 = self.bbox
        return x1 - x0, y1 - y0, z1 - z0

    @cached_property
    def triangles(self) -> int:
        """Number of triangles of `mesh()`."""
        return int(self._merged.num_tri())

    @cached_property
    def _shells(self) -> tuple[int, int]:
        """Outer and inner shells."""
        return _outer_inner(shell_sizes(self.manifold)[0])

    @property
    def bodies(self) -> int:
        """Number of outer shells (Betti number b0)."""
        return self._shells[0]

    @property
    def voids(self) -> int:
        """Number of inner shells (Betti number b2): closed cavities."""
        return self._shells[1]

    @cached_property
    def genus(self) -> int:
        """Number of through holes, over all shells (b1 / 2)."""
        # The kernel reports 1 - chi/2 of the whole mesh, as if it were one shell.
        return int(self.manifold.genus()) - 1 + sum(self._shells)

    @property
    def noop_booleans(self) -> tuple[int, ...]:
        """Ids of booleans that did nothing; needs `evaluate(program, audit=True)`."""
        if self._noops is None:
            raise ValueError("booleans were not audited: use evaluate(program, audit=True)")
        return self._noops

    @cached_property
    def is_valid(self) -> bool:
        """Closed, 2-manifold, consistently oriented, finite, more than 1e-3 mm^3."""
        if not (math.isfinite(self.volume) and self.volume > MIN_VOLUME):
            return False
        vertices, triangles = _arrays(self.manifold)
        return bool(np.isfinite(vertices).all()) and is_closed_manifold(triangles, len(vertices))

    def mesh(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Vertices (n, 3) in mm and triangles (m, 3), counter-clockwise seen from outside."""
        return _arrays(self._merged)

    @cached_property
    def _merged(self) -> Manifold:
        """The body with flat faces in as few triangles as they need, unless it is very large."""
        if self.manifold.num_tri() > MERGED:
            return self.manifold
        # As one original: faces that came from several bodies become one face.
        return self.manifold.as_original().simplify(0)


def _arrays(manifold: Manifold) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    mesh = manifold.to_mesh64()
    vertices = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3]
    return vertices, np.asarray(mesh.tri_verts, dtype=np.int64)


def is_closed_manifold(triangles: NDArray[np.int64], vertices: int) -> bool:
    """Whether every directed edge occurs once and its reverse once: closed and oriented."""
    if len(triangles) == 0:
        return False
    start = triangles.ravel()
    end = triangles[:, [1, 2, 0]].ravel()
    forward = np.sort(start * vertices + end)
    backward = np.sort(end * vertices + start)
    return bool((forward[1:] != forward[:-1]).all() and (forward == backward).all())


def evaluate(
    program: Program, segments: int = 32, *, audit: bool = False, limits: Limits = LIMITS
) -> Solid:
    """The solid of a program.

    `segments` is the number of sides of a full circle, at least 3; `audit` also finds booleans
    that did nothing, at the price of evaluating each of them. Raises SolidError for an empty
    result, an operation that is not supported here, or a budget; ValueError for bad `segments`.
    """
    if segments < 3:
        raise ValueError(f"segments must be at least 3, not {segments}")
    check_budget(program, segments, limits)
    built = _build(program, segments, keep=audit)
    noops = _audit(program, built) if audit else None
    bodies = [built.pop(root) for root in program.root_ids]
    result = bodies.pop() if len(bodies) == 1 else union(bodies)
    return _judged(program, result, noops, limits)


def _build(program: Program, segments: int, keep: bool) -> dict[int, Manifold]:
    """The bodies of the nodes, or if not `keep` those of the roots.

    The kernel folds a chain of booleans into one only where nobody else holds the steps between:
    letting go of each after its last use makes plates with many holes almost twice as fast.
    """
    builder = Builder(program, segments)
    needed = program.reachable
    uses = Counter(ref for i in needed for ref in program.nodes[i].refs)
    uses.update(program.root_ids)
    built: dict[int, Manifold] = {}
    for i in needed:
        if program.is_solid(i):
            built[i] = builder.build(i, built)
        for ref in program.nodes[i].refs:
            uses[ref] -= 1
            if not keep and not uses[ref]:
                built.pop(ref, None)
    return built


def _outer_inner(volumes: NDArray[np.float64]) -> tuple[int, int]:
    """How many shells of these volumes are outer ones, and how many inner."""
    outer = int((volumes > 0).sum())
    return outer, len(volumes) - outer


def _without_sheets(body: Manifold) -> Solid:
    """The body without pieces that have area but no volume.

    The kernel leaves such sheets where operands of an intersection merely touch.
    """
    volumes, areas = shell_sizes(body)
    x0, y0, z0, x1, y1, z1 = body.bounding_box()
    thin = SHEET * math.dist((x0, y0, z0), (x1, y1, z1))
    real = np.abs(volumes) > thin * areas
    if not real.all():
        pieces = body.decompose()
        body = Manifold.compose([p for p in pieces if abs(p.volume()) > thin * p.surface_area()])
    solid = Solid(body)
    solid._shells = _outer_inner(volumes[real])
    return solid


def _judged(
    program: Program, result: Manifold, noops: tuple[int, ...] | None, limits: Limits
) -> Solid:  # fmt: skip
    """The result, cleaned; SolidError, at the last root, if it is no solid or too large."""
    root = program.root_ids[-1]
    place = root, program.nodes[root].line
    if (status := result.status().name) != "NoError":
        raise SolidError(f"the kernel reports {status}", "kernel", *place)
    if (count := result.num_tri()) > limits.triangles:
        message = f"{count:,} triangles made, at most {limits.triangles:,} allowed"
        raise SolidError(message, "budget", *place)
    solid = _without_sheets(result)
    if solid.manifold.is_empty():
        raise SolidError("the result is empty", "empty", *place)
    solid._noops = noops
    return solid


def _audit(program: Program, built: dict[int, Manifold]) -> tuple[int, ...]:
    """Booleans whose result is one of their operands, by volume.

    Volume decides because the result of D and I lies within operands and that of U contains
    them: equal volume means equal solid.
    """
    noops = []
    for i, result in built.items():
        node = program.nodes[i]
        if node.code not in ("U", "D", "I"):
            continue
        a, b = (built[ref].volume() for ref in node.refs)
        volume = result.volume()
        same = SAME * max(a, b)
        if abs(volume - a) <= same or (node.code != "D" and abs(volume - b) <= same):
            noops.append(i)
    return tuple(noops)
