"""The numbers that parts are made of: preferred sizes and documented tables, in mm.

Families share these grids, so that a model meets the same sums and halves everywhere; every
value and its half have at most 3 decimals.
"""

from collections.abc import Mapping, Sequence

Grid = Sequence[float]


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
TAP_DRILLS: Mapping[str, float] = {
    "M2": 1.6, "M2.5": 2.05, "M3": 2.5, "M4": 3.3, "M5": 4.2, "M6": 5, "M8": 6.8,
}  # fmt: skip

# Across flats of a hex standoff where the text states only its thread: common catalogue sizes.
HEX_FLATS: Mapping[str, float] = {
    "M2": 4, "M2.5": 5, "M3": 5.5, "M4": 7, "M5": 8, "M6": 10, "M8": 13,
}  # fmt: skip
