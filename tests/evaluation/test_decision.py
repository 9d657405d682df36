"""A retrained model is published if it is better, and only then; the decision says why."""

import pytest
from pydantic import ValidationError
from rods import rods

from cad0_core.evaluation.decision import Better, decide_better


@pytest.mark.parametrize(
    ("new", "old", "rule", "publish", "reason"),
    [
        (20, 10, {}, True, "better: dim_pass 0.5000 against 0.2500 on the same 40 prompts, 10 "),
        (10, 10, {}, False, "equal: dim_pass 0.2500 against 0.2500"),
        (10, 20, {}, False, "worse: dim_pass 0.2500 against 0.5000"),
        (12, 10, {}, False, "not better: dim_pass 0.3000 against 0.2500"),
        (12, 10, {"margin": 0.05}, True, "better by at least 0.05"),
        (12, 10, {"margin": 0.06}, False, "not better"),
        (14, 10, {}, False, "not better"),  # 4 of 4: p = 1/16
        (15, 10, {}, True, "better"),  # 5 of 5: p = 1/32
        (15, 10, {"level": 0.01}, False, "not better"),
        (20, 10, {"metric": "syntax_accuracy"}, False, "equal: syntax_accuracy"),
    ],
)
def test_only_the_better_one_is_published(
    new: int, old: int, rule: dict[str, float], publish: bool, reason: str
) -> None:
    decision = decide_better(rods(new, 40), rods(old, 40), Better.model_validate(rule))
    assert (decision.publish, decision.reason.startswith(reason)) == (publish, True), decision
    (row,) = decision.rows()
    assert row["decision"] == ("published" if publish else "not published")
    assert row["reason"] == decision.reason and row["n"] == "40"


def test_without_a_published_model_anything_is_better() -> None:
    decision = decide_better(rods(0, 40), None, Better())
    assert decision.publish and decision.reason == "nothing is published yet"


def test_a_better_model_may_still_be_refused() -> None:
    decision = decide_better(rods(20, 40), rods(0, 40), Better()).refused("missed its gate")
    assert not decision.publish
    assert decision.rows()[0]["reason"] == "missed its gate"


def test_a_margin_of_nothing_is_no_margin() -> None:
    with pytest.raises(ValidationError):
        Better(margin=0.0)
