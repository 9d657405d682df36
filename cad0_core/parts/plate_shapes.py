"""Shapes of the plates that `plate.py` words and draws; the conventions are told there."""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.bracket import CornerHoles, Plate
from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, cosine, least, most, sine
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.slots import NEAR, check_slot, obround, slot_faults, slot_tool


@dataclass(frozen=True, slots=True)
class Disc(Shape):
    """A round plate with holes evenly spaced on a circle around its centre."""

    diameter: Value
    thickness: Value
    holes: Value
    hole: Value
    circle: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 5 * self.thickness > self.diameter, "thicker than a fifth of its diameter"
        rim = (self.diameter - self.circle) / 2
        yield rim < self.hole, "a hole's centre is closer than a diameter to the rim"
        yield 4 * rim > self.diameter, "the holes are closer to the centre than to the rim"
        apart = self.circle * sine(180 / self.holes)
        yield apart < 2 * self.hole, "the holes are closer than two diameters"

    def build(self, ir: Builder) -> None:
        self.drilled(ir)

    def drilled(self, ir: Builder) -> int:
        body = ir.cylinder(self.diameter / 2, self.thickness)
        tool = ir.move(ir.cylinder(self.hole / 2, 2 * self.thickness), self.circle / 2, 0, 0)
        return ir.cut(body, ir.around_z(tool, self.holes))

    def check(self, that: Checks) -> None:
        self.check_disc(that, self.holes, self.holes * disc(self.hole))

    def check_disc(self, that: Checks, genus: Value, cut: Value) -> None:
        """The disc with its circle of holes, an area of `cut` taken out of it in all."""
        d, r, t = self.diameter, self.diameter / 2, self.thickness
        that.size(d, d, t, low=(-r, -r, 0), of="diameter thickness")
        that.volume((disc(d) - cut) * t)
        that.topology(genus, of="holes")
        middle = (0, 0, t / 2)
        that.bolt_circle(middle, self.circle, self.holes, self.hole, (0, t), of="holes hole circle")


@dataclass(frozen=True, slots=True)
class DiscBored(Disc):
    """A round plate with a hole in its centre and holes on a circle around it."""

    center: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wall = (self.circle - self.hole - self.center) / 2
        yield wall < self.hole / 2, "the holes are too close to the centre hole"
        yield self.center < self.hole, "the centre hole is smaller than the others"
        yield from Disc.faults(self)

    def build(self, ir: Builder) -> None:
        ir.cut(self.drilled(ir), ir.cylinder(self.center / 2, 2 * self.thickness))

    def check(self, that: Checks) -> None:
        cut = self.holes * disc(self.hole) + disc(self.center)
        self.check_disc(that, self.holes + 1, cut)
        middle = (0, 0, self.thickness / 2)
        that.hole("z", [middle], self.center, (0, self.thickness), of="center")


@dataclass(frozen=True, slots=True)
class Grid(Shape):
    """A rectangular plate with holes in columns (along X) and rows (along Y)."""

    columns: Value
    rows: Value
    pitch: Value
    hole: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.pitch < 2 * self.hole, "the holes are closer than two diameters"
        yield self.pitch > 6 * self.hole, "the holes are lost in the plate"
        yield most(self.columns, self.rows) * self.pitch > 240, "longer than 240 mm"
        short = least(self.columns, self.rows) * self.pitch
        yield 4 * self.thickness > short, "thicker than a quarter of a side: a block, not a plate"

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.columns * self.pitch, self.rows * self.pitch, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        first = ir.move(tool, self.pitch / 2, self.pitch / 2, 0)
        row = ir.row(first, (1, 0, 0), self.columns, self.pitch)
        ir.cut(plate, ir.row(row, (0, 1, 0), self.rows, self.pitch))

    def check(self, that: Checks) -> None:
        length, width = self.columns * self.pitch, self.rows * self.pitch
        t, half = self.thickness, self.pitch / 2
        that.size(length, width, t, of="columns rows pitch thickness")
        count = self.columns * self.rows
        that.volume((length * width - count * disc(self.hole)) * t)
        that.topology(count, of="columns rows")
        xs, ys = (half, 3 * half, length - half), (half, 3 * half, width - half)
        centres = [(x, y, t / 2) for x in xs for y in ys]
        that.hole("z", centres, self.hole, (0, t), of="hole pitch columns rows")


