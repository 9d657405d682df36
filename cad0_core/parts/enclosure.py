"""Enclosures: boxes and cups with an open top, and lids, sized by their outside.

A box has a corner at the origin, its length along X, its width along Y; the front is the wall at
y = 0, left and right are its ends at x = 0 and x = length. A cup stands on z = 0 about the Z
axis. A lid lies on its outside, its locating lip up. Mounting ears reach beyond the box to both
ends. The pocket is as deep a tool as the part is high, so that it cuts through the rim and leaves
no lid, however thin. Rounded boxes have an even wall: their inner corners are a wall smaller.
Mounting ears are centred in the box's width, each with its hole in the middle. A row of vent slots
is centred across, not along: it starts where the text says.

The floor is as thick as the wall unless the text says otherwise. Left out, a wall is 2 mm thick,
mounting ears are as thick as the wall, and a lid is 3 mm thick.
"""

from cad0_core.parts import enclosure_texts as texts
from cad0_core.parts.columns import Params, Value
from cad0_core.parts.enclosure_fittings import (
    BlindBosses,
    Bosses,
    FloorVented,
    Lid,
    Rounded,
    Vented,
)
from cad0_core.parts.enclosure_shapes import (
    CableHole,
    Cup,
    Ears,
    EarsCable,
    Floor,
    FloorHoles,
    OpenBox,
)
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.tables import HOLES, SIDES, WALLS, steps


def _as_thick_as_the_wall(params: Params) -> Value:
    return params["wall"]


_HEIGHTS = (*steps(12, 60, 2, 5), *steps(65, 100, 5))
_LENGTH, _WIDTH = Axis(SIDES, "length"), Axis(SIDES, "width")
_HEIGHT, _WALL = Axis(_HEIGHTS, "height"), Axis(WALLS, "wall thickness")

_BOX = {"length": _LENGTH, "width": _WIDTH, "height": _HEIGHT, "wall": _WALL}
_FLOOR = {"floor": Axis(WALLS, "floor thickness")}
_CABLE = Axis((4, 5, 6, 8, 10, 12, 15), "cable hole diameter")
_FLOOR_HOLES = {
    "hole": Axis(HOLES[:8], "hole diameter"),
    "inset": Axis((5, 6, 8, 10, 12, 15), "hole center to outer faces"),
}
_RADIUS = {"radius": Axis((3, 4, 5, 6, 8, 10, 12, 15, 20), "outer corner radius")}
_VENTS = {
    "count": Axis(tuple(range(3, 13)), "slots", "count"),
    "slot": Axis((2, 2.5, 3, 4, 5, 6), "slot width"),
    "slot_length": Axis((8, 10, 12, 15, 16, 20, 25, 30, 40, 50), "slot length"),
    "pitch": Axis((4, 5, 6, 8, 10, 12, 15), "slot pitch"),
    "first": Axis(steps(5, 40, 2, 5), "first slot edge from the left end"),
}
_BOSSES = {
    "boss": Axis((5, 6, 7, 8, 10, 12), "boss diameter"),
    "rise": Axis((4, 5, 6, 8, 10, 12, 15, 20, 25, 30), "boss height above the floor"),
    "inset": Axis((5, 6, 7, 8, 9, 10, 12, 14, 15), "boss center to outer faces"),
    "hole": Axis((1.6, 2, 2.5, 3, 3.2, 3.5, 4, 5), "pilot hole diameter"),
}
_DEPTH = {"depth": Axis((3, 4, 5, 6, 8, 10, 12, 15, 20, 25), "pilot hole depth")}
_EARS = {
    "ear": Axis((8, 10, 12, 14, 15, 16, 18, 20, 25), "ear length beyond the box"),
    "ear_width": Axis((8, 10, 12, 15, 16, 18, 20, 24, 25, 30, 40), "ear width"),
    "ear_thickness": Axis((2, 2.5, 3, 4, 5, 6), "ear thickness"),
    "hole": Axis(HOLES[:8], "ear hole diameter"),
}
_CUP = {
    "diameter": Axis(steps(20, 120, 2, 5), "outer diameter"),
    "height": Axis((*range(10, 61), *steps(62, 120, 2, 5)), "height"),
    "wall": _WALL,
}
_LID = {
    "length": _LENGTH,
    "width": _WIDTH,
    "thickness": Axis((1.5, 2, 2.5, 3, 4, 5), "plate thickness"),
    "lip": Axis((1.5, 2, 2.5, 3, 4, 5, 6, 8), "lip height"),
    "inset": Axis((1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6), "lip inset from the edges"),
}
_USUAL: dict[str, Default] = {"wall": 2}

