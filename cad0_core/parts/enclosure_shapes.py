"""Shapes of enclosures whose outside is a plain box or a cylinder."""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, least
from cad0_core.parts.shape import Builder, Shape


@dataclass(frozen=True, slots=True)
class OpenBox(Shape):
    """A box without a lid; the floor is as thick as the wall."""

    length: Value
    width: Value
    height: Value
    wall: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        smaller = least(self.length, self.width)
        half = 4 * self.wall > least(smaller, self.height)
        yield half, "the walls take half of the box or more"
        yield self.height > 2 * smaller, "taller than twice its smaller side"

    def build(self, ir: Builder) -> None:
        self.tray(ir)

    def tray(self, ir: Builder) -> int:
        return self.hollow(ir, ir.box(self.length, self.width, self.height))

    def hollow(self, ir: Builder, block: int) -> int:
        pocket = ir.box(self.length - 2 * self.wall, self.width - 2 * self.wall, self.height)
        return ir.cut(block, ir.move(pocket, self.wall, self.wall, self.bottom()))

    def bottom(self) -> Value:
        """Thickness of the floor."""
        return self.wall

    def check(self, that: Checks) -> None:
        self.check_tray(that)

    def check_tray(self, that: Checks, more: Value = 0, genus: Value = 0) -> None:
        """The walls and floor of the box and its volume, which features change by `more`.

        Walls are measured near the rim and the floor near a corner, away from features.
        """
        that.size(self.length, self.width, self.height, of="length width height")
        self.check_walls(that, more, genus)

    def check_walls(self, that: Checks, more: Value = 0, genus: Value = 0) -> None:
        w, floor = self.wall, self.bottom()
        pocket = (self.length - 2 * w) * (self.width - 2 * w) * (self.height - floor)
        that.volume(self.length * self.width * self.height - pocket + more)
        that.topology(genus)
        at = (w + 0.5, w + 0.5, self.height - 0.5)
        for axis, side in (("x", self.length), ("y", self.width)):
            that.line(f"walls across {axis}", axis, at, (0, w), (side - w, side), of="wall")
        that.line("floor", "z", at, (0, floor), of=self.drives_floor())

    def drives_floor(self) -> str:
        """The parameter that the floor's thickness comes from."""
        return "wall"


@dataclass(frozen=True, slots=True)
class Floor(OpenBox):
    """A box without a lid whose floor has a thickness of its own."""

    floor: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.floor == self.wall, "floor and wall are equally thick: that is the simple box"
        yield 4 * self.floor > self.height, "the floor takes a quarter of the height"
        yield from OpenBox.faults(self)

    def bottom(self) -> Value:
        return self.floor

    def drives_floor(self) -> str:
        return "floor"


@dataclass(frozen=True, slots=True)
class CableHole(OpenBox):
    """A box without a lid with a round hole in the middle of its front wall (the one at y = 0)."""

    hole: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from cable_faults(self, self.hole)
        yield from OpenBox.faults(self)

    def build(self, ir: Builder) -> None:
        cable_hole(self, ir, self.tray(ir), self.hole)

    def check(self, that: Checks) -> None:
        self.check_tray(that, -disc(self.hole) * self.wall, 1)
        check_cable_hole(self, that, self.hole)


def cable_faults(box: OpenBox, hole: Value) -> Iterator[tuple[Condition, str]]:
    tight = least(box.height - 2 * hole, box.height / 2 - hole / 2 - box.wall - 1) < 0
    yield tight, "the hole is too large for the height"
    yield box.length - 2 * box.wall < 2 * hole, "the hole is too large for the front wall"


def cable_hole(box: OpenBox, ir: Builder, body: int, hole: Value) -> int:
    tool = ir.cylinder(hole / 2, 2 * box.wall)
    level = ir.turn(tool, -90, 0, 0)  # the axis now points along +Y
    return ir.cut(body, ir.move(level, box.length / 2, 0, box.height / 2))


def check_cable_hole(box: OpenBox, that: Checks, hole: Value) -> None:
    middle = (box.length / 2, box.wall / 2, box.height / 2)
    that.hole("y", [middle], hole, (0, box.wall), of="hole")


@dataclass(frozen=True, slots=True)
class FloorHoles(OpenBox):
    """A box without a lid with a through hole in each corner of its floor.

    `inset` is measured from the outer faces to the centres.
    """

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.inset - self.hole / 2 < self.wall + 1, "a hole touches the wall"
        room = least(self.length, self.width) - 2 * self.inset
        yield room < 2 * self.hole, "the holes are closer than two diameters"
        yield from OpenBox.faults(self)

    def build(self, ir: Builder) -> None:
        body = self.tray(ir)
        tool = ir.cylinder(self.hole / 2, 2 * self.wall)
        for x, y in corners(self, self.inset):
            body = ir.cut(body, ir.move(tool, x, y, 0))

    def check(self, that: Checks) -> None:
        self.check_tray(that, -4 * disc(self.hole) * self.wall, 4)
        centres = [(x, y, self.wall / 2) for x, y in corners(self, self.inset)]
        that.hole("z", centres, self.hole, (0, self.wall), of="hole inset")