@dataclass(frozen=True, slots=True)
class Strip(Shape):
    """A flat bar with a row of holes on its centre line."""

    holes: Value
    pitch: Value
    width: Value
    hole: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield most(2 * self.hole - self.pitch, 2 * self.hole - self.width) > 0, "no room for holes"
        yield self.pitch > 8 * self.hole, "the holes are lost in the strip"
        yield 2 * self.width > self.holes * self.pitch, "wider than half of its length"
        yield self.holes * self.pitch > 300, "longer than 300 mm"
        yield 2 * self.thickness > self.width, "thicker than half of its width"

    def build(self, ir: Builder) -> None:
        strip = ir.box(self.holes * self.pitch, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        first = ir.move(tool, self.pitch / 2, self.width / 2, 0)
        ir.cut(strip, ir.row(first, (1, 0, 0), self.holes, self.pitch))

    def check(self, that: Checks) -> None:
        length, t, half = self.holes * self.pitch, self.thickness, self.pitch / 2
        that.size(length, self.width, t, of="holes pitch width thickness")
        that.volume((length * self.width - self.holes * disc(self.hole)) * t)
        that.topology(self.holes, of="holes")
        centres = [(x, self.width / 2, t / 2) for x in (half, 3 * half, length - half)]
        that.hole("z", centres, self.hole, (0, t), of="hole pitch holes")


@dataclass(frozen=True, slots=True)
class Slot(Plate):
    """A plate with one slot in its middle, along its length."""

    slot_length: Value
    slot_width: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width > self.length, "wider than long"
        yield from slot_faults(self.slot_length, self.slot_width, self.width)
        reach = self.slot_length + 2 * self.slot_width
        yield reach > self.length, "the slot is closer than its width to an end"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.length, self.width, self.thickness)
        tool = slot_tool(ir, self.slot_length, self.slot_width, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, self.length / 2, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 1, obround(self.slot_length, self.slot_width))
        check_middle_slot(that, self, self.slot_length, self.slot_width)


def check_middle_slot(that: Checks, plate: Plate, length: Value, width: Value) -> None:
    x, y, z = plate.length / 2, plate.width / 2, plate.thickness / 2
    ends = ((0, x - length / 2), (x + length / 2, plate.length))
    that.line("slot length", "x", (x, y, z), *ends, of="slot_length")
    check_slot(that, (x, y, z), length, width, plate.width)


