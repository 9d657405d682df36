"""Round parts with copies around the Z axis: rings of pins, slotted discs, spoked wheels.

They lie on z = 0; the first pin, slot or spoke points to +X.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, Point, disc, on_circle
from cad0_core.parts.columns import Condition, Value, cosine, sine
from cad0_core.parts.pattern_rows import NEAR
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.spacer import stand


def beside(circle: Value, degrees: Value, out: Value, left: Value, z: Value) -> Point:
    """A point `out` and `left` of one that lies on a circle about Z, seen from the axis."""
    r, c, s = circle / 2 + out, cosine(degrees), sine(degrees)
    return r * c - left * s, r * s + left * c, z


def check_copies(
    that: Checks,
    circle: Value,
    count: Value,
    size: tuple[Value, Value],
    z: Value,
    *,
    filled: bool,
    of: str,
) -> None:
    """Where copies around Z begin and end, for the first, the second and the one across.

    `size` is along the radius and across it; a copy is material (`filled`) or an opening.
    """
    step = 360 / count
    for turn in (0, 1, (count - count % 2) / 2):
        for side in (-1, 1):
            ends = [
                [
                    beside(circle, turn * step, side * (size[0] / 2 + off), 0, z),
                    beside(circle, turn * step, 0, side * (size[1] / 2 + off), z),
                ]
                for off in (-NEAR, NEAR)
            ]
            within, around = ends if filled else ends[::-1]
            that.solid(*within, of=of)
            that.empty(*around, of=of)


@dataclass(frozen=True, slots=True)
class PinRing(Shape):
    """A disc with pins evenly spaced on a circle."""

    diameter: Value
    thickness: Value
    pins: Value
    pin: Value
    height: Value
    circle: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.circle + 2 * self.pin > self.diameter, "the pins are too close to the rim"
        yield 2 * self.circle < self.diameter, "the circle is smaller than half of the disc"
        spacing = self.circle * sine(180 / self.pins)
        yield spacing < 1.5 * self.pin, "the pins are closer than 1.5 diameters"
        yield 30 * self.pin < self.diameter, "the pins are thinner than a thirtieth of the disc"
        yield self.height > 8 * self.pin, "the pins are taller than eight diameters"
        yield self.height < self.pin, "the pins are shorter than wide"
        yield 6 * self.thickness > self.diameter, "thicker than a sixth of the disc"
        yield 30 * self.thickness < self.diameter, "thinner than a thirtieth of the disc"

    def build(self, ir: Builder) -> None:
        self.pinned(ir)

    def pinned(self, ir: Builder) -> int:
        plate = ir.cylinder(self.diameter / 2, self.thickness)
        pin = ir.cylinder(self.pin / 2, self.thickness + self.height)
        first = ir.move(pin, self.circle / 2, 0, 0)
        return ir.join(plate, ir.around_z(first, self.pins))

    def check(self, that: Checks) -> None:
        self.check_ring(that)
        that.topology()
        that.volume(self.volume())
        that.line("disc", "z", (0, 0, 0), (0, self.thickness), of="thickness")

    def volume(self) -> Value:
        return disc(self.diameter) * self.thickness + self.pins * disc(self.pin) * self.height

    def check_ring(self, that: Checks) -> None:
        top, z = self.thickness + self.height, self.thickness + self.height / 2
        stand(that, self.diameter, top, "diameter height thickness")
        that.section("z", z, self.pins * disc(self.pin), of="pins pin")
        pin = (self.pin, self.pin)
        check_copies(that, self.circle, self.pins, pin, z, filled=True, of="circle pins pin")


@dataclass(frozen=True, slots=True)
class PinRingBore(PinRing):
    """A disc with a bore in its middle and pins evenly spaced on a circle."""

    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.circle < self.bore + 3 * self.pin, "the bore is too close to the pins"
        yield 10 * self.bore < self.diameter, "the bore is smaller than a tenth of the disc"
        yield from PinRing.faults(self)

    def build(self, ir: Builder) -> None:
        ir.cut(self.pinned(ir), ir.cylinder(self.bore / 2, 2 * self.thickness))

    def check(self, that: Checks) -> None:
        self.check_ring(that)
        that.topology(1)
        that.volume(self.volume() - disc(self.bore) * self.thickness)
        t = self.thickness
        that.hole("z", [(0, 0, t / 2)], self.bore, (0, t), of="bore")
        free = (self.bore + self.circle - self.pin) / 4
        that.line("disc", "z", (free, 0, 0), (0, t), of="thickness")


@dataclass(frozen=True, slots=True)
class SlottedDisc(Shape):
    """A disc with closed radial slots; `start` is from the axis to their inner ends."""

    diameter: Value
    thickness: Value
    slots: Value
    width: Value
    length: Value
    start: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        rim = self.diameter / 2 - self.start - self.length
        yield rim < 2 + self.width / 2, "the rim outside of the slots is too narrow"
        yield rim > self.diameter / 5, "the rim outside of the slots is too wide"
        bridge = 2 * self.start * sine(180 / self.slots) - self.width
        yield bridge < 2, "the slots come closer than 2 mm to each other"
        yield self.start < self.width, "the slots come too close to the middle"
        yield 12 * self.length < self.diameter, "the slots are short for the disc"
        yield self.length < 1.5 * self.width, "the slots are no longer than wide"
        yield 6 * self.thickness > self.diameter, "thicker than a sixth of the disc"
        yield 40 * self.thickness < self.diameter, "thinner than a fortieth of the disc"

    def build(self, ir: Builder) -> None:
        plate = ir.cylinder(self.diameter / 2, self.thickness)
        tool = ir.box(self.length, self.width, 2 * self.thickness)
        first = ir.move(tool, self.start, -self.width / 2, 0)
        ir.cut(plate, ir.around_z(first, self.slots))

    def check(self, that: Checks) -> None:
        z, t = self.thickness / 2, self.thickness
        stand(that, self.diameter, t, "diameter thickness")
        slots = self.slots * self.length * self.width
        that.volume((disc(self.diameter) - slots) * t)
        that.topology(self.slots, of="slots")
        middle, slot = self.start + self.length / 2, (self.length, self.width)
        check_copies(that, 2 * middle, self.slots, slot, z, filled=False,
                     of="start length width slots")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wheel(Shape):
    """A rim and a hub with a bore, of one thickness, joined by spokes."""

    diameter: Value
    rim: Value
    hub: Value
    bore: Value
    spokes: Value
    width: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        inside = self.diameter / 2 - self.rim
        yield inside - self.hub / 2 < self.rim, "the spokes are shorter than the rim is wide"
        yield 10 * self.rim < self.diameter / 2, "the rim is narrower than a tenth of the radius"
        yield self.hub < 1.5 * self.bore, "the hub is too narrow for its bore"
        yield self.hub < self.bore + 4, "the hub's wall is thinner than 2 mm"
        yield self.hub > 4 * self.bore, "the hub is wider than four bores"
        free = self.hub * sine(180 / self.spokes) - self.width
        yield free < 2, "the spokes come closer than 2 mm to each other"
        yield 2 * self.thickness < self.width, "the spokes are wider than two thicknesses"
        yield 4 * self.thickness > self.diameter, "thicker than a quarter of the wheel"
        yield inside > 12 * self.width, "the spokes are longer than twelve widths"

    def build(self, ir: Builder) -> None:
        outer = ir.cylinder(self.diameter / 2, self.thickness)
        rim = ir.cut(outer, ir.cylinder(self.diameter / 2 - self.rim, 2 * self.thickness))
        spoke = ir.box((self.diameter - self.rim) / 2, self.width, self.thickness)
        spokes = ir.around_z(ir.move(spoke, 0, -self.width / 2, 0), self.spokes)
        hub = ir.cylinder(self.hub / 2, self.thickness)
        body = ir.join(ir.join(rim, spokes), hub)
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.thickness))

    def check(self, that: Checks) -> None:
        z, t = self.thickness / 2, self.thickness
        stand(that, self.diameter, t, "diameter thickness")
        that.topology(self.spokes + 1, of="spokes")
        that.hole("z", [(0, 0, z)], self.bore, (0, t), of="bore")
        inside = self.diameter - 2 * self.rim
        middle, half = (inside + self.hub) / 2, self.width / 2
        that.teeth((0, 0, z), middle / 2, self.spokes, of="spokes")
        step = 360 / self.spokes
        # A polygon's sides lie inside its circle: by up to half a percent of the radius.
        for side, of in ((inside, "rim"), (self.hub, "hub")):
            inner = on_circle(0.995 * side - 2 * NEAR, step / 2, z)
            outer = on_circle(side + 2 * NEAR, step / 2, z)
            that.solid(outer if of == "rim" else inner, of=of)
            that.empty(inner if of == "rim" else outer, of=of)
        for turn in (0, step, step * (self.spokes - self.spokes % 2) / 2):
            edges = [(side * half, side) for side in (1, -1)]
            within = [beside(middle, turn, 0, y - side * NEAR, z) for y, side in edges]
            around = [beside(middle, turn, 0, y + side * NEAR, z) for y, side in edges]
            that.solid(*within, of="spokes width")
            that.empty(*around, of="spokes width")
        for name, circle, turn in (
            ("rim", self.diameter - self.rim, step / 2),
            ("spoke", middle, 0),
            ("hub", (self.hub + self.bore) / 2, step / 2),
        ):
            at = on_circle(circle, turn, 0)
            that.line(f"thickness of the {name}", "z", at, (0, t), of="thickness")
