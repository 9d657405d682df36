"""Plates beside those of `bracket.py`: discs, hole grids, a slot, a notch, rounded corners.

Plates lie on z = 0 with a corner at the origin, `length` along X and `width` along Y; discs are
centred on Z and have the first hole of their bolt circle towards +X. The length of a slot is over
all. In hole grids and perforated strips the outer holes are half a pitch from the edges: a plate
is as long as it has columns times the pitch. A slot lies in the middle of its plate, along its
length; a notch is cut into the middle of a long side. Holes go through.
Where a text does not state it, a plate or disc is 5 mm and a perforated one 3 mm thick, holes are
5 mm wide, and corner holes are `usual_inset` from the edges.
"""

from cad0_core.parts import plate_texts as texts
from cad0_core.parts.bracket import usual_inset
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.plate_shapes import (
    CornerCenter,
    Disc,
    DiscBored,
    Grid,
    Notched,
    Rounded,
    Slot,
    SlotCorners,
    Strip,
)
from cad0_core.parts.slots import SLOTS
from cad0_core.parts.tables import HOLES, INSETS, SIDES, SMALL_SIDES, THICKNESSES, steps

_PITCHES = (8, 9, 10, 12, 14, 15, 16, 18, 20, 22, 24, 25, 30, 35, 40)
_CENTERS = (*HOLES, 12, 15, 16, 20, 22, 25, 30, 35, 40)

_THICKNESS, _HOLE = Axis(THICKNESSES, "thickness"), Axis(HOLES, "hole diameter")
_CENTER = Axis(_CENTERS, "center hole diameter")
_PLATE = {
    "length": Axis(SIDES, "length"),
    "width": Axis(SIDES, "width"),
    "thickness": _THICKNESS,
}
_DISC = {
    "diameter": Axis(SIDES, "diameter"),
    "thickness": _THICKNESS,
    "holes": Axis((3, 4, 5, 6, 8, 10, 12), "holes", "count"),
    "hole": _HOLE,
    "circle": Axis(steps(15, 110, 2, 5), "bolt circle diameter"),
}
_CORNERS = {"hole": _HOLE, "inset": Axis(INSETS, "hole distance from the edges")}
_SLOT = {
    "slot_length": Axis(SLOTS, "slot length"),
    "slot_width": Axis((*HOLES, 12), "slot width"),
}
_THICK: dict[str, Default] = {"thickness": 5}
_DRILLED: dict[str, Default] = {"thickness": 5, "hole": 5, "inset": usual_inset}
_PERFORATED: dict[str, Default] = {"thickness": 3, "hole": 5}

PLATE = family(
    "plate",
    Variant(
        "disc", Disc, _DISC,
        ("disc with a circle of holes", "round plate with holes on a bolt circle",
         "circular plate with evenly spaced holes and no center hole"),
        texts.DISC_TEXTS, {"thickness": 5, "hole": 5},
    ),
    Variant(
        "disc_bored", DiscBored, {**_DISC, "center": _CENTER},
        ("disc with a center hole and a circle of holes",
         "round plate with a center hole and holes on a bolt circle",
         "circular plate with a bore and evenly spaced holes around it"),
        texts.BORED_TEXTS, {"thickness": 5, "hole": 5},
    ),
    Variant(
        "grid", Grid,
        {"columns": Axis(tuple(range(2, 13)), "columns", "count"),
         "rows": Axis(tuple(range(2, 11)), "rows", "count"),
         "pitch": Axis(_PITCHES, "hole pitch"), "hole": _HOLE, "thickness": _THICKNESS},
        ("perforated plate with half a pitch at the edges",
         "hole grid plate with edges half a pitch from the outer holes",
         "rectangular plate with a hole array and half-pitch margins"),
        texts.GRID_TEXTS, _PERFORATED,
    ),
    Variant(
        "strip", Strip,
        {"holes": Axis(tuple(range(3, 21)), "holes", "count"),
         "pitch": Axis(_PITCHES, "hole pitch"), "width": Axis(SMALL_SIDES, "width"),
         "hole": _HOLE, "thickness": _THICKNESS},
        ("perforated strip with half a pitch at the ends",
         "flat bar with one row of holes that ends half a pitch past the outer holes",
         "strip with a single row of holes and half-pitch ends"),
        texts.STRIP_TEXTS, _PERFORATED,
    ),
    Variant(
        "slot", Slot, {**_PLATE, **_SLOT},
        ("plate with one lengthwise slot in the middle", "single slot plate with a central slot "
         "along its length", "rectangular plate slotted lengthwise at its center"),
        texts.SLOT_TEXTS, _THICK,
    ),
    Variant(
        "corner_center", CornerCenter, {**_PLATE, **_CORNERS, "center": _CENTER},
        ("plate with four corner holes and a center hole",
         "plate with a hole in each corner and one in the middle"),
        texts.CORNER_CENTER_TEXTS, _DRILLED,
    ),
    Variant(
        "slot_corners", SlotCorners, {**_PLATE, **_CORNERS, **_SLOT},
        ("plate with four corner holes and a lengthwise slot in the middle",
         "slotted plate with one central slot along its length and a hole in each corner"),
        texts.SLOT_CORNER_TEXTS, _DRILLED, held_out=True,
    ),
    Variant(
        "notch", Notched,
        {**_PLATE, "notch_width": Axis(SLOTS, "notch width"),
         "notch_depth": Axis((4, 5, 6, 8, 10, 12, 15, 16, 18, 20, 25, 30), "notch depth")},
        ("plate with a rectangular notch in the middle of a long side",
         "notched plate, cut out at the center of one long edge"),
        texts.NOTCH_TEXTS, _THICK,
    ),
    Variant(
        "rounded", Rounded,
        {**_PLATE, "radius": Axis((2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 18, 20), "corner radius")},
        ("plate with rounded corners", "plain rectangular plate with all four corners rounded"),
        texts.ROUNDED_TEXTS, _THICK,
    ),
    nouns="plate disc disk strip bar round circular rectangular",
)  # fmt: skip