@dataclass(frozen=True, slots=True)
class SlotCorners(CornerHoles):
    """A plate with a slot in its middle, along its length, and a hole in each corner."""

    slot_length: Value
    slot_width: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width > self.length, "wider than long"
        yield from slot_faults(self.slot_length, self.slot_width, self.width)
        reach = self.slot_length + 2 * self.slot_width
        yield reach > self.length, "the slot is closer than its width to an end"
        beside = (self.width - self.slot_width - self.hole) / 2 - self.inset
        beyond = (self.length - self.slot_length - self.hole) / 2 - self.inset
        yield most(beside, beyond) < self.hole, "a hole is too close to the slot"
        yield from CornerHoles.faults(self)

    def build(self, ir: Builder) -> None:
        plate = self.drilled(ir)
        tool = slot_tool(ir, self.slot_length, self.slot_width, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, self.length / 2, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        cut = 4 * disc(self.hole) + obround(self.slot_length, self.slot_width)
        self.check_plate(that, 5, cut)
        self.check_corners(that)
        check_middle_slot(that, self, self.slot_length, self.slot_width)


@dataclass(frozen=True, slots=True)
class CornerCenter(CornerHoles):
    """A plate with a hole in each corner and one in its middle."""

    center: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 2 * self.center > least(self.length, self.width), "wider than half of the plate"
        yield self.center < self.hole, "the centre hole is smaller than the others"
        across, along = self.width / 2 - self.inset, self.length / 2 - self.inset
        wall = (across**2 + along**2) ** 0.5 - (self.center + self.hole) / 2
        yield wall < self.hole, "the corner holes are too close to the centre hole"
        yield from CornerHoles.faults(self)

    def build(self, ir: Builder) -> None:
        plate = self.drilled(ir)
        tool = ir.cylinder(self.center / 2, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, self.length / 2, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 5, 4 * disc(self.hole) + disc(self.center))
        self.check_corners(that)
        middle = (self.length / 2, self.width / 2, self.thickness / 2)
        that.hole("z", [middle], self.center, (0, self.thickness), of="center")


@dataclass(frozen=True, slots=True)
class Notched(Plate):
    """A plate with a rectangular notch in the middle of a long side."""

    notch_width: Value
    notch_depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width >= self.length, "no longer than wide: which side is the long one?"
        wide = most(2 * self.notch_width - self.length, 2 * self.notch_depth - self.width) > 0
        yield wide, "the notch takes more than half of the plate"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.length, self.width, self.thickness)
        tool = ir.box(self.notch_width, self.notch_depth, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, (self.length - self.notch_width) / 2, 0, 0))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 0, self.notch_width * self.notch_depth)
        x, y, z = self.length / 2, self.notch_depth / 2, self.thickness / 2
        half, depth = self.notch_width / 2, self.notch_depth
        sides = ((0, x - half), (x + half, self.length))
        that.line("notch width", "x", (x, y, z), *sides, of="notch_width")
        that.line("notch depth", "y", (x, y, z), (depth, self.width), of="notch_depth")
        that.solid((x - half - NEAR, y, z), (x + half + NEAR, y, z), of="notch_width")
        that.empty((x - half + NEAR, y, z), (x + half - NEAR, y, z), of="notch_width")
        that.solid((x, depth + NEAR, z), of="notch_depth")
        that.empty((x, depth - NEAR, z), of="notch_depth")


@dataclass(frozen=True, slots=True)
class Rounded(Plate):
    """A plate with rounded corners."""

    radius: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        side = least(self.length, self.width)
        yield 3 * self.radius > side, "the corners take most of a side"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        r, t = self.radius, self.thickness
        along, across = self.length - 2 * r, self.width - 2 * r
        long = ir.move(ir.box(self.length, across, t), 0, r, 0)
        wide = ir.move(ir.box(along, self.width, t), r, 0, 0)
        cross = ir.join(long, wide)
        corner = ir.move(ir.cylinder(r, t), r, r, 0)
        corners = ir.row(ir.row(corner, (1, 0, 0), 2, along), (0, 1, 0), 2, across)
        ir.join(cross, corners)

    def check(self, that: Checks) -> None:
        r, z = self.radius, self.thickness / 2
        self.check_plate(that, 0, 4 * r**2 - disc(2 * r))
        # Towards each corner of the box a vertex of the round corner's polygon is there.
        x, y, length, width = self.length / 2, self.width / 2, self.length, self.width
        inside = [(NEAR, y, z), (length - NEAR, y, z), (x, NEAR, z), (x, width - NEAR, z)]
        outside = [(length + NEAR, y, z), (x, width + NEAR, z)]
        for x, right in ((r, -1), (self.length - r, 1)):
            for y, back in ((r, -1), (self.width - r, 1)):
                for points, reach in ((inside, r - NEAR), (outside, r + NEAR)):
                    step = reach * cosine(45)
                    points.append((x + right * step, y + back * step, z))
        that.solid(*inside, of="radius")
        that.empty(*outside, of="radius")
