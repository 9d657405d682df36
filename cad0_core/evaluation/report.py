"""The files of an evaluation: written by the stage `evaluate`, read by the gate and by reports."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cad0_core.artifacts import read_json, write_atomic
from cad0_core.errors import ArtifactError, DataError
from cad0_core.evaluation.metrics import Prediction

PREDICTIONS = "predictions.jsonl"
METRICS = "metrics.json"
PAGE = "report.html"
FAILURES = "failures.png"
SAMPLES = "samples.png"


def predictions_of(split: str) -> str:
    """Name of the file with the answers to a set's prompts."""
    return PREDICTIONS if split == "test" else f"predictions-{split}.jsonl"


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """One JSON object a line, in the order given."""
    write_atomic(path, "".join(p.model_dump_json() + "\n" for p in predictions))


def read_predictions(path: Path) -> list[Prediction]:
    """The predictions in `path`; raises `DataError` naming file and line of a damaged one."""
    predictions = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                predictions.append(Prediction.model_validate_json(line))
            except ValueError as error:
                raise DataError(f"{path}, line {number}: not a prediction ({error})") from error
    return predictions


def read_metrics(folder: Path, dtype: str) -> dict[str, Any] | None:
    """metrics.json of an evaluation or of a published model; None if it has no such `dtype`.

    Raises `ArtifactError` when it is no table of metrics.
    """
    found = read_json(folder / METRICS)
    if not isinstance(found, dict):
        raise ArtifactError(f"{folder / METRICS}: not a table of metrics")
    if "evaluations" in found:  # of a published model, by dtype
        chosen: dict[str, Any] | None = found["evaluations"].get(dtype)
        return chosen
    return found
