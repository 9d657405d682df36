"""Plane geometry of sketches: frames, loops of lines and arcs, and what is wrong with them.

Sketch coordinates are millimetres in the plane; a fault says which argument shows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cad0_core.ir import outline
from cad0_core.ir.errors import counted
from cad0_core.ir.outline import Point
from cad0_core.ir.program import Node, Segment
from cad0_core.ir.vectors import Vec, cross, dot, sub, unit

JOIN = 1e-6  # mm: consecutive segments meet within this
RADIUS = 2e-3  # mm: both ends of an arc lie at one radius within this
SQUARE = 1e-3  # cosine between the axes of a sketch, before they are made orthogonal
IN_PLANE = 1e-3  # mm or sine: how far the axis of a revolution may leave the sketch plane
ON_AXIS = 1e-3  # mm: points this near the axis lie on it
# A loop is refused if it crosses itself with each of these numbers of sides to a circle: a corner
# rounded to 3 decimals may cut its neighbour by a hair with one of them, a thin gap may close with
# the other, a real crossing shows in both.
SIDES = (32, 96)


class Fault(NamedTuple):
    """What is wrong: the number (from 0) of an op's line that shows it, found, expected."""

    at: int
    found: str
    expected: str
    segment: int = 0  # of a loop; one past the last for the loop as a whole


@dataclass(frozen=True, slots=True)
class Frame:
    """A sketch plane: origin in mm, unit axes, right-handed (normal = x cross y)."""

    origin: Vec
    x: Vec
    y: Vec
    normal: Vec

    def local(self, point: Sequence[float]) -> Vec:
        """A world point in sketch coordinates; the third is the height above the plane."""
        offset = sub(point, self.origin)
        return dot(offset, self.x), dot(offset, self.y), dot(offset, self.normal)


def frame_of(nums: Sequence[float]) -> Frame:
    """The plane of an SK line; y is turned within the plane to be exactly square to x."""
    x = unit(nums[3:6])
    y = unit(nums[6:9])
    lean = dot(x, y)
    y = unit((y[0] - lean * x[0], y[1] - lean * x[1], y[2] - lean * x[2]))
    return Frame((nums[0], nums[1], nums[2]), x, y, cross(x, y))


def frame_fault(nums: Sequence[float]) -> Fault | None:
    """Axes that are not square to each other."""
    lean = dot(unit(nums[3:6]), unit(nums[6:9]))
    if abs(lean) <= SQUARE:
        return None
    angle = math.degrees(math.acos(max(-1.0, min(1.0, lean))))
    return Fault(6, f"axes at {angle:.4g} degrees", "axes at 90 degrees")


