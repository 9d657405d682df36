"""IoU of solids: exact values by hand."""

import pytest

from cad0_core import ir


def solid(text: str) -> ir.Solid:
    return ir.evaluate(ir.parse(text))


CASES = [
    # a, b, as placed, aligned
    ("C 10 10 10", "C 10 10 10", 1, 1),
    ("C 10 10 10", "C 10 10 5", 0.5, 0.5),
    ("Y 5 10", "Y 10 10", 0.25, 0.25),  # a radius taken for a diameter
    ("C 10 10 10", "C 10 10 10\nT 0 100 0 0", 0, 1),
    ("C 5 10 20", "C 20 5 10", 1 / 7, 1),
    ("C 5 10 20", "C 20 5 10\nT 0 3 -9 4", 0, 1),
    ("Y 3 10", "Y 3 10\nR 0 90 0 0\nT 1 50 0 0", 0, 1),
    ("C 1 1 1", "C 1 1 1\nT 0 0.5 0 0", 1 / 3, 1),
    ("C 2 2 2\nC 1 1 1\nT 1 1 1 1\nD 0 2", "C 2 2 2\nC 1 1 1\nD 0 1", 6 / 8, 1),
]


@pytest.mark.parametrize(("a", "b", "placed", "aligned"), CASES)
def test_iou(a, b, placed, aligned):
    one, other = solid(a), solid(b)
    assert ir.iou(one, other, aligned=False) == pytest.approx(placed, abs=1e-9)
    assert ir.iou(one, other) == pytest.approx(aligned, abs=1e-9)
    assert ir.iou(other, one) == pytest.approx(aligned, abs=1e-9)


def test_a_mirror_image_is_not_the_same_part():
    hand = "C 4 2 1\nC 1 1 2\nT 1 0 0 1\nU 0 2\nC 1 1 1\nT 4 3 1 1\nU 3 5"
    mirrored = hand + "\nX 6 -1 1 1"
    assert ir.iou(solid(hand), solid(mirrored)) < 0.95
    assert ir.iou(solid(hand), solid(hand + "\nR 6 90 180 270\nT 7 5 5 5")) == pytest.approx(1)


def test_unit_iou_is_blind_to_size_and_place_but_not_to_proportions():
    box = solid("C 10 20 40")
    assert ir.iou_unit(box, solid("C 1 2 4\nT 0 9 9 9")) == pytest.approx(1)
    assert ir.iou_unit(box, solid("C 10 20 20")) < 0.5
    # No rotation: 40 x 20 x 10 shares a 10 x 20 x 10 middle with 10 x 20 x 40.
    assert ir.iou_unit(box, solid("C 40 20 10")) == pytest.approx(2000 / (2 * 8000 - 2000))


def test_topology_counts_bodies_holes_and_voids():
    holes = solid("C 9 9 9\nY 1 20\nT 1 3 3 0\nT 1 6 6 0\nD 0 2\nD 4 3")
    assert ir.topology(holes) == ir.Topology(1, 4, 0)
    void = solid("C 9 9 9\nC 1 1 1\nT 1 4 4 4\nD 0 2\nC 1 1 1\nT 4 30 0 0\nU 3 5")
    assert ir.topology(void) == ir.Topology(2, 0, 1)
