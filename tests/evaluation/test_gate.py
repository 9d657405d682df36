"""The gate passes only on evidence; every attempt to fool it is refused for its own reason."""

import math
from typing import Any

import pytest

from cad0_core.errors import GateError
from cad0_core.evaluation.gate import Candidate, Evidence, decide
from cad0_core.evaluation.verdict import Check, Verdict

FLOORS = {"syntax_accuracy": 0.9, "exact_match_accuracy": 0.8, "valid_solid_rate": 0.9, "n": 20}
MODEL = Candidate(name="cad0", digest="m" * 64, files={"model.safetensors": "w" * 64})
DATA = "d" * 64


def evidence(**changes: Any) -> Evidence:
    """An evaluation of 100 prompts, 90 of them exact; `changes` go into its report."""
    counted = {
        "syntax_accuracy": 1.0,
        "exact_match_accuracy": 0.9,
        "valid_solid_rate": 1.0,
        "iou": 0.95,
        "n": 100,
    }
    bound = {"model_digest": MODEL.digest, "dataset_digest": DATA, "dtype": "torch"}
    return Evidence(
        digest="e" * 64,
        inputs={"model": MODEL.digest, "dataset": DATA},
        report={**counted, **bound, "test_programs_in_train": 0, **changes},
        recount={**counted, **{k: v for k, v in changes.items() if k in counted}},
        distinct_prompts=changes.get("n", 100) or 0,
    )


def judge(given: Evidence, floors: dict[str, float] = FLOORS) -> Verdict:
    return decide({"evaluation": given}, floors, MODEL, DATA)


def reasons(verdict: Verdict) -> str:
    assert not verdict.passed
    return "\n".join(check.reason for check in verdict.misses)


def test_passes_and_lists_everything_it_checked() -> None:
    verdict = judge(evidence()).require()
    assert [check.metric for check in verdict.checks] == [
        "evidence",
        "weights",
        "model",
        "dataset",
        "predictions",
        "prompts",
        "test_programs_in_train",
        "syntax_accuracy",
        "exact_match_accuracy",
        "valid_solid_rate",
        "n",
        "regression",
    ]
    assert verdict.files == MODEL.files
    assert verdict.evaluations == {"evaluation": "e" * 64}


def test_exactly_at_the_floor_passes() -> None:
    assert judge(evidence(exact_match_accuracy=0.8)).passed


def test_a_miss_names_model_metric_value_floor_and_count() -> None:
    verdict = judge(evidence(exact_match_accuracy=0.7512, valid_solid_rate=0.5))
    with pytest.raises(GateError) as caught:
        verdict.require()
    message = str(caught.value)
    assert "cad0 does not pass" in message
    assert "exact_match_accuracy 0.7512 is below the floor 0.8 (n = 100)" in message
    assert "valid_solid_rate 0.5000 is below the floor 0.9 (n = 100)" in message


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "exact_match_accuracy is nan, not a number"),
        (math.inf, "exact_match_accuracy is inf, not a number"),
        (None, "exact_match_accuracy is missing"),
        ("0.99", "exact_match_accuracy is '0.99', not a number"),
        (True, "exact_match_accuracy is True, not a number"),
        (97, "exact_match_accuracy is 97, which no rate can be"),
    ],
)
def test_a_value_that_is_no_measurement_fails(value: object, reason: str) -> None:
    assert reason in reasons(judge(evidence(exact_match_accuracy=value)))


@pytest.mark.parametrize("metric", ["valid_solid_rate", "n"])
def test_a_missing_metric_fails(metric: str) -> None:
    given = evidence()
    left = {name: value for name, value in given.report.items() if name != metric}
    assert f"{metric} is missing" in reasons(judge(given.model_copy(update={"report": left})))


def test_five_perfect_prompts_fail() -> None:
    assert "n 5 is below the floor 20" in reasons(judge(evidence(exact_match_accuracy=1.0, n=5)))


def test_no_evaluation_fails() -> None:
    assert "no evaluation was given" in reasons(decide({}, FLOORS, MODEL, DATA))