def extrude_fault(node: Node, nums: Sequence[float]) -> Fault | None:
    """A vector that stays in the sketch plane."""
    normal = frame_of(node.nums).normal
    if abs(dot(unit(nums), normal)) > 1e-6:
        return None
    return Fault(0, "a vector within the sketch plane", "a vector that leaves the sketch plane")


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis in a sketch plane: a point and a unit direction in sketch coordinates."""

    point: Point
    along: Point

    def polar(self, p: Point) -> Point:
        """A point as (signed distance from the axis to its right, position along it)."""
        x, y = p[0] - self.point[0], p[1] - self.point[1]
        u, v = self.along
        return x * v - y * u, x * u + y * v


def axis_of(frame: Frame, nums: Sequence[float]) -> Axis:
    """The axis of a V line, dropped onto the sketch plane."""
    x, y, _ = frame.local(nums[0:3])
    direction = unit(nums[3:6])
    u, v = dot(direction, frame.x), dot(direction, frame.y)
    length = math.hypot(u, v)
    return Axis((x, y), (u / length, v / length))


def revolve_fault(node: Node, nums: Sequence[float]) -> Fault | None:
    """An axis off the plane, or a profile that crosses or merely touches it."""
    frame = frame_of(node.nums)
    height = frame.local(nums[0:3])[2]
    if abs(height) > IN_PLANE:
        return Fault(0, f"a point {abs(height):.4g} mm off the sketch plane", "a point on it")
    if abs(dot(unit(nums[3:6]), frame.normal)) > IN_PLANE:
        return Fault(3, "a direction out of the sketch plane", "a direction within it")
    return _contact_fault(node.segments, axis_of(frame, nums))


def _contact_fault(loop: Sequence[Segment], axis: Axis) -> Fault | None:
    """A profile on both sides of the axis, or one that meets it in a single point."""
    corners = [axis.polar(segment.start)[0] for segment in loop]
    side = 1.0 if sum(_extremes(loop, axis)) >= 0 else -1.0
    low = min(side * r for r in _extremes(loop, axis))
    if low < -ON_AXIS:
        found = f"a profile that reaches {-low:.4g} mm across the axis"
        return Fault(0, found, "a profile on one side of the axis")
    on = [abs(r) <= ON_AXIS for r in corners]
    straight = [segment.code == "L" for segment in loop]
    edge = [on[i] and on[(i + 1) % len(on)] and straight[i] for i in range(len(on))]
    lone = any(on[i] and not edge[i] and not edge[i - 1] for i in range(len(on)))
    grazes = any(
        abs(r) <= ON_AXIS for segment in loop if segment.code == "A" for r in _bulge(segment, axis)
    )
    if lone or grazes:
        expected = "a profile clear of the axis or touching it along an edge"
        return Fault(0, "a profile that touches the axis in a single point", expected)
    return None


def _extremes(loop: Sequence[Segment], axis: Axis) -> list[float]:
    """Signed distances from the axis among which the largest and smallest of the loop are."""
    values = [axis.polar(segment.start)[0] for segment in loop]
    for segment in loop:
        if segment.code == "A":
            values += _bulge(segment, axis)
    return values


def _bulge(segment: Segment, axis: Axis) -> list[float]:
    """Signed distances of the inner points of an arc where it runs parallel to the axis."""
    x1, y1, _, _, cx, cy, _ = segment.nums
    radius = math.hypot(x1 - cx, y1 - cy)
    start, turn = math.atan2(y1 - cy, x1 - cx), outline.sweep(segment)
    u, v = axis.along
    found = []
    for sign in (1.0, -1.0):
        at = (math.atan2(-u * sign, v * sign) - start) % math.tau
        if turn < 0:
            at -= math.tau
        if 1e-6 < abs(at) < abs(turn) - 1e-6:
            found.append(axis.polar((cx + sign * v * radius, cy - sign * u * radius))[0])
    return found


def loop_faults(segments: Sequence[Segment]) -> Iterator[Fault]:
    """What keeps segments from being one closed loop that does not touch itself."""
    count = len(segments)
    sound = True
    for i, segment in enumerate(segments):
        fault = _segment_fault(segment)
        if fault is None and i:
            fault = _gap(segments[i - 1], segment)
        if fault is not None:
            sound = False
            yield fault._replace(segment=i)
    if sound and count < 2:
        found = counted(count, "segment")
        yield Fault(0, found, "a closed loop of at least 2 segments", count)
    elif sound and math.dist(segments[-1].end, segments[0].start) > JOIN:
        x, y = segments[0].start
        yield Fault(2, _point(segments[-1].end), f"the loop to close at ({x:g}, {y:g})", count - 1)
    elif sound and (crossed := _crossing(segments)):
        first, second = crossed
        found = f"segments {first + 1} and {second + 1} that touch or cross"
        if first == second:
            found = f"segment {first + 1} that touches or crosses itself"
        yield Fault(0, found, "a loop that does not touch itself", second)


def _crossing(loop: Sequence[Segment]) -> tuple[int, int] | None:
    """Two segments that meet where they should not, the later one second."""
    found = None
    for sides in SIDES:
        points, owners = outline.outline(loop, sides)
        edges = outline.crossing(points)
        if edges is None:
            return None
        one, other = owners[edges[0]], owners[edges[1]]
        found = min(one, other), max(one, other)
        if all(segment.code == "L" for segment in loop):
            break
    return found


def _segment_fault(segment: Segment) -> Fault | None:
    length = math.dist(segment.start, segment.end)
    if segment.code == "L":
        return Fault(2, "a line without length", "two different ends") if length <= JOIN else None
    centre = segment.nums[4:6]
    first, last = math.dist(segment.start, centre), math.dist(segment.end, centre)
    if abs(first - last) > RADIUS:
        return Fault(4, f"radii {first:.6g} and {last:.6g}", "both ends at one radius")
    if min(first, last) <= RADIUS:
        return Fault(4, f"a radius of {min(first, last):.6g}", f"a radius above {RADIUS:g}")
    turn = abs(outline.sweep(segment))
    # Two ends in one direction from the centre differ by rounding, not by a full turn.
    if length <= JOIN or not 1e-9 < turn < math.tau - 1e-9:
        return Fault(2, "an arc that ends where it starts", "two arcs for a full circle")
    return None


def _gap(before: Segment, segment: Segment) -> Fault | None:
    if math.dist(before.end, segment.start) <= JOIN:
        return None
    x, y = before.end
    return Fault(0, _point(segment.start), f"to start at ({x:g}, {y:g}), where the last ended")


def _point(p: tuple[float, float]) -> str:
    return f"({p[0]:g}, {p[1]:g})"
