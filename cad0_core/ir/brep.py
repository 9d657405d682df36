"""Programs as exact bodies: cylinders instead of facets, filleted and chamfered edges, STEP.

The same meaning as in `build`, for the boundary-representation kernel. Needs the extra
`cad0[brep]`; `evaluate` and `encode_step` import this module when a program asks for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from cad0_core.ir import occ, occ_files
from cad0_core.ir.build import turns_about
from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold
from cad0_core.ir.outline import Point, sweep
from cad0_core.ir.program import Node, Program, Segment
from cad0_core.ir.shell import euler, placed_primitive, shrunk
from cad0_core.ir.sketch import ON_AXIS, Axis, Frame, axis_of, frame_of
from cad0_core.ir.solid import evaluate
from cad0_core.ir.vectors import Vec, unit

NOWHERE = np.zeros(3)
SIDES = 64  # of the facets that STEP is compared with
AGREE = 0.01  # of the bounding box: facets cut 0.2 % off a cylinder, a lost operand shows


def encode_step(program: Program) -> bytes:
    """The part as a STEP file.

    Raises SolidError for what `evaluate` refuses, and if the kernel builds nothing or another
    part: its volume is compared with that of the facets.
    """
    solid = evaluate(program, SIDES)
    exact = Exact(program)
    whole = occ.merged(occ.fuse([exact.shape(root) for root in program.root_ids]))
    volume = occ.volume(whole)
    if not abs(volume - solid.volume) <= AGREE * math.prod(solid.size):
        message = f"Open CASCADE makes {volume:.6g} mm^3 of this part of {solid.volume:.6g} mm^3"
        raise SolidError(message, "kernel", program.root_ids[-1])
    return occ_files.step(whole)


class Exact:
    """Exact bodies of the nodes of a program, each made once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.shapes: dict[int, occ.Shape] = {}
        self.methods: dict[str, Callable[..., occ.Shape]] = {
            "C": occ.box, "Y": occ.cylinder, "S": occ.sphere, "K": occ.cone,
            "T": self.translate, "R": self.rotate,
            "U": self.both, "D": self.difference, "I": occ.common,
            "LP": self.linear_pattern, "CP": self.circular_pattern,
            "FI": self.fillet, "CH": self.chamfer,
        }  # fmt: skip

    def mesh(self, i: int, segments: int) -> Manifold:
        """Node i as facets for the mesh kernel."""
        shape = self.shape(i)
        return Manifold() if occ.is_empty(shape) else occ_files.mesh(shape, segments)

    def shape(self, i: int) -> occ.Shape:
        """Node i as an exact body, made of all the nodes it needs."""
        needed = {i}
        for k in range(i, -1, -1):
            if k in needed:
                needed.update(self.program.nodes[k].refs)
        for k in sorted(needed):
            if k not in self.shapes and self.program.is_solid(k):
                self.shapes[k] = self.made(k)
        return self.shapes[i]

    def made(self, i: int) -> occ.Shape:
        """Node i, whose operands are made; what the kernel raises is a SolidError of the node."""
        node = self.program.nodes[i]
        try:
            if node.code in ("X", "SH"):
                return (self.scale if node.code == "X" else self.shell)(i)
            if node.code in ("E", "V"):
                return self.extrude(node) if node.code == "E" else self.revolve(node)
            operands = (self.shapes[ref] for ref in node.refs)
            return self.methods[node.code](*operands, *node.nums)
        except SolidError as error:
            raise SolidError(error.message, error.kind, i, node.line) from None
        except Exception as error:  # Open CASCADE raises types of its own
            message = f"Open CASCADE can not build this: {type(error).__name__}"
            raise SolidError(message, "kernel", i, node.line) from error

    def translate(self, a: occ.Shape, *vector: float) -> occ.Shape:
        return occ.transformed(a, np.eye(3), np.array(vector))

    def rotate(self, a: occ.Shape, x: float, y: float, z: float) -> occ.Shape:
        return occ.transformed(a, euler(x, y, z), NOWHERE)

    def scale(self, i: int) -> occ.Shape:
        """X; boxes, cylinders and cones that stay such keep their plain surfaces."""
        node = self.program.nodes[i]
        placed = placed_primitive(self.program, i)
        if placed is not None:
            inner, turn, offset = placed
            return occ.transformed(self.methods[inner.code](*inner.nums), turn, offset)
        return occ.transformed(self.shapes[node.refs[0]], np.diag(node.nums), NOWHERE)

    def both(self, a: occ.Shape, b: occ.Shape) -> occ.Shape:
        return occ.fuse([a, b])

    def difference(self, a: occ.Shape, b: occ.Shape) -> occ.Shape:
        return occ.cut(a, [b])

    def linear_pattern(
        self, a: occ.Shape, dx: float, dy: float, dz: float, count: float, spacing: float
    ) -> occ.Shape:
        """LP: copy i lies i * spacing along the direction."""
        step = spacing * np.array(unit((dx, dy, dz)))
        return occ.fuse([occ.transformed(a, np.eye(3), i * step) for i in range(int(count))])

    def circular_pattern(self, a: occ.Shape, *nums: float) -> occ.Shape:
        """CP: copy i is turned by i * angle / count."""
        ox, oy, oz, ax, ay, az, count, angle = nums
        angles = (i * angle / count for i in range(int(count)))
        turns = turns_about((ox, oy, oz), unit((ax, ay, az)), angles)
        return occ.fuse([occ.transformed(a, m[:, :3], m[:, 3]) for m in turns])

    def fillet(self, a: occ.Shape, r: float) -> occ.Shape:
        return a if occ.is_empty(a) else occ.fillet(occ.merged(a), r)

    def chamfer(self, a: occ.Shape, d: float) -> occ.Shape:
        return a if occ.is_empty(a) else occ.chamfer(occ.merged(a), d)

    def shell(self, i: int) -> occ.Shape:
        """SH; that the body is convex, and that t leaves an inside, the mesh kernel has judged."""
        node = self.program.nodes[i]
        body, t = self.shapes[node.refs[0]], node.nums[0]
        placed = placed_primitive(self.program, node.refs[0])
        if placed is None:
            return occ.cut(body, [occ.inset(body, t)])
        outer, turn, offset = placed
        inner, lift = shrunk(outer, t)
        hollow = occ.transformed(self.methods[inner.code](*inner.nums), np.eye(3), np.array(lift))
        return occ.cut(body, [occ.transformed(hollow, turn, offset)])

    def extrude(self, node: Node) -> occ.Shape:
        """E."""
        sketch = self.program.nodes[node.refs[0]]
        corners = [segment.start for segment in sketch.segments]
        return occ.extrude(_face(frame_of(sketch.nums), sketch.segments, corners), node.nums)

    def revolve(self, node: Node) -> occ.Shape:
        """V; corners that lie on the axis within the tolerance are put there."""
        sketch = self.program.nodes[node.refs[0]]
        frame = frame_of(sketch.nums)
        axis = axis_of(frame, node.nums)
        corners = [_settled(segment.start, axis) for segment in sketch.segments]
        profile = _face(frame, sketch.segments, corners)
        u, v = axis.along
        along = tuple(u * x + v * y for x, y in zip(frame.x, frame.y, strict=True))
        return occ.revolve(profile, _lifted(frame, axis.point), along, node.nums[6])


