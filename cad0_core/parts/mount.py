"""Mounts: for stepper motors with a NEMA face, for cylindrical sensors, and for bearings.

Plates lie on z = 0 with a corner at the origin, `length` along X and `width` along Y; the motor or
sensor is in the middle. L-shaped mounts stand on their base, the upright at x = 0 carries the
motor or sensor, centred in the width, `axis` above the bottom of the base; the base has two holes,
each `inset` from the base's end and from a side. Blocks stand on z = 0; their bore runs through
from front to back (along Y) in the middle of the length, `axis` above the bottom, and the two
vertical bolt holes are centred in the width, `inset` from the ends.
A frame size names the hole pattern of its motor, a sensor its clearance hole (`mount_shapes`).
Where a text does not state them: plates and brackets are 5 mm thick, holes are 5 mm wide; `inset`
is by `usual_inset` in plates, 10 mm in L-shaped mounts and 12 mm in blocks; a motor plate has the
side of `PLATES` for its motor, and is square; the bore is at half of a block's height, and the
housing of a pillow block is twice as wide as its bore.
"""

from cad0_core.parts import mount_texts as texts
from cad0_core.parts.bracket import usual_inset
from cad0_core.parts.columns import Table
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.mount_blocks import BearingBlock, PillowBlock
from cad0_core.parts.mount_shapes import (
    SENSOR_HOLES,
    NemaAngle,
    NemaCorners,
    NemaPlate,
    SensorAngle,
    SensorPlate,
)
from cad0_core.parts.tables import HOLES, INSETS, SIDES, SMALL_SIDES, THICKNESSES, steps

# Side of a square plate for a motor where the text states none: a margin of about 4 mm all around.
PLATES = Table({17: 50, 23: 65})

_BORES = (6, 8, 10, 12, 14, 15, 16, 18, 20, 22, 24, 25, 26, 28, 30, 32, 35, 40)
_BOLTS = (4.5, 5, 5.5, 6, 6.5, 8, 10, 12)
_AXES = steps(12, 90, 2, 5)

_FRAME = {"frame": Axis((17, 23), "NEMA frame size", "count")}
_SENSOR = {"sensor": Axis(tuple(SENSOR_HOLES), "sensor size", "thread")}
_PLATE = {
    "length": Axis(SIDES, "length"),
    "width": Axis(SIDES, "width"),
    "thickness": Axis(THICKNESSES, "thickness"),
}
_HOLE = Axis(HOLES, "hole diameter")
_LEGS = {
    "length": Axis(SIDES, "base length"),
    "width": Axis(SIDES, "width"),
    "height": Axis(SIDES, "upright height"),
    "thickness": Axis(THICKNESSES[:-1], "thickness"),
}
_BASE = {
    "hole": Axis(HOLES, "base hole diameter"),
    "inset": Axis(INSETS, "base hole distance from the end and the sides"),
}
_BLOCK_HOLES = {
    "hole": Axis(_BOLTS, "bolt hole diameter"),
    "inset": Axis((*INSETS, 16, 18, 20), "bolt hole distance from the ends"),
}
_BASE_DEFAULTS: dict[str, Default] = {"thickness": 5, "hole": 5, "inset": 10}
_NEMA_DEFAULTS: dict[str, Default] = {
    "length": lambda p: PLATES(p["frame"]),
    "width": lambda p: p["length"],
    "thickness": 5,
}

MOUNT = family(
    "mount",
    Variant(
        "nema_plate", NemaPlate, {**_FRAME, **_PLATE},
        ("NEMA stepper motor mounting plate", "NEMA motor plate",
         "flat stepper mount with a NEMA motor face and no other holes"),
        texts.NEMA_TEXTS, _NEMA_DEFAULTS,
    ),
    Variant(
        "nema_corners", NemaCorners,
        {**_FRAME, **_PLATE, "hole": Axis(HOLES, "corner hole diameter"),
         "inset": Axis(INSETS, "corner hole distance from the edges")},
        ("NEMA stepper motor plate with four corner holes",
         "NEMA motor mount with a mounting hole in each corner"),
        texts.NEMA_CORNER_TEXTS,
        {"width": _NEMA_DEFAULTS["width"], "thickness": 5, "hole": 5, "inset": usual_inset},
    ),
    Variant(
        "nema_angle", NemaAngle,
        {**_FRAME, **_LEGS, "axis": Axis(_AXES, "shaft height above the bottom"), **_BASE},
        ("L-shaped NEMA motor bracket with two base holes",
         "NEMA stepper angle bracket with a pair of holes in the base",
         "upright NEMA motor mount, angled, two holes in its base"),
        texts.NEMA_ANGLE_TEXTS, _BASE_DEFAULTS,
    ),
    Variant(
        "sensor_plate", SensorPlate,
        {**_SENSOR, **_PLATE, "hole": Axis(HOLES, "mounting hole diameter"),
         "inset": Axis(INSETS, "mounting hole distance from the ends")},
        ("flat sensor mount with a mounting hole at each end",
         "sensor plate with two mounting holes on its center line"),
        texts.SENSOR_TEXTS, {"thickness": 5, "hole": 5, "inset": usual_inset},
    ),
    Variant(
        "sensor_angle", SensorAngle,
        {**_SENSOR, **_LEGS, "axis": Axis(_AXES, "sensor height above the bottom"), **_BASE},
        ("L-shaped sensor bracket with two base holes",
         "sensor angle bracket with a pair of holes in the base",
         "upright sensor holder, angled, two holes in its base"),
        texts.SENSOR_ANGLE_TEXTS, _BASE_DEFAULTS, held_out=True,
    ),
    Variant(
        "bearing_block", BearingBlock,
        {"length": Axis(SIDES, "length"), "width": Axis(SMALL_SIDES, "depth"),
         "height": Axis(SIDES, "height"), "bore": Axis(_BORES, "bore diameter"),
         "axis": Axis(_AXES, "bore height above the bottom"), **_BLOCK_HOLES},
        ("rectangular bearing block with two vertical bolt holes",
         "shaft support block with two bolt holes from above",
         "bored bearing block, square cornered, two bolts through its height"),
        texts.BLOCK_TEXTS, {"axis": lambda p: p["height"] / 2, "hole": 6.5, "inset": 12},
    ),
    Variant(
        "pillow_block", PillowBlock,
        {"length": Axis(steps(40, 160, 2, 5), "foot length"),
         "width": Axis(SMALL_SIDES, "depth"), "foot": Axis((4, *THICKNESSES[3:], 12, 15),
                                                             "foot thickness"),
         "axis": Axis(_AXES, "bore height above the bottom"),
         "housing": Axis(steps(16, 80, 2, 5), "housing diameter"),
         "bore": Axis(_BORES, "bore diameter"), **_BLOCK_HOLES},
        ("pillow block with a round-topped housing and two bolt holes",
         "pedestal bearing housing with a flat foot and two bolt holes",
         "round-topped plummer block with two foot bolt holes"),
        texts.PILLOW_TEXTS, {"housing": lambda p: 2 * p["bore"], "hole": 6.5, "inset": 12},
    ),
    nouns="mount plate bracket block motor stepper mounting pedestal housing",
)  # fmt: skip
