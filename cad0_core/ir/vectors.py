"""Vectors in space and exact angles, in plain Python: the parser needs no numpy."""

from __future__ import annotations

import math
from collections.abc import Sequence

Vec = tuple[float, float, float]


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Sequence[float], b: Sequence[float]) -> Vec:
    """Vector product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def sub(a: Sequence[float], b: Sequence[float]) -> Vec:
    """Difference of two points."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def unit(a: Sequence[float]) -> Vec:
    """The direction of a vector that is not zero, safe for the tiniest and largest numbers."""
    size = max(abs(a[0]), abs(a[1]), abs(a[2]))
    b = a[0] / size, a[1] / size, a[2] / size
    length = math.sqrt(dot(b, b))
    return b[0] / length, b[1] / length, b[2] / length


def cos_sin(angle: float) -> tuple[float, float]:
    """Cosine and sine of an angle in degrees, exact at multiples of 90."""
    angle = math.fmod(angle, 360.0)
    if angle % 90 == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(angle // 90) % 4]
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))
