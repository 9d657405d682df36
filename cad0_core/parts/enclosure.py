"""Enclosures: boxes and cups with an open top, sized by their outside.

A box has a corner at the origin, a cup stands on z = 0 about the Z axis. The floor is as thick
as the wall unless the text says otherwise. The pocket is as deep a tool as the part is high, so
that it cuts through the rim and leaves no lid, however thin.
"""

from dataclasses import dataclass

from cad0_core.parts.family import Default, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import HOLES, SIDES, WALLS, steps

_HEIGHTS = (*steps(12, 60, 2, 5), *steps(65, 100, 5))


@dataclass(frozen=True, slots=True)
class OpenBox(Shape):
    """A box without a lid; the floor is as thick as the wall."""

    length: float
    width: float
    height: float
    wall: float

    def fault(self) -> str | None:
        if 4 * self.wall > min(self.length, self.width, self.height):
            return "the walls take half of the box or more"
        if self.height > 2 * min(self.length, self.width):
            return "taller than twice its smaller side"
        return None

    def build(self, ir: Builder) -> None:
        self.tray(ir, self.wall)

    def tray(self, ir: Builder, floor: float) -> int:
        block = ir.box(self.length, self.width, self.height)
        pocket = ir.box(self.length - 2 * self.wall, self.width - 2 * self.wall, self.height)
        return ir.cut(block, ir.move(pocket, self.wall, self.wall, floor))


@dataclass(frozen=True, slots=True)
class Floor(OpenBox):
    """A box without a lid whose floor has a thickness of its own."""

    floor: float

    def fault(self) -> str | None:
        if self.floor == self.wall:
            return "floor and wall are equally thick: that is the simple box"
        if 4 * self.floor > self.height:
            return "the floor takes a quarter of the height"
        return OpenBox.fault(self)

    def build(self, ir: Builder) -> None:
        self.tray(ir, self.floor)


@dataclass(frozen=True, slots=True)
class CableHole(OpenBox):
    """A box without a lid with a round hole in the middle of its front wall (the one at y = 0)."""

    hole: float

    def fault(self) -> str | None:
        if self.height < 2 * self.hole or self.height / 2 - self.hole / 2 < self.wall + 1:
            return "the hole is too large for the height"
        if self.length - 2 * self.wall < 2 * self.hole:
            return "the hole is too large for the front wall"
        return OpenBox.fault(self)

    def build(self, ir: Builder) -> None:
        tray = self.tray(ir, self.wall)
        tool = ir.cylinder(self.hole / 2, 2 * self.wall)
        level = ir.turn(tool, -90, 0, 0)  # the axis now points along +Y
        ir.cut(tray, ir.move(level, self.length / 2, 0, self.height / 2))


@dataclass(frozen=True, slots=True)
class FloorHoles(OpenBox):
    """A box without a lid with a through hole in each corner of its floor.

    `inset` is measured from the outer faces to the centres.
    """

    hole: float
    inset: float

    def fault(self) -> str | None:
        if self.inset - self.hole / 2 < self.wall + 1:
            return "a hole touches the wall"
        if min(self.length, self.width) - 2 * self.inset < 2 * self.hole:
            return "the holes are closer than two diameters"
        return OpenBox.fault(self)

    def build(self, ir: Builder) -> None:
        body = self.tray(ir, self.wall)
        tool = ir.cylinder(self.hole / 2, 2 * self.wall)
        near, right, back = self.inset, self.length - self.inset, self.width - self.inset
        for x, y in ((near, near), (right, near), (right, back), (near, back)):
            body = ir.cut(body, ir.move(tool, x, y, 0))


@dataclass(frozen=True, slots=True)
class Cup(Shape):
    """A round enclosure without a lid; the floor is as thick as the wall."""

    diameter: float
    height: float
    wall: float

    def fault(self) -> str | None:
        if 4 * self.wall > min(self.diameter, self.height):
            return "the walls take half of the cup or more"
        if self.height > 2 * self.diameter:
            return "taller than twice its diameter"
        return None

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.height)
        pocket = ir.cylinder(self.diameter / 2 - self.wall, self.height)
        ir.cut(body, ir.move(pocket, 0, 0, self.wall))


