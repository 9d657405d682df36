"""The gate: passes only on evidence about exactly these weights and exactly this data.

`decide` is pure. What is missing, NaN, about another model, about too few prompts or not borne
out by the answers themselves fails, each with its own reason.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core.artifacts import Artifact, load, read_json, write_atomic
from cad0_core.config import METRICS, GateConfig
from cad0_core.errors import ArtifactError, ConfigError, DataError
from cad0_core.evaluation import report as files
from cad0_core.evaluation.metrics import Prediction, means
from cad0_core.evaluation.verdict import VERDICT, Check, Verdict
from cad0_core.job import Job, Metrics

LEAK = "test_programs_in_train"
MODEL_OF_STAGE = {"train": "cad0", "distill": "cad0-mini", "export": "cad0-mini"}
WEIGHTS = (".safetensors", ".bin", ".pt", ".onnx", ".onnx_data", ".gguf")
TOLERANCE = 1e-9  # between a reported mean and the same mean taken again


class Candidate(BaseModel):
    """The model before the gate: a name for messages, its digest, SHA-256 of every file."""

    model_config = ConfigDict(frozen=True)

    name: str
    digest: str
    files: dict[str, str]


class Evidence(BaseModel):
    """One evaluation: its digest, what its manifest says it read, what it reports.

    `recount` holds the metrics taken again from the answers, None where that was not possible.
    """

    model_config = ConfigDict(frozen=True)

    digest: str
    inputs: dict[str, str]
    report: dict[str, Any]
    recount: dict[str, Any] | None = None
    distinct_prompts: int = 0


def gate(job: Job) -> Metrics:
    """Stage: judge "model" by every input named "evaluation..." (`GateConfig`).

    Writes `verdict.json` and `verdict.md`. A missed floor is a result, not an error: ask
    `Verdict.require`. Raises `ArtifactError` when an input is changed or incomplete.
    """
    if not isinstance(job.config, GateConfig):
        raise ConfigError(f"gate needs a GateConfig, not {type(job.config).__name__}")
    model = load(job.inputs["model"])
    dataset = load(job.inputs["dataset"])
    names = sorted(name for name in job.inputs if name.startswith("evaluation"))
    verdict = decide(
        {name: read_evidence(load(job.inputs[name])) for name in names},
        job.config.floors,
        candidate(model),
        dataset.digest,
    )
    write_atomic(job.out / VERDICT, verdict.model_dump_json(indent=1) + "\n")
    write_atomic(job.out / "verdict.md", verdict.markdown())
    job.progress(1.0, "passed" if verdict.passed else "not passed")
    return {
        "passed": verdict.passed,
        "checks": len(verdict.checks),
        "missed": [check.reason for check in verdict.misses],
    }


def candidate(model: Artifact) -> Candidate:
    """The model artifact as the gate sees it."""
    stage = model.manifest.stage
    files = {name: entry.sha256 for name, entry in model.manifest.files.items()}
    return Candidate(name=MODEL_OF_STAGE.get(stage, stage), digest=model.digest, files=files)


def read_evidence(evaluation: Artifact) -> Evidence:
    """An evaluation's report, and the same metrics counted again from its answers.

    Raises `ArtifactError` when its files are not those of an evaluation.
    """
    report = read_json(evaluation.path / files.METRICS)
    if not isinstance(report, dict):
        raise ArtifactError(f"{evaluation.path / files.METRICS}: not a table of metrics")
    try:
        predictions = files.read_predictions(evaluation.path / files.PREDICTIONS)
    except (OSError, DataError) as error:
        raise ArtifactError(f"{evaluation.path}: no readable predictions: {error}") from error
    return Evidence(
        digest=evaluation.digest,
        inputs=evaluation.manifest.inputs,
        report=report,
        **_recount(predictions),
    )


def _recount(predictions: Sequence[Prediction]) -> dict[str, Any]:
    counted = means(predictions) if predictions else {"n": 0}
    return {"recount": counted, "distinct_prompts": len({p.text for p in predictions})}


def decide(
    evaluations: Mapping[str, Evidence],
    floors: Mapping[str, float],
    model: Candidate,
    dataset_digest: str,
) -> Verdict:
    """Hold every evaluation against every floor; all checks are listed, passed or not."""
    checks = [_enough(evaluations, floors), _every_weight(evaluations, model)]
    for name, evidence in evaluations.items():
        checks.append(_bound(name, evidence, "model", model.digest))
        checks.append(_bound(name, evidence, "dataset", dataset_digest))
        checks.append(_borne_out(name, evidence))
        checks.append(_no_leak(name, evidence))
        checks += [
            _reaches(name, evidence.report, metric, floors[metric])
            for metric in (*METRICS, *sorted(set(floors) - set(METRICS)))
            if metric in floors
        ]
    return Verdict(
        model=model.name,
        passed=all(check.passed for check in checks),
        checks=tuple(checks),
        model_digest=model.digest,
        dataset_digest=dataset_digest,
        evaluations={name: evidence.digest for name, evidence in evaluations.items()},
        files=model.files,
    )


def _evidence_check(name: str, metric: str, reason: str) -> Check:
    return Check(evaluation=name, metric=metric, passed=not reason, reason=reason)


def _enough(evaluations: Mapping[str, Evidence], floors: Mapping[str, float]) -> Check:
    """At least one evaluation, and a floor on its size: otherwise nothing would be checked."""
    reason = ""
    if not evaluations:
        reason = "no evaluation was given"
    elif "n" not in floors or len(floors) < 2:
        reason = "the gate has no floor on a metric and on the number of prompts"
    return _evidence_check("", "evidence", reason)


def _every_weight(evaluations: Mapping[str, Evidence], model: Candidate) -> Check:
    """Each weights file belongs to a dtype that one of the evaluations ran."""
    ran = {str(evidence.report.get("dtype")) for evidence in evaluations.values()}
    weights = {name: _dtype(name) for name in model.files if name.endswith(WEIGHTS)}
    unseen = sorted(name for name, dtype in weights.items() if dtype not in ran)
    reason = ""
    if not weights:
        reason = "the model has no weights file"
    elif unseen:
        reason = f"not evaluated: {', '.join(unseen)}"
    return _evidence_check("", "weights", reason)


def _dtype(name: str) -> str:
    """The evaluation dtype that reads a weights file; its own name where none does."""
    stem = name.rpartition("/")[2].partition(".")[0]
    if name.endswith(".safetensors"):
        return "torch"
    onnx = {"model": "fp32", "model_quantized": "q8"}
    return onnx.get(stem, name) if name.endswith((".onnx", ".onnx_data")) else name


def _bound(name: str, evidence: Evidence, what: str, digest: str) -> Check:
    """The evaluation read these very bytes: its manifest and its own report both say so."""
    reason = ""
    for said in (evidence.inputs.get(what), evidence.report.get(f"{what}_digest")):
        if said is None:
            reason = f"it does not say which {what} it read"
        elif said != digest:
            reason = f"it read {what} {str(said)[:12]}, not {digest[:12]}"
        if reason:
            break
    return _evidence_check(name, what, reason)


def _borne_out(name: str, evidence: Evidence) -> Check:
    """The reported metrics are those of the listed answers, each prompt answered once."""
    counted = evidence.recount
    if counted is None:
        return _evidence_check(name, "predictions", "its answers are missing")
    n, distinct = counted["n"], evidence.distinct_prompts
    reason = ""
    if distinct != n:
        reason = f"{n - distinct} of its {n} prompts are repeated"
    for metric in METRICS:
        said, found = _finite(evidence.report.get(metric)), _finite(counted.get(metric))
        if said is not None and (found is None or abs(said - found) > TOLERANCE):
            again = "none" if found is None else f"{found:g}"
            reason = f"it reports {metric} {said:g}, but its {n} answers give {again}"
    return _evidence_check(name, "predictions", reason)


def _no_leak(name: str, evidence: Evidence) -> Check:
    leaked, n = _finite(evidence.report.get(LEAK)), _count(evidence.report)
    reason = ""
    if leaked is None:
        reason = f"{LEAK} was not counted"
    elif leaked != 0:
        reason = f"{leaked:g} test programs occur in training"
    return Check(
        evaluation=name,
        metric=LEAK,
        passed=not reason,
        value=leaked,
        ceiling=0,
        n=n,
        reason=reason,
    )


def _reaches(name: str, report: Mapping[str, Any], metric: str, floor: float) -> Check:
    value, n = _finite(report.get(metric)), _count(report)
    reason = ""
    if metric not in report or report[metric] is None:
        reason = f"{metric} is missing (floor {floor:g})"
    elif value is None:
        reason = f"{metric} is {report[metric]!r}, not a number (floor {floor:g})"
    elif metric != "n" and not 0 <= value <= 1:
        reason = f"{metric} is {value:g}, which no rate can be (floor {floor:g})"
    elif not value >= floor:
        shown = f"{value:g}" if metric == "n" else f"{value:.4f}"
        reason = f"{metric} {shown} is below the floor {floor:g} (n = {n})"
    return Check(
        evaluation=name,
        metric=metric,
        passed=not reason,
        value=value,
        floor=floor,
        n=n,
        interval=_interval(report, metric),
        reason=reason,
    )


def _finite(value: Any) -> float | None:
    """`value` as a finite number, or None: `True` and "0.9" are no measurements."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _count(report: Mapping[str, Any]) -> int | None:
    n = _finite(report.get("n"))
    return None if n is None else int(n)


def _interval(report: Mapping[str, Any], metric: str) -> tuple[float, float] | None:
    intervals = report.get("intervals")
    ends = intervals.get(metric) if isinstance(intervals, dict) else None
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        return None
    low, high = (_finite(end) for end in ends)
    return None if low is None or high is None else (low, high)
