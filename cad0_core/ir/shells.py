"""The closed shells of a body: how many there are, with volume and area of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.kernel import Manifold

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The kernel's own cut copies the body for each piece: quicker for small bodies, but it took 0.6 s
# for 256 posts of 124 triangles, where labels take 17 ms.
SMALL = 2000  # triangles


def shell_sizes(body: Manifold) -> tuple[Floats, Floats]:
    """Volumes in mm^3, negative for inner shells, and areas in mm^2, of all shells of a body."""
    if body.num_tri() <= SMALL:
        pieces = body.decompose()
        volumes = np.array([piece.volume() for piece in pieces])
        return volumes, np.array([piece.surface_area() for piece in pieces])
    mesh = body.to_mesh64()
    points = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3]
    triangles = np.asarray(mesh.tri_verts, dtype=np.int64)
    _, shell = np.unique(labels(triangles, len(points))[triangles[:, 0]], return_inverse=True)
    corners = points[triangles]
    base = corners[:, 0]
    normals = np.cross(corners[:, 1] - base, corners[:, 2] - base)
    heights = ((base - points.mean(axis=0)) * normals).sum(axis=1)
    return np.bincount(shell, heights) / 6, np.bincount(shell, np.linalg.norm(normals, axis=1)) / 2


def labels(triangles: Ints, count: int) -> Ints:
    """For each of `count` points the lowest one that triangles connect it with."""
    found = np.arange(count)
    while True:
        lowest = found[triangles].min(axis=1)
        before = found.copy()
        for corner in range(3):
            np.minimum.at(found, triangles[:, corner], lowest)
            np.minimum.at(found, before[triangles[:, corner]], lowest)
        found = found[found]
        if (found == before).all():
            return found
