"""Sketch blocks: what is accepted, and how loops are judged (refusals stand in refused.toml)."""

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
