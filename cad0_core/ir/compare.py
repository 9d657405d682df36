"""How alike two solids are: exact IoU and topology."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.kernel import Manifold
from cad0_core.ir.solid import Solid

ALIKE = 0.999  # as placed, at or above this, no rotation is tried

Floats = NDArray[np.float64]


def iou(a: Solid, b: Solid, *, aligned: bool = True) -> float:
    """Volume of the intersection over that of the union, 0 to 1, in mm without scaling.

    First as placed; below 0.999, and if `aligned`, the best of the 24 rotations that map axes
    to axes, with the bounding boxes centred on each other.
    """
    best = _overlap(a.manifold, b.manifold, a.volume, b.volume)
    if not aligned or best >= ALIKE:
        return best
    fixed, moving = _centred(a), _centred(b)
    size_a, size_b = np.array(a.size), np.array(b.size)
    candidates = []
    for turn in ROTATIONS:
        common = float(np.prod(np.minimum(size_a, np.abs(turn) @ size_b)))
        candidates.append((_bound(common, a.volume, b.volume), turn))
    # Most promising first: what the bounding boxes allow bounds what the solids can reach.
    candidates.sort(key=lambda candidate: -candidate[0])
    for bound, turn in candidates:
        if bound <= best or best >= ALIKE:
            break
        turned = moving.transform(np.column_stack([turn, np.zeros(3)]))
        best = max(best, _overlap(fixed, turned, a.volume, b.volume))
    return best


def iou_unit(a: Solid, b: Solid) -> float:
    """IoU after each solid is centred and its largest extent scaled to 1, without rotation.

    The measure of the literature: blind to size and place, not to proportions or orientation.
    """
    scale_a, scale_b = 1 / max(a.size), 1 / max(b.size)
    one = _centred(a).scale((scale_a, scale_a, scale_a))
    other = _centred(b).scale((scale_b, scale_b, scale_b))
    return _overlap(one, other, a.volume * scale_a**3, b.volume * scale_b**3)


@dataclass(frozen=True, slots=True)
class Topology:
    """Betti numbers: bodies, twice the through holes, voids."""

    b0: int
    b1: int
    b2: int


def topology(solid: Solid) -> Topology:
    """What two parts must share to have the same holes and pieces."""
    return Topology(solid.bodies, 2 * solid.genus, solid.voids)


def differences(a: Solid, b: Solid) -> dict[str, Any]:
    """Every measure of likeness, and under `a` and `b` what each solid measures; plain data."""
    found: dict[str, Any] = {
        "iou_placed": iou(a, b, aligned=False),
        "iou_aligned": iou(a, b),
        "iou_unit": iou_unit(a, b),
        "topology_match": topology(a) == topology(b),
        "volume_ratio": b.volume / a.volume,
    }
    names = ("volume", "area", "bbox", "bodies", "voids", "genus", "triangles")
    for key, solid in (("a", a), ("b", b)):
        found[key] = {name: getattr(solid, name) for name in names}
    return found


def _overlap(a: Manifold, b: Manifold, volume_a: float, volume_b: float) -> float:
    return _ratio(float((a ^ b).volume()), volume_a, volume_b)


def _ratio(common: float, volume_a: float, volume_b: float) -> float:
    return min(1.0, max(0.0, common / (volume_a + volume_b - common)))


def _bound(common: float, volume_a: float, volume_b: float) -> float:
    """The most that solids can reach whose bounding boxes share the volume `common`."""
    # A hair above the exact bound: the volumes themselves are rounded.
    return _ratio(min(common, volume_a, volume_b), volume_a, volume_b) + 1e-9


def _centred(solid: Solid) -> Manifold:
    """The body with its bounding box centred at the origin."""
    x0, y0, z0, x1, y1, z1 = solid.bbox
    return solid.manifold.translate((-(x0 + x1) / 2, -(y0 + y1) / 2, -(z0 + z1) / 2))


def _rotations() -> Iterator[Floats]:
    """The 24 proper rotations of a cube, the identity first."""
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            matrix = np.zeros((3, 3))
            for row, (column, sign) in enumerate(zip(order, signs, strict=True)):
                matrix[row, column] = sign
            swaps = sum(order[i] > order[j] for i in range(3) for j in range(i + 1, 3))
            if prod(signs) * (-1) ** swaps > 0:
                yield matrix


ROTATIONS = tuple(_rotations())
