"""Loops as polygons: faceted arcs, and whether a polygon touches or crosses itself.

Coordinates are millimetres in the sketch plane.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from cad0_core.ir.program import Segment

Point = tuple[float, float]
IntPoint = tuple[int, int]

GRID = 1e6  # points are judged on a grid of 1e-6 mm: whole numbers make the judgement exact


def sweep(segment: Segment) -> float:
    """Signed angle of an arc in radians, counter-clockwise positive, 0 < |angle| <= 2 pi."""
    x1, y1, x2, y2, cx, cy, ccw = segment.nums
    turn = math.atan2(y2 - cy, x2 - cx) - math.atan2(y1 - cy, x1 - cx)
    turn %= math.tau
    return turn if ccw else turn - math.tau


def pieces(angle: float, segments: int) -> int:
    """Straight pieces of an arc of `angle` radians where a full circle has `segments`."""
    # Rounded coordinates must not turn an exact quarter of 32 into 9 pieces.
    return max(1, math.ceil(segments * abs(angle) / math.tau - 1e-4))


def outline(loop: Sequence[Segment], segments: int) -> tuple[list[Point], list[int]]:
    """The corners of a closed loop, and for each the segment that starts there or contains it."""
    points: list[Point] = []
    owners: list[int] = []
    for i, segment in enumerate(loop):
        points.append(segment.start)
        owners.append(i)
        if segment.code == "A":
            inner = _arc_points(segment, segments)
            points += inner
            owners += [i] * len(inner)
    return points, owners


def _arc_points(segment: Segment, segments: int) -> list[Point]:
    """Points between the ends of an arc; the radius runs from that of one end to the other's."""
    x1, y1, x2, y2, cx, cy, _ = segment.nums
    angle = sweep(segment)
    count = pieces(angle, segments)
    start = math.atan2(y1 - cy, x1 - cx)
    first, last = math.hypot(x1 - cx, y1 - cy), math.hypot(x2 - cx, y2 - cy)
    points = []
    for i in range(1, count):
        radius = first + (last - first) * i / count
        at = start + angle * i / count
        points.append((cx + radius * math.cos(at), cy + radius * math.sin(at)))
    return points


def signed_area(points: Sequence[Point]) -> float:
    """Area of a polygon in mm^2, negative if it runs clockwise."""
    # About the first corner: far from the origin the products would swallow the area.
    x0, y0 = points[0]
    total = 0.0
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        total += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    return total / 2


def crossing(points: Sequence[Point]) -> tuple[int, int] | None:
    """Two edges (index of their first corner) that cross or touch, None for a simple polygon.

    A plane sweep: n log n comparisons, exact on the grid, so no loop takes long to judge.
    """
    grid = [(round(x * GRID), round(y * GRID)) for x, y in points]
    count = len(grid)
    for i, b in enumerate(grid):
        a, c = grid[i - 1], grid[(i + 1) % count]
        if _side(a, b, c) == 0 and _dot(a, b, c) >= 0:  # runs back along itself, or no length
            return (i - 1) % count, i
    if count < 3:
        return 0, count - 1
    return _Sweep(grid).run()


def _side(a: IntPoint, b: IntPoint, p: IntPoint) -> int:
    """Positive if p lies to the left of the line from a to b."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def _dot(a: IntPoint, b: IntPoint, c: IntPoint) -> int:
    return (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1])


class _Sweep:
    """Vertices from left to right; `active` holds the edges under the sweep line, lowest first."""

    def __init__(self, grid: list[IntPoint]) -> None:
        self.grid = grid
        self.count = len(grid)
        ahead = [*grid[1:], grid[0]]
        self.left = [min(a, b) for a, b in zip(grid, ahead, strict=True)]
        self.right = [max(a, b) for a, b in zip(grid, ahead, strict=True)]
        self.active: list[int] = []

    def run(self) -> tuple[int, int] | None:
        """The first two edges found to meet, by index."""
        order = sorted(range(self.count), key=self.grid.__getitem__)
        before = -1
        for vertex in order:
            if before >= 0 and self.grid[before] == self.grid[vertex]:
                return min(before, vertex), max(before, vertex)
            before = vertex
            found = self.visit(vertex)
            if found is not None:
                return min(found), max(found)
        return None

    def visit(self, vertex: int) -> tuple[int, int] | None:
        """Remove the edges that end at a vertex, insert those that begin, judge new neighbours."""
        point = self.grid[vertex]
        edges = ((vertex - 1) % self.count, vertex)
        place = self.below(point)
        ending = [edge for edge in edges if self.right[edge] == point]
        for edge in ending:
            at = place if place < len(self.active) and self.active[place] == edge else -1
            if at < 0:  # its twin stands first, or the order is broken by a crossing
                at = self.active.index(edge)
                place = min(place, at)
            del self.active[at]
        if place < len(self.active) and self.touches(self.active[place], point):
            return self.active[place], vertex
        starting = [edge for edge in edges if self.left[edge] == point]
        ends = [self.right[edge] for edge in starting]
        if len(ends) == 2 and _side(point, ends[0], ends[1]) < 0:
            starting.reverse()
        self.active[place:place] = starting
        after = place + len(starting)
        return self.meet(place - 1, place) or (starting and self.meet(after - 1, after)) or None

    def below(self, point: IntPoint) -> int:
        """How many active edges pass below a point."""

        def passes_above_or_through(edge: int) -> bool:
            return _side(self.left[edge], self.right[edge], point) <= 0

        return bisect_left(self.active, True, key=passes_above_or_through)

    def touches(self, edge: int, point: IntPoint) -> bool:
        return _side(self.left[edge], self.right[edge], point) == 0

    def meet(self, i: int, j: int) -> tuple[int, int] | None:
        """Whether two neighbours of the active list share a point that is not a common corner."""
        if i < 0 or j >= len(self.active):
            return None
        one, other = self.active[i], self.active[j]
        if (one - other) % self.count in (1, self.count - 1):
            return None
        a, b, c, d = self.left[one], self.right[one], self.left[other], self.right[other]
        if max(a, c) > min(b, d):
            return None
        apart = _side(a, b, c) * _side(a, b, d) > 0 or _side(c, d, a) * _side(c, d, b) > 0
        return None if apart else (one, other)
