"""Bodies swept from a sketch: extrusions and revolutions as explicit meshes, in mm.

Meshes are made vertex by vertex instead of by the kernel's own sweeps: those start at other
angles, round coordinates, and know neither oblique extrusions nor partial turns of any axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold, Mesh64, triangulate
from cad0_core.ir.outline import Point, crossing, outline, pieces, signed_area
from cad0_core.ir.program import Node
from cad0_core.ir.sketch import ON_AXIS, axis_of, frame_of
from cad0_core.ir.vectors import cos_sin, dot

Points = NDArray[np.float64]
Triangles = list[tuple[int, int, int]]


def polygon(sketch: Node, segments: int) -> list[Point]:
    """Corners of a sketch, counter-clockwise; SolidError if its facets meet each other."""
    points, _ = outline(sketch.segments, segments)
    if len(points) < 3 or crossing(points) is not None:
        message = f"with {segments} sides to a circle the sketch touches or crosses itself"
        raise SolidError(message, "degenerate", line=sketch.line)
    return points if signed_area(points) > 0 else points[::-1]


def extrude(sketch: Node, vector: Sequence[float], segments: int) -> Manifold:
    """The sketch swept along a vector, which may be oblique and point to either side."""
    frame = frame_of(sketch.nums)
    corners = polygon(sketch, segments)
    if dot(vector, frame.normal) < 0:  # seen from the far end the corners run clockwise
        corners = corners[::-1]
    flat = np.array(corners)
    base = np.array(frame.origin) + flat @ np.array([frame.x, frame.y])
    count = len(corners)
    caps = _cap(corners)
    faces: Triangles = [(a, c, b) for a, b, c in caps]
    faces += [(a + count, b + count, c + count) for a, b, c in caps]
    for i in range(count):
        k = (i + 1) % count
        faces += [(i, k, k + count), (i, k + count, i + count)]
    return _body(np.vstack([base, base + np.array(vector)]), faces)


def revolve(sketch: Node, nums: Sequence[float], segments: int) -> Manifold:
    """The sketch turned about an axis in its plane, right-handed, by nums[6] degrees."""
    frame = frame_of(sketch.nums)
    axis = axis_of(frame, nums)
    profile = [axis.polar(point) for point in polygon(sketch, segments)]
    side = 1.0 if sum(r for r, _ in profile) > 0 else -1.0
    profile = [(side * r if side * r > ON_AXIS else 0.0, z) for r, z in profile]
    if signed_area(profile) < 0:
        profile.reverse()
    u, v = axis.along
    along = _combine(frame.x, u, frame.y, v)
    outward = _combine(frame.x, side * v, frame.y, -side * u)
    foot = np.array(frame.origin) + _combine(frame.x, axis.point[0], frame.y, axis.point[1])
    closed = nums[6] == 360
    steps = pieces(math.radians(nums[6]), segments)
    turns = np.array([cos_sin(nums[6] * k / steps) for k in range(steps + (not closed))])
    spokes = turns @ np.stack([outward, np.cross(along, outward)])

    rings, points = _rings(profile, spokes, foot, along)
    faces = _sides(rings, steps)
    if not closed:
        for a, b, c in _cap(profile):
            faces.append((rings[a][0], rings[b][0], rings[c][0]))
            faces.append((rings[c][-1], rings[b][-1], rings[a][-1]))
    return _body(points, faces)


def _rings(
    profile: list[Point], spokes: Points, foot: Points, along: Points
) -> tuple[list[list[int]], Points]:
    """For each corner its vertex on every spoke; a corner on the axis has one vertex for all."""
    rings: list[list[int]] = []
    points: list[Points] = []
    count = 0
    for r, z in profile:
        centre = foot + z * along
        if r == 0:
            points.append(centre[None])
            rings.append([count] * len(spokes))
            count += 1
        else:
            points.append(centre + r * spokes)
            rings.append(list(range(count, count + len(spokes))))
            count += len(spokes)
    return rings, np.vstack(points)


def _sides(rings: list[list[int]], steps: int) -> Triangles:
    """Quads between neighbouring corners, triangles where one of them lies on the axis."""
    faces: Triangles = []
    for i, ring in enumerate(rings):
        other = rings[(i + 1) % len(rings)]
        for k in range(steps):
            n = (k + 1) % len(ring)
            a, b, c, d = ring[k], ring[n], other[n], other[k]
            if a != b:
                faces.append((a, b, c))
            if c != d:
                faces.append((a, c, d))
    return faces


def _combine(x: Sequence[float], u: float, y: Sequence[float], v: float) -> Points:
    combined: Points = np.array(x) * u + np.array(y) * v
    return combined


def _cap(corners: list[Point]) -> Triangles:
    """Triangles of a polygon, with its own corners only and in its own winding."""
    flat = np.array(corners)
    clockwise = signed_area(corners) < 0
    cut = triangulate([flat[::-1] if clockwise else flat])
    if clockwise:
        cut = len(corners) - 1 - np.asarray(cut)[:, ::-1]
    return [(int(a), int(b), int(c)) for a, b, c in cut]


def _body(points: Points, faces: Triangles) -> Manifold:
    body = Manifold(Mesh64(points, np.array(faces, dtype=np.uint64)))
    if (status := body.status().name) != "NoError":
        raise SolidError(f"the kernel reports {status} for the swept body", "kernel")
    return body
