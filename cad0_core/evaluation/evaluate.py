"""Stage `evaluate`: a model answers held-out prompts, and every answer is measured as a solid.

Writes `predictions.jsonl` (the test) and `predictions-SET.jsonl` for each set beyond it,
`metrics.json`, `report.html`, `samples.png` and, where something failed, `failures.png`.
`metrics.json` names the model and the data by digests of the bytes that were read here, so that a
gate need not trust a manifest.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cad0_core.artifacts import content_digest, digest_files, write_atomic
from cad0_core.config import EvalConfig
from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.errors import ConfigError
from cad0_core.evaluation import page, pictures, report, sampling
from cad0_core.evaluation.answering import Answers, ask
from cad0_core.evaluation.failure import REASONS
from cad0_core.evaluation.metrics import EXACT, Prediction, summarise
from cad0_core.evaluation.scoring import score_all
from cad0_core.evaluation.solids import Question
from cad0_core.job import Job, Metrics

TEST, FREE = "test", "unconstrained"
# Where on the stage's progress each part begins; decoding takes nearly all of the time.
DECODE, SCORE, FREED, DRAW = 0.1, 0.7, 0.93, 0.95

Sets = dict[str, list[Row]]
Scored = dict[str, list[Prediction]]


def evaluate(job: Job) -> Metrics:
    """Answer and score held-out prompts of "dataset" with "model" (`EvalConfig`).

    The headline is that of the test; `splits` holds the same figures for every set. An input
    "previous" is an earlier evaluation that the report compares with. Raises `DataError` for
    damaged data or a family without a test prompt, `ConfigError` for fewer samples than families,
    `ModelError` for a model folder that cannot be used.
    """
    config = job.config
    if not isinstance(config, EvalConfig):
        raise ConfigError(f"evaluate needs an EvalConfig, not {type(config).__name__}")
    sets, trained, leaked = _choose(job, config)
    answers = _answer(job, config, sets)
    scored = _score(job, config, sets, answers)
    free = scored.pop(FREE, None)
    metrics = {
        **summarise(scored[TEST]),
        "splits": {name: _compact(predictions) for name, predictions in scored.items()},
        "test_programs_in_train": leaked,
        "train_rows": trained,
        **answers.figures,
        "dtype": config.dtype,
        "decoding": config.decoding.model_dump(mode="json"),
        "surface_points": config.surface_points,
        **({FREE: _compact(free)} if free else {}),
        "model_digest": _digest(job.inputs["model"]),
        "dataset_digest": _digest(job.inputs["dataset"]),
        "sample": _sample(scored[TEST]),
        "examples": _examples(scored),
    }
    for name, predictions in scored.items():
        report.write_predictions(job.out / report.predictions_of(name), predictions)
    write_atomic(job.out / report.METRICS, json.dumps(metrics, indent=1, allow_nan=False) + "\n")
    _draw(job, metrics, scored)
    job.progress(1.0, f"scored {metrics['n']} test prompts", iou=metrics["iou"])
    return metrics


def _choose(job: Job, config: EvalConfig) -> tuple[Sets, dict[str, int], int]:
    """The rows to ask by set, training rows by variant, and the test programs trained on."""
    job.progress(0.0, "reading the data")
    folder = job.inputs["dataset"]
    test, train = read_rows(split_path(folder, TEST)), read_rows(split_path(folder, "train"))
    families = {row.family for row in test} | {row.family for row in train}
    sets = {TEST: sampling.pick(test, families, config.samples)}
    for name, samples in config.splits.items():
        path = split_path(folder, name)
        rows = read_rows(path) if path.is_file() else []
        if rows:
            sets[name] = sampling.pick(rows, {row.family for row in rows}, samples)

    def counted(done: int) -> None:
        share = done / (len(test) + len(train))
        job.progress(share * DECODE, f"compared {done} programs of test and training")

    trained = Counter(".".join(filter(None, (row.family, row.variant))) for row in train)
    return sets, dict(sorted(trained.items())), sampling.trained_on(test, train, counted)


def _answer(job: Job, config: EvalConfig, sets: Sets) -> Answers:
    """Answers in the order of the sets."""
    job.progress(DECODE, f"loading the model ({config.dtype})")

    def decoded(done: int, total: int, speed: float) -> None:
        fraction = DECODE + (SCORE - DECODE) * done / total
        job.progress(fraction, f"answered {done} of {total} prompts", prompts_per_second=speed)

    rows = [row for chosen in sets.values() for row in chosen]
    return ask(job.inputs["model"], config, rows, len(sets[TEST]), decoded)


def _score(job: Job, config: EvalConfig, sets: Sets, answers: Answers) -> Scored:
    """Every answer's scores by set; under `FREE` those to the test without the grammar."""
    questions = [_question(name, row) for name, rows in sets.items() for row in rows]
    scored: Scored = {name: [] for name in sets}
    exact = 0
    found = score_all(questions, answers.completions, config.surface_points)
    for done, prediction in enumerate(found, start=1):
        scored[prediction.split].append(prediction)
        exact += prediction.exact
        job.progress(
            SCORE + (FREED - SCORE) * done / len(questions),
            f"measured {done} of {len(questions)} answers",
            exact_match_accuracy=exact / done,
        )
    if answers.free:
        scored[FREE] = _score_free(job, config, questions, answers, scored[TEST])
    return scored


