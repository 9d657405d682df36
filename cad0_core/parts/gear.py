"""Spur gears and shaft hubs about the Z axis, standing on z = 0.

Teeth are an approximation in multiples of the module m, for z teeth: straight flanks, 1.5 m thick
from root to tip; tip diameter m (z + 2), measured over the flats of the tips; root diameter
m (z - 2.5). The first tooth points to +X. A gear is made in modules and scaled by its module.
Where a text leaves the face width out it is 10 modules.

Hubs stand on top of the gear or disc; their height is measured from its face. Bores go through
everything. A keyway is cut from the bore towards +X, its depth measured from the wall of the
bore; where a text leaves it out it is that of DIN 6885. A set screw hole is the tap drill hole of
its thread through one wall of the hub, towards +X, in the middle of the hub's height.
"""

from cad0_core.parts import gear_texts as texts
from cad0_core.parts.columns import Params, Value
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.gear_shapes import Hubbed, HubbedSetScrew, Keyed, Solid, Spur
from cad0_core.parts.hub_shapes import Hub, KeyedHub, SetScrewHub
from cad0_core.parts.tables import HUB_KEYWAYS, KEY_WIDTHS, steps

_MODULES = (1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 4.5, 5, 6)  # ISO 54
_BORES = (*range(4, 31), 32, 35, 38, 40, 42, 45, 48, 50)
_HEIGHTS = steps(5, 60, 1)

# A module is a bare number, so that it stays as it is among inches.
_SOLID = {
    "module": Axis(_MODULES, "module", "count"),
    "teeth": Axis((*range(12, 81), *steps(84, 120, 4)), "teeth", "count"),
    "width": Axis((*range(4, 31), *steps(32, 60, 2, 5)), "face width"),
}
_SPUR = {**_SOLID, "bore": Axis(_BORES, "bore diameter")}
_GEAR_HUB = {
    "hub": Axis(steps(8, 100, 2, 5), "hub diameter"),
    "height": Axis(_HEIGHTS, "hub height above the face"),
}
_KEY = {
    "key": Axis((2, 3, 4, 5, 6, 8, 10, 12, 14), "keyway width"),
    "depth": Axis((1, 1.4, 1.8, 2, 2.3, 2.5, 2.8, 3, 3.3, 3.8, 4), "keyway depth"),
}
_HUB = {
    "diameter": Axis(steps(20, 120, 2, 5), "disc diameter"),
    "thickness": Axis((3, 4, 5, 6, 8, 10, 12, 15, 16, 20), "disc thickness"),
    "hub": Axis(steps(10, 80, 2, 5), "hub diameter"),
    "height": Axis(_HEIGHTS, "hub height above the disc"),
    "bore": Axis(_BORES, "bore diameter"),
}
_SCREW = {"thread": Axis((3, 4, 5, 6, 8), "set screw", "thread")}


def usual_key(params: Params) -> Value:
    """Width of the key that DIN 6885 has for the bore."""
    return KEY_WIDTHS(KEY_WIDTHS.at_least(params["bore"]))


def usual_keyway(params: Params) -> Value:
    """Depth of a keyway in a hub that DIN 6885 has for the bore."""
    return HUB_KEYWAYS(HUB_KEYWAYS.at_least(params["bore"]))


_WIDTH: dict[str, Default] = {"width": lambda p: 10 * p["module"]}
_KEYWAY: dict[str, Default] = {"key": usual_key, "depth": usual_keyway}

GEAR = family(
    "gear",
    Variant(
        "spur", Spur, _SPUR,
        ("spur gear with a bore", "gear with a central bore", "plain bored spur gear"),
        texts.SPUR, _WIDTH,
    ),
    Variant(
        "solid", Solid, _SOLID,
        ("solid spur gear", "gear without a bore", "spur gear blank, teeth cut, no bore"),
        texts.SOLID, _WIDTH,
    ),
    Variant(
        "hubbed", Hubbed, {**_SPUR, **_GEAR_HUB},
        ("spur gear with a hub and bore", "bored gear with a hub on one side",
         "hubbed spur gear, bored through"),
        texts.HUBBED,
    ),
    Variant(
        "hubbed_set_screw", HubbedSetScrew, {**_SPUR, **_GEAR_HUB, **_SCREW},
        ("bored spur gear with a hub and a radial set screw hole",
         "gear with a bored hub and a grub screw hole in the hub"),
        texts.HUBBED_SET_SCREW,
    ),
    Variant(
        "spur_keyway", Keyed, {**_SPUR, **_KEY},
        ("spur gear with a bore and keyway", "bored gear with a keyway",
         "keyed spur gear, bored through"),
        texts.SPUR_KEYWAY, {**_WIDTH, **_KEYWAY}, held_out=True,
    ),
    Variant(
        "hub", Hub, _HUB,
        ("shaft hub with a bore", "stepped shaft hub, bored through",
         "disc with a hub on top and a through bore"),
        texts.HUB,
    ),
    Variant(
        "hub_keyway", KeyedHub, {**_HUB, **_KEY},
        ("shaft hub with a bore and keyway", "keyed shaft hub, bored through",
         "disc with a hub on top, a through bore and a keyway"),
        texts.HUB_KEYWAY, _KEYWAY,
    ),
    Variant(
        "hub_set_screw", SetScrewHub, {**_HUB, **_SCREW},
        ("bored shaft hub with a radial set screw hole",
         "shaft hub with a bore and a grub screw hole in its wall"),
        texts.HUB_SET_SCREW,
    ),
    nouns="gear spur cog hub wheel shaft",
    seed=True,
)  # fmt: skip
