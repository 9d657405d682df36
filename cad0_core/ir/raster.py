"""A small z-buffer rasteriser in numpy: triangles and edges to pixels, no display, no GPU.

View space: x right, y down, z away from the viewer, all in pixels (orthographic projection).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_PAIRS = 4_000_000  # corner pairs smoothed; beyond that faces are shaded flat


@dataclass(frozen=True)
class Mesh:
    """Triangles to draw: vertices (n, 3), faces (m, 3) and a palette index for each face."""

    vertices: Floats
    faces: Ints
    paint: Ints

    @property
    def normals(self) -> Floats:
        """Unit normals of the faces (zero for degenerate ones)."""
        a, b, c = (self.vertices[self.faces[:, i]] for i in range(3))
        return normalised(np.cross(b - a, c - a))


def normalised(vectors: Floats) -> Floats:
    """Rows scaled to length 1; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def corner_normals(mesh: Mesh, normals: Floats, crease_cos: float) -> Floats:
    """A normal for each corner (m, 3, 3), averaged over the faces around it across soft edges.

    Weighted by the angle a face has at the corner, so that slivers of a triangulation and the
    number of triangles in a flat face do not tilt the result.
    """
    flat = np.repeat(normals[:, None, :], 3, axis=1)
    corner_vertex = mesh.faces.ravel()
    order = np.argsort(corner_vertex, kind="stable")
    counts = np.bincount(corner_vertex, minlength=len(mesh.vertices))
    if int((counts.astype(np.int64) ** 2).sum()) > MAX_PAIRS:
        return flat
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    degree = counts[corner_vertex]
    left = np.repeat(np.arange(len(corner_vertex)), degree)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(degree) - degree, degree)
    right = order[np.repeat(starts[corner_vertex], degree) + offset]
    soft = (normals[left // 3] * normals[right // 3]).sum(axis=1) > crease_cos
    left, right = left[soft], right[soft]
    weighted = normals[right // 3] * _corner_angles(mesh).ravel()[right, None]
    total = np.zeros((len(corner_vertex), 3))
    for axis in range(3):
        total[:, axis] = np.bincount(left, weighted[:, axis], minlength=len(corner_vertex))
    return normalised(total).reshape(-1, 3, 3)


def _corner_angles(mesh: Mesh) -> Floats:
    corners = mesh.vertices[mesh.faces]
    ahead = normalised(np.roll(corners, -1, axis=1) - corners)
    back = normalised(np.roll(corners, 1, axis=1) - corners)
    angles: Floats = np.arccos(np.clip((ahead * back).sum(axis=2), -1, 1))
    return angles


def feature_edges(mesh: Mesh, normals: Floats, crease_cos: float, view: Floats) -> Ints:
    """Edges to draw, as vertex pairs: creases, and the outline where faces turn away."""
    starts = mesh.faces.ravel()
    ends = np.roll(mesh.faces, -1, axis=1).ravel()
    size = len(mesh.vertices)
    forward = np.argsort(starts * size + ends)
    backward = np.argsort(ends * size + starts)
    faces = np.arange(len(starts)) // 3
    one, other = faces[forward], faces[backward]
    crease = (normals[one] * normals[other]).sum(axis=1) < crease_cos
    facing = normals @ view < 0
    drawn = crease | (facing[one] != facing[other])
    drawn &= starts[forward] < ends[forward]  # each edge is met from both sides
    edges: Ints = np.column_stack([starts[forward], ends[forward]])[drawn]
    return edges


class Canvas:
    """A depth buffer with the face and the barycentric weights seen at each pixel."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.depth = np.full(width * height, np.inf)
        self.face = np.full(width * height, -1, np.int64)
        self.weights = np.zeros((width * height, 3))

    def fill(self, corners: Floats, ids: Ints) -> None:
        """Draw triangles given as view-space corners (k, 3, 3) with their face ids (k,)."""
        plane, usable = _planes(corners)
        corners, ids, plane = corners[usable], ids[usable], plane[usable]
        rows, which = self._rows(corners)
        left, right = _spans(corners, rows, which)
        first = np.clip(np.ceil(left - 0.5), 0, self.width).astype(np.int64)
        last = np.clip(np.ceil(right - 0.5), 0, self.width).astype(np.int64)
        length = np.maximum(last - first, 0)
        owner = np.repeat(which, length)
        offset = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
        x = np.repeat(first, length) + offset
        y = np.repeat(rows, length)
        point = np.stack([x + 0.5, y + 0.5, np.ones(len(x))], axis=1)
        weights = np.einsum("pij,pj->pi", plane[owner], point)
        depth = (weights * corners[owner, :, 2]).sum(axis=1)
        pixel = y * self.width + x
        np.minimum.at(self.depth, pixel, depth)
        seen = depth <= self.depth[pixel]
        self.face[pixel[seen]] = ids[owner[seen]]
        self.weights[pixel[seen]] = weights[seen]

    def _rows(self, corners: Floats) -> tuple[Ints, Ints]:
        """Every (row, triangle) pair whose pixel centres the triangle spans."""
        low = np.clip(np.ceil(corners[:, :, 1].min(axis=1) - 0.5), 0, self.height)
        high = np.clip(np.ceil(corners[:, :, 1].max(axis=1) - 0.5), 0, self.height)
        count = (high - low).astype(np.int64)
        which = np.repeat(np.arange(len(corners)), count)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        return low.astype(np.int64)[which] + offset, which

    def edge_pixels(self, starts: Floats, ends: Floats, bias: float) -> Ints:
        """Pixels of line segments (k, 3) that no face hides, by more than `bias` pixels."""
        steps = np.ceil(np.abs(ends - starts)[:, :2].max(axis=1)).astype(np.int64) + 1
        which = np.repeat(np.arange(len(starts)), steps)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)
        share = (offset / np.maximum(steps[which] - 1, 1))[:, None]
        points = starts[which] * (1 - share) + ends[which] * share
        x, y = np.floor(points[:, 0]).astype(np.int64), np.floor(points[:, 1]).astype(np.int64)
        inside = (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
        pixel = y[inside] * self.width + x[inside]
        # A face seen at a grazing angle falls away within a pixel: ask the farthest neighbour.
        hidden_behind = _farthest(self.depth.reshape(self.height, self.width)).ravel()
        return np.unique(pixel[points[inside, 2] <= hidden_behind[pixel] + bias])


def _planes(corners: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Matrices from (x, y, 1) to barycentric weights, and which triangles have an area."""
    matrix = np.ones((len(corners), 3, 3))
    matrix[:, 0], matrix[:, 1] = corners[:, :, 0], corners[:, :, 1]
    usable = np.abs(np.linalg.det(matrix)) > 1e-9
    inverse = np.zeros_like(matrix)
    inverse[usable] = np.linalg.inv(matrix[usable])
    return inverse, usable


def _spans(corners: Floats, rows: Ints, which: Ints) -> tuple[Floats, Floats]:
    """Left and right end of each triangle on the centre line of each row."""
    y = rows + 0.5
    left = np.full(len(rows), np.inf)
    right = np.full(len(rows), -np.inf)
    for i in range(3):
        a, b = corners[which, i], corners[which, (i + 1) % 3]
        rise = b[:, 1] - a[:, 1]
        crossed = (np.minimum(a[:, 1], b[:, 1]) <= y) & (y <= np.maximum(a[:, 1], b[:, 1]))
        crossed &= rise != 0
        share = np.divide(y - a[:, 1], rise, out=np.zeros_like(rise), where=crossed)
        x = a[:, 0] + share * (b[:, 0] - a[:, 0])
        left = np.where(crossed, np.minimum(left, x), left)
        right = np.where(crossed, np.maximum(right, x), right)
    empty = ~np.isfinite(left)
    left[empty], right[empty] = 0.0, 0.0
    return left, right


def _farthest(depth: Floats) -> Floats:
    """The largest depth in the 3x3 pixels around each pixel."""
    padded = np.pad(depth, 1, mode="edge")
    rows = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    return np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
