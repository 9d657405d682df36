"""How alike two surfaces are, by points sampled on them: Chamfer distance and F1.

Both are for comparison with the literature: their sampling floor hides what is wrong with a good
answer, which IoU and predicates see.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.solid import Solid

POINTS = 8192  # samples a surface for the Chamfer distance, as the literature has it
NEAR = 0.005  # of the truth's bounding box diagonal: how far a point of F1 may lie off
FACING = np.cos(np.radians(20))  # and how far its normal may lean
_BOX = 64  # points in a box of the search for the nearest

Floats = NDArray[np.float64]


def chamfer(a: Solid, b: Solid, *, seed: int = 0, points: int = POINTS) -> float:
    """Chamfer distance x 1000 in the unit frame of `iou_unit`: mean squared distance both ways.

    Samples are uniform on the surface and differ between the solids, so that equal solids score
    the sampling floor, not 0: report `chamfer_floor` with it. The same seed gives the same value.
    """
    random = np.random.default_rng(seed)
    one, other = (_sampled(_unit(solid), random, points)[0] for solid in (a, b))
    there, back = nearest_squares(one, other), nearest_squares(other, one)
    return 1000 * float(there.mean() + back.mean())


def chamfer_floor(solid: Solid, points: int = POINTS) -> float:
    """What `chamfer` gives on average for a solid and itself: 1000 x 2 A / (pi n).

    The squared distance to the nearest of n uniform points on an area A has mean A / (pi n) (the
    Poisson process in the plane: P(no point within r) = exp(-pi r^2 n / A)); A is the area in the
    unit frame, and there are two ways.
    """
    return 1000 * 2 * solid.area / max(solid.size) ** 2 / (pi * points)


def surface_f1(truth: Solid, got: Solid, *, seed: int = 0, points: int = POINTS) -> float:
    """F1 of surface points that lie within 0.5 % of the truth's diagonal of the other surface.

    Distances are to the surface itself, in mm, with the bounding boxes centred and neither scaled
    nor rotated; a point counts only where the normals agree within 20 degrees.
    """
    random = np.random.default_rng(seed)
    surfaces = [_centred(solid) for solid in (truth, got)]
    samples = [_sampled(surface, random, points) for surface in surfaces]
    near = NEAR * float(np.linalg.norm(truth.size))
    recall = _on(surfaces[1], *samples[0], near).mean()
    precision = _on(surfaces[0], *samples[1], near).mean()
    both = float(precision + recall)
    return 2 * float(precision * recall) / both if both else 0.0


def nearest_squares(source: Floats, target: Floats) -> Floats:
    """Squared distance from each point of `source` (n, 3) to the nearest of `target` (m, 3).

    Exact: the targets stand in boxes, and each point looks into the boxes in the order of their
    distance until the next one is farther than what it has found.
    """
    boxes = _boxes(target)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    outside = np.maximum(np.maximum(low - source[:, None], source[:, None] - high), 0)
    bounds = np.einsum("nkd,nkd->nk", outside, outside)
    order = np.argsort(bounds, axis=1)
    found = np.full(len(source), np.inf)
    open_ = np.arange(len(source))
    for rank in range(len(boxes)):
        open_ = open_[bounds[open_, order[open_, rank]] < found[open_]]
        if not len(open_):
            break
        away = boxes[order[open_, rank]] - source[open_, None]
        squares = np.einsum("nkd,nkd->nk", away, away).min(axis=1)
        found[open_] = np.minimum(found[open_], squares)
    return found


def _boxes(points: Floats) -> Floats:
    """The points in boxes of at most `_BOX` (boxes, points, 3), by halving along the longest side.

    A box with one point less than others holds one of its points twice.
    """
    boxes = [points]
    while max(map(len, boxes)) > _BOX:
        halves = []
        for box in boxes:
            side = int(np.argmax(np.ptp(box, axis=0)))
            halves += np.array_split(box[np.argsort(box[:, side], kind="stable")], 2)
        boxes = halves
    size = max(map(len, boxes))
    return np.stack([box[np.arange(size) % len(box)] for box in boxes])


@dataclass(frozen=True)
class _Surface:
    """Triangles (m, 3, 3) with their outward unit normals (m, 3) and areas (m)."""

    corners: Floats
    normals: Floats
    areas: Floats


def _unit(solid: Solid) -> _Surface:
    return _centred(solid, 1 / max(solid.size))


def _centred(solid: Solid, scale: float = 1.0) -> _Surface:
    vertices, triangles = solid.mesh()
    x0, y0, z0, x1, y1, z1 = solid.bbox
    vertices = (vertices - [(x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2]) * scale
    corners = vertices[triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(across, axis=1)
    real = doubled > 0  # a sliver without area has no normal and no points
    return _Surface(corners[real], across[real] / doubled[real, None], doubled[real] / 2)


def _sampled(surface: _Surface, random: np.random.Generator, points: int) -> tuple[Floats, Floats]:
    """Uniform points on the surface (points, 3) and the normals there."""
    shares = surface.areas / surface.areas.sum()
    chosen = random.choice(len(shares), points, p=shares)
    a, b, c = surface.corners[chosen].transpose(1, 0, 2)
    u, v = random.random((2, points, 1))
    outside = u + v > 1  # fold the far half of the parallelogram back onto the triangle
    u, v = np.where(outside, 1 - u, u), np.where(outside, 1 - v, v)
    return a + u * (b - a) + v * (c - a), surface.normals[chosen]


def _on(surface: _Surface, points: Floats, normals: Floats, near: float) -> NDArray[np.bool_]:
    """Which points lie within `near` of a triangle that faces as they do."""
    found = np.zeros(len(points), dtype=bool)
    low, high = surface.corners.min(axis=1) - near, surface.corners.max(axis=1) + near
    open_ = np.arange(len(points))
    # The largest faces first: most points lie on them and need no more looking at.
    for i in np.argsort(-surface.areas, kind="stable"):
        here = points[open_]
        boxed = ((here >= low[i]) & (here <= high[i])).all(axis=1)
        boxed &= normals[open_] @ surface.normals[i] >= FACING
        rows = open_[boxed]
        if not len(rows):
            continue
        hit = _squares(points[rows], surface.corners[i], surface.normals[i]) <= near**2
        found[rows[hit]] = True
        open_ = np.flatnonzero(~found)
        if not len(open_):
            break
    return found


def _squares(points: Floats, corners: Floats, normal: Floats) -> Floats:
    """Squared distance of each point to one triangle."""
    inside = np.ones(len(points), dtype=bool)
    edges = np.full(len(points), np.inf)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along, away = end - start, points - start
        inside &= np.cross(along, away) @ normal >= 0
        share = np.clip(away @ along / (along @ along), 0, 1)
        edges = np.minimum(edges, ((away - share[:, None] * along) ** 2).sum(axis=1))
    plane = ((points - corners[0]) @ normal) ** 2
    return np.where(inside, plane, edges)
