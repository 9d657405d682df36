"""Shafts along the Z axis, standing on z = 0, with sharp ends.

The sections of a stepped shaft follow each other from the bottom up in the order of the text. A
keyway runs from the bottom end, open at that end, on the +X side; its depth is measured from the
surface of the shaft; where a text leaves width and depth out they are those of DIN 6885. A bore
goes all through; a tapped hole is the tap drill hole of its thread, blind, in the top end, with a
flat bottom.
"""

from cad0_core.parts import shaft_texts as texts
from cad0_core.parts.columns import Params, Value
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.shaft_shapes import Hollow, Keyed, Plain, Tapped, Three, Two, TwoKeyed
from cad0_core.parts.tables import KEY_WIDTHS, SHAFT_KEYWAYS, steps

_DIAMETERS = (*range(4, 41), 42, 44, 45, 48, 50, 55, 60)
_FINE = tuple(n / 2 for n in range(8, 121))
_KEYED_DIAMETERS = (*range(6, 41), 42, 44, 45, 48, 50, 55, 58)
_LENGTHS = steps(10, 300, 1)
_SECTION_LENGTHS = (*range(5, 61), *steps(62, 150, 2, 5))

_PLAIN = {"diameter": Axis(_FINE, "shaft diameter"), "length": Axis(_LENGTHS, "length")}
_KEYWAY = {
    "key": Axis((2, 3, 4, 5, 6, 8, 10, 12, 14, 16), "keyway width"),
    "depth": Axis((1.2, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 5, 5.5, 6), "keyway depth"),
    "run": Axis((*range(5, 61), *steps(62, 100, 2, 5)), "keyway length"),
}
_TWO = {
    "diameter": Axis(_DIAMETERS, "first diameter"),
    "length": Axis(_SECTION_LENGTHS, "first length"),
    "diameter2": Axis(_DIAMETERS, "second diameter"),
    "length2": Axis(_SECTION_LENGTHS, "second length"),
}
_THREE = {
    **_TWO,
    "diameter3": Axis(_DIAMETERS, "third diameter"),
    "length3": Axis(_SECTION_LENGTHS, "third length"),
}


def usual_key(params: Params) -> Value:
    """Width of the key that DIN 6885 has for the shaft."""
    return KEY_WIDTHS(KEY_WIDTHS.at_least(params["diameter"]))


def usual_keyway(params: Params) -> Value:
    """Depth of a keyway in a shaft that DIN 6885 has for its diameter."""
    return SHAFT_KEYWAYS(SHAFT_KEYWAYS.at_least(params["diameter"]))


_KEY_DEFAULTS: dict[str, Default] = {"key": usual_key, "depth": usual_keyway}

SHAFT = family(
    "shaft",
    Variant(
        "plain", Plain, _PLAIN, ("plain shaft", "straight round shaft", "smooth solid shaft"),
        texts.PLAIN,
    ),
    Variant(
        "two_sections", Two, _TWO,
        ("stepped shaft of two sections", "two step shaft, bottom section first",
         "shaft with one shoulder"),
        texts.TWO,
    ),
    Variant(
        "three_sections", Three, _THREE,
        ("stepped shaft of three sections", "three step shaft, bottom section first",
         "shaft with two shoulders"),
        texts.THREE,
    ),
    Variant(
        "keyed", Keyed, {**_PLAIN, "diameter": Axis(_KEYED_DIAMETERS, "shaft diameter"), **_KEYWAY},
        ("shaft with a keyway from one end", "keyed shaft, keyway open at one end",
         "shaft with an open-ended key slot"),
        texts.KEYED, _KEY_DEFAULTS,
    ),
    Variant(
        "hollow", Hollow,
        {**_PLAIN, "bore": Axis((*range(2, 41), 42, 45, 48, 50), "bore diameter")},
        ("hollow shaft", "shaft with a through bore", "shaft bored from end to end"),
        texts.HOLLOW,
    ),
    Variant(
        "tapped", Tapped,
        {**_PLAIN, "thread": Axis((3, 4, 5, 6, 8), "tapped hole", "thread"),
         "depth": Axis((*range(5, 31), 32, 35, 40), "hole depth")},
        ("shaft with a tapped hole in one end", "shaft with a threaded blind hole in its end"),
        texts.TAPPED,
    ),
    Variant(
        "two_sections_keyed", TwoKeyed,
        {**_TWO, "diameter": Axis(_KEYED_DIAMETERS, "first diameter"), **_KEYWAY},
        ("stepped shaft of two sections with a keyway from the end of the first",
         "two step shaft, keyway open at the free end of the first section"),
        texts.TWO_KEYED, _KEY_DEFAULTS, held_out=True,
    ),
    nouns="shaft axle spindle rod",
)  # fmt: skip
