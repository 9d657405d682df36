"""Facets stay within the chord error that was asked for, whatever resizes the circle."""

import math

import pytest

from cad0_core import ir
from cad0_core.ir.chord import largest_radius, segments_for

HALF_DISC = "SK 0 0 0 1 0 0 0 1 0\nA 1 -2 1 2 1 0 1\nL 1 2 1 -2\nEND\n"


@pytest.mark.parametrize(
    ("text", "radius"),
    [
        ("C 100 100 100", 0),
        ("Y 5 25", 5),
        ("K 3 7 5", 7),
        ("S 2\nX 0 1 -3 2", 6),
        ("C 9 9 9\nY 4 20\nT 1 5 5 0\nD 0 2", 4),
        ("C 9 9 9\nFI 0 2", 2),
        (HALF_DISC + "E 0 0 0 5", 2),
        (HALF_DISC + "V 0 0 0 0 0 1 0 90", 3),
        ("S 900\nY 1 1\nROOT 1 steel", 1),
    ],
)
def test_the_largest_radius(text, radius):
    assert largest_radius(ir.parse(text)) == pytest.approx(radius)


@pytest.mark.parametrize("chord", [1, 0.1, 0.01, 0.001])
def test_facets_stay_within_the_chord_error(chord):
    sides = segments_for(ir.parse("Y 50 5"), chord)
    assert sides % 4 == 0
    assert 50 * (1 - math.cos(math.pi / sides)) <= chord
    assert 50 * (1 - math.cos(math.pi / (sides - 4))) > chord or sides == 8


def test_the_number_of_sides_has_bounds():
    assert segments_for(ir.parse("C 1 1 1"), 0.01) == 8
    assert segments_for(ir.parse("Y 900000 5"), 1e-6) == 2048
    with pytest.raises(ValueError, match="above 0"):
        segments_for(ir.parse("Y 5 5"), 0)
