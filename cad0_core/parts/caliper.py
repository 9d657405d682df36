"""A solid's mesh in a pose, and what a caliper reads off it: lines, cuts, outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# A line through an edge of the mesh hits two triangles or none: no line is asked for exactly
# there. Far below the tolerance of any predicate (0.05 mm).
JITTER = np.array([1.37e-4, 2.11e-4, 1.73e-4])


@dataclass(frozen=True)
class Caliper:
    """Corners (m, 3, 3) in mm of the triangles of a closed surface."""

    corners: Floats

    @classmethod
    def of(cls, vertices: Floats, triangles: NDArray[np.int64]) -> "Caliper":
        return cls(vertices[triangles])

    @cached_property
    def low(self) -> Floats:
        """Lowest corner of the bounding box."""
        found: Floats = self.corners.min(axis=(0, 1))
        return found

    @cached_property
    def size(self) -> Floats:
        """Extents of the bounding box."""
        found: Floats = self.corners.max(axis=(0, 1)) - self.low
        return found

    def turned(self, turn: Floats) -> "Caliper":
        """Turned by a rotation matrix."""
        return Caliper(self.corners @ turn.T)

    def moved(self, by: Floats) -> "Caliper":
        return Caliper(self.corners + by)

    def crossings(self, axis: int, points: Floats) -> list[Floats]:
        """Where the lines along `axis` through `points` (k, 3) cross the surface, ascending."""
        plane = [i for i in range(3) if i != axis]
        at = (points + JITTER)[:, plane]
        flat = self.corners[:, :, plane]
        near = (flat.min(axis=1) <= at.max(axis=0)) & (flat.max(axis=1) >= at.min(axis=0))
        chosen = self.corners[near.all(axis=1)]
        flat = chosen[:, :, plane]
        edges = np.roll(flat, -1, axis=1) - flat
        there = at[:, None, None, :] - flat[None]
        sides = edges[..., 0] * there[..., 1] - edges[..., 1] * there[..., 0]  # (k, m, 3)
        hits = (sides > 0).all(axis=2) | (sides < 0).all(axis=2)
        found = []
        for line in range(len(at)):
            side = sides[line, hits[line]]
            # The weight of a corner is the side of the edge across from it.
            weights = np.roll(side, -1, axis=1)
            heights = (weights * chosen[hits[line], :, axis]).sum(axis=1) / side.sum(axis=1)
            found.append(np.sort(heights))
        return found

    def material(self, axis: int, points: Floats) -> list[Floats]:
        """Intervals (n, 2) of material on the line along `axis` through each of the points (k, 3).

        Faces that touch there count for nothing: a wall of less than a micrometre is none.
        """
        found = []
        for crossed in self.crossings(axis, points):
            pairs = crossed[: len(crossed) // 2 * 2].reshape(-1, 2)
            found.append(pairs[pairs[:, 1] - pairs[:, 0] > 1e-3])
        return found

    def inside(self, points: Floats) -> NDArray[np.bool_]:
        """Whether each of the points (k, 3) lies in the material."""
        below = [
            np.count_nonzero(crossed < point[2])
            for crossed, point in zip(self.crossings(2, points), points, strict=True)
        ]
        odd: NDArray[np.bool_] = np.array(below) % 2 == 1
        return odd

    def cut(self, axis: int, at: float) -> Floats:
        """Segments (n, 2, 2) of the outline at a height, material to the same side of each."""
        height = self.corners[:, :, axis] - at - JITTER[axis]
        above = height > 0
        mixed = above.any(axis=1) & ~above.all(axis=1)
        plane = [(axis + 1) % 3, (axis + 2) % 3]
        start, level = self.corners[mixed][:, :, plane], height[mixed]
        end, next_level = np.roll(start, -1, axis=1), np.roll(level, -1, axis=1)
        share = level / np.where(level == next_level, 1.0, level - next_level)
        points = start + share[..., None] * (end - start)
        rising = (level <= 0) & (next_level > 0)
        falling = (level > 0) & (next_level <= 0)
        return np.stack([points[rising], points[falling]], axis=1)

    def area(self, axis: int, at: float) -> float:
        """Area of the cut across `axis` at a height, in mm^2."""
        start, end = self.cut(axis, at).transpose(1, 0, 2)
        return abs(float((start[:, 0] * end[:, 1] - start[:, 1] * end[:, 0]).sum())) / 2

    def runs(self, center: Sequence[float], radius: float) -> int:
        """How often the outline at the centre's height goes out past a radius about Z."""
        segments = self.cut(2, center[2]) - np.array(center[:2])
        beyond = np.linalg.norm(segments, axis=2) > radius
        return int((beyond[:, 0] != beyond[:, 1]).sum()) // 2
