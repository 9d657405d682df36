"""Shapes of knobs; see `knob.py` for what their sizes mean."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from cad0_core.parts.checks import SEGMENTS, Checks, crest, disc, hexagon, on_circle
from cad0_core.parts.columns import Condition, Value, cosine, least, most, sine
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import CLEARANCE_HOLES, HEX_FLATS


@dataclass(frozen=True, slots=True)
class Round(Shape):
    """A cylinder with a blind stem hole in its underside."""

    diameter: Value
    height: Value
    hole: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from stem_faults(self.diameter, self.height, self.hole, self.depth)
        yield self.height > self.diameter, "higher than wide"
        yield 5 * self.height < self.diameter, "lower than a fifth of the diameter"

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        ir.cut(body, ir.cylinder(self.hole / 2, self.depth))

    def check(self, that: Checks) -> None:
        d, r = self.diameter, self.diameter / 2
        that.size(d, d, self.height, low=(-r, -r, 0), of="diameter height")
        that.volume(disc(d) * self.height - disc(self.hole) * self.depth)
        that.topology()
        check_stem(that, self.hole, self.depth)


def stem_faults(
    width: Value, height: Value, hole: Value, depth: Value
) -> Iterator[tuple[Condition, str]]:
    yield height - depth < 2, "the floor over the stem hole is thinner than 2 mm"
    yield depth < hole, "the stem hole is shallower than its diameter"
    yield depth > 6 * hole, "the stem hole is deeper than six diameters"
    yield width < 1.5 * hole + 2, "the wall around the stem hole is too thin"
    yield width > 10 * hole, "the stem hole is smaller than a tenth of the knob"


def check_stem(that: Checks, hole: Value, depth: Value) -> None:
    that.hole("z", [(0, 0, depth / 2)], hole, (0, depth), bottom=True, of="hole depth")


@dataclass(frozen=True, slots=True)
class Collared(Round):
    """A wide head on a narrower collar; `height` is that of the head alone."""

    collar: Value
    collar_height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        total = self.height + self.collar_height
        yield from stem_faults(self.collar, total, self.hole, self.depth)
        yield self.diameter - self.collar < 4, "the head is less than 2 mm wider than the collar"
        yield self.diameter > 4 * self.collar, "the head is wider than four collars"
        yield total > 2 * self.diameter, "higher than two diameters"
        yield self.collar_height > 2 * self.collar, "the collar is higher than two diameters"
        yield 5 * self.height < self.diameter, "the head is lower than a fifth of its diameter"

    def build(self, ir: Builder) -> None:
        collar = ir.cylinder(self.collar / 2, self.collar_height)
        head = ir.cylinder(self.diameter / 2, self.height)
        body = ir.join(collar, ir.move(head, 0, 0, self.collar_height))
        ir.cut(body, ir.cylinder(self.hole / 2, self.depth))

    def check(self, that: Checks) -> None:
        d, r, low = self.diameter, self.diameter / 2, self.collar_height
        total = low + self.height
        that.size(d, d, total, low=(-r, -r, 0), of="diameter height collar_height")
        solid = disc(d) * self.height + disc(self.collar) * low
        that.volume(solid - disc(self.hole) * self.depth)
        that.topology()
        check_stem(that, self.hole, self.depth)
        beside = ((self.collar + d) / 4, 0, 0)
        that.line("head height", "z", beside, (low, total), of="height collar_height")
        level = least(low, self.depth) / 2
        walls = [(-self.collar / 2, -self.hole / 2), (self.hole / 2, self.collar / 2)]
        that.line("across the collar", "x", (0, 0, level), *walls, of="collar hole")


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
class Wing(Round):
    """A round hub with a plate across it; `top` is the height of the plate."""

    length: Value
    thickness: Value
    top: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from stem_faults(self.diameter, self.height, self.hole, self.depth)
        yield self.top - self.height < 3, "the wing is less than 3 mm higher than the hub"
        yield self.height > self.diameter, "the hub is higher than wide"
        yield self.top > 2 * self.height, "the wing is higher than two hubs"
        yield 4 * self.top > 3 * self.length, "the wing is too high for its length"
        yield self.length - self.diameter < 8, "the wing reaches less than 4 mm beyond the hub"
        yield self.length > 4 * self.diameter, "the wing is longer than four hubs"
        yield 2 * self.thickness > self.diameter, "the wing is thicker than half of the hub"
        yield self.top > 10 * self.thickness, "the wing is higher than ten thicknesses"

    def build(self, ir: Builder) -> None:
        hub = ir.cylinder(self.diameter / 2, self.height)
        plate = ir.box(self.length, self.thickness, self.top)
        across = ir.move(plate, -self.length / 2, -self.thickness / 2, 0)
        ir.cut(ir.join(hub, across), ir.cylinder(self.hole / 2, self.depth))

    def check(self, that: Checks) -> None:
        d, r, half = self.diameter, self.diameter / 2, self.length / 2
        that.size(self.length, d, self.top, low=(-half, -r, 0), of="length diameter top")
        inside = d * self.thickness - 2 * crest(d, self.thickness)  # of the plate in the hub
        hub = (disc(d) - inside) * self.height
        plate = self.length * self.thickness * self.top
        that.volume(hub + plate - disc(self.hole) * self.depth)
        that.topology()
        check_stem(that, self.hole, self.depth)
        thin = (-self.thickness / 2, self.thickness / 2)
        high = (self.top + self.height) / 2
        for x, z in ((r / 2, high), ((r + half) / 2, self.height / 2)):
            that.line("thickness of the wing", "y", (x, 0, z), thin, of="thickness")
        beside = (0, (r + most(self.thickness, self.hole) / 2) / 2, 0)
        that.line("hub height", "z", beside, (0, self.height), of="height")
        end = (half - 0.2, 0, 0)
        that.line("height of the wing", "z", end, (0, self.top), of="top length")


@dataclass(frozen=True, slots=True)
class DHole(Round):
    """A round knob whose stem hole has a flat: `flat` is what the hole is wide across it."""

    flat: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        no_flat = (self.flat > 0.92 * self.hole) | (self.flat < 0.6 * self.hole)
        yield no_flat, "the flat is not between 60 and 92 % of the hole"
        yield from Round.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        stem = ir.cylinder(self.hole / 2, self.depth)
        box = ir.box(self.flat, self.hole, self.depth)
        kept = ir.move(box, -self.hole / 2, -self.hole / 2, 0)
        ir.cut(body, ir.common(stem, kept))

    def check(self, that: Checks) -> None:
        d, r, hole = self.diameter, self.diameter / 2, self.hole / 2
        that.size(d, d, self.height, low=(-r, -r, 0), of="diameter height")
        section = disc(self.hole) - segment(self.hole, self.flat - hole)
        that.volume(disc(d) * self.height - section * self.depth)
        that.topology()
        middle, flat = (0, 0, self.depth / 2), self.flat - hole
        that.line("across the flat", "x", middle, (-r, -hole), (flat, r), of="flat hole")
        that.line("along the flat", "y", middle, (-r, -hole), (hole, r), of="hole")
        that.line("over the hole", "z", (0, 0, 0), (self.depth, self.height), of="depth")


def segment(diameter: Value, distance: Value) -> Value:
    """Area of a faceted circle beyond a line at a distance from its centre."""
    area: Value = 0
    step = 2 * math.pi / SEGMENTS
    for k in range(SEGMENTS // 4):
        far, near = math.cos(k * step), math.cos((k + 1) * step)
        low, high = math.sin(k * step), math.sin((k + 1) * step)
        run = most(0, diameter / 2 * far - most(distance, diameter / 2 * near))
        area = area + 2 * run * (diameter / 2 * low + (high - low) / (far - near) * run / 2)
    return area


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
