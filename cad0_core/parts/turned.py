"""Turned parts: a profile in the XZ plane, revolved about the Z axis.

They stand on z = 0; the side of pins that is described first is below, their tips point up. A
bushing has its flange at the bottom, a cup is open at the top, a flanged cup has its flange
around the opening, flush with the rim. Lengths and heights are overall ones and count tips and
flanges in, but for the stepped pin, where each section has its own length.
"""

from cad0_core.parts import turned_texts as texts
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.tables import WALLS, steps
from cad0_core.parts.turned_shapes import Bushing, Cup, FlangedCup, Nosed, Pointed, Stepped

_DIAMETERS = (*range(4, 31), *steps(32, 60, 2, 5))
_DIAMETER = Axis(_DIAMETERS, "diameter")
_LENGTHS = (*range(8, 61), *steps(62, 120, 2, 5))
_LENGTH = Axis(_LENGTHS, "overall length")
_RIMS = Axis((1, *WALLS, 6), "flange thickness")
_CUP = {
    "diameter": Axis(steps(12, 100, 2, 5), "outer diameter"),
    "height": Axis(steps(10, 120, 2, 5), "overall height"),
    "wall": Axis((1, *WALLS), "wall thickness"),
    "floor": Axis((1, *WALLS, 6, 8), "floor thickness"),
}

TURNED = family(
    "turned",
    Variant(
        "stepped_pin", Stepped,
        {"diameter": Axis(_DIAMETERS, "body diameter"), "length": Axis(_LENGTHS, "body length"),
         "tip": Axis((*range(2, 31), 32, 35, 40), "tip diameter"),
         "tip_length": Axis((*range(3, 41), 45, 50, 60), "tip length")},
        ("turned stepped pin", "turned pin with one step", "stepped turned pin"), texts.STEPPED,
    ),
    Variant(
        "pointed_pin", Pointed,
        {"diameter": _DIAMETER, "length": _LENGTH,
         "tip": Axis((*range(2, 41), 45, 50, 60), "length of the point")},
        ("turned pin with a conical point", "turned cone-tipped pin", "sharp pointed turned pin"),
        texts.POINTED,
    ),
    Variant(
        "nosed_pin", Nosed,
        {"diameter": _DIAMETER, "length": _LENGTH,
         "end": Axis((*range(2, 31), 32, 35, 40), "end diameter"),
         "taper": Axis((*range(1, 31), 35, 40), "taper length")},
        ("turned pin with a tapered flat-ended nose", "turned locating pin, nose tapered to a "
         "flat end", "turned pin with one tapered end"),
        texts.NOSED,
    ),
    Variant(
        "bushing", Bushing,
        {"bore": Axis((*range(3, 31), 32, 35, 40), "bore"),
         "diameter": Axis(_DIAMETERS, "body diameter"),
         "flange": Axis((*range(8, 41), *steps(42, 80, 2, 5)), "flange diameter"), "rim": _RIMS,
         "length": Axis(steps(6, 80, 1), "overall length")},
        ("turned flanged bushing", "turned bushing with a flange at one end",
         "flanged bushing turned in one piece"),
        texts.BUSHING,
    ),
    Variant(
        "cup", Cup, _CUP,
        ("turned cup", "turned round cup, open at the top", "plain turned cup"), texts.CUP,
    ),
    Variant(
        "flanged_cup", FlangedCup,
        {**_CUP, "flange": Axis(steps(16, 140, 2, 5), "flange diameter"), "rim": _RIMS},
        ("turned cup with a flange around the rim", "flanged turned cup, flange flush with the "
         "open end"),
        texts.FLANGED_CUP, held_out=True,
    ),
    nouns="pin dowel bushing bush cup pot",
)  # fmt: skip
