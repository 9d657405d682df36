"""The reason of a failure, on pairs of programs whose difference is plain to see."""

import pytest

from cad0_core import ir
from cad0_core.evaluation.failure import MOST, features, reason

PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4"
FOUR = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nLP 2 1 0 0 2 40\nLP 3 0 1 0 2 20\nD 0 4"
TUBE = "Y 10 25\nY 8 25\nD 0 1"
PROFILE = "SK 0 0 0 1 0 0 0 1 0\nL 0 0 9 0\nL 9 0 9 5\nL 9 5 0 5\nL 0 5 0 0\nEND\nE 0 0 0 4"
NOTCHED = (
    "SK 0 0 0 1 0 0 0 1 0\nL 0 0 9 0\nL 9 0 9 5\nL 9 5 5 5\nL 5 5 5 3\nL 5 3 0 3\n"
    "L 0 3 0 0\nEND\nE 0 0 0 4"
)
CASES = [
    (PLATE, PLATE.replace("Y 2.5", "Y 5"), "radius for diameter"),
    (PLATE, PLATE.replace("Y 2.5", "Y 1.25"), "radius for diameter"),
    (TUBE, "Y 20 25\nY 16 25\nD 0 1", "radius for diameter"),
    (TUBE, "Y 20 25\nY 15 25\nD 0 1", "wrong number"),  # one slip and one other number
    (TUBE, "Y 10 50\nY 8 50\nD 0 1", "wrong number"),  # twice, but no radius
    ("S 5", "S 10", "radius for diameter"),
    ("K 5 2 10", "K 10 4 10", "radius for diameter"),
    ("C 10 10 10", "C 20 20 20", "wrong number"),
    (PLATE, PLATE.replace("C 50", "C 55"), "wrong number"),
    # The holes moved with the edge that they are measured from: still the one number.
    (PLATE, "C 55 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 50 5 0\nD 3 4", "wrong number"),
    (PLATE, PLATE + "\nX 5 1.1 1.1 1.1", "wrong number"),
    (PLATE, PLATE.replace("T 1 45 5", "T 1 40 5"), "wrong place"),
    (FOUR, FOUR.replace("2 40", "2 38"), "wrong place"),
    ("C 9 2 2\nY 1 9\nT 1 4 1 0\nD 0 2", "C 9 2 2\nY 1 9\nR 1 90 0 0\nT 2 4 1 0\nD 0 3",
     "wrong place"),
    (PLATE, "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2", "missing feature"),
    (FOUR, FOUR.replace("LP 3 0 1 0 2", "LP 3 0 1 0 1"), "missing feature"),
    (PLATE, "C 50 30 5", "missing feature"),
    (NOTCHED, PROFILE, "missing feature"),
    ("C 9 9 9\nSH 0 1", "C 9 9 9", "missing feature"),
    ("C 50 30 5", PLATE, "extra feature"),
    (PROFILE, NOTCHED, "extra feature"),
    (PLATE, PLATE + "\nC 5 5 20\nU 5 6", "extra feature"),
    (PROFILE, PROFILE.replace("E 0 0 0 4", "E 0 0 0 5"), "wrong number"),
    ("C 10 10 10", "Y 5 10", "other shape"),
    # The same bodies put together in another way.
    ("C 9 9 9\nY 1 20\nU 0 1", "C 9 9 9\nY 1 20\nI 0 1", "other shape"),
]  # fmt: skip


@pytest.mark.parametrize(("truth", "got", "expected"), CASES)
def test_reason(truth: str, got: str, expected: str) -> None:
    assert reason(ir.parse(truth), ir.parse(got)) == expected


def test_topology_decides_where_the_programs_have_nothing_in_common() -> None:
    """A hole cut by a cube instead of a cylinder, or not at all."""
    truth, got = ir.parse("C 9 9 9\nY 1 20\nD 0 1"), ir.parse("Y 5 9\nC 1 1 20\nU 0 1")
    assert reason(truth, got, (3, 1)) == "missing feature"
    assert reason(truth, got, (1, 3)) == "extra feature"
    assert reason(truth, got, (1, 1)) == "other shape"


def test_features_are_those_that_the_solid_is_made_of() -> None:
    """Every copy of a pattern has its place, and a cut within a cut adds."""
    found = features(ir.parse(FOUR))
    assert [(f.code, f.cut) for f in found] == [("C", False), *[("Y", True)] * 4]
    places = sorted(f.place[:2] for f in found if f.code == "Y")
    assert places == [(5, 5), (5, 25), (45, 5), (45, 25)]
    ring = features(ir.parse("C 2 2 2\nT 0 10 0 0\nCP 1 0 0 0 0 0 1 4 360"))
    assert [f.place[:2] for f in ring] == [(10, 0), (0, 10), (-10, 0), (0, -10)]
    plug = features(ir.parse("C 9 9 9\nY 3 9\nY 1 9\nD 1 2\nD 0 3"))
    assert [(f.code, f.cut) for f in plug] == [("C", False), ("Y", True), ("Y", False)]


def test_a_rotation_turns_about_z_then_y_then_x() -> None:
    """As the language says: (1, 0, 0) goes to (0, 1, 0) by Z, stays by Y, to (0, 0, 1) by X."""
    (found,) = features(ir.parse("C 1 1 1\nT 0 1 0 0\nR 1 90 90 90"))
    assert found.place[:3] == (0, 0, 1)
    assert found.sizes == (1, 1, 1)


def test_vast_patterns_are_cut_short() -> None:
    vast = "C 1 1 1\nLP 0 1 0 0 300 2\nLP 1 0 1 0 300 2"
    assert len(features(ir.parse(vast))) == MOST