def _face(frame: Frame, segments: Sequence[Segment], corners: Sequence[Point]) -> occ.Shape:
    """The inside of a loop whose segments start at these corners."""
    edges = []
    for segment, start, end in zip(segments, corners, [*corners[1:], corners[0]], strict=True):
        middle = _lifted(frame, _halfway(segment)) if segment.code == "A" else None
        edges.append((_lifted(frame, start), middle, _lifted(frame, end)))
    return occ.face(frame.origin, frame.normal, edges)


def _halfway(arc: Segment) -> Point:
    """The point in the middle of an arc."""
    cx, cy = arc.nums[4:6]
    first, last = (math.dist(end, (cx, cy)) for end in (arc.start, arc.end))
    at = math.atan2(arc.start[1] - cy, arc.start[0] - cx) + sweep(arc) / 2
    radius = (first + last) / 2
    return cx + radius * math.cos(at), cy + radius * math.sin(at)


def _settled(point: Point, axis: Axis) -> Point:
    """A point, dropped onto the axis if it lies there within the tolerance."""
    r, _ = axis.polar(point)
    if abs(r) > ON_AXIS:
        return point
    u, v = axis.along
    return point[0] - r * v, point[1] + r * u


def _lifted(frame: Frame, point: Point) -> Vec:
    """A point of the sketch in space."""
    x, y = point
    a, b, c = (o + x * p + y * q for o, p, q in zip(frame.origin, frame.x, frame.y, strict=True))
    return a, b, c
