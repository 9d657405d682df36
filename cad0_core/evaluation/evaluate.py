"""Stage `evaluate`: a model answers held-out prompts, and every answer is measured as a solid.

Writes `predictions.jsonl`, `metrics.json`, `samples.png` and, where something failed,
`failures.png`. `metrics.json` names the model and the data by digests of the bytes that were
read here, so that a gate need not trust a manifest.
"""

import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cad0_core import ir
from cad0_core.artifacts import content_digest, digest_files, write_atomic
from cad0_core.config import EvalConfig
from cad0_core.data.files import Row, read_rows
from cad0_core.errors import ConfigError
from cad0_core.evaluation import pictures, report, sampling
from cad0_core.evaluation.metrics import EXACT, Prediction, Question, measure_in, score, summarise
from cad0_core.job import Job, Metrics
from cad0_core.model.decode import Completion, load_generator

# Where on the stage's progress each part begins; decoding takes nearly all of the time.
DECODE, SCORE, DRAW = 0.1, 0.8, 0.97


def evaluate(job: Job) -> Metrics:
    """Answer and score `samples` held-out prompts of "dataset" with "model" (`EvalConfig`).

    Raises `DataError` for damaged data or a family without a test prompt, `ConfigError` for
    fewer samples than families, `ModelError` for a model folder that cannot be used.
    """
    config = job.config
    if not isinstance(config, EvalConfig):
        raise ConfigError(f"evaluate needs an EvalConfig, not {type(config).__name__}")
    chosen, leaked = _choose(job, config.samples)
    completions, seconds = _answer(job, config, chosen)
    predictions = _score(job, chosen, completions)
    _write_pictures(job, predictions)
    tokens = sum(completion.tokens for completion in completions)
    metrics = {
        **summarise(predictions),
        "test_programs_in_train": leaked,
        "prompts_per_second": round(len(chosen) / seconds, 3),
        "mean_tokens": round(tokens / len(chosen), 3),
        "dtype": config.dtype,
        "model_digest": _digest(job.inputs["model"]),
        "dataset_digest": _digest(job.inputs["dataset"]),
        "sample": _sample(predictions),
    }
    report.write_predictions(job.out / report.PREDICTIONS, predictions)
    write_atomic(job.out / report.METRICS, json.dumps(metrics, indent=1, allow_nan=False) + "\n")
    job.progress(1.0, f"scored {len(chosen)} prompts", iou=metrics["iou"])
    return metrics


def _choose(job: Job, samples: int) -> tuple[list[Row], int]:
    """The rows to ask, and how many test programs were trained on."""
    job.progress(0.0, "reading the data")
    folder = job.inputs["dataset"]
    test, train = read_rows(folder / "test.jsonl"), read_rows(folder / "train.jsonl")
    families = {row.family for row in test} | {row.family for row in train}
    chosen = sampling.pick(test, families, samples)

    def counted(done: int) -> None:
        share = done / (len(test) + len(train))
        job.progress(share * DECODE, f"compared {done} programs of test and training")

    return chosen, sampling.trained_on(test, train, counted)


def _answer(job: Job, config: EvalConfig, chosen: Sequence[Row]) -> tuple[list[Completion], float]:
    """Greedy answers in the order of `chosen`, and the seconds that decoding took."""
    job.progress(DECODE, f"loading the model ({config.dtype})")
    generator = load_generator(job.inputs["model"], dtype=config.dtype)
    started = time.monotonic()

    total = len(chosen)

    def decoded(done: int) -> None:
        speed = done / max(time.monotonic() - started, 1e-9)
        fraction = DECODE + (SCORE - DECODE) * done / total
        job.progress(fraction, f"answered {done} of {total} prompts", prompts_per_second=speed)

    completions = generator.answer(
        [row.text for row in chosen],
        batch_size=config.batch_size,
        max_new_tokens=config.max_new_tokens,
        on_progress=decoded,
    )
    return completions, max(time.monotonic() - started, 1e-9)


def _score(job: Job, chosen: Sequence[Row], completions: Sequence[Completion]) -> list[Prediction]:
    predictions: list[Prediction] = []
    exact = 0
    with ir.Sandbox() as box:
        measure = partial(measure_in, box)
        for row, completion in zip(chosen, completions, strict=True):
            question = Question(
                text=row.text,
                family=row.family,
                variant=row.variant,
                ir=row.ir,
                predicates=row.predicates,
            )
            predictions.append(
                score(question, completion.ir, completion.tokens, completion.finished, measure)
            )
            exact += predictions[-1].exact
            done = len(predictions)
            job.progress(
                SCORE + (DRAW - SCORE) * done / len(chosen),
                f"measured {done} of {len(chosen)} answers",
                exact_match_accuracy=exact / done,
            )
    return predictions


def _write_pictures(job: Job, predictions: Sequence[Prediction]) -> None:
    job.progress(DRAW, "drawing")
    (job.out / report.SAMPLES).write_bytes(pictures.samples_picture(predictions))
    failures = pictures.failures_picture(predictions)
    if failures is not None:
        (job.out / report.FAILURES).write_bytes(failures)


def _sample(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """One prompt with its answer for a summary or a model card: an exact one where there is one."""
    ranked = pictures.choose_samples(predictions, len(predictions))
    best = next((p for p in ranked if p.kind == EXACT), ranked[0])
    return {"text": best.text, "ir": best.got, "exact": best.exact}


def _digest(folder: Path) -> str:
    return content_digest(digest_files(folder))
