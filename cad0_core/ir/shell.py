"""The inside of a shell: a convex body with every face moved inward by t mm."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold
from cad0_core.ir.program import Node, Program
from cad0_core.ir.vectors import cos_sin

Matrix = NDArray[np.float64]
Primitive = Callable[[Node], Manifold]

MAX_FACES = 4096
SAME = 1e-9  # relative


def inside(
    program: Program, i: int, t: float, body: Manifold, primitive: Primitive
) -> Manifold:  # fmt: skip
    """Node i offset inward by t; `body` is the node's solid, `primitive` builds C Y S K nodes.

    Primitives under moves, turns, mirrors and scales that leave them box, cylinder, sphere or
    cone shrink exactly; other convex bodies face by face. Raises SolidError without a node:
    "unsupported" if not convex, "degenerate" if t leaves no inside.
    """
    found = placed_primitive(program, i)
    if found is not None:
        node, turn, offset = found
        inner, lift = shrunk(node, t)
        moved = primitive(inner).translate((lift[0], lift[1], lift[2]))
        return moved.transform(np.column_stack([turn, offset]))
    return _moved_faces(body, t)


def placed_primitive(program: Program, i: int) -> tuple[Node, Matrix, Matrix] | None:
    """The primitive a chain of T R X places, resized, with the turn and offset of its place.

    None if there is none, or if the chain makes it something else (an oblique box, an ellipsoid).
    """
    linear, offset = np.eye(3), np.zeros(3)
    node = program.nodes[i]
    while node.code in ("T", "R", "X"):
        if node.code == "T":
            offset = linear @ np.array(node.nums) + offset
        else:
            linear = linear @ (np.diag(node.nums) if node.code == "X" else euler(*node.nums))
        node = program.nodes[node.refs[0]]
    if node.code not in ("C", "Y", "S", "K"):
        return None
    scales = np.linalg.norm(linear, axis=0)
    turn = linear / scales
    if not np.allclose(turn.T @ turn, np.eye(3), rtol=0, atol=SAME):
        return None
    x, y, z = (float(scale) for scale in scales)
    if node.code != "C" and not math.isclose(x, y, rel_tol=SAME):
        return None
    if node.code == "S" and not math.isclose(x, z, rel_tol=SAME):
        return None
    factors = {"C": (x, y, z), "Y": (x, z), "S": (x,), "K": (x, x, z)}[node.code]
    nums = tuple(size * factor for size, factor in zip(node.nums, factors, strict=True))
    return Node(node.code, (), nums), turn, offset


def shrunk(node: Node, t: float) -> tuple[Node, tuple[float, float, float]]:
    """A primitive with its faces moved inward by t, and where its origin has to go."""
    nums = node.nums
    lift = (0.0, 0.0, t)
    if node.code == "C":
        inner, lift = tuple(size - 2 * t for size in nums), (t, t, t)
    elif node.code == "Y":
        inner = nums[0] - t, nums[1] - 2 * t
    elif node.code == "S":
        inner, lift = (nums[0] - t,), (0.0, 0.0, 0.0)
    else:
        inner, base = _shrunk_cone(nums[0], nums[1], nums[2], t)
        lift = (0.0, 0.0, base)
    # A cone may come to a point, anything else needs every size.
    sizes = (max(inner[:2]), inner[2]) if node.code == "K" else inner
    if min(sizes) <= 0 or min(inner) < 0:
        raise _nothing_left(t)
    return Node(node.code, (), inner), lift


def _shrunk_cone(r1: float, r2: float, h: float, t: float) -> tuple[tuple[float, ...], float]:
    """Radii and height of the inner cone, and the height of its base.

    Not all are positive if nothing is left. The slanted side moves by t at right angles to
    itself, so the radius at a given height shrinks by more than t.
    """
    slope = (r2 - r1) / h
    shrink = t * math.hypot(1.0, slope)
    low, high = t, h - t
    base, top = (r1 + slope * z - shrink for z in (low, high))
    # Where the inner side meets the axis before the inner face, the cone ends in that point.
    if base < 0 < top:
        base, low = 0.0, (shrink - r1) / slope
    elif top < 0 < base:
        top, high = 0.0, (shrink - r1) / slope
    return (base, top, high - low), low


def _moved_faces(body: Manifold, t: float) -> Manifold:
    """The part of a convex body at least t behind every face."""
    if body.is_empty() or body.hull().volume() > body.volume() * (1 + SAME):
        message = "a shell is defined for convex solids and C Y S K only: this one is not convex"
        raise SolidError(message, "unsupported")
    mesh = body.to_mesh64()
    points = np.asarray(mesh.vert_properties)[:, :3]
    corners = points[np.asarray(mesh.tri_verts, dtype=np.int64)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    real = lengths > SAME * lengths.max()
    normals = normals[real] / lengths[real, None]
    heights = (normals * corners[real, 0]).sum(axis=1)
    # Triangles of one face differ in the last digits only.
    _, first = np.unique(np.round(normals, 7), axis=0, return_index=True)
    if len(first) > MAX_FACES:
        raise SolidError(f"{len(first)} faces, at most {MAX_FACES} can be shelled", "budget")
    inner = body
    # trim_by_plane keeps what its normal points at, so it gets the inward one.
    for k in first:
        inner = inner.trim_by_plane(tuple(-normals[k]), float(t - heights[k]))
    if inner.is_empty() or inner.volume() <= 0:
        raise _nothing_left(t)
    return inner


def _nothing_left(t: float) -> SolidError:
    return SolidError(f"walls of {t:g} mm leave no inside", "degenerate")


def euler(x: float, y: float, z: float) -> Matrix:
    """3x3 matrix of an R line: about Z, then Y, then X, in degrees."""
    (cx, sx), (cy, sy), (cz, sz) = cos_sin(x), cos_sin(y), cos_sin(z)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    matrix: Matrix = about_x @ about_y @ about_z
    return matrix
