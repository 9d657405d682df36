"""One node to one kernel body: the meaning of every operation, in one method each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold, Mesh64, OpType, require_brep
from cad0_core.ir.ops import OPS, Limits
from cad0_core.ir.outline import pieces, sweep
from cad0_core.ir.program import Node, Program
from cad0_core.ir.shell import inside
from cad0_core.ir.swept import extrude, revolve
from cad0_core.ir.vectors import Vec, cos_sin, unit

if TYPE_CHECKING:
    from cad0_core.ir.brep import Exact


class Builder:
    """Makes bodies of nodes; all operands are built before the node that needs them."""

    def __init__(self, program: Program, segments: int) -> None:
        self.program = program
        self.segments = segments
        self.exact: Exact | None = None
        self.methods: dict[str, Callable[..., Manifold]] = {
            "C": self.box, "Y": self.cylinder, "S": self.sphere, "K": self.cone,
            "T": self.translate, "R": self.rotate, "X": self.scale,
            "U": self.both, "D": self.difference, "I": self.intersection,
            "LP": self.linear_pattern, "CP": self.circular_pattern,
        }  # fmt: skip

    def build(self, i: int, built: dict[int, Manifold]) -> Manifold:
        """The body of node i, from those of its operands."""
        node = self.program.nodes[i]
        try:
            if node.code in ("E", "V"):
                return self.swept(node)
            if node.code == "SH":
                return self.shell(node, built[node.refs[0]])
            if OPS[node.code].brep:
                return self.blended(i)
            return self.methods[node.code](*(built[ref] for ref in node.refs), *node.nums)
        except SolidError as error:
            if error.node >= 0:  # an exact body failed on the way to this one
                raise
            raise SolidError(error.message, error.kind, i, node.line) from None

    def swept(self, node: Node) -> Manifold:
        """E or V."""
        sketch = self.program.nodes[node.refs[0]]
        make = extrude if node.code == "E" else revolve
        return make(sketch, node.nums, self.segments)

    def shell(self, node: Node, body: Manifold) -> Manifold:
        """SH of a node with this body."""

        def primitive(inner: Node) -> Manifold:
            return self.methods[inner.code](*inner.nums)

        return body - inside(self.program, node.refs[0], node.nums[0], body, primitive)

    def blended(self, i: int) -> Manifold:
        """FI or CH: exact up to here, facets from here on."""
        code = self.program.nodes[i].code
        require_brep(f"{code} ({OPS[code].name})")
        if self.exact is None:
            from cad0_core.ir.brep import Exact

            self.exact = Exact(self.program)
        return self.exact.mesh(i, self.segments)

    def box(self, x: float, y: float, z: float) -> Manifold:
        return Manifold.cube((x, y, z))

    def cylinder(self, r: float, h: float) -> Manifold:
        return Manifold.cylinder(h, r, r, self.segments)

    def sphere(self, r: float) -> Manifold:
        return unit_sphere(self.segments).scale((r, r, r))

    def cone(self, r1: float, r2: float, h: float) -> Manifold:
        return Manifold.cylinder(h, r1, r2, self.segments)

    def translate(self, a: Manifold, x: float, y: float, z: float) -> Manifold:
        return a.translate((x, y, z))

    def rotate(self, a: Manifold, x: float, y: float, z: float) -> Manifold:
        """R: about Z, then Y, then X."""
        # One call a turn: the kernel's own order is X, Y, Z, and it is exact at right angles.
        for turn in ((0.0, 0.0, z), (0.0, y, 0.0), (x, 0.0, 0.0)):
            if any(turn):
                a = a.rotate(turn)
        return a

    def scale(self, a: Manifold, x: float, y: float, z: float) -> Manifold:
        return a.scale((x, y, z))

    def both(self, a: Manifold, b: Manifold) -> Manifold:
        return a + b

    def difference(self, a: Manifold, b: Manifold) -> Manifold:
        return a - b

    def intersection(self, a: Manifold, b: Manifold) -> Manifold:
        return a ^ b

    def linear_pattern(
        self, a: Manifold, dx: float, dy: float, dz: float, count: float, spacing: float
    ) -> Manifold:
        """LP: copy i lies i * spacing along the direction."""
        x, y, z = unit((dx, dy, dz))
        steps = (i * spacing for i in range(int(count)))
        return union([a.translate((x * s, y * s, z * s)) for s in steps])

    def circular_pattern(self, a: Manifold, *nums: float) -> Manifold:
        """CP: copy i is turned by i * angle / count."""
        ox, oy, oz, ax, ay, az, count, angle = nums
        angles = (i * angle / count for i in range(int(count)))
        turns = turns_about((ox, oy, oz), unit((ax, ay, az)), angles)
        return union([a.transform(turn) for turn in turns])


def union(parts: list[Manifold]) -> Manifold:
    """Union of any number of bodies at once."""
    return Manifold.batch_boolean(parts, OpType.Add)


def turns_about(origin: Vec, axis: Vec, angles: Iterable[float]) -> Iterator[np.ndarray]:
    """3x4 matrices of right-handed turns by degrees about an axis (unit) through a point."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    along = np.outer(axis, axis)
    still = np.eye(3)
    point = np.array(origin)
    for angle in angles:
        cos, sin = cos_sin(angle)
        turn = cos * still + sin * cross + (1 - cos) * along
        yield np.column_stack([turn, point - turn @ point])


