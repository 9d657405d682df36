"""Parts with a row of copies along X: combs, heat sinks, pins on a strip.

Bases have a corner at the origin. Teeth and fins are flush with both ends; a row of pins is centred
on its base, which is as long as its pitches, so that the outer pins stand half a pitch from the
ends. Texts state the length that follows: multiplying is not for a small model.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Params, Value, most
from cad0_core.parts.shape import Builder, Shape

NEAR = 0.12  # mm from a face, to either side, where material begins or ends


def apart(one: Value, other: Value) -> Condition:
    """Whether two lengths differ."""
    return most(one - other, other - one) > 1e-6


@dataclass(frozen=True, slots=True)
class Comb(Shape):
    """A flat comb: a spine along X at y = 0 with teeth towards +Y."""

    length: Value
    depth: Value
    spine: Value
    thickness: Value
    teeth: Value
    tooth: Value
    pitch: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield apart((self.teeth - 1) * self.pitch + self.tooth, self.length), "teeth miss an end"
        yield self.length > 150, "longer than 150 mm"
        yield self.pitch - self.tooth < 1.5, "the gaps are narrower than 1.5 mm"
        yield self.pitch > 4 * self.tooth, "the gaps are wider than three teeth"
        yield self.depth < 2 * self.spine, "the teeth are shorter than the spine is wide"
        yield self.depth - self.spine > 12 * self.tooth, "the teeth are longer than 12 widths"
        yield self.thickness > self.spine, "thicker than the spine is wide"

    def build(self, ir: Builder) -> None:
        spine = ir.box(self.length, self.spine, self.thickness)
        tooth = ir.box(self.tooth, self.depth, self.thickness)
        ir.join(spine, ir.row(tooth, (1, 0, 0), self.teeth, self.pitch))

    def check(self, that: Checks) -> None:
        that.size(self.length, self.depth, self.thickness, of="length depth thickness")
        reach, z = self.depth - self.spine, self.thickness / 2
        that.volume((self.length * self.spine + self.teeth * self.tooth * reach) * self.thickness)
        that.topology()
        y = self.depth - reach / 2
        that.section("y", y, self.teeth * self.tooth * self.thickness, of="teeth tooth")
        gap = ((self.tooth + self.pitch) / 2, 0, z)
        that.line("spine between the teeth", "y", gap, (0, self.spine), of="spine")
        check_row(that, self.tooth, self.pitch, self.length, y, z, of="pitch tooth")


def check_row(
    that: Checks, width: Value, pitch: Value, length: Value, y: Value, z: Value, *, of: str
) -> None:
    """The first, second and last of a row along X that is flush with both ends."""
    edges = [(width, -1), (pitch, 1), (pitch + width, -1), (length - width, 1)]
    that.solid(*((x + side * NEAR, y, z) for x, side in edges), of=of)
    that.empty(*((x - side * NEAR, y, z) for x, side in edges), of=of)


@dataclass(frozen=True, slots=True)
class HeatSink(Shape):
    """A base with upright fins along Y, from one end to the other."""

    length: Value
    width: Value
    base: Value
    height: Value
    fins: Value
    fin: Value
    pitch: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield apart((self.fins - 1) * self.pitch + self.fin, self.length), "fins miss an end"
        yield self.length > 150, "longer than 150 mm"
        yield self.pitch - self.fin < 1.5, "the gaps are narrower than 1.5 mm"
        yield self.pitch > 5 * self.fin, "the gaps are wider than four fins"
        yield self.height < 2.5 * self.base, "the fins are shorter than 1.5 base thicknesses"
        yield self.height - self.base > 10 * (self.pitch - self.fin), "the gaps are too deep"
        yield self.height > self.length, "taller than long"

    def build(self, ir: Builder) -> None:
        base = ir.box(self.length, self.width, self.base)
        fin = ir.box(self.fin, self.width, self.height)
        ir.join(base, ir.row(fin, (1, 0, 0), self.fins, self.pitch))

    def check(self, that: Checks) -> None:
        that.size(self.length, self.width, self.height, of="length width height")
        reach, y = self.height - self.base, self.width / 2
        that.volume((self.length * self.base + self.fins * self.fin * reach) * self.width)
        that.topology()
        z = self.base + reach / 2
        that.section("z", z, self.fins * self.fin * self.width, of="fins fin")
        gap = ((self.fin + self.pitch) / 2, y, 0)
        that.line("base between the fins", "z", gap, (0, self.base), of="base")
        check_row(that, self.fin, self.pitch, self.length, y, z, of="pitch fin")


@dataclass(frozen=True, slots=True)
class PinRow(Shape):
    """A row of pins along the middle of a base plate."""

    length: Value
    width: Value
    thickness: Value
    pins: Value
    pin: Value
    height: Value
    pitch: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield apart(self.pins * self.pitch, self.length), "the plate is not as long as the pitches"
        yield self.length > 150, "longer than 150 mm"
        yield self.pitch < 1.5 * self.pin, "the pins are closer than 1.5 diameters"
        yield self.pitch > 6 * self.pin, "the pins are further apart than six diameters"
        yield self.width > 12 * self.pin, "the plate is wider than twelve pins"
        yield self.width < 2 * self.pin, "the pins are wider than half of the plate"
        yield self.width > self.length, "wider than long"
        yield 4 * self.thickness > self.width, "thicker than a quarter of the width"
        yield self.height > 8 * self.pin, "the pins are taller than eight diameters"
        yield self.height < self.pin, "the pins are shorter than wide"

    def build(self, ir: Builder) -> None:
        base = ir.box(self.length, self.width, self.thickness)
        pin = ir.cylinder(self.pin / 2, self.thickness + self.height)
        first = ir.move(pin, self.pitch / 2, self.width / 2, 0)
        ir.join(base, ir.row(first, (1, 0, 0), self.pins, self.pitch))

    def check(self, that: Checks) -> None:
        top = self.thickness + self.height
        that.size(self.length, self.width, top, of="length width height")
        area = self.pins * disc(self.pin)
        that.volume(self.length * self.width * self.thickness + area * self.height)
        that.topology()
        y, z = self.width / 2, self.thickness + self.height / 2
        that.section("z", z, area, of="pins pin")
        that.line("plate", "z", (self.pitch, y, 0), (0, self.thickness), of="thickness")
        r = self.pin / 2
        for x in (self.pitch / 2, 1.5 * self.pitch, self.length - self.pitch / 2):
            that.line("pin", "y", (x, 0, z), (y - r, y + r), of="pitch pin")
            for side in (-1, 1):
                that.solid((x + side * (r - NEAR), y, z), of="pitch")
                that.empty((x + side * (r + NEAR), y, z), of="pitch")


def comb_length(params: Params) -> Value:
    return (params["teeth"] - 1) * params["pitch"] + params["tooth"]


def sink_length(params: Params) -> Value:
    return (params["fins"] - 1) * params["pitch"] + params["fin"]


def strip_length(params: Params) -> Value:
    return params["pins"] * params["pitch"]