def _score_free(
    job: Job,
    config: EvalConfig,
    questions: Sequence[Question],
    answers: Answers,
    scored: Sequence[Prediction],
) -> list[Prediction]:
    """Scores of the answers without the grammar; only those that differ are measured."""
    differ = [i for i, free in enumerate(answers.free) if free != answers.completions[i]]
    found = score_all(
        [questions[i] for i in differ], [answers.free[i] for i in differ], config.surface_points
    )
    every = list(scored)
    for done, (index, prediction) in enumerate(zip(differ, found, strict=True), start=1):
        every[index] = prediction
        fraction = FREED + (DRAW - FREED) * done / len(differ)
        job.progress(fraction, f"measured {done} of {len(differ)} answers without the grammar")
    return every


def _question(split: str, row: Row) -> Question:
    return Question(
        text=row.text,
        family=row.family,
        variant=row.variant,
        ir=row.ir,
        predicates=row.predicates,
        split=split,
    )


def _compact(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """The summary of a set without the groups that only the headline needs."""
    found = summarise(predictions)
    return {name: value for name, value in found.items() if name not in ("variants", "styles")}


def _draw(job: Job, metrics: Mapping[str, Any], scored: Scored) -> None:
    job.progress(DRAW, "drawing")
    _write_pictures(job, scored[TEST])
    earlier = job.inputs.get("previous")
    before = report.read_metrics(earlier, metrics["dtype"]) if earlier else None
    write_atomic(job.out / report.PAGE, page.html(metrics, scored, before))


def _write_pictures(job: Job, predictions: Sequence[Prediction]) -> None:
    (job.out / report.SAMPLES).write_bytes(pictures.samples_picture(predictions))
    failures = pictures.failures_picture(predictions)
    if failures is not None:
        (job.out / report.FAILURES).write_bytes(failures)


def _sample(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """One prompt with its answer for a summary or a model card: an exact one where there is one."""
    ranked = pictures.choose_samples(predictions, len(predictions))
    best = next((p for p in ranked if p.kind == EXACT), ranked[0])
    return {"text": best.text, "ir": best.got, "exact": best.exact}


def _examples(scored: Scored) -> list[dict[str, Any]]:
    """One answer for each reason of failure that occurs, from the test where it has one."""
    every = [prediction for predictions in scored.values() for prediction in predictions]
    fields = {"failure", "split", "family", "variant", "text", "ir", "got", "detail"}
    firsts = (next((p for p in every if p.failure == reason), None) for reason in REASONS)
    return [found.model_dump(include=fields) for found in firsts if found]


def _digest(folder: Path) -> str:
    return content_digest(digest_files(folder))