@lru_cache(maxsize=8)
def unit_sphere(segments: int) -> Manifold:
    """Sphere of radius 1: `segments` meridians by segments // 2 bands, poles on Z."""
    bands = max(2, segments // 2)
    rings = [cos_sin(180 * j / bands) for j in range(1, bands)]
    around = [cos_sin(360 * i / segments) for i in range(segments)]
    points = [(s * x, s * y, c) for c, s in rings for x, y in around]
    vertices = np.array([*points, (0, 0, 1), (0, 0, -1)], dtype=np.float64)
    triangles = np.array(list(_sphere_faces(segments, bands)), dtype=np.uint64)
    return Manifold(Mesh64(vertices, triangles))


def _sphere_faces(segments: int, bands: int) -> Iterator[tuple[int, int, int]]:
    top, bottom = (bands - 1) * segments, (bands - 1) * segments + 1
    last = (bands - 2) * segments
    for i in range(segments):
        k = (i + 1) % segments
        yield top, i, k
        yield bottom, last + k, last + i
        for row in range(0, last, segments):
            yield row + i, row + segments + i, row + segments + k
            yield row + i, row + segments + k, row + k


# How many times the triangles of its operand an operation makes, at most or about.
FACTORS = {"SH": 2, "E": 4, "CH": 2, "FI": 8}


def check_budget(program: Program, segments: int, limits: Limits) -> None:
    """Raise SolidError if the triangles predicted for any node exceed the limit."""
    predicted: list[int] = []
    for i, node in enumerate(program.nodes):
        count = sum([predicted[ref] for ref in node.refs]) or _own_triangles(node, segments)
        at = OPS[node.code].count
        if at is not None:
            count *= int(node.nums[at])
        elif node.code in FACTORS:
            count *= FACTORS[node.code]
        elif node.code == "V":
            count *= 2 * pieces(math.radians(node.nums[6]), segments) + 2
        if count > limits.triangles:
            message = f"about {count:,} triangles predicted, at most {limits.triangles:,} allowed"
            raise SolidError(message, "budget", i, node.line)
        predicted.append(count)


def _own_triangles(node: Node, segments: int) -> int:
    """Triangles of a primitive; for a sketch its corners."""
    if node.code == "SK":
        arcs = [pieces(sweep(part), segments) for part in node.segments if part.code == "A"]
        return len(node.segments) + sum(arcs)
    if node.code == "S":
        return 2 * segments * (max(2, segments // 2) - 1)
    return 12 if node.code == "C" else 4 * segments
