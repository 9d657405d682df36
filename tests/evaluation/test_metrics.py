"""Scores of hand-made answers, each worked out by hand."""

import math

import pytest

from cad0_core.errors import DataError
from cad0_core.evaluation import metrics
from cad0_core.evaluation.metrics import Prediction, summarise, wilson
from cad0_core.evaluation.scoring import score
from cad0_core.evaluation.solids import Judge, Measurement, Question

PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4"
ROD = "Y 5 25"


def question(program: str, family: str = "plate") -> Question:
    return Question(text=f"a {family}", family=family, variant="plain", ir=program)


def answered(program: str, got: str, finished: bool = True) -> Prediction:
    return score(question(program), got, tokens=9, finished=finished)


class NeverAsked(Judge):
    """Fails where an answer's solid is looked at."""

    def measure(self, question: Question, got: str) -> Measurement:
        raise AssertionError("this answer must not be evaluated")


class Deceived(Judge):
    """Calls an overlap that comes without a solid."""

    def measure(self, question: Question, got: str) -> Measurement:
        return Measurement(valid=False, iou=0.9)


def scores(p: Prediction) -> tuple[bool, bool, bool, float, str]:
    return p.syntax, p.exact, p.valid_solid, p.iou, p.kind


def test_perfect_answer() -> None:
    assert scores(answered(PLATE, PLATE)) == (True, True, True, 1.0, "exact")


def test_exact_match_ignores_spelling_names_and_order_of_nodes() -> None:
    spelled = 'C 50.0 3e1 5 "plate"\r\nY 2.50 10\nT 1 45 5 0\nT 1 5 5 0\nD 0 3\nD 4 2\n'
    assert answered(PLATE, spelled).kind == "exact"


HOLES = (
    '[{"kind": "size", "of": ["length"], "size": [50, 30, 5], "low": [0, 0, 0]},'
    ' {"kind": "topology", "of": [], "bodies": 1, "voids": 0, "genus": 2},'
    ' {"kind": "hole", "of": ["hole"], "axis": "z", "at": [[5, 5, 2.5], [45, 5, 2.5]],'
    ' "diameter": 5, "span": [0, 5], "bottom": false}]'
)


@pytest.mark.parametrize(
    ("got", "held", "detail"),
    [
        (PLATE, 3, ""),
        # Another program for the same part: a corner elsewhere, holes by a pattern.
        ("C 50 30 5\nT 0 7 0 -5\nY 2.5 30\nT 2 12 5 -10\nLP 3 1 0 0 2 40\nD 1 4", 3, ""),
        ("C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2", 1, "topology: asked 1 bodies"),
        (PLATE.replace("Y 2.5", "Y 3"), 2, "hole: asked 2 x 5 mm, got 6.00 mm"),
        (PLATE.replace("T 1 45 5 0", "T 1 40 5 0"), 2, "hole: asked 2 x 5 mm"),
        (PLATE.replace("C 50", "C 55"), 2, "size: asked 50 x 30 x 5 mm, got 55 x 30 x 5 mm"),
        ("X 0 1 1 1", 0, ""),
    ],
)
def test_predicates_that_hold_are_counted(got: str, held: int, detail: str) -> None:
    asked = question(PLATE).model_copy(update={"predicates": HOLES})
    found = score(asked, got, 9, True)
    assert found.dim_req == pytest.approx(held / 3)
    assert found.dim_pass == (held == 3)
    assert found.detail.startswith(detail) or found.kind == "syntax"


def test_without_predicates_the_solid_itself_is_what_must_be_met() -> None:
    same = answered("C 10 10 10", "C 10 10 5\nT 0 0 0 5\nU 0 1")
    assert (same.dim_req, same.dim_pass) == (1.0, True)
    assert not answered(ROD, "Y 5 24").dim_pass


def test_an_exact_answer_is_not_evaluated_a_second_time() -> None:
    assert score(question(ROD), ROD, 3, True, NeverAsked()).exact


def test_radius_for_diameter_is_a_quarter_of_a_solid_cylinder() -> None:
    got = answered("Y 10 25", "Y 5 25")
    assert got.iou == pytest.approx(0.25, abs=1e-9)  # (5/10)^2, whatever the number of facets
    assert scores(got)[:3] == (True, False, True)
    assert got.kind == "wrong solid"


