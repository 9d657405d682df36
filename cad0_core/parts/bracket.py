"""Brackets: flat mounting plates, L-brackets and Z-brackets, with holes, slots and gussets.

Plates lie on z = 0 with a corner at the origin; `length` runs along X, `width` along Y. For the
bent ones see `bracket_angles.py`. The length of a slot is over all.
Where a text does not state them: plates are 5 mm and bent brackets 3 mm thick, holes 5 mm wide;
`inset` is by `usual_inset` in plates and 10 mm in bent brackets; an L-bracket's upright is as long
as its base, a Z-bracket's top flange as its bottom flange; a gusset is always as thick as the legs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import bracket_angle_texts as bent
from cad0_core.parts import bracket_texts as flat
from cad0_core.parts.bracket_angles import (
    Angle,
    AngleGusset,
    AngleGussetHoles,
    AngleHoles,
    AngleSlot,
    Zed,
    ZedHoles,
)
from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Params, Value, least, most, next_of
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.slots import (
    SLOT_INSETS,
    SLOTS,
    check_slot,
    obround,
    slot_faults,
    slot_tool,
)
from cad0_core.parts.tables import HOLES, INSETS, SIDES, SMALL_SIDES, THICKNESSES, steps


@dataclass(frozen=True, slots=True)
class Plate(Shape):
    """A flat plate without holes."""

    length: Value
    width: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        thick = 4 * self.thickness > least(self.length, self.width)
        yield thick, "thicker than a quarter of a side: a block, not a plate"

    def build(self, ir: Builder) -> None:
        ir.box(self.length, self.width, self.thickness)

    def check(self, that: Checks) -> None:
        self.check_plate(that)

    def check_plate(self, that: Checks, genus: Value = 0, cut: Value = 0) -> None:
        """The plate, with an area of `cut` taken out of it."""
        that.size(self.length, self.width, self.thickness, of="length width thickness")
        that.volume((self.length * self.width - cut) * self.thickness)
        that.topology(genus)


@dataclass(frozen=True, slots=True)
class CenterHole(Plate):
    """A plate with one through hole in its middle."""

    hole: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wide = 2 * self.hole > least(self.length, self.width)
        yield wide, "the hole is wider than half of the plate"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        ir.cut(plate, ir.move(tool, self.length / 2, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 1, disc(self.hole))
        middle = (self.length / 2, self.width / 2, self.thickness / 2)
        that.hole("z", [middle], self.hole, (0, self.thickness), of="hole")


def spacing_faults(side: Value, hole: Value, inset: Value) -> Iterator[tuple[Condition, str]]:
    """Why two holes along a side, each `inset` from its end, are no good."""
    yield inset < hole, "a hole's centre is closer than a diameter to an edge"
    yield side - 2 * inset < 2 * hole, "the holes are closer than two diameters"


@dataclass(frozen=True, slots=True)
class TwoHoles(Plate):
    """A plate with a through hole near each end, on the centre line along X."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width > self.length, "wider than long: its ends would be the other two sides"
        yield self.width < 2 * self.hole, "the holes are wider than half of the plate"
        yield from spacing_faults(self.length, self.hole, self.inset)
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir)

    def drilled(self, ir: Builder) -> int:
        body = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        for x in (self.inset, self.length - self.inset):
            body = ir.cut(body, ir.move(tool, x, self.width / 2, 0))
        return body

    def check(self, that: Checks) -> None:
        self.check_plate(that, 2, 2 * disc(self.hole))
        self.check_ends(that)

    def check_ends(self, that: Checks) -> None:
        y, z = self.width / 2, self.thickness / 2
        centres = [(self.inset, y, z), (self.length - self.inset, y, z)]
        that.hole("z", centres, self.hole, (0, self.thickness), of="hole inset")


