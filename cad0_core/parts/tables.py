"""The numbers that parts are made of: preferred sizes and documented tables, in mm.

Families share these grids, so that a model meets the same sums and halves everywhere; every
value and its half have at most 3 decimals. A thread is known by its nominal diameter (M3: 3).
"""

from cad0_core.parts.columns import Table


def steps(first: int, last: int, *sizes: int) -> tuple[int, ...]:
    """Multiples of any of the sizes from first to last, ascending."""
    return tuple(n for n in range(first, last + 1) if any(n % size == 0 for size in sizes))


SIDES = steps(20, 120, 2, 5)  # outer sizes of plates, brackets and boxes
SMALL_SIDES = steps(10, 60, 2, 5)
THICKNESSES = (2, 3, 4, 5, 6, 8, 10)
HOLES = (3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 8, 10)  # diameters
INSETS = (4, 5, 6, 8, 10, 12, 15)  # centre of a hole to the edge
WALLS = (1.5, 2, 2.5, 3, 4, 5)

# Tap drill diameters of ISO metric coarse threads (ISO 2306). A thread is modelled as its tap
# drill hole: the hole that is there before the thread is cut.
TAP_DRILLS = Table({2: 1.6, 2.5: 2.05, 3: 2.5, 4: 3.3, 5: 4.2, 6: 5, 8: 6.8})

# Clearance holes for metric screws, medium fit (ISO 273).
CLEARANCE_HOLES = Table({2: 2.4, 2.5: 2.9, 3: 3.4, 4: 4.5, 5: 5.5, 6: 6.6, 8: 9})

# Across flats of a hex standoff where the text states only its thread: common catalogue sizes.
HEX_FLATS = Table({2: 4, 2.5: 5, 3: 5.5, 4: 7, 5: 8, 6: 10, 8: 13})

THREADS = tuple(TAP_DRILLS)

# Parallel keys by the shaft or bore that they suit, up to and including each diameter (DIN 6885,
# sheet 1): width of the keyway, its depth in the shaft and its depth in the hub, both measured
# from the surface of the shaft.
_KEYS = {
    8: (2, 1.2, 1), 10: (3, 1.8, 1.4), 12: (4, 2.5, 1.8), 17: (5, 3, 2.3), 22: (6, 3.5, 2.8),
    30: (8, 4, 3.3), 38: (10, 5, 3.3), 44: (12, 5, 3.3), 50: (14, 5.5, 3.8), 58: (16, 6, 4.3),
    65: (18, 7, 4.4), 75: (20, 7.5, 4.9),
}  # fmt: skip
KEY_WIDTHS = Table({up_to: key for up_to, (key, _, _) in _KEYS.items()})
SHAFT_KEYWAYS = Table({up_to: depth for up_to, (_, depth, _) in _KEYS.items()})
HUB_KEYWAYS = Table({up_to: depth for up_to, (_, _, depth) in _KEYS.items()})
