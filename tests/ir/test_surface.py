"""Sampled likeness of surfaces: against brute force, theory and values worked out by hand."""

import numpy as np
import pytest

from cad0_core import ir
from cad0_core.ir.surface import nearest_squares


def solid(text: str) -> ir.Solid:
    return ir.evaluate(ir.parse(text))


@pytest.mark.parametrize(("text", "floor"), [("C 1 1 1", 0.463), ("C 10 6 0.6", 0.107)])
def test_chamfer_of_a_solid_with_itself_is_the_sampling_floor(text, floor):
    """2 A / (pi n) in the unit frame, as known for 8,192 points."""
    part = solid(text)
    assert ir.chamfer(part, part) == pytest.approx(floor, rel=0.04)
    assert ir.chamfer_floor(part) == pytest.approx(floor, rel=0.02)


def test_chamfer_is_seeded_and_sees_distance():
    a, b = solid("C 1 1 1"), solid("C 1 1 0.5")
    assert ir.chamfer(a, b, points=500) == ir.chamfer(a, b, points=500)
    assert ir.chamfer(a, b, points=500) != ir.chamfer(a, b, points=500, seed=1)
    # The caps of b lie 0.25 inside those of a: 6.25 % of squared distance over a third of it.
    assert 20 < ir.chamfer(a, b, points=1000) < 60


@pytest.mark.parametrize("spread", [0.001, 0.3, 5.0])
def test_the_nearest_point_is_the_nearest(spread):
    """Whether the clouds cover each other, touch or lie far apart, or one is a single point."""
    random = np.random.default_rng(1)
    source, target = random.random((300, 3)), random.random((200, 3)) * [1, 1, 0.01] + spread
    for some in (target, target[:1]):
        squares = ((source[:, None] - some[None]) ** 2).sum(axis=-1).min(axis=1)
        assert nearest_squares(source, some) == pytest.approx(squares, rel=1e-9)


def test_points_that_are_all_one_point():
    one = np.ones((5, 3))
    assert nearest_squares(one, one).tolist() == [0.0] * 5


def test_f1_of_a_solid_with_itself_is_one():
    holes = solid("C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4")
    assert ir.surface_f1(holes, holes, points=1000) == 1.0


def test_f1_counts_the_share_of_surface_that_is_near():
    """A cube of 10 with its top 2 lower; a point is near within 0.5 % of 17.3 mm: 0.087 mm.

    Centred, both caps are 1 mm off. Of the truth's surface 600 the sides below and above the
    other's caps count: 4 x 10 x (8 + 2 x 0.087); of the other's surface 200 + 320 its sides.
    """
    recall, precision = 4 * 10 * (8 + 2 * 0.0866) / 600, 320 / 520
    expected = 2 * recall * precision / (recall + precision)
    found = ir.surface_f1(solid("C 10 10 10"), solid("C 10 10 8"), points=20_000)
    assert found == pytest.approx(expected, abs=0.01)


def test_f1_asks_for_the_same_side_of_the_material():
    """A thin plate's two faces lie within the distance of each other; only one faces right."""
    plate, deep = solid("C 100 100 0.2"), solid("C 100 100 0.6")
    # 0.2 mm apart with 0.7 mm allowed: all of it near, and the normals agree too.
    assert ir.surface_f1(plate, deep, points=500) > 0.98
    # A void's wall faces the other way: the outer box of 20 has no partner in the hollow.
    shell, core = solid("C 20 20 20\nC 19.9 19.9 19.9\nT 1 0.05 0.05 0.05\nD 0 2"), "C 20 20 20"
    # Outer faces are found (recall 1), inner ones not: precision is their share of the area.
    share = 20**2 / (20**2 + 19.9**2)
    expected = 2 * share / (1 + share)
    assert ir.surface_f1(solid(core), shell, points=5000) == pytest.approx(expected, abs=0.02)


def test_f1_is_symmetric_in_what_it_finds_and_zero_for_strangers():
    assert ir.surface_f1(solid("C 1 1 1"), solid("S 30"), points=500) == 0.0
