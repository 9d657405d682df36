"""Predicates of a part, as a family states them: data that names parameters and sizes.

Every predicate is a JSON object with `kind`, `of` (the parameters that it speaks of) and sizes in
mm, in the coordinates of the part's program. `predicates.py` measures them on a solid.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cad0_core.parts.columns import Value, cosine, least, most, sine

Point = tuple[Value, Value, Value]
SEGMENTS = 32  # sides of a full circle, as solids are evaluated


def disc(diameter: Value) -> Value:
    """Area of a circle's polygon, n/2 sin(2 pi/n) r^2: 0.64 % under pi r^2 at 32 sides."""
    return SEGMENTS / 2 * math.sin(2 * math.pi / SEGMENTS) * (diameter / 2) ** 2


def hexagon(flats: Value) -> Value:
    """Area of a regular hexagon by its distance across flats, sqrt(3)/2 f^2."""
    return math.sqrt(3) / 2 * flats**2


def frustum(bottom: Value, top: Value, height: Value) -> Value:
    """Volume of a faceted frustum by its diameters: the mean of three areas times the height."""
    return height / 3 * (disc(bottom) + disc(top) + disc(1) * bottom * top)


def ball(diameter: Value) -> Value:
    """Volume of a faceted sphere: its bands, half as many as meridians, are frustums."""
    bands = SEGMENTS // 2
    rings = [math.pi * i / bands for i in range(bands + 1)]
    unit = sum(
        frustum(math.sin(low), math.sin(high), (math.cos(low) - math.cos(high)) / 2)
        for low, high in pairwise(rings)
    )
    return unit * diameter**3


def cap(diameter: Value, depth: Value) -> Value:
    """Area of what a straight cut takes off a circle's polygon, `depth` from a vertex inwards."""
    half = [2 * math.pi * i / SEGMENTS for i in range(SEGMENTS // 2 + 1)]
    area: Value = 0.0
    for low, high in pairwise(half):
        reach = most(least(depth / diameter - (1 - math.cos(low)) / 2, _rise(low, high)), 0)
        slope = (math.sin(high) - math.sin(low)) / _rise(low, high)
        area = area + reach * (math.sin(low) + slope * reach / 2)
    return area * diameter**2


def _rise(low: float, high: float) -> float:
    """How far a unit-diameter polygon rises between two angles from its lowest vertex."""
    return (math.cos(low) - math.cos(high)) / 2


def crest(diameter: Value, width: Value) -> Value:
    """Area between a faceted circle and its tangent at the vertex on +X, over a width.

    A slot `depth` deep below that tangent takes width x depth - crest from a shaft, and one
    beyond the vertex of a bore takes width x depth + crest from the hub around it.
    """
    step = 2 * math.pi / SEGMENTS
    area: Value = 0
    steeper = [math.tan(step / 2)] + [
        math.tan((k + 0.5) * step) - math.tan((k - 0.5) * step) for k in range(1, SEGMENTS // 4)
    ]
    for k, slope in enumerate(steeper):
        beyond = most(0, width / 2 - diameter / 2 * math.sin(k * step))
        area = area + slope * beyond**2
    return area


class Checks:
    """Collects predicates; `of` names the parameters that a predicate speaks of.

    Where an axis is asked for it is "x", "y" or "z". Points are (x, y, z) in the program's frame.
    """

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def size(self, x: Value, y: Value, z: Value, *, low: Point = (0, 0, 0), of: str) -> None:
        """The bounding box: its extents, and its lowest corner `low`.

        Every part has one, first: the other predicates find their place by it.
        """
        self._add("size", of, size=[x, y, z], low=list(low))

    def volume(self, volume: Value, *, of: str = "") -> None:
        """Volume in mm^3 of the faceted body, within 0.1 %."""
        self._add("volume", of, volume=volume)

    def topology(self, genus: Value = 0, *, of: str = "") -> None:
        """One body without sealed voids, with `genus` through holes in all."""
        self._add("topology", of, bodies=1, voids=0, genus=genus)

    def line(
        self, name: str, axis: str, through: Point, *solid: tuple[Value, Value], of: str
    ) -> None:
        """All the material on a line along `axis` through a point, as (from, to) in order.

        No `solid` at all means that the line meets nothing. Measure across circles where their
        polygons have vertices (through the centre, along x or y), or the facets show.
        """
        self._add("line", of, name=name, axis=axis, through=list(through),
                  solid=[list(pair) for pair in solid])  # fmt: skip

    def hole(
        self,
        axis: str,
        at: Sequence[Point],
        diameter: Value,
        span: tuple[Value, Value],
        *,
        bottom: bool = False,
        of: str,
    ) -> None:
        """Round holes of a diameter around the points, empty over `span` along the axis.

        The diameter is measured at the depth of the points. `bottom`: material begins where the
        span ends (a blind hole from the low side; for one from the high side the span's first
        number is its bottom: give it as (high, low)).
        """
        self._add("hole", of, axis=axis, at=[list(point) for point in at], diameter=diameter,
                  span=list(span), bottom=bottom)  # fmt: skip

    def bolt_circle(
        self,
        center: Point,
        circle: Value,
        count: Value,
        diameter: Value,
        span: tuple[Value, Value],
        *,
        of: str,
    ) -> None:
        """`count` holes along z, evenly spaced on a circle, the first one towards +x."""
        self._add("bolt_circle", of, center=list(center), circle=circle, count=count,
                  diameter=diameter, span=list(span))  # fmt: skip

    def section(self, axis: str, at: Value, area: Value, *, of: str) -> None:
        """Area in mm^2 of the cut across `axis` at a height, within 0.5 %."""
        self._add("section", of, axis=axis, at=at, area=area)

    def teeth(self, center: Point, radius: Value, count: Value, *, of: str) -> None:
        """How many times the outline at the centre's height goes out and in past a radius (z)."""
        self._add("teeth", of, center=list(center), radius=radius, count=count)

    def solid(self, *points: Point, of: str = "") -> None:
        """Points in the material, 0.1 mm or more from its faces."""
        self._add("solid", of, at=[list(point) for point in points])

    def empty(self, *points: Point, of: str = "") -> None:
        """Points outside the material, 0.1 mm or more from its faces."""
        self._add("empty", of, at=[list(point) for point in points])

    def rim(self, diameter: Value, z: Value, *, bore: bool = False, of: str = "") -> None:
        """A round wall about the z axis at a height: material just within it and none beyond.

        With `bore` the other way round. Points 0.12 mm off the wall tell where its axis is.
        """
        near, far = (
            [(x * r, y * r, z) for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1))]
            for r in (diameter / 2 - 0.12, diameter / 2 + 0.12)
        )
        self.solid(*(far if bore else near), of=of)
        self.empty(*(near if bore else far), of=of)

    def symmetric(self, *axes: str) -> None:
        """Mirrored at the middle of its bounding box across these axes the part is the same."""
        self._add("symmetric", "", axes=list(axes))

    def _add(self, kind: str, of: str, **values: Any) -> None:
        self.items.append({"kind": kind, "of": of.split(), **values})


def on_circle(diameter: Value, degrees: Value, z: Value) -> Point:
    """A point on a circle about Z."""
    return diameter / 2 * cosine(degrees), diameter / 2 * sine(degrees), z
