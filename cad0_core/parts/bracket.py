"""Brackets: flat mounting plates and L-brackets, with and without holes.

Plates lie on z = 0 with a corner at the origin; `length` runs along X, `width` along Y.
L-brackets stand on their base leg; the upright rises at x = 0.
"""

from dataclasses import dataclass

from cad0_core.parts.family import Default, Params, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import HOLES, INSETS, SIDES, SMALL_SIDES, THICKNESSES


@dataclass(frozen=True, slots=True)
class Plate(Shape):
    """A flat plate without holes."""

    length: float
    width: float
    thickness: float

    def fault(self) -> str | None:
        if 4 * self.thickness > min(self.length, self.width):
            return "thicker than a quarter of a side: a block, not a plate"
        return None

    def build(self, ir: Builder) -> None:
        ir.box(self.length, self.width, self.thickness)


@dataclass(frozen=True, slots=True)
class CenterHole(Plate):
    """A plate with one through hole in its middle."""

    hole: float

    def fault(self) -> str | None:
        if 2 * self.hole > min(self.length, self.width):
            return "the hole is wider than half of the plate"
        return Plate.fault(self)

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, self.length / 2, self.width / 2, 0))


def spacing_fault(side: float, hole: float, inset: float) -> str | None:
    """Why two holes along a side, each `inset` from its end, are no good, or None."""
    if inset < hole:
        return "a hole's centre is closer than a diameter to an edge"
    return "the holes are closer than two diameters" if side - 2 * inset < 2 * hole else None


@dataclass(frozen=True, slots=True)
class TwoHoles(Plate):
    """A plate with a through hole near each end, on the centre line along X."""

    hole: float
    inset: float

    def fault(self) -> str | None:
        if self.width > self.length:
            return "wider than long: its ends would be the other two sides"
        if self.width < 2 * self.hole:
            return "the holes are wider than half of the plate"
        return spacing_fault(self.length, self.hole, self.inset) or Plate.fault(self)

    def build(self, ir: Builder) -> None:
        body = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        for x in (self.inset, self.length - self.inset):
            body = ir.cut(body, ir.move(tool, x, self.width / 2, 0))


@dataclass(frozen=True, slots=True)
class CornerHoles(Plate):
    """A plate with a through hole in each corner, `inset` from both edges."""

    hole: float
    inset: float

    def fault(self) -> str | None:
        shorter = min(self.length, self.width)
        return spacing_fault(shorter, self.hole, self.inset) or Plate.fault(self)

    def build(self, ir: Builder) -> None:
        body = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        near, right, back = self.inset, self.length - self.inset, self.width - self.inset
        for x, y in ((near, near), (right, near), (right, back), (near, back)):
            body = ir.cut(body, ir.move(tool, x, y, 0))


@dataclass(frozen=True, slots=True)
class Angle(Shape):
    """An L-bracket: a base leg and an upright of the same width and thickness.

    `length` and `height` are the outer lengths of base and upright.
    """

    length: float
    width: float
    height: float
    thickness: float

    def fault(self) -> str | None:
        if min(self.length, self.height) < 4 * self.thickness:
            return "a leg is shorter than four thicknesses"
        return None

    def build(self, ir: Builder) -> None:
        self.legs(ir)

    def legs(self, ir: Builder) -> int:
        base = ir.box(self.length, self.width, self.thickness)
        return ir.join(base, ir.box(self.thickness, self.width, self.height))


@dataclass(frozen=True, slots=True)
class AngleHoles(Angle):
    """An L-bracket with a through hole in each leg, `inset` from its end, centred in its width."""

    hole: float
    inset: float

    def fault(self) -> str | None:
        if self.inset < self.hole or self.width < 2 * self.hole:
            return "a hole's centre is closer than a diameter to an edge"
        if min(self.length, self.height) - self.inset < self.thickness + self.hole:
            return "a hole is too close to the other leg"
        return Angle.fault(self)

    def build(self, ir: Builder) -> None:
        legs = self.legs(ir)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        low = ir.move(tool, self.length - self.inset, self.width / 2, 0)
        body = ir.cut(legs, low)
        level = ir.turn(tool, 0, 90, 0)  # the axis now points along +X
        ir.cut(body, ir.move(level, 0, self.width / 2, self.height - self.inset))


def usual_inset(params: Params) -> float:
    """5 mm, or the next usual inset that is at least the diameter of the hole."""
    return next(inset for inset in INSETS if inset >= max(5, params["hole"]))