@pytest.mark.parametrize("floors", [{}, {"n": 20}, {"syntax_accuracy": 0.1, "iou": 0.1}])
def test_a_gate_without_floors_fails(floors: dict[str, float]) -> None:
    assert "the gate has no floor" in reasons(judge(evidence(), floors))


def test_a_floor_on_an_unknown_metric_fails() -> None:
    assert "niceness is missing" in reasons(judge(evidence(), {**FLOORS, "niceness": 0.1}))


@pytest.mark.parametrize("what", ["model", "dataset"])
def test_an_evaluation_of_something_else_fails(what: str) -> None:
    given = evidence()
    other = given.model_copy(update={"inputs": {**given.inputs, what: "x" * 64}})
    assert f"it read {what} xxxxxxxxxxxx, not" in reasons(judge(other))
    assert f"it read {what} xxxxxxxxxxxx, not" in reasons(
        judge(evidence(**{f"{what}_digest": "x" * 64}))
    )
    silent = given.model_copy(update={"inputs": {}})
    assert f"it does not say which {what}" in reasons(judge(silent))


@pytest.mark.parametrize(
    ("leak", "reason"), [(3, "3 test programs occur"), (None, "not counted"), (math.nan, "not c")]
)
def test_a_leak_fails(leak: object, reason: str) -> None:
    assert reason in reasons(judge(evidence(test_programs_in_train=leak)))


def test_figures_that_the_answers_do_not_give_fail() -> None:
    given = evidence()
    recount = {**(given.recount or {}), "exact_match_accuracy": 0.7}
    painted = given.model_copy(update={"recount": recount})
    assert "its 100 answers give 0.7" in reasons(judge(painted))
    missing = given.model_copy(update={"recount": None})
    assert "its answers are missing" in reasons(judge(missing))


def test_repeated_easy_prompts_fail() -> None:
    repeated = evidence().model_copy(update={"distinct_prompts": 10})
    assert "90 of its 100 prompts are repeated" in reasons(judge(repeated))


def test_weights_that_nothing_ran_fail() -> None:
    files = {"onnx/model.onnx": "1", "onnx/model_quantized.onnx": "2", "config.json": "3"}
    model = MODEL.model_copy(update={"files": files})
    fp32, q8 = evidence(dtype="fp32"), evidence(dtype="q8")
    both = {"evaluation-fp32": fp32, "evaluation-q8": q8}
    assert decide(both, FLOORS, model, DATA).passed
    one = decide({"evaluation-fp32": fp32}, FLOORS, model, DATA)
    assert reasons(one) == "not evaluated: onnx/model_quantized.onnx"
    more = model.model_copy(update={"files": {**files, "onnx/model_q4.onnx": "4"}})
    assert reasons(decide(both, FLOORS, more, DATA)) == "not evaluated: onnx/model_q4.onnx"
    empty = model.model_copy(update={"files": {"config.json": "3"}})
    assert reasons(decide(both, FLOORS, empty, DATA)) == "the model has no weights file"


def test_the_floors_hold_for_each_evaluation() -> None:
    files = {"onnx/model.onnx": "1", "onnx/model_quantized.onnx": "2"}
    model = MODEL.model_copy(update={"files": files})
    q8 = evidence(dtype="q8", exact_match_accuracy=0.6)
    both = {"evaluation-fp32": evidence(dtype="fp32"), "evaluation-q8": q8}
    with pytest.raises(GateError, match=r"evaluation-q8: exact_match_accuracy 0\.6000 is below"):
        decide(both, FLOORS, model, DATA).require()


def test_a_verdict_that_contradicts_itself_cannot_be_made_or_read() -> None:
    line = {"evaluation": "e", "metric": "iou", "value": 0.5, "floor": 0.9}
    with pytest.raises(ValueError, match=r"0\.5 is said to pass >= 0\.9"):
        Check.model_validate({**line, "passed": True})
    with pytest.raises(ValueError, match="exactly when it failed"):
        Check.model_validate({**line, "passed": False})
    failed = judge(evidence(exact_match_accuracy=0.1)).model_dump()
    with pytest.raises(ValueError, match="does not follow from its checks"):
        Verdict.model_validate({**failed, "passed": True})
