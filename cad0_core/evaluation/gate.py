"""The gate: passes only on evidence about exactly these weights and exactly this data.

`decide` is pure. What is missing, NaN, about another model, about other or too few prompts, not
borne out by the answers themselves or worse than what is published fails, each with its own
reason.
"""

from collections.abc import Mapping, Sequence

from cad0_core.artifacts import Artifact, content_digest, digest_files, load, write_atomic
from cad0_core.config import METRICS, ONNX_FILES, GateConfig
from cad0_core.errors import ConfigError
from cad0_core.evaluation.evidence import Candidate, Evidence, candidate, read_evidence
from cad0_core.evaluation.floors import check_floors, count, finite
from cad0_core.evaluation.reference import check_reference
from cad0_core.evaluation.regression import Published, Rule, check_regression
from cad0_core.evaluation.verdict import VERDICT, Check, Verdict
from cad0_core.job import Job, Metrics

LEAK = "test_programs_in_train"
WEIGHTS = (".safetensors", ".bin", ".pt", ".onnx", ".onnx_data", ".gguf")
TOLERANCE = 1e-9  # between a reported mean and the same mean taken again
PUBLISHED = "published"
REFERENCE = "reference"


def gate(job: Job) -> Metrics:
    """Stage: judge "model" by every input named "evaluation..." (`GateConfig`).

    Input "published" is the folder of the published model, and each "published-evaluation..." an
    evaluation of it on the same prompts; without them nothing is published yet. "reference" is an
    evaluation of the weights that an export was made from. Writes `verdict.json` and `verdict.md`.
    A missed floor is a result, not an error: ask `Verdict.require`. Raises `ArtifactError` when an
    input is changed or incomplete.
    """
    config = job.config
    if not isinstance(config, GateConfig):
        raise ConfigError(f"gate needs a GateConfig, not {type(config).__name__}")
    model = load(job.inputs["model"])
    dataset = load(job.inputs["dataset"])
    evaluations = _evidence(job, dataset, "evaluation")
    verdict = decide(
        evaluations,
        config.floors,
        candidate(model),
        dataset.digest,
        published=_published(job, dataset),
        rule=Rule(level=config.level, metrics=config.compared),
        extra=check_reference(
            evaluations,
            next(iter(_evidence(job, dataset, REFERENCE).values()), None),
            model.manifest.inputs.get("model"),
            config.max_drop,
        ),
    )
    write_atomic(job.out / VERDICT, verdict.model_dump_json(indent=1) + "\n")
    write_atomic(job.out / "verdict.md", verdict.markdown())
    job.progress(1.0, "passed" if verdict.passed else "not passed")
    return {
        "passed": verdict.passed,
        "checks": len(verdict.checks),
        "missed": [check.reason for check in verdict.misses],
    }


def _evidence(job: Job, dataset: Artifact, prefix: str) -> dict[str, Evidence]:
    names = sorted(name for name in job.inputs if name.startswith(prefix))
    return {name: read_evidence(load(job.inputs[name]), dataset.path) for name in names}


def _published(job: Job, dataset: Artifact) -> Published | None:
    folder = job.inputs.get(PUBLISHED)
    if folder is None:
        return None
    files = digest_files(folder)
    return Published(
        digest=content_digest(files),
        dtypes=tuple({_dtype(name) for name in files if name.endswith(WEIGHTS)}),
        evaluations=_evidence(job, dataset, f"{PUBLISHED}-evaluation"),
    )


def decide(
    evaluations: Mapping[str, Evidence],
    floors: Mapping[str, float],
    model: Candidate,
    dataset_digest: str,
    *,
    published: Published | None = None,
    rule: Rule | None = None,
    extra: Sequence[Check] = (),
) -> Verdict:
    """Hold every evaluation against every floor and against the published model; all checks are
    listed, passed or not, `extra` ones too."""
    checks = [_enough(evaluations, floors), _every_weight(evaluations, model)]
    for name, evidence in evaluations.items():
        checks.append(_bound(name, evidence, "model", model.digest))
        checks.append(_bound(name, evidence, "dataset", dataset_digest))
        checks.append(_borne_out(name, evidence))
        checks.append(_right_prompts(name, evidence))
        checks.append(_no_leak(name, evidence))
        checks += check_floors(name, evidence, floors)
    sound = {n: _unsound(n, e, published, dataset_digest) for n, e in _against(published).items()}
    checks += check_regression(evaluations, published, rule or Rule(), sound)
    checks += extra
    return Verdict(
        model=model.name,
        passed=all(check.passed for check in checks),
        checks=tuple(checks),
        model_digest=model.digest,
        dataset_digest=dataset_digest,
        evaluations={name: evidence.digest for name, evidence in evaluations.items()},
        files=model.files,
        published_digest=published.digest if published else None,
    )


def _against(published: Published | None) -> Mapping[str, Evidence]:
    return published.evaluations if published else {}


def _unsound(
    name: str, evidence: Evidence, published: Published | None, dataset_digest: str
) -> str:
    """Why an evaluation of the published model is no evidence; empty when it is."""
    assert published is not None
    checks = (
        _bound(name, evidence, "model", published.digest),
        _bound(name, evidence, "dataset", dataset_digest),
        _borne_out(name, evidence),
        _right_prompts(name, evidence),
    )
    return next((check.reason for check in checks if not check.passed), "")


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
    if name.endswith(".safetensors"):
        return "torch"
    file = name.removesuffix("_data")
    return next((dtype for dtype, path in ONNX_FILES.items() if path == file), name)


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
        said, found = finite(evidence.report.get(metric)), finite(counted.get(metric))
        if said is not None and (found is None or abs(said - found) > TOLERANCE):
            again = "none" if found is None else f"{found:g}"
            reason = f"it reports {metric} {said:g}, but its {n} answers give {again}"
    return _evidence_check(name, "predictions", reason)


def _right_prompts(name: str, evidence: Evidence) -> Check:
    """The prompts are held-out ones of this data, and all that were to be asked."""
    return _evidence_check(name, "prompts", "; ".join(evidence.doubts))


def _no_leak(name: str, evidence: Evidence) -> Check:
    leaked, n = finite(evidence.report.get(LEAK)), count(evidence.report)
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