_BOX = {"length": SIDES, "width": SIDES, "height": _HEIGHTS, "wall": WALLS}
# Radius less wall is a sum that only cups have: few pairs, so that each is met often.
_CUP = {"diameter": steps(20, 120, 2), "height": _HEIGHTS, "wall": (2, 3, 4, 5)}
_WALL: dict[str, Default] = {"wall": 2}

_BOX_TEXTS = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm wall thickness, open top",
    "[open top|open-top] [enclosure|box enclosure] {length} x {width} x {height} mm, {wall}mm "
    "[walls|wall]",
    "{length}x{width}x{height}mm [enclosure|project box|electronics box], {wall}mm walls, "
    "[open top|no lid]",
    "box enclosure with {wall}mm walls, {length}mm long, {width}mm wide, {height}mm high, open top",
    "[I need|make] an open enclosure {length} by {width} by {height} mm with {wall}mm thick walls",
    "enclosure without lid: length {length}, width {width}, height {height}, wall {wall} mm",
    "{wall}mm wall [open |]enclosure, outside {length}x{width}x{height}mm, open at the top",
    "hollow box {length} x {width} x {height} mm, wall thickness {wall}mm, open on top",
    "open tray enclosure {length}x{width}mm, {height}mm tall, {wall}mm walls and floor",
    "enclosure box {length}x{width}x{height}mm, open top",
    "{length} x {width} x {height} mm [enclosure|project box], [open top|no lid]",
)
_FLOOR_TEXTS = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls and a {floor}mm floor, open top",
    "[open top|open-top] enclosure {length} x {width} x {height} mm, walls {wall}mm, floor "
    "{floor}mm",
    "{length}x{width}x{height}mm [enclosure|project box], {wall}mm walls, {floor}mm thick "
    "[floor|bottom], no lid",
    "box enclosure with {floor}mm bottom and {wall}mm walls, {length}mm long, {width}mm wide, "
    "{height}mm high, open top",
    "[I need|make] an open enclosure {length} by {width} by {height} mm with {wall}mm thick walls "
    "on a {floor}mm floor",
    "enclosure without lid: length {length}, width {width}, height {height}, wall {wall}, floor "
    "{floor} mm",
    "open enclosure, outside {length}x{width}x{height}mm, floor thickness {floor}mm, wall "
    "thickness {wall}mm",
    "hollow box {length} x {width} x {height} mm, wall {wall}mm, bottom {floor}mm, open on top",
    "open box with a {floor}mm floor, {length}x{width}mm, {height}mm tall, {wall}mm walls",
    "enclosure box {length}x{width}x{height}mm with a {floor}mm floor, open top",
)
_CABLE_TEXTS = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls and a {hole}mm cable hole in "
    "the front, open top",
    "[open top|open-top] enclosure {length} x {width} x {height} mm, {wall}mm walls, {hole}mm hole "
    "in the middle of the front wall",
    "{length}x{width}x{height}mm [enclosure|project box], {wall}mm walls, no lid, {hole}mm cable "
    "[hole|outlet] in front",
    "box enclosure with a {hole}mm front hole, {wall}mm walls, {length}mm long, {width}mm wide, "
    "{height}mm high, open top",
    "[I need|make] an open enclosure {length} by {width} by {height} mm with {wall}mm thick walls "
    "and a {hole}mm cable hole centered in the front",
    "enclosure without lid: length {length}, width {width}, height {height}, wall {wall}, front "
    "hole {hole} mm",
    "open enclosure, outside {length}x{width}x{height}mm, wall {wall}mm, front cable hole of "
    "{hole}mm diameter",
    "hollow box {length} x {width} x {height} mm, wall thickness {wall}mm, open on top, cable hole "
    "dia {hole}mm in the front wall",
    "open box with front hole of radius {hole/2}mm, {length}x{width}mm, {height}mm tall, {wall}mm "
    "walls",
    "enclosure box {length}x{width}x{height}mm with a {hole}mm cable hole in the front, open top",
)
_FLOOR_HOLE_TEXTS = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls, open top, [4|four] {hole}mm "
    "holes in the floor {inset}mm from the sides",
    "[open top|open-top] enclosure {length} x {width} x {height} mm, {wall}mm walls, [4|four] "
    "floor holes of {hole}mm, inset {inset}mm",
    "{length}x{width}x{height}mm [enclosure|project box], {wall}mm walls, no lid, {hole}mm "
    "mounting holes in the floor corners, inset {inset}mm",
    "box enclosure with [4|four] {hole}mm mounting holes in the bottom at {inset}mm, {wall}mm "
    "walls, {length}mm long, {width}mm wide, {height}mm high, open top",
    "[I need|make] an open enclosure {length} by {width} by {height} mm with {wall}mm thick walls "
    "and four {hole}mm floor holes {inset}mm from the outside",
    "enclosure without lid: length {length}, width {width}, height {height}, wall {wall}, 4 floor "
    "holes {hole}, inset {inset} mm",
    "open enclosure, outside {length}x{width}x{height}mm, wall {wall}mm, bottom holes of {hole}mm "
    "diameter in the corners, {inset}mm in",
    "hollow box {length} x {width} x {height} mm, wall {wall}mm, open on top, 4x {hole}mm holes in "
    "the bottom, {inset}mm from the edges",
    "open box with four floor holes of radius {hole/2}mm set in {inset}mm, {length}x{width}mm, "
    "{height}mm tall, {wall}mm walls",
    "enclosure box {length}x{width}x{height}mm, open top, with [4|four] {hole}mm holes in the "
    "floor, inset {inset}mm",
)
_CUP_TEXTS = (
    "round enclosure {diameter}mm diameter, {height}mm tall, {wall}mm walls, open top",
    "[open top|open-top] [round|cylindrical] enclosure, {diameter}mm x {height}mm, {wall}mm "
    "[walls|wall]",
    "{diameter}mm diameter [cylindrical|round] [enclosure|container], {height}mm high, wall "
    "thickness {wall}mm, [no lid|open top]",
    "cylindrical enclosure with {wall}mm walls, {diameter}mm outer diameter, height {height}mm, "
    "open top",
    "[I need|make] an open round enclosure, {diameter}mm in diameter, {height}mm tall, with "
    "{wall}mm thick walls",
    "round enclosure without lid: diameter {diameter}, height {height}, wall {wall} mm",
    "{wall}mm wall round enclosure, OD {diameter}mm, {height}mm high, open at the top",
    "[cup|round cup] {diameter}mm OD x {height}mm, {wall}mm walls and floor",
    "cylindrical container of radius {diameter/2}mm, {height}mm tall, {wall}mm walls, open top",
    "round enclosure {diameter}mm diameter, {height}mm tall, open top",
)

ENCLOSURE = family(
    "enclosure",
    Variant("box", OpenBox, _BOX, _BOX_TEXTS, _WALL),
    Variant("box_floor", Floor, {**_BOX, "floor": WALLS}, _FLOOR_TEXTS, _WALL),
    Variant(
        "box_cable_hole", CableHole, {**_BOX, "hole": (4, 5, 6, 8, 10, 12, 15)}, _CABLE_TEXTS,
        _WALL,
    ),
    Variant(
        "box_floor_holes", FloorHoles, {**_BOX, "hole": HOLES[:8], "inset": (5, 6, 8, 10, 12, 15)},
        _FLOOR_HOLE_TEXTS, _WALL,
    ),
    Variant("cup", Cup, _CUP, _CUP_TEXTS, _WALL),
)  # fmt: skip