def corners(box: OpenBox, inset: Value) -> list[tuple[Value, Value]]:
    """Points in the four corners, `inset` from the outer faces."""
    near, right, back = inset, box.length - inset, box.width - inset
    return [(near, near), (right, near), (right, back), (near, back)]


@dataclass(frozen=True, slots=True)
class Ears(OpenBox):
    """A box without a lid with a mounting ear on its left and right side, flush with its bottom.

    Both are one strip through the box, as wide as `ear_width` and centred in the box's width;
    each reaches `ear` beyond its side and has a through hole in its middle.
    """

    ear: Value
    ear_width: Value
    ear_thickness: Value
    hole: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        edge = least(self.ear, self.ear_width) < 2 * self.hole
        yield edge, "a hole is wider than half of its ear"
        yield self.ear_width > self.width, "the ears are wider than the box"
        yield self.ear > 2 * self.ear_width, "the ears are longer than twice their width"
        yield 2 * self.ear > self.length, "the ears reach further than half of the box is long"
        yield 2 * self.ear_thickness > self.height, "the ears are thicker than half of the height"
        yield from OpenBox.faults(self)

    def build(self, ir: Builder) -> None:
        self.eared(ir)

    def eared(self, ir: Builder) -> int:
        block = ir.box(self.length, self.width, self.height)
        strip = ir.box(self.length + 2 * self.ear, self.ear_width, self.ear_thickness)
        strip = ir.move(strip, -self.ear, (self.width - self.ear_width) / 2, 0)
        body = self.hollow(ir, ir.join(block, strip))
        tool = ir.cylinder(self.hole / 2, 2 * self.ear_thickness)
        left = ir.move(tool, -self.ear / 2, self.width / 2, 0)
        return ir.cut(body, ir.row(left, (1, 0, 0), 2, self.length + self.ear))

    def check(self, that: Checks) -> None:
        self.check_eared(that)

    def check_eared(self, that: Checks, more: Value = 0, genus: int = 0) -> None:
        ear, half, t = self.ear, self.ear_width / 2, self.ear_thickness
        whole = self.length + 2 * ear
        of = "length width height ear"
        that.size(whole, self.width, self.height, low=(-ear, 0, 0), of=of)
        each = (ear * self.ear_width - disc(self.hole)) * t
        self.check_walls(that, 2 * each + more, 2 + genus)
        y, right = self.width / 2, self.length + ear
        centres = [(-ear / 2, y, t / 2), (right - ear / 2, y, t / 2)]
        that.hole("z", centres, self.hole, (0, t), of="hole ear")
        for name, x in (("left", -ear), ("right", right)):
            inside = 0.1 if name == "left" else -0.1
            tip = (x + inside * ear, y, t / 2)
            that.line(f"{name} ear across", "y", tip, (y - half, y + half), of="ear_width width")
            that.line(f"{name} ear thickness", "z", tip, (0, t), of="ear_thickness")


@dataclass(frozen=True, slots=True)
class EarsCable(Ears):
    """The same with a round hole in the middle of the front wall."""

    cable: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from cable_faults(self, self.cable)
        yield from Ears.faults(self)

    def build(self, ir: Builder) -> None:
        cable_hole(self, ir, self.eared(ir), self.cable)

    def check(self, that: Checks) -> None:
        self.check_eared(that, -disc(self.cable) * self.wall, 1)
        middle = (self.length / 2, self.wall / 2, self.height / 2)
        that.hole("y", [middle], self.cable, (0, self.wall), of="cable")


@dataclass(frozen=True, slots=True)
class Cup(Shape):
    """A round enclosure without a lid; the floor is as thick as the wall."""

    diameter: Value
    height: Value
    wall: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        half = 4 * self.wall > least(self.diameter, self.height)
        yield half, "the walls take half of the cup or more"
        yield self.height > 2 * self.diameter, "taller than twice its diameter"

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        pocket = ir.cylinder(self.diameter / 2 - self.wall, self.height)
        ir.cut(body, ir.move(pocket, 0, 0, self.wall))

    def check(self, that: Checks) -> None:
        d, r, w = self.diameter, self.diameter / 2, self.wall
        that.size(d, d, self.height, low=(-r, -r, 0), of="diameter height")
        that.volume(disc(d) * self.height - disc(d - 2 * w) * (self.height - w))
        that.topology()
        middle = (0, 0, (self.height + w) / 2)
        for axis in ("x", "y"):
            that.line(f"walls across {axis}", axis, middle, (-r, w - r), (r - w, r), of="wall")
        that.line("floor", "z", middle, (0, w), of="wall")
