"""Parts made by repetition: combs, heat sinks, pins in a row or a ring, slotted discs, wheels.

Bases lie on z = 0. Straight ones have a corner at the origin and repeat along X; the first tooth
or fin is flush with the end at x = 0, the last with the other end. A row of pins is centred on its
base, which is as long as its pitches, so that the outer pins stand half a pitch from the ends.
Round ones lie about the Z axis; the first pin, slot or spoke points to +X. Pins are measured from
the top of their base; heights of fins and depths of combs are overall.
"""

from cad0_core.parts import pattern_texts as texts
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.pattern_rings import PinRing, PinRingBore, SlottedDisc, Wheel
from cad0_core.parts.pattern_rows import (
    Comb,
    HeatSink,
    PinRow,
    comb_length,
    sink_length,
    strip_length,
)
from cad0_core.parts.tables import HOLES, THICKNESSES, steps

_ROW = Axis(tuple(range(20, 151)), "length")
_COUNTS = tuple(range(3, 25))
_FEW = tuple(range(3, 13))
_PITCHES = (3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 12)
_WIDE = Axis(steps(10, 100, 2, 5), "width")
_DISC = Axis(steps(20, 150, 2, 5), "disc diameter")
_PIN = Axis((2, 2.5, 3, 4, 5, 6, 8, 10), "pin diameter")
_PIN_HEIGHT = Axis((*range(4, 21), 22, 24, 25, 30, 35, 40), "pin height above the base")
_RING = {
    "diameter": _DISC,
    "thickness": Axis(THICKNESSES, "disc thickness"),
    "pins": Axis(_FEW, "pins", "count"),
    "pin": _PIN,
    "height": Axis(_PIN_HEIGHT.values, "pin height above the disc"),
    "circle": Axis(steps(12, 120, 2, 5), "pin circle diameter"),
}

PATTERN = family(
    "pattern",
    Variant(
        "comb", Comb,
        {"length": _ROW, "depth": Axis(steps(8, 60, 2, 5), "overall depth"),
         "spine": Axis((3, 4, 5, 6, 8, 10, 12, 15), "spine width"),
         "thickness": Axis((1.5, 2, 2.5, 3, 4, 5, 6), "thickness"),
         "teeth": Axis(_COUNTS, "teeth", "count"),
         "tooth": Axis((1, 1.5, 2, 2.5, 3, 4, 5, 6), "tooth width"),
         "pitch": Axis(_PITCHES, "tooth pitch")},
        ("flat comb with a tooth at each end", "comb, teeth flush with both ends"),
        texts.COMB, {"length": comb_length}, ruled=frozenset(["length"]),
    ),
    Variant(
        "heat_sink", HeatSink,
        {"length": _ROW, "width": _WIDE, "base": Axis((2, 2.5, 3, 4, 5, 6, 8), "base thickness"),
         "height": Axis(steps(8, 60, 2, 5), "overall height"),
         "fins": Axis(_COUNTS, "fins", "count"),
         "fin": Axis((1, 1.5, 2, 2.5, 3, 4), "fin thickness"),
         "pitch": Axis(_PITCHES, "fin pitch")},
        ("heat sink with a fin at each end", "heatsink, fins flush with both ends"),
        texts.HEAT_SINK, {"length": sink_length}, ruled=frozenset(["length"]),
    ),
    Variant(
        "pin_row", PinRow,
        {"length": Axis(steps(20, 150, 2, 5), "base length"),
         "width": Axis(_WIDE.values, "base width"),
         "thickness": Axis(THICKNESSES, "base thickness"), "pins": Axis(_FEW, "pins", "count"),
         "pin": _PIN, "height": _PIN_HEIGHT,
         "pitch": Axis((5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 25), "pin pitch")},
        ("base plate with a centered row of round pins", "pin strip, one row of centered pins"),
        texts.PIN_ROW, {"length": strip_length}, ruled=frozenset(["length"]),
    ),
    Variant(
        "pin_ring", PinRing, _RING,
        ("disc with a ring of round pins", "round plate with pins evenly spaced on a circle"),
        texts.PIN_RING,
    ),
    Variant(
        "slotted_disc", SlottedDisc,
        {"diameter": _DISC, "thickness": Axis((2, 3, 4, 5, 6, 8), "thickness"),
         "slots": Axis(_FEW, "slots", "count"),
         "width": Axis((2, 2.5, 3, 4, 5, 6, 8), "slot width"),
         "length": Axis((*range(4, 31), 32, 35, 40), "slot length"),
         "start": Axis((*range(5, 31), 32, 35, 40), "distance from the center to the slots")},
        ("disc with closed radial slots", "round plate with evenly spaced radial through slots"),
        texts.SLOTTED_DISC,
    ),
    Variant(
        "wheel", Wheel,
        {"diameter": Axis(steps(30, 150, 2, 5), "outer diameter"),
         "rim": Axis((3, 4, 5, 6, 8, 10, 12, 15), "rim width"),
         "hub": Axis((*range(10, 41), 45, 50), "hub diameter"),
         "bore": Axis((*HOLES, 12, 15, 16, 20), "bore diameter"),
         "spokes": Axis((3, 4, 5, 6, 7, 8), "spokes", "count"),
         "width": Axis((3, 4, 5, 6, 8, 10), "spoke width"),
         "thickness": Axis((3, 4, 5, 6, 8, 10, 12, 15), "thickness")},
        ("spoked wheel with a bored hub", "flat wheel with straight spokes and a bored hub"),
        texts.WHEEL,
    ),
    Variant(
        "pin_ring_bore", PinRingBore,
        {**_RING, "bore": Axis((*HOLES, 12, 15, 16, 20), "bore diameter")},
        ("disc with a central bore and a ring of round pins",
         "round plate with a center hole and pins evenly spaced on a circle"),
        texts.PIN_RING_BORE, held_out=True,
    ),
    nouns="comb heatsink disc disk plate wheel",
)  # fmt: skip
