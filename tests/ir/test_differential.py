"""The evaluator against an independent judge: is a point inside, by recursion over the program.

The judge knows no meshes. It pulls points back through transforms and asks the faceted primitives:
a round body with n sides is its profile in the plane, met at the point's distance from the axis
measured across the facets. The mesh is asked by winding number.
"""

import math

import numpy as np
import pytest

from cad0_core import ir
from cad0_core.ir.sketch import axis_of, frame_of

N = 32


def facet_radius(x, y, first=0.0, step=math.tau / N):
    """Circumradius of the polygon (or fan of chords) with this step that passes through a point."""
    turn = np.mod(np.arctan2(y, x) - first, math.tau)
    return np.hypot(x, y) * np.cos(np.mod(turn, step) - step / 2) / math.cos(step / 2), turn


def in_polygon(u, v, corners):
    """Even-odd rule."""
    inside = np.zeros(len(u), bool)
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        across = (ay > v) != (by > v)
        if ay != by:
            inside ^= across & (u < ax + (v - ay) / (by - ay) * (bx - ax))
    return inside


def corners_of(sketch):
    """The faceted loop, made here without the code under test."""
    corners = []
    for part in sketch.segments:
        corners.append(part.nums[:2])
        if part.code == "A":
            x1, y1, x2, y2, cx, cy, ccw = part.nums
            a, b = math.atan2(y1 - cy, x1 - cx), math.atan2(y2 - cy, x2 - cx)
            turn = (b - a) % math.tau if ccw else -((a - b) % math.tau)
            k = math.ceil(N * abs(turn) / math.tau - 1e-4)
            r = math.hypot(x1 - cx, y1 - cy)
            corners += [(cx + r * math.cos(a + turn * i / k), cy + r * math.sin(a + turn * i / k))
                        for i in range(1, k)]  # fmt: skip
    return corners


def turn_matrix(x, y, z):
    """p' = Rx(Ry(Rz p)) from the definition."""
    (x, y, z) = np.radians([x, y, z])
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    return rx @ ry @ rz


def about(axis, degrees):
    """Rodrigues' formula."""
    k = np.array(axis) / np.linalg.norm(axis)
    a = math.radians(degrees)
    cross = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    return np.eye(3) + math.sin(a) * cross + (1 - math.cos(a)) * cross @ cross


