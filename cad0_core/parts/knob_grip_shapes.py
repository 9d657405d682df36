"""Shapes of fluted knobs and of knobs for a hexagon; see `knob.py` for what their sizes mean."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cad0_core.parts.checks import SEGMENTS, Checks, disc, hexagon, on_circle
from cad0_core.parts.columns import Condition, Value, cosine, least, most, sine
from cad0_core.parts.knob_shapes import Round, check_stem
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import CLEARANCE_HOLES, HEX_FLATS


def flute_faults(diameter: Value, flutes: Value, flute: Value) -> Iterator[tuple[Condition, str]]:
    close = diameter * sine(180 / flutes) < flute + 1.5
    yield close, "the flutes are closer than 1.5 mm"
    yield diameter * sine(180 / flutes) > 3.5 * flute, "the flutes are too far apart for a grip"
    yield flute > 0.3 * diameter, "the flutes are wider than a third of the knob"
    yield flute < 0.05 * diameter, "the flutes are too small for a grip"


def cut_flutes(ir: Builder, body: int, rim: Value, flutes: Value, flute: Value, high: Value) -> int:
    """Round grooves whose centres are on the rim (its diameter)."""
    tool = ir.move(ir.cylinder(flute / 2, 2 * high), rim / 2, 0, 0)
    return ir.cut(body, ir.around_z(tool, flutes))


def fluted_area(diameter: Value, flutes: Value, flute: Value) -> Value:
    """Section of a fluted cylinder: less the lenses that its flutes share with it.

    Facets make a flute smaller by 0.64 % and put the rim, on average, 0.32 % of its radius in.
    """
    big, small = diameter / 2, flute / 2
    lens = (
        small**2 * np.arccos(small / (2 * big))
        + big**2 * np.arccos(1 - small**2 / (2 * big**2))
        - small / 2 * (4 * big**2 - small**2) ** 0.5
    )
    area: Value = disc(diameter) - flutes * (0.9936 * lens - 0.0032 * big * flute)
    return area


def cut_back(diameter: Value, flute: Value) -> Value:
    """How much less than the rim's vertex on X is left beside a flute there.

    Where the flute's wall crosses the first side of the rim's polygon or, if wider, the second.
    """
    half = math.pi / SEGMENTS
    reach, side = flute / 2 * math.cos(half), diameter * math.sin(half)
    wide: Any = most(reach**2, side**2) - (side * math.sin(2 * half)) ** 2
    return least(reach, side) * math.sin(half) + most(
        0, wide**0.5 - side * math.cos(2 * half)
    ) * math.sin(3 * half)


def check_flutes(that: Checks, part: "Fluted | FlutedHex", bore: Value | None = None) -> None:
    """Size, number and depth of the flutes; `bore`: of a hole through the top."""
    d, f, high, back = part.diameter, part.flute, part.height, cut_back(part.diameter, part.flute)
    # Along Y there is a flute only if four divides their number.
    x, y = d / 2 - back, d / 2 - back * (part.flutes % 4 == 0)
    that.size(2 * x, 2 * y, high, low=(-x, -y, 0), of="diameter height")
    that.teeth((0, 0, high / 2), d / 2 - f / 4, part.flutes, of="flutes")
    level, floor = (part.depth + high) / 2, (d - f) / 2
    # Both walls of the first flute, of the last, and of the one across, at half of its depth.
    for turn in (0, -360 / part.flutes, 180):
        c, s = cosine(turn), sine(turn)
        for off, put in ((-0.12, that.empty), (0.12, that.solid)):
            y = math.sqrt(3) / 4 * f + off
            put(*(((d / 2 - f / 4) * c - i * y * s, (d / 2 - f / 4) * s + i * y * c, level)
                  for i in (-1, 1)), of="flute")  # fmt: skip
    area = fluted_area(d, part.flutes, f)
    walls = [(-floor, floor)]
    if bore is not None:
        area = area - disc(bore)
        walls = [(-floor, -bore / 2), (bore / 2, floor)]
    that.section("z", level, area, of="diameter flutes flute")
    that.line("between flutes", "x", (0, 0, level), *walls, of="flute")


@dataclass(frozen=True, slots=True)
class Fluted(Round):
    """A round knob with flutes around its rim."""

    flutes: Value
    flute: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from flute_faults(self.diameter, self.flutes, self.flute)
        thin = self.diameter - self.flute < 1.5 * self.hole + 2
        yield thin, "the wall between flutes and stem hole is too thin"
        yield from Round.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        body = cut_flutes(ir, body, self.diameter, self.flutes, self.flute, self.height)
        ir.cut(body, ir.cylinder(self.hole / 2, self.depth))

    def check(self, that: Checks) -> None:
        check_flutes(that, self)
        that.topology()
        check_stem(that, self.hole, self.depth)


@dataclass(frozen=True, slots=True)
class Hex(Shape):
    """A round knob with a hexagonal pocket in its underside and a clearance hole through."""

    diameter: Value
    height: Value
    thread: Value
    flats: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        loose = self.flats - HEX_FLATS(self.thread)
        yield (loose < 0) | (loose > 1), "the pocket does not suit the bolt"
        yield self.height - self.depth < 3, "the top over the pocket is thinner than 3 mm"
        yield self.depth < 0.5 * self.thread, "the pocket is shallower than half of the bolt"
        yield self.depth > 2 * self.thread, "the pocket is deeper than two bolts"
        yield self.diameter < 1.25 * self.flats + 5, "the wall around the pocket is too thin"
        yield self.diameter > 6 * self.flats, "the pocket is smaller than a sixth of the knob"
        yield self.height > self.diameter, "higher than wide"
        yield 5 * self.height < self.diameter, "lower than a fifth of the diameter"

    def build(self, ir: Builder) -> None:
        self.socket(ir, ir.cylinder(self.diameter / 2, self.height))

    def socket(self, ir: Builder, body: int) -> None:
        """The pocket is what three boxes, turned by 60 degrees, have in common."""
        box = ir.box(2 * self.flats, self.flats, self.depth)
        pair = ir.move(box, -self.flats, -self.flats / 2, 0)
        pocket = ir.common(pair, ir.turn(pair, 0, 0, 60))
        pocket = ir.common(pocket, ir.turn(pair, 0, 0, 120))
        hole = ir.cylinder(CLEARANCE_HOLES(self.thread) / 2, 2 * self.height)
        ir.cut(ir.cut(body, pocket), hole)

    def check(self, that: Checks) -> None:
        d, r, hole = self.diameter, self.diameter / 2, CLEARANCE_HOLES(self.thread)
        that.size(d, d, self.height, low=(-r, -r, 0), of="diameter height")
        above = (disc(d) - disc(hole)) * (self.height - self.depth)
        that.volume(above + (disc(d) - hexagon(self.flats)) * self.depth)
        walls = (-r, -self.flats / 2), (self.flats / 2, r)
        that.line("across flats", "y", (0, 0, self.depth / 2), *walls, of="flats")
        self.check_socket(that)

    def check_socket(self, that: Checks) -> None:
        that.topology(1)
        hole, h = CLEARANCE_HOLES(self.thread), self.height
        middle = (0, 0, (self.depth + h) / 2)
        that.hole("z", [middle], hole, (0, h), of="thread")
        beside = ((hole + self.flats) / 4, 0, 0)
        that.line("over the pocket", "z", beside, (self.depth, h), of="depth height")
        y, z = self.flats / 2, self.depth / 2
        that.empty((0, y - 0.1, z), (0, 0.1 - y, z), of="flats")
        that.solid((0, y + 0.1, z), (0, -0.1 - y, z), of="flats")
        corners = 2 / math.sqrt(3) * self.flats  # their circle; the first is on +X
        for turn in range(0, 360, 60):
            that.empty(on_circle(corners - 0.22, turn, z), of="flats")
            that.solid(on_circle(corners + 0.22, turn, z), of="flats")


@dataclass(frozen=True, slots=True)
class FlutedHex(Hex):
    """A fluted knob with a hexagonal pocket and a clearance hole."""

    flutes: Value
    flute: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from flute_faults(self.diameter, self.flutes, self.flute)
        thin = self.diameter - self.flute < 1.25 * self.flats + 5
        yield thin, "the wall between flutes and pocket is too thin"
        yield from Hex.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        self.socket(ir, cut_flutes(ir, body, self.diameter, self.flutes, self.flute, self.height))

    def check(self, that: Checks) -> None:
        check_flutes(that, self, CLEARANCE_HOLES(self.thread))
        self.check_socket(that)
        area = fluted_area(self.diameter, self.flutes, self.flute) - hexagon(self.flats)
        that.section("z", self.depth / 2, area, of="flats diameter")
