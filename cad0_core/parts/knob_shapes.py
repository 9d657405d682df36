"""Shapes of knobs; see `knob.py` for what their sizes mean."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import SEGMENTS, Checks, crest, disc
from cad0_core.parts.columns import Condition, Value, least, most
from cad0_core.parts.shape import Builder, Shape


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
