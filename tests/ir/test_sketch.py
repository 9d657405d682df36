"""Sketch blocks: what is refused, where, and what is not."""

import math
import random

import pytest

from cad0_core import ir
from cad0_core.ir.outline import crossing, outline, signed_area

SK = "SK 0 0 0 1 0 0 0 1 0\n"
SQUARE = "L 0 0 4 0\nL 4 0 4 3\nL 4 3 0 3\nL 0 3 0 0\nEND\n"
ROUND = "A 2 0 -2 0 0 0 1\nA -2 0 2 0 0 0 1\nEND\n"


def loop(*points: tuple[float, float]) -> str:
    """A sketch of lines through points, closed."""
    ends = [*points[1:], points[0]]
    lines = [f"L {a} {b} {c} {d}" for (a, b), (c, d) in zip(points, ends, strict=True)]
    return SK + "\n".join(lines) + "\nEND\n"


REFUSED = {
    # name: (text, line, in found, in expected)
    "open": (SK + "L 0 0 4 0\nL 4 0 4 3\nEND", 3, "(4, 3)", "to close at (0, 0)"),
    "gap": (SK + "L 0 0 4 0\nL 4 1 0 0\nEND", 3, "(4, 1)", "start at (4, 0)"),
    "gap above tolerance": (SK + "L 0 0 4 0\nL 4 0.00001 0 0\nEND", 3, "(4, 1e-05)", "start at"),
    "single": (SK + "L 0 0 4 0\nEND", 3, "1 segments", "at least 2"),
    "there and back": (SK + "L 0 0 4 0\nL 4 0 0 0\nEND", 3, "touch", "does not touch"),
    "no length": (SK + "L 1 1 1 1\n" + SQUARE, 2, "without length", "two different ends"),
    "figure of eight": (loop((0, 0), (4, 4), (4, 0), (0, 4)), 4, "cross", "does not touch"),
    "spike": (loop((0, 0), (4, 0), (8, 0), (6, 0), (0, 3)), 4, "cross", "does not touch"),
    "corner on an edge": (loop((0, 0), (4, 0), (4, 4), (2, 0), (0, 4)), 5, "touch", "does not"),
    "corner on a corner": (
        loop((0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)), 6, "touch", "does not"),
    "arc through a line": (
        SK + "L 0 0 4 0\nL 4 0 4 1\nA 4 1 0 1 2 1 0\nL 0 1 0 0\nEND", 4, "cross", "does not"),
    "full circle in one arc": (SK + "A 2 0 2 0 0 0 1\nEND", 2, "ends where it starts", "two arcs"),
    "two radii": (SK + "A 2 0 0 2.1 0 0 1\nL 0 2.1 2 0\nEND", 2, "2 and 2.1", "one radius"),
    "no radius": (SK + "A 0 0 0.001 0 0 0 1\nL 0.001 0 0 0\nEND", 2, "radius of 0", "above"),
    "flag": (SK + "A 2 0 -2 0 0 0 true\nL -2 0 2 0\nEND", 2, "'true'", "0 or 1"),
    "flag 2": (SK + "A 2 0 -2 0 0 0 2\nL -2 0 2 0\nEND", 2, "'2'", "0 or 1"),
    "name on a segment": (SK + 'L 0 0 4 0 "a"\nL 4 0 0 3\nL 0 3 0 0\nEND', 2, "a name", "SK line"),
    "solid for a sketch": ("C 1 1 1\nE 0 0 0 1", 2, "a solid", "sketch"),
    "sketch for a solid": (SK + SQUARE + "T 0 1 1 1", 7, "a sketch", "solid"),
    "sketch as root": (SK + SQUARE + "C 1 1 1\nROOT 0 m", 8, "a sketch", "solid"),
    "only a sketch": (SK + SQUARE, 7, "no solid", "makes a solid"),
    "no extrusion": (SK + SQUARE + "E 0 0 0 0", 7, "0 0 0", "not zero"),
    "extrusion in the plane": (SK + SQUARE + "E 0 1 1 0", 7, "within the sketch", "leaves"),
    "no axis": (SK + SQUARE + "V 0 0 0 0 0 0 0 360", 7, "0 0 0", "not zero"),
    "no angle": (SK + SQUARE + "V 0 0 0 0 0 1 0 0", 7, "'0'", "above 0"),
    "more than a turn": (SK + SQUARE + "V 0 0 0 0 0 1 0 361", 7, "'361'", "at most 360"),
    "axis beside the plane": (SK + SQUARE + "V 0 0 0 1 0 1 0 90", 7, "1 mm off", "a point on it"),
    "axis through the plane": (SK + SQUARE + "V 0 0 0 0 0 0 1 90", 7, "out of", "within it"),
    "across the axis": (SK + SQUARE + "V 0 1 0 0 0 1 0 90", 7, "1 mm across", "one side"),
    "arc across the axis": (
        SK + "A 1 2 1 -2 1 0 1\nL 1 -2 1 2\nEND\nV 0 0 0 0 0 1 0 90", 5, "1 mm across", "one side"),
    "corner on the axis": (
        loop((0, 0), (4, 1), (4, -1)) + "V 0 0 0 0 0 1 0 360", 6, "single point", "along an edge"),
    "arc touching the axis": (
        SK + "A 4 0 0 0 2 0 1\nA 0 0 4 0 2 0 1\nEND\nV 0 0 0 0 0 1 0 90", 5, "single", "edge"),
    "bulge touching the axis": (
        SK + "A 2 2 2 -2 2 0 1\nL 2 -2 2 2\nEND\nV 0 0 0 0 0 1 0 90", 5, "single", "edge"),
    "edge and a corner on the axis": (
        loop((0, 0), (4, 0), (4, 9), (0, 8), (3, 5), (0, 3)) + "V 0 0 0 0 0 1 0 90", 9, "single",
        "edge"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name):
    text, line, found, expected = REFUSED[name]
    errors = ir.check(text)
    assert errors, "accepted"
    assert errors[0].line == line, str(errors[0])
    assert found in errors[0].found
    assert expected in errors[0].expected


ACCEPTED = {
    "straight on": loop((0, 0), (2, 0), (4, 0), (4, 3)) + "E 0 0 0 1",
    "gap within tolerance": SK + "L 0 0 4 0\nL 4 0.0000005 4 3\nL 4 3 0 0\nEND\nE 0 0 0 1",
    "comments inside": SK + "# corner\n\n" + SQUARE.replace("\n", " # side\n") + "E 0 0 0 1",
    "axes nearly square": "SK 0 0 0 1 0 0 0.0009 1 0\n" + SQUARE + "E 0 0 0 1",
    "radii within tolerance": SK + "A 2 0 0 2.001 0 0 1\nL 0 2.001 2 0\nEND\nE 0 0 0 1",
    # A fillet rounded to 3 decimals cuts its tangent by a hair.
    "rounded fillet": SK + "L 0 0 7.643 0\nA 7.643 0 10 2.357 7.643 2.358 1\n"
    "L 10 2.357 10 9\nL 10 9 0 9\nL 0 9 0 0\nEND\nE 0 0 0 1",
    "two on the axis": loop((0, 0), (4, 0), (4, 9), (0, 9), (0, 6), (2, 5), (2, 4), (0, 3))
    + "V 0 0 0 0 0 1 0 360",
    "nearly on the axis": loop((0.0005, 0), (4, 0), (4, 9), (0, 9)) + "V 0 0 0 0 0 1 0 270",
    "two arcs make a circle": SK + ROUND + "E 0 1 1 -9",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_sound_sketches_make_valid_solids(name):
    solid = ir.evaluate(ir.parse(ACCEPTED[name]))
    assert solid.is_valid
    assert solid.bodies == 1


def test_facets_that_meet_are_an_error_of_the_evaluation():
    """A thin ring sector whose arcs cross as coarse polygons but not as arcs."""
    inner, outer = 9.9, 10
    sector = (
        SK + f"A {outer} 0 {-outer} 0 0 0 1\nL {-outer} 0 {-inner} 0\n"
        f"A {-inner} 0 {inner} 0 0 0 0\nL {inner} 0 {outer} 0\nEND\nE 0 0 0 1"
    )
    assert ir.evaluate(ir.parse(sector), 64).is_valid
    # The same arcs, the inner one cut at 10 degrees: its facets no longer lie under the outer ones.
    x, y = inner * math.cos(math.radians(170)), inner * math.sin(math.radians(170))
    cut = sector.replace(
        f"A {-inner} 0 {inner} 0 0 0 0",
        f"A {-inner} 0 {x:.6f} {y:.6f} 0 0 0\nA {x:.6f} {y:.6f} {inner} 0 0 0 0",
    )
    with pytest.raises(ir.SolidError, match="touches or crosses") as caught:
        ir.evaluate(ir.parse(cut), 8)
    assert (caught.value.kind, caught.value.node) == ("degenerate", 1)
    assert ir.evaluate(ir.parse(cut), 128).is_valid


def test_arcs_get_their_share_of_the_sides():
    def corners(text: str, sides: int) -> int:
        return len(outline(ir.parse(text).nodes[0].segments, sides)[0])

    assert corners(SK + ROUND + "E 0 0 0 1", 32) == 32
    assert corners(SK + ROUND + "E 0 0 0 1", 33) == 34  # ceil(33 / 2) for each half
    quarter = SK + "A 2 0 0 2 0 0 1\nL 0 2 0 0\nL 0 0 2 0\nEND\nE 0 0 0 1"
    assert corners(quarter, 32) == 8 + 2
    assert corners(quarter.replace("0 0 1\nL 0 2", "0 0 0\nL 0 2"), 32) == 24 + 2


def meets(points):
    """Every pair of edges, by the definition: an independent judge of `crossing`."""

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def on(a, b, c):
        return side(a, b, c) == 0 and min(a, b) <= c <= max(a, b)

    n = len(points)
    edges = [(points[i], points[(i + 1) % n]) for i in range(n)]
    for i, (a, b) in enumerate(edges):
        if a == b:
            return True
        for j, (c, d) in enumerate(edges[i + 1 :], i + 1):
            shared = {k for k, p in (("c", c), ("d", d)) if p in (a, b)}
            if j == i + 1 or (i == 0 and j == n - 1):
                if len(shared) == 2 or any(
                    on(a, b, p) for k, p in (("c", c), ("d", d)) if k not in shared
                ):
                    return True
                if any(on(c, d, p) for p in (a, b) if p not in (c, d)):
                    return True
                continue
            if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                return True
            if on(a, b, c) or on(a, b, d) or on(c, d, a) or on(c, d, b):
                return True
    return False


def test_the_plane_sweep_agrees_with_trying_every_pair():
    rng = random.Random(1)
    simple = 0
    for _ in range(4000):
        count, size = rng.randint(3, 9), rng.choice([2, 4, 10, 1000])
        points = [(rng.randint(0, size), rng.randint(0, size)) for _ in range(count)]
        if rng.random() < 0.6:  # in order of angle, so that simple polygons are common too
            points.sort(key=lambda p: math.atan2(p[1] - size / 2 - 0.2, p[0] - size / 2 - 0.1))
        expected = meets(points)
        assert (crossing(points) is not None) == expected, points
        simple += not expected
    assert 1000 < simple < 3500


def test_long_loops_are_judged_quickly():
    comb = []
    for x in range(0, 800, 2):
        comb += [(x, 0), (x, 900), (x + 1, 900), (x + 1, 0)]
    comb += [(800, -5), (-5, -5)]
    assert crossing(comb) is None
    assert crossing([(x + y, y - x) for x, y in comb]) is None
    assert crossing([*comb[:-2], (800, 5), (-5, 5)]) is not None


def test_area_of_small_loops_far_away():
    far = 1e6
    corner = [(far, far), (far + 1e-3, far), (far, far + 1e-3)]
    assert signed_area(corner) == pytest.approx(5e-7, rel=1e-6)
