"""Knobs about the Z axis, standing on z = 0, with a hole for the stem or bolt from below.

A stem hole is blind, `depth` deep from the underside, in the middle; a D hole is round with one
flat on the +X side, its `flat` the distance from the flat to the opposite wall. Flutes are round
grooves along the whole height with their centres on the rim, the first one on +X. A wing is a
plate through the axis along X, from the underside up to its own height. A hex knob has a pocket
for the head or nut of a bolt in its underside, two flats facing Y, and the bolt's clearance hole
(`tables.CLEARANCE_HOLES`) on through the top; where a text leaves the width of the pocket out it
is that of the hexagon (`tables.HEX_FLATS`).
"""

from cad0_core.parts import knob_texts as texts
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.knob_grip_shapes import Fluted, FlutedHex, Hex
from cad0_core.parts.knob_shapes import Collared, DHole, Round, Wing
from cad0_core.parts.tables import HEX_FLATS, steps

_DIAMETER = Axis(steps(14, 80, 1), "knob diameter")
_HEIGHT = Axis(steps(8, 50, 1), "knob height")
_ROUND = {
    "diameter": _DIAMETER,
    "height": _HEIGHT,
    "hole": Axis((3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8, 9, 10, 12, 15, 16), "stem hole diameter"),
    "depth": Axis(steps(5, 40, 1), "stem hole depth"),
}
_FLATS = (2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10, 12)
_FLUTES = {
    "flutes": Axis((6, 8, 10, 12, 16, 20, 24), "flutes", "count"),
    "flute": Axis((2, 2.5, 3, 4, 5, 6, 8, 10, 12), "flute diameter"),
}
_HEX = {
    "diameter": _DIAMETER,
    "height": _HEIGHT,
    "thread": Axis((3, 4, 5, 6, 8), "clearance hole", "thread"),
    "flats": Axis((5.5, 6, 7, 7.5, 8, 8.5, 9, 10, 10.5, 11, 13, 13.5, 14), "pocket across flats"),
    "depth": Axis((2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 6.5, 7, 8, 10, 12), "pocket depth"),
}
_HEX_DEFAULTS: dict[str, Default] = {"flats": lambda p: HEX_FLATS(p["thread"])}

KNOB = family(
    "knob",
    Variant(
        "round", Round, _ROUND,
        ("round knob with a blind stem hole", "plain cylindrical knob, blind hole from below",
         "smooth round control knob with a stem hole"),
        texts.ROUND,
    ),
    Variant(
        "collared", Collared,
        {**_ROUND, "collar": Axis(steps(8, 60, 1), "collar diameter"),
         "collar_height": Axis(steps(2, 30, 1), "collar height"),
         "height": Axis(steps(5, 40, 1), "head height")},
        ("round knob on a collar with a blind stem hole",
         "mushroom knob: collar below, wide head above, blind hole from below"),
        texts.COLLARED,
    ),
    Variant(
        "fluted", Fluted, {**_ROUND, **_FLUTES},
        ("fluted knob with a blind stem hole", "round grip knob with grooves around the rim"),
        texts.FLUTED,
    ),
    Variant(
        "wing", Wing,
        {**_ROUND, "height": Axis(steps(5, 40, 1), "hub height"),
         "diameter": Axis(steps(12, 60, 1), "hub diameter"),
         "length": Axis(steps(20, 100, 1), "wing length"),
         "thickness": Axis((3, 4, 5, 6, 8, 10, 12), "wing thickness"),
         "top": Axis(steps(8, 60, 1), "wing height")},
        ("wing knob with a blind stem hole", "knob of a round hub and a straight wing across it"),
        texts.WING,
    ),
    Variant(
        "d_hole", DHole,
        {**_ROUND,
         "flat": Axis(_FLATS, "D flat to wall")},
        ("round knob with a blind D-shaped hole", "control knob for a D shaft",
         "potentiometer knob, D hole from below"),
        texts.D_HOLE,
    ),
    Variant(
        "hex", Hex, _HEX,
        ("round knob with a hex pocket and a through hole", "clamping knob with a hex nut pocket",
         "bolt knob, hex pocket below and clearance hole through"),
        texts.HEX, _HEX_DEFAULTS,
    ),
    Variant(
        "fluted_hex", FlutedHex, {**_HEX, **_FLUTES},
        ("fluted knob with a hex pocket and a through hole",
         "grooved clamping knob with a hex nut pocket"),
        texts.FLUTED_HEX, _HEX_DEFAULTS, held_out=True,
    ),
    nouns="knob handle button",
)  # fmt: skip
