"""Extruded profiles: bars of one outline, drawn in the XY plane and extruded up from z = 0.

Sizes are outer ones. The outline lies in the first quadrant, its lower left corner (that of its
bounding box) at the origin:
- L: the first leg along X, the second along Y, both measured from the outer corner;
- T: the web up the middle, the flange on top of it and counted in the height;
- U: the base along X, open towards +Y, its sides equal; the base counts in their height;
- I: flanges below and above, the web between them in the middle;
- Z: the lower flange ends at the web, the upper one begins there; each counts the web in;
- right triangle: the right angle at the origin, the first leg along X;
- trapezoid: the wide parallel side along X, the narrow one centred over it.
"""

from cad0_core.parts import profile_texts as texts
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.profile_shapes import Beam, Channel, Ell, Tee, Trapezoid, Triangle, Zed
from cad0_core.parts.tables import WALLS, steps

_SIDES = steps(10, 80, 2, 5)
_LENGTH = Axis((*steps(20, 120, 2, 5), *steps(130, 300, 10), 400, 500), "extruded length")
_WIDTH, _HEIGHT = Axis(_SIDES, "overall width"), Axis(_SIDES, "overall height")
_WALL = Axis((1, *WALLS, 6, 8, 10), "wall thickness")
_LEGS = {"leg": Axis(_SIDES, "first leg"), "other": Axis(_SIDES, "second leg")}
_OUTER = {"width": _WIDTH, "height": _HEIGHT, "thickness": _WALL, "length": _LENGTH}

PROFILE = family(
    "profile",
    Variant(
        "ell", Ell, {**_LEGS, "thickness": _WALL, "length": _LENGTH},
        ("extruded L-profile", "L-section extrusion", "extruded angle profile"), texts.ELL,
    ),
    Variant(
        "tee", Tee, _OUTER,
        ("extruded T-profile of even thickness", "T-section extrusion, one thickness throughout"),
        texts.TEE,
    ),
    Variant(
        "channel", Channel, _OUTER,
        ("extruded U-profile", "U-section extrusion", "extruded U-channel profile"), texts.CHANNEL,
    ),
    Variant(
        "beam", Beam,
        {"width": _WIDTH, "height": _HEIGHT,
         "flange": Axis((*WALLS, 6, 8, 10, 12), "flange thickness"),
         "web": Axis((*WALLS, 6, 8, 10), "web thickness"), "length": _LENGTH},
        ("extruded I-profile", "I-section extrusion", "extruded I-beam profile"), texts.BEAM,
    ),
    Variant(
        "zed", Zed,
        {"flange": Axis(_SIDES, "flange width including the web"), "height": _HEIGHT,
         "thickness": _WALL, "length": _LENGTH},
        ("extruded Z-profile with equal flanges", "Z-section extrusion with equal flanges"),
        texts.ZED, held_out=True,
    ),
    Variant(
        "triangle", Triangle, {**_LEGS, "length": _LENGTH},
        ("extruded right triangle bar", "bar of right-angled triangular section",
         "solid right triangle extrusion"),
        texts.TRIANGLE,
    ),
    Variant(
        "trapezoid", Trapezoid,
        {"width": Axis(_SIDES, "wide side"), "top": Axis((*range(4, 31), *_SIDES[14:]),
         "narrow side"), "height": Axis(_SIDES, "section height"), "length": _LENGTH},
        ("extruded symmetric trapezoid bar", "bar of isosceles trapezoid section",
         "solid isosceles trapezoid extrusion"),
        texts.TRAPEZOID,
    ),
    nouns="profile section extrusion bar channel beam",
)  # fmt: skip