def primitive(code, nums, p, t=0.0):
    """A primitive with all its faces moved inward by t (radii of round bodies shrink by t)."""
    x, y, z = p.T
    if code == "C":
        return np.logical_and.reduce(
            [(t < c) & (c < s - t) for c, s in zip(p.T, nums, strict=True)]
        )
    r, _ = facet_radius(x, y)
    if code == "Y":
        return (r < nums[0] - t) & (t < z) & (z < nums[1] - t)
    if code == "S":
        ring = [math.pi * j / (N // 2) for j in range(N // 2 + 1)]
        size = nums[0] - t
        return in_polygon(r, z, [(size * math.sin(a), size * math.cos(a)) for a in ring])
    r1, r2, h = nums
    slope = (r2 - r1) / h
    return (r < r1 + slope * z - t * math.hypot(1, slope)) & (t < z) & (z < h - t)


def inside(program, i, p):
    """Which of the points p (n, 3) lie inside node i."""
    node = program.nodes[i]
    nums, refs = node.nums, node.refs
    if node.code in "CYSK":
        return primitive(node.code, nums, p)
    if node.code in ("E", "V"):
        return swept(program.nodes[refs[0]], node, p)
    if node.code == "SH":
        return shell(program, refs[0], nums[0], p)
    if node.code in "TRX":
        return inside(program, refs[0], pulled_back(node, p))
    if node.code == "LP":
        step = np.array(nums[:3]) / np.linalg.norm(nums[:3]) * nums[4]
        return np.logical_or.reduce(
            [inside(program, refs[0], p - k * step) for k in range(nums[3])]
        )
    if node.code == "CP":
        o, count, angle = np.array(nums[:3]), nums[6], nums[7]
        turns = [about(nums[3:6], k * angle / count) for k in range(count)]
        return np.logical_or.reduce([inside(program, refs[0], (p - o) @ m + o) for m in turns])
    a, b = (inside(program, ref, p) for ref in refs)
    return {"U": a | b, "D": a & ~b, "I": a & b}[node.code]


def pulled_back(node, p):
    if node.code == "T":
        return p - node.nums
    return p @ turn_matrix(*node.nums) if node.code == "R" else p / node.nums


def shell(program, i, t, p):
    """Of a primitive behind moves and turns."""
    outer = inside(program, i, p)
    while program.nodes[i].code in "TR":
        p = pulled_back(program.nodes[i], p)
        i = program.nodes[i].refs[0]
    return outer & ~primitive(program.nodes[i].code, program.nodes[i].nums, p, t)


def swept(sketch, node, p):
    frame = frame_of(sketch.nums)
    x, y, z = (np.array(v) for v in (frame.x, frame.y, frame.normal))
    local = p - np.array(frame.origin)
    corners = corners_of(sketch)
    if node.code == "E":
        d = np.array(node.nums)
        share = local @ z / (d @ z)
        flat = local - share[:, None] * d
        return (share > 0) & (share < 1) & in_polygon(flat @ x, flat @ y, corners)
    axis = axis_of(frame, node.nums)
    polar = [axis.polar(c) for c in corners]
    side = 1 if sum(r for r, _ in polar) > 0 else -1
    along = np.array(node.nums[3:6]) / np.linalg.norm(node.nums[3:6])
    foot = p - np.array(node.nums[:3])
    u, v = axis.along
    out = side * (v * x - u * y)
    degrees = node.nums[6]
    step = math.radians(degrees) / math.ceil(N * degrees / 360 - 1e-4)
    r, turn = facet_radius(foot @ out, foot @ np.cross(along, out), 0.0, step)
    profile = [(side * a, b) for a, b in polar]
    height = foot @ along + (np.array(node.nums[:3]) - frame.origin) @ along
    base = axis.point[0] * u + axis.point[1] * v
    return (turn < math.radians(degrees)) & in_polygon(r, height - base, profile)


def winding(solid, p):
    """Solid angle of the mesh seen from each point, in full turns: 1 inside, 0 outside."""
    vertices, triangles = solid.mesh()
    total = np.zeros(len(p))
    for chunk in np.array_split(triangles, max(1, len(triangles) // 500)):
        a, b, c = (vertices[chunk[:, k]][None] - p[:, None] for k in range(3))
        la, lb, lc = (np.linalg.norm(v, axis=2) for v in (a, b, c))
        top = np.einsum("ijk,ijk->ij", a, np.cross(b, c))
        bottom = la * lb * lc + (a * b).sum(2) * lc + (b * c).sum(2) * la + (c * a).sum(2) * lb
        total += np.arctan2(top, bottom).sum(axis=1) / math.tau
    return total


def agree(text, points=300, seed=0):
    """Every point is judged alike, and enough of them lie on either side to mean something."""
    program = ir.parse(text)
    solid = ir.evaluate(program)
    random = np.random.default_rng(seed)
    low, high = np.array(solid.bbox[:3]), np.array(solid.bbox[3:])
    p = random.uniform(low - 0.05 * (high - low), high + 0.05 * (high - low), (points, 3))
    turns = winding(solid, p)
    assert np.abs(turns - np.round(turns)).max() < 1e-6
    expected = np.logical_or.reduce([inside(program, root, p) for root in program.root_ids])
    wrong = np.flatnonzero(expected != (turns > 0.5))
    assert wrong.size == 0, (text, p[wrong[:3]])
    return int(expected.sum())


BOX = "SK 1 2 3 1 0 0 0 0 1\nL 2 0 5 0\nA 5 0 5 4 5 2 1\nL 5 4 3 4\nL 3 4 2 0\nEND\n"
DISC = "SK 0 0 0 0 1 0 1 0 0\nA 6 4 2 4 4 4 1\nA 2 4 6 4 4 4 1\nEND\n"
AXIAL = "SK 0 0 0 1 0 0 0 1 0\nL 0 0 4 1\nA 4 1 4 5 4 3 0\nL 4 5 0 6\nL 0 6 0 0\nEND\n"
PARTS = {
    "C": "C 3 4 5",
    "Y": "Y 3 5",
    "S": "S 4",
    "K": "K 4 1 5",
    "K up": "K 4 0 5",
    "K down": "K 0 4 5",
    "T": "K 4 1 5\nT 0 3 -2 1",
    "R": "K 4 1 5\nR 0 20 -70 130",
    "X": "K 4 1 5\nR 0 20 -70 130\nX 1 2 -0.5 1.5",
    "U": "C 3 4 5\nY 3 6\nU 0 1",
    "D": "C 3 4 5\nY 3 4\nD 0 1",
    "I": "C 3 4 5\nS 4\nI 0 1",
    "LP": "S 2\nLP 0 1 -2 0.5 4 3",
    "CP": "K 2 1 4\nT 0 5 0 0\nCP 1 1 2 3 1 1 4 5 300",
    "CP backwards": "C 4 3 5\nT 0 2 0 0\nCP 1 0 0 0 0 1 0 4 -250",
    "SH C": "C 3 4 5\nT 0 1 1 1\nR 1 10 20 30\nSH 2 0.5",
    "SH Y": "Y 3 5\nSH 0 0.5",
    "SH S": "S 4\nSH 0 1",
    "SH K": "K 4 1 5\nR 0 40 50 60\nSH 1 0.5",
    "SH K up": "K 4 0 5\nSH 0 0.5",
    "SH K down": "K 0.2 4 5\nSH 0 0.5",
    "E": BOX + "E 0 0 4 0",
    "E oblique": BOX + "E 0 2 -4 1",
    "E tilted": DISC.replace("0 1 0 1 0 0", "0 3 4 1 0 0") + "E 0 1 2 -3",
    "V": BOX + "V 0 1 2 9 0 0 1 360",
    "V partial": BOX + "V 0 1 2 9 0 0 1 100",
    "V left": BOX + "V 0 9 2 3 0 0 1 200",
    "V across": BOX + "V 0 0 2 -4 1 0 0.25 300",
    "V torus": DISC + "V 0 0 0 0 0 -1 0 300",
    "V on the axis": AXIAL + "V 0 0 9 0 0 1 0 360",
    "V wedge on the axis": AXIAL + "V 0 0 0 0 0 -1 0 77",
    "roots": "C 3 4 5\nS 2\nROOT 0 m\nROOT 1 m",
}


@pytest.mark.parametrize("name", PARTS)
def test_every_operation_holds_the_points_it_should(name):
    assert 20 < agree(PARTS[name]) < 280


def random_program(random, size=9):
    """A tree of every mesh operation, sizes between 1 and 9 mm."""

    def real(low, high):
        return f"{random.uniform(low, high):.3f}"

    lines = []
    for i in range(size):
        refs = list(range(i))
        kind = random.choice(["C", "Y", "S", "K", "U", "D", "I", "T", "R", "X", "LP", "CP"])
        if i < 3:
            kind = random.choice(["C", "Y", "S", "K"])
        a, b = (random.choice(refs), random.choice(refs)) if refs else (0, 0)
        count = int(random.integers(1, 4))
        lines.append({
            "C": f"C {real(3, 9)} {real(3, 9)} {real(3, 9)}",
            "Y": f"Y {real(2, 6)} {real(3, 9)}",
            "S": f"S {real(2, 6)}",
            "K": f"K {real(0, 6)} {real(1, 6)} {real(3, 9)}",
            "U": f"U {a} {b}",
            "D": f"D {a} {b}",
            "I": f"I {a} {b}",
            "T": f"T {a} {real(-3, 3)} {real(-3, 3)} {real(-3, 3)}",
            "R": f"R {a} {real(-180, 180)} {real(-180, 180)} {real(-180, 180)}",
            "X": f"X {a} {real(0.5, 2)} {real(-2, -0.5)} {real(0.5, 2)}",
            "LP": f"LP {a} {real(-1, 1)} {real(0.1, 1)} {real(-1, 1)} {count} {real(1, 9)}",
            "CP": f"CP {a} {real(-5, 5)} 0 0 0 {real(0.1, 1)} 1 {count} {real(20, 360)}",
        }[str(kind)])  # fmt: skip
    return "\n".join(lines)


def test_random_programs_hold_the_points_they_should():
    random = np.random.default_rng(7)
    judged = 0
    for _ in range(60):
        text = random_program(random)
        try:
            agree(text, points=60, seed=1)
        except ir.SolidError as error:
            assert error.kind == "empty", text
        else:
            judged += 1
    assert judged >= 40