def test_one_hole_missing() -> None:
    one = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2"
    hole = 5 * 0.5 * 32 * 2.5**2 * math.sin(2 * math.pi / 32)  # a 32-gon prism, 5 mm deep
    plate = 50 * 30 * 5
    # The base of the cutter lies at z = 0 and it is 10 high, so it goes through.
    got = answered(PLATE, one)
    assert got.iou == pytest.approx((plate - 2 * hole) / (plate - hole), rel=1e-9)
    assert got.kind == "wrong solid"


@pytest.mark.parametrize("text", ["", "   \n", "Z 1 2 3", "C 50 30", "C 50 30 5mm", "T 3 1 1 1"])
def test_what_does_not_parse_scores_nothing(text: str) -> None:
    assert scores(answered(PLATE, text)) == (False, False, False, 0.0, "syntax")


def test_an_endless_answer_scores_nothing_even_if_it_parses() -> None:
    got = score(question(ROD), ROD, 512, False, NeverAsked())
    assert scores(got) == (False, False, False, 0.0, "did not stop")
    assert got.detail == "no end after 512 tokens"


def test_a_program_without_a_solid() -> None:
    got = answered(ROD, "C 1 1 1\nD 0 0")
    assert scores(got) == (True, False, False, 0.0, "no solid")
    assert "empty" in got.detail


def test_another_program_for_the_same_part_is_valid_but_not_exact() -> None:
    got = answered("C 10 10 10", "C 10 10 5\nT 0 0 0 5\nU 0 1")
    assert scores(got) == (True, False, True, 1.0, "same solid, other program")


def test_the_right_shape_in_another_place_is_a_wrong_solid() -> None:
    got = answered("C 10 20 30", "C 10 20 30\nT 0 100 0 0")
    assert got.iou == pytest.approx(1.0)
    assert (got.kind, got.detail) == ("wrong solid", "the right solid in another place")


def test_a_scaled_part() -> None:
    got = answered("C 10 10 10", "C 11 11 11")
    assert got.iou == pytest.approx(1 / 1.331)


def test_iou_of_an_invalid_solid_is_zero_whatever_was_measured() -> None:
    got = score(question(ROD), "Y 4 4", 3, True, Deceived())
    assert (got.valid_solid, got.iou, got.kind) == (False, 0.0, "no solid")


@pytest.mark.parametrize("truth", ["", "C 1 1", "C 1 1 1\nD 0 0"])
def test_a_damaged_truth_is_an_error_and_no_score(truth: str) -> None:
    with pytest.raises(DataError, match="of a test prompt"):
        score(question(truth), truth or ROD, 3, True)


def prediction(family: str, **scores: object) -> Prediction:
    base = answered(ROD, ROD).model_copy(update={"family": family})
    return base.model_copy(update=scores)


def test_summary_keeps_every_prompt_in_the_denominator() -> None:
    made = [
        prediction("a"),
        prediction("a", exact=False, iou=0.5, kind="wrong solid"),
        prediction("b", exact=False, valid_solid=False, iou=0.0, kind="no solid"),
        prediction("b", syntax=False, exact=False, valid_solid=False, iou=0.0, kind="syntax"),
    ]
    got = summarise(made)
    assert got["n"] == 4
    assert got["syntax_accuracy"] == 0.75
    assert got["exact_match_accuracy"] == 0.25
    assert got["valid_solid_rate"] == 0.5
    assert got["iou"] == 0.375
    assert got["kinds"] == {
        "exact": 1,
        "did not stop": 0,
        "syntax": 1,
        "no solid": 1,
        "wrong solid": 1,
        "same solid, other program": 0,
    }
    assert [row["iou"] for row in metrics.family_rows(got)] == [0.75, 0.0]
    assert got["families"]["b"]["n"] == 2


def test_no_predictions_is_an_error_and_not_a_score() -> None:
    with pytest.raises(DataError, match="no predictions"):
        summarise([])


# Reference values: Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_touches_the_ends_and_is_symmetric() -> None:
    assert wilson(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)
    assert wilson(20, 20)[1] == 1.0


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 5), (math.nan, 5)])
def test_wilson_refuses_what_is_no_proportion(successes: float, n: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(successes, n)
