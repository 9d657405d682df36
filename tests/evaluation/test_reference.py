"""An export is held against the weights that it was made from: same programs, little lost."""

import pytest
from judging import answers

from cad0_core.evaluation.evidence import Evidence
from cad0_core.evaluation.reference import check_reference

N = 200
SOURCE = "w" * 64


def evidence(wrong: int, dtype: str, *, count: int = N, model: str = "x" * 64) -> Evidence:
    return Evidence(
        digest="e" * 64,
        inputs={"model": model},
        report={"dtype": dtype, "model_digest": model},
        predictions={"test": tuple(answers(range(count), wrong))},
    )


WEIGHTS = evidence(10, "torch", model=SOURCE)


def missed(reference: Evidence | None, **given: Evidence) -> list[str]:
    checks = check_reference(given, reference, SOURCE, 0.01)
    return [check.reason for check in checks if not check.passed]


def test_a_point_may_be_lost_and_no_more() -> None:
    assert missed(WEIGHTS, q8=evidence(12, "q8")) == []
    assert missed(WEIGHTS, q8=evidence(5, "q8")) == []
    (reason,) = missed(WEIGHTS, q8=evidence(13, "q8"))
    assert "q8 loses 0.0150 DimPass against the weights, over 0.01" in reason
    assert "export.dtypes" in reason


@pytest.mark.parametrize(("more", "passes"), [(2, True), (3, False)])
def test_fp32_writes_the_programs_of_the_weights(more: int, passes: bool) -> None:
    # Two of 200 programs differ, or three; the latter is over a point of DimPass too.
    reasons = missed(WEIGHTS, fp32=evidence(10 + more, "fp32"))
    assert any("only 98.5%" in reason for reason in reasons) != passes


def test_without_the_right_reference_nothing_passes() -> None:
    q8 = evidence(10, "q8")
    assert "the weights were not evaluated" in missed(None, q8=q8)[0]
    other = evidence(10, "torch", model="o" * 64)
    assert "it read model oooooooooooo, not wwwwwwwwwwww" in missed(other, q8=q8)[0]
    fewer = evidence(10, "torch", count=N - 1, model=SOURCE)
    assert "was asked other prompts" in missed(fewer, q8=q8)[0]


def test_no_ceiling_no_comparison() -> None:
    assert check_reference({"q8": evidence(100, "q8")}, None, None, None) == []
