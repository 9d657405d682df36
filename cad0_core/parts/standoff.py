"""Standoffs: round and hexagonal, solid, drilled through, or with a stud at one end.

They stand on z = 0 about the Z axis, hexagons with two flats facing +Y and -Y. A thread is its
tap drill hole (`tables.TAP_DRILLS`), drilled through; "clearance" for a screw is the hole of
`tables.CLEARANCE_HOLES`, drilled through. A male-female standoff has a blind tap drill hole in
its lower end and a stud of the thread's nominal diameter on its upper one; its length is that of
the body, without the stud.

Left out, a hexagon is as wide as is common for its thread (`tables.HEX_FLATS`), a stud as long
as in `STUDS`, and a blind hole 2 mm deeper than the stud is long, so that its like fits in.
"""

from cad0_core.parts import standoff_texts as texts
from cad0_core.parts.columns import Params, Table, Value
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.standoff_shapes import (
    Hex,
    HexBored,
    HexClearance,
    HexMaleFemale,
    HexThreaded,
    Round,
    RoundBored,
    RoundClearance,
    RoundMaleFemale,
    RoundThreaded,
)
from cad0_core.parts.tables import HEX_FLATS, THREADS

# Stud of a male-female standoff where the text states only its thread: common catalogue lengths.
STUDS = Table({2: 4, 2.5: 6, 3: 6, 4: 8, 5: 10, 6: 12, 8: 16})


def _usual_flats(params: Params) -> Value:
    return HEX_FLATS(params["thread"])


def _usual_stud(params: Params) -> Value:
    return STUDS(params["thread"])


def _usual_depth(params: Params) -> Value:
    return params["stud"] + 2


def _halves(first: int, last: int) -> tuple[float, ...]:
    """Every half millimetre from first to last."""
    return tuple(n / 2 for n in range(2 * first, 2 * last + 1))


_LENGTH = Axis(_halves(3, 120), "length")
_BORES = (2, 2.5, 3, 3.2, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8, 9, 10, 12, 14, 15, 16)
_ENDS = (3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20)  # of studs and blind holes

_ROUND = {"diameter": Axis(_halves(3, 45), "diameter"), "length": _LENGTH}
_HEX = {"flats": Axis(_halves(4, 36), "across flats"), "length": _LENGTH}
_BORE = {"bore": Axis(_BORES, "through bore")}
_THREAD = {"thread": Axis(THREADS, "through thread", "thread")}
_SCREW = {"thread": Axis(THREADS, "screw clearance", "thread")}
_MALE_FEMALE = {
    "thread": Axis(THREADS, "thread at both ends", "thread"),
    "stud": Axis(_ENDS, "stud length"),
    "depth": Axis(_ENDS, "female hole depth"),
}
_HEX_DEFAULT: dict[str, Default] = {"flats": _usual_flats}
_END_DEFAULTS: dict[str, Default] = {"stud": _usual_stud, "depth": _usual_depth}

STANDOFF = family(
    "standoff",
    Variant(
        "round", Round, _ROUND,
        ("plain round standoff", "solid cylindrical standoff", "round standoff without a hole"),
        texts.ROUND,
    ),
    Variant(
        "round_bored", RoundBored, {**_ROUND, **_BORE},
        ("round standoff with a through bore", "hollow cylindrical standoff",
         "bored round standoff"),
        texts.ROUND_BORED,
    ),
    Variant(
        "round_threaded", RoundThreaded, {**_ROUND, **_THREAD},
        ("threaded round standoff", "round standoff threaded all the way through",
         "tapped cylindrical standoff"),
        texts.ROUND_THREADED,
    ),
    Variant(
        "round_clearance", RoundClearance, {**_ROUND, **_SCREW},
        ("round standoff with a screw clearance hole", "unthreaded cylindrical through-hole "
         "standoff", "round clearance standoff"),
        texts.ROUND_CLEARANCE,
    ),
    Variant(
        "round_male_female", RoundMaleFemale, {**_ROUND, **_MALE_FEMALE},
        ("round male-female standoff", "cylindrical standoff with a tapped blind hole below and "
         "a stud on top"),
        texts.ROUND_MALE_FEMALE, _END_DEFAULTS, held_out=True,
    ),
    Variant(
        "hex", Hex, _HEX,
        ("plain hex standoff", "solid hexagonal standoff", "hex standoff without a hole"),
        texts.HEX,
    ),
    Variant(
        "hex_bored", HexBored, {**_HEX, **_BORE},
        ("hex standoff with a through bore", "hollow hexagonal standoff", "bored hex standoff"),
        texts.HEX_BORED,
    ),
    Variant(
        "hex_threaded", HexThreaded, {**_HEX, **_THREAD},
        ("threaded hex standoff", "hex standoff threaded all the way through",
         "tapped hexagonal standoff"),
        texts.HEX_THREADED, _HEX_DEFAULT,
    ),
    Variant(
        "hex_clearance", HexClearance, {**_HEX, **_SCREW},
        ("hex standoff with a screw clearance hole", "unthreaded hexagonal through-hole standoff",
         "hex clearance standoff"),
        texts.HEX_CLEARANCE, _HEX_DEFAULT,
    ),
    Variant(
        "hex_male_female", HexMaleFemale, {**_HEX, **_MALE_FEMALE},
        ("male-female hex standoff", "hexagonal standoff with a tapped blind hole below and a "
         "stud on top"),
        texts.HEX_MALE_FEMALE, {**_HEX_DEFAULT, **_END_DEFAULTS},
    ),
    nouns="standoff stand-off pillar post spacer",
    seed=True,
)  # fmt: skip