ENCLOSURE = family(
    "enclosure",
    Variant(
        "box", OpenBox, _BOX,
        ("open-top enclosure box", "enclosure box without a lid", "open project box"),
        texts.BOX, _USUAL,
    ),
    Variant(
        "box_floor", Floor, {**_BOX, **_FLOOR},
        ("open-top enclosure box with its own floor thickness", "open box, walls and floor of "
         "different thickness"),
        texts.FLOOR, _USUAL,
    ),
    Variant(
        "box_cable_hole", CableHole, {**_BOX, "hole": _CABLE},
        ("open-top enclosure box with a cable hole in the middle of the front wall",
         "open project box with a centered front cable hole"),
        texts.CABLE, _USUAL,
    ),
    Variant(
        "box_floor_holes", FloorHoles, {**_BOX, **_FLOOR_HOLES},
        ("open-top enclosure box with four holes in the floor corners",
         "open project box with a through hole in each floor corner"),
        texts.FLOOR_HOLES, _USUAL,
    ),
    Variant(
        "box_rounded", Rounded, {**_BOX, **_RADIUS},
        ("open-top enclosure box with rounded vertical edges",
         "open project box with rounded upright corners"),
        texts.ROUNDED, _USUAL,
    ),
    Variant(
        "box_vents", Vented, {**_BOX, **_VENTS},
        ("open-top enclosure box with a row of upright vent slots at mid-height in the front wall",
         "open project box with a slotted front wall, slots upright at mid-height"),
        texts.VENTED, _USUAL,
    ),
    Variant(
        "box_floor_vents", FloorVented, {**_BOX, **_VENTS},
        ("open-top enclosure box with a row of front-to-back vent slots in the floor, centered in "
         "its width", "open project box with a slotted floor, slots running front to back and "
         "centered in its width"),
        texts.FLOOR_VENTED, _USUAL,
    ),
    Variant(
        "box_bosses", BlindBosses, {**_BOX, **_BOSSES, **_DEPTH},
        ("open-top enclosure box with four corner screw bosses with blind pilot holes",
         "open project box with a blind-drilled boss in each corner"),
        texts.BLIND_BOSSES, _USUAL,
    ),
    Variant(
        "box_bosses_through", Bosses, {**_BOX, **_BOSSES},
        ("open-top enclosure box with four corner screw bosses drilled through boss and floor",
         "open project box with a through-drilled boss in each corner"),
        texts.BOSSES, _USUAL,
    ),
    Variant(
        "box_ears", Ears, {**_BOX, **_EARS},
        ("open-top enclosure box with a drilled mounting ear flush with the bottom at the left "
         "and right end", "wall mount box, open top, with bottom ears left and right"),
        texts.EARS, {**_USUAL, "ear_thickness": _as_thick_as_the_wall},
    ),
    Variant(
        "box_ears_cable_hole", EarsCable, {**_BOX, **_EARS, "cable": _CABLE},
        ("open-top enclosure box with a bottom mounting ear left and right and a cable hole in "
         "the middle of the front wall", "wall mount box, open top, with bottom ears left and "
         "right and a centered front cable hole"),
        texts.EARS_CABLE, _USUAL, held_out=True,
    ),
    Variant(
        "cup", Cup, _CUP,
        ("open-top round enclosure", "cylindrical enclosure without a lid", "round cup"),
        texts.CUP, _USUAL,
    ),
    Variant(
        "lid", Lid, _LID,
        ("flat enclosure lid with a solid locating lip", "box lid with a solid raised lip"),
        texts.LID, {"thickness": 3},
    ),
    nouns="enclosure box case container project electronics lid cover",
    seed=True,
)  # fmt: skip