_PLATE = {"length": SIDES, "width": SIDES, "thickness": THICKNESSES}
_PLATE_DEFAULTS: dict[str, Default] = {"thickness": 5, "hole": 5, "inset": usual_inset}
_ANGLE = {"length": SIDES, "width": SMALL_SIDES, "height": SIDES, "thickness": THICKNESSES[:-1]}
_ANGLE_DEFAULTS: dict[str, Default] = {"height": lambda p: p["length"], "thickness": 3}

_PLATE_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate|base plate][|, no holes| without holes]",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick[|, no holes]",
    "{thickness}mm thick [mounting plate|plate], {length}mm by {width}mm[|, plain]",
    "plain [mounting plate|plate] {length}x{width}mm, thickness {thickness}mm",
    "[I need|make] a [flat|blank] [mounting |]plate {length}mm long, {width}mm wide and "
    "{thickness}mm thick",
    "rectangular plate: length {length}, width {width}, thickness {thickness} mm",
    "flat bracket {length} x {width} x {thickness} mm, no holes",
    "blank [mounting |]plate {length}mm long x {width}mm wide x {thickness}mm thick",
    "[|simple ]{length} by {width} by {thickness} mm mounting plate with no holes",
    "{length}x{width}mm [mounting plate|plate|base plate][|, no holes]",
    "plain {length} x {width} mm mounting plate[|, no holes]",
)
_CENTER_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with a {hole}mm [center|centre] hole",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick, {hole}mm hole in the "
    "[center|middle]",
    "{thickness}mm thick plate, {length}mm by {width}mm, with [one|a] central hole of "
    "{hole}mm diameter",
    "plate {length}x{width}x{thickness} with a single {hole}mm [through hole|hole] in the center",
    "[I need|make] a mounting plate {length}mm long, {width}mm wide, {thickness}mm thick with a "
    "{hole}mm through hole in the middle",
    "{length} by {width} by {thickness} mm plate, one centered hole, diameter {hole}mm",
    "plate with a {hole}mm hole at its center, {length}x{width}mm, {thickness}mm thick",
    "base plate: length {length}, width {width}, thickness {thickness}, center hole {hole} mm",
    "{length} x {width} x {thickness} mm plate with a center hole of radius {hole/2}mm",
    "{length}x{width}mm [mounting plate|plate] with a {hole}mm center hole",
    "{length}x{width}x{thickness}mm mounting plate with a [center hole|hole in the center]",
    "{length}x{width}mm mounting plate with a [center hole|hole in the center]",
)
_TWO_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [2|two] {hole}mm holes, "
    "{inset}mm from the ends",
    "[mounting plate|strap|plate] {length} x {width} mm, {thickness}mm thick, [2|two] holes of "
    "{hole}mm diameter, {inset}mm from each end",
    "{thickness}mm thick plate, {length}mm by {width}mm, a {hole}mm hole near each end, inset "
    "{inset}mm",
    "[two|2] hole plate {length}x{width}x{thickness}mm, holes {hole}mm, {inset}mm from the ends",
    "[I need|make] a plate {length}mm long, {width}mm wide, {thickness}mm thick with two {hole}mm "
    "through holes on the center line, {inset}mm from the ends",
    "{length} by {width} by {thickness} mm plate, one {hole}mm hole at each end, {inset}mm in",
    "plate with 2 end holes of {hole}mm, {inset}mm inset, {length}x{width}mm, {thickness}mm thick",
    "mounting strap: length {length}, width {width}, thickness {thickness}, 2 holes diameter "
    "{hole}, {inset} from the ends",
    "{length} x {width} x {thickness} mm plate with two end holes of radius {hole/2}mm set in "
    "{inset}mm",
    "{length}x{width}mm [mounting plate|plate] with [2|two] {hole}mm holes, {inset}mm from the "
    "ends",
    "{length}x{width}x{thickness}mm mounting plate with [2|two] {hole}mm holes",
    "{length}x{width}mm mounting plate with [2|two] holes",
)
_CORNER_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [4|four] {hole}mm corner holes, "
    "{inset}mm from the edges",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick, [4|four] corner holes of "
    "{hole}mm diameter, inset {inset}mm",
    "mounting plate {length} x {width} x {thickness} mm, {hole}mm [diameter |]holes in the "
    "[4|four] corners, {inset}mm from each edge",
    "[4|four] hole mounting plate: {length}mm by {width}mm by {thickness}mm, corner holes {hole}mm,"
    " inset {inset}mm",
    "plate with a {hole}mm hole in each corner, {inset}mm inset, {length}x{width}mm, "
    "{thickness}mm thick",
    "[I need|make] a mounting plate {length}mm long, {width}mm wide, {thickness}mm thick with "
    "four {hole}mm through holes in the corners, {inset}mm from the edges",
    "{thickness}mm thick plate {length}x{width}mm, corner holes dia {hole}mm at {inset}mm from "
    "the edges",
    "base plate: length {length}, width {width}, thickness {thickness}, 4 corner holes diameter "
    "{hole}, edge distance {inset}",
    "{length}x{width}x{thickness} plate, 4x {hole}mm corner holes, {inset}mm edge offset",
    "{length} x {width} x {thickness} mm plate with four corner holes of radius {hole/2}mm set in "
    "{inset}mm",
    "{length}x{width}mm [mounting plate|plate] with [4|four] {hole}mm corner holes, {inset}mm from "
    "the edges",
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [4|four] {hole}mm corner holes",
    "{length}x{width}mm mounting plate with [4|four] {hole}mm corner holes",
    "{length}x{width}x{thickness}mm mounting plate with [4|four] corner holes",
    "{length}x{width}mm [mounting plate|plate] with [4|four] corner holes",
    "[mounting |]plate {length} x {width} mm, a hole in each corner",
)
_ANGLE_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm",
    "L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm[|, no holes]",
    "[I need|make] a plain L-bracket, {length}mm base and {height}mm tall, {width}mm wide, from "
    "{thickness}mm [stock|sheet]",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick",
    "{width}mm wide L-bracket of {thickness}mm [plate|sheet], legs {length}mm and {height}mm",
    "plain angle bracket, legs {length}x{height}mm, width {width}, thickness {thickness}",
    "L-shaped bracket {length}mm long, {width}mm wide, {height}mm high, {thickness}mm thick",
    "L-bracket: {length}mm x {width}mm x {thickness}mm thick[|, with 90 degree bend]",
    "[L-bracket|L bracket] {length}x{width}x{thickness}mm[|, equal legs]",
    "equal leg L-bracket, legs {length}mm, {width}mm wide, {thickness}mm thick",
    "L-bracket {length}mm x {width}mm[|, with 90 degree bend]",
    "L-bracket {length}mm base, {height}mm upright, {width}mm wide",
)
_ANGLE_HOLE_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick, "
    "[one|a] {hole}mm hole in each leg {inset}mm from the end",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick, "
    "{hole}mm hole per leg, {inset}mm from the ends",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm, one hole "
    "of {hole}mm in each leg, inset {inset}mm",
    "L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm, holes {hole}mm at {inset}mm from the leg ends",
    "[I need|make] an L-bracket, {length}mm base and {height}mm tall, {width}mm wide, from "
    "{thickness}mm sheet, with a {hole}mm hole {inset}mm from the end of each leg",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick, "
    "each leg with a {hole}mm hole, {inset}mm from its end",
    "{width}mm wide L-bracket of {thickness}mm plate, legs {length}mm and {height}mm, a {hole}mm "
    "through hole in both, {inset}mm from the end",
    "angle bracket with holes, legs {length}x{height}mm, width {width}, thickness {thickness}, "
    "hole {hole}, inset {inset}",
    "L-bracket {length} x {height} x {width} mm wide, {thickness}mm thick, 1 hole per leg, radius "
    "{hole/2}mm, {inset}mm from the end",
    "L-bracket {length}mm x {width}mm x {thickness}mm thick with a {hole}mm hole in each leg, "
    "{inset}mm from the end",
    "L-bracket {length}x{height}mm, {width}mm wide, {thickness}mm thick, with a {hole}mm hole in "
    "each leg",
    "L-bracket: {length}mm x {width}mm x {thickness}mm thick with [one|a] hole in each leg",
)

BRACKET = family(
    "bracket",
    Variant("plate", Plate, _PLATE, _PLATE_TEXTS, {"thickness": 5}),
    Variant(
        "plate_center_hole", CenterHole, {**_PLATE, "hole": (*HOLES, 12, 15, 16, 20, 25, 30)},
        _CENTER_TEXTS, {"thickness": 5, "hole": 5},
    ),
    Variant(
        "plate_two_holes", TwoHoles, {**_PLATE, "hole": HOLES, "inset": INSETS},
        _TWO_TEXTS, _PLATE_DEFAULTS,
    ),
    Variant(
        "plate_corner_holes", CornerHoles, {**_PLATE, "hole": HOLES, "inset": INSETS},
        _CORNER_TEXTS, _PLATE_DEFAULTS,
    ),
    Variant("angle", Angle, _ANGLE, _ANGLE_TEXTS, _ANGLE_DEFAULTS),
    Variant(
        "angle_holes", AngleHoles, {**_ANGLE, "hole": HOLES, "inset": INSETS},
        _ANGLE_HOLE_TEXTS, {**_ANGLE_DEFAULTS, "hole": 5, "inset": 10},
    ),
)  # fmt: skip