@dataclass(frozen=True, slots=True)
class CornerHoles(Plate):
    """A plate with a through hole in each corner, `inset` from both edges."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from spacing_faults(least(self.length, self.width), self.hole, self.inset)
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir)

    def drilled(self, ir: Builder) -> int:
        body = ir.box(self.length, self.width, self.thickness)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        for x, y in self.corners():
            body = ir.cut(body, ir.move(tool, x, y, 0))
        return body

    def corners(self) -> list[tuple[Value, Value]]:
        near, right, back = self.inset, self.length - self.inset, self.width - self.inset
        return [(near, near), (right, near), (right, back), (near, back)]

    def check(self, that: Checks) -> None:
        self.check_plate(that, 4, 4 * disc(self.hole))
        self.check_corners(that)

    def check_corners(self, that: Checks) -> None:
        centres = [(x, y, self.thickness / 2) for x, y in self.corners()]
        that.hole("z", centres, self.hole, (0, self.thickness), of="hole inset")


@dataclass(frozen=True, slots=True)
class TwoSlots(Plate):
    """A plate with two slots along its length, on its centre line, `inset` from ends to centres."""

    slot_length: Value
    slot_width: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width > self.length, "wider than long: its ends would be the other two sides"
        yield from slot_faults(self.slot_length, self.slot_width, self.width)
        reach = self.slot_length / 2 + self.slot_width
        yield self.inset < reach, "a slot is closer than its width to an end"
        between = self.length - 2 * self.inset - self.slot_length
        yield between < 2 * self.slot_width, "the slots are closer than two widths"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.box(self.length, self.width, self.thickness)
        tool = slot_tool(ir, self.slot_length, self.slot_width, 2 * self.thickness)
        for x in (self.inset, self.length - self.inset):
            body = ir.cut(body, ir.move(tool, x, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 2, 2 * obround(self.slot_length, self.slot_width))
        y, z, reach = self.width / 2, self.thickness / 2, self.slot_length / 2
        left, right = self.inset, self.length - self.inset
        between = ((0, left - reach), (left + reach, right - reach), (right + reach, self.length))
        that.line("slots", "x", (left, y, z), *between, of="slot_length inset")
        for x in (left, right):
            check_slot(that, (x, y, z), self.slot_length, self.slot_width, self.width)


def usual_inset(params: Params) -> Value:
    """5 mm, or the next usual inset that is at least the diameter of the hole."""
    return next_of(INSETS, most(params["hole"], 5))


_PLATE = {
    "length": Axis(SIDES, "length"),
    "width": Axis(SIDES, "width"),
    "thickness": Axis(THICKNESSES, "thickness"),
}
_HOLE, _INSET = Axis(HOLES, "hole diameter"), Axis(INSETS, "hole distance from the edges")
_PLATE_DEFAULTS: dict[str, Default] = {"thickness": 5, "hole": 5, "inset": usual_inset}
_WIDE_HOLE = Axis((*HOLES, 12, 15, 16, 20, 25, 30), "hole diameter")
_SLOT = {
    "slot_length": Axis(SLOTS, "slot length"),
    "slot_width": Axis((*HOLES, 12), "slot width"),
}
_LEGS = steps(15, 100, 2, 5)
_ANGLE = {
    "length": Axis(SIDES, "base length"),
    "width": Axis(SMALL_SIDES, "width"),
    "height": Axis(SIDES, "upright height"),
    "thickness": Axis(THICKNESSES[:-1], "thickness"),
}
_GUSSET = {"gusset": Axis((6, 8, 10, 12, 15, 16, 18, 20, 25, 30, 35, 40), "gusset size")}
_ANGLE_DEFAULTS: dict[str, Default] = {"height": lambda p: p["length"], "thickness": 3}
_BENT_HOLE = {"hole": _HOLE, "inset": Axis(INSETS, "hole distance from the leg ends")}
_ZED = {
    "bottom": Axis(_LEGS, "bottom flange"),
    "top": Axis(_LEGS, "top flange"),
    "height": Axis(_LEGS, "overall height"),
    "width": Axis(SMALL_SIDES, "width"),
    "thickness": Axis(THICKNESSES[:-1], "thickness"),
}
_ZED_DEFAULTS: dict[str, Default] = {"top": lambda p: p["bottom"], "thickness": 3}
_BENT_HOLE_DEFAULTS: dict[str, Default] = {"hole": 5, "inset": 10}

BRACKET = family(
    "bracket",
    Variant(
        "plate", Plate, _PLATE, ("plain mounting plate", "flat plate without holes"),
        flat.PLATE_TEXTS, {"thickness": 5},
    ),
    Variant(
        "plate_center_hole", CenterHole, {**_PLATE, "hole": _WIDE_HOLE},
        ("mounting plate with one center hole", "plate with a hole in the middle"),
        flat.CENTER_TEXTS, {"thickness": 5, "hole": 5},
    ),
    Variant(
        "plate_two_holes", TwoHoles,
        {**_PLATE, "hole": _HOLE, "inset": Axis(INSETS, "hole distance from the ends")},
        ("mounting strap with a hole at each end", "plate with two end holes"),
        flat.TWO_TEXTS, _PLATE_DEFAULTS,
    ),
    Variant(
        "plate_corner_holes", CornerHoles, {**_PLATE, "hole": _HOLE, "inset": _INSET},
        ("mounting plate with four corner holes", "plate with a hole in each corner"),
        flat.CORNER_TEXTS, _PLATE_DEFAULTS,
    ),
    Variant(
        "plate_slots", TwoSlots,
        {**_PLATE, **_SLOT, "inset": Axis(SLOT_INSETS, "slot center distance from the ends")},
        ("mounting plate with two lengthwise slots", "slotted plate with a lengthwise slot at "
         "each end", "adjustable mounting plate with two slots along its length"),
        flat.SLOT_TEXTS, {"thickness": 5},
    ),
    Variant(
        "angle", Angle, _ANGLE, ("L-bracket", "plain angle bracket"), bent.ANGLE_TEXTS,
        _ANGLE_DEFAULTS,
    ),
    Variant(
        "angle_holes", AngleHoles, {**_ANGLE, **_BENT_HOLE},
        ("L-bracket with a hole in each leg", "angle bracket with one hole per leg"),
        bent.ANGLE_HOLE_TEXTS, {**_ANGLE_DEFAULTS, **_BENT_HOLE_DEFAULTS},
    ),
    Variant(
        "angle_slot", AngleSlot,
        {**_ANGLE, **_SLOT, "inset": Axis(SLOT_INSETS, "slot center distance from the base end")},
        ("L-bracket with a slot along its base", "angle bracket with a lengthwise slot in the "
         "base leg", "adjustable L-bracket with one slot along the base"),
        bent.ANGLE_SLOT_TEXTS, _ANGLE_DEFAULTS,
    ),
    Variant(
        "angle_gusset", AngleGusset, {**_ANGLE, **_GUSSET},
        ("L-bracket with a triangular center gusset", "angle bracket stiffened by one "
         "45 degree gusset in the middle", "reinforced L-bracket with one central gusset"),
        bent.GUSSET_TEXTS, _ANGLE_DEFAULTS,
    ),
    Variant(
        "angle_gusset_holes", AngleGussetHoles, {**_ANGLE, **_GUSSET, **_BENT_HOLE},
        ("L-bracket with a triangular center gusset and a hole in each leg", "gusseted angle "
         "bracket with one hole per leg", "drilled L-bracket with one central gusset and a hole "
         "per leg"),
        bent.GUSSET_HOLE_TEXTS, {**_ANGLE_DEFAULTS, **_BENT_HOLE_DEFAULTS}, held_out=True,
    ),
    Variant(
        "zed", Zed, _ZED, ("Z-bracket", "plain Z-shaped bracket"), bent.ZED_TEXTS, _ZED_DEFAULTS,
    ),
    Variant(
        "zed_holes", ZedHoles,
        {**_ZED, "hole": _HOLE, "inset": Axis(INSETS, "hole distance from the flange ends")},
        ("Z-bracket with a hole in each flange", "Z-shaped bracket with one hole per flange"),
        bent.ZED_HOLE_TEXTS, {**_ZED_DEFAULTS, **_BENT_HOLE_DEFAULTS},
    ),
    nouns="plate bracket L-bracket Z-bracket strap base mounting",
    seed=True,
)  # fmt: skip
