"""The files of an evaluation: written by the stage `evaluate`, read by the gate and by reports."""

from collections.abc import Sequence
from pathlib import Path

from cad0_core.artifacts import write_atomic
from cad0_core.errors import DataError
from cad0_core.evaluation.metrics import Prediction

PREDICTIONS = "predictions.jsonl"
METRICS = "metrics.json"
FAILURES = "failures.png"
SAMPLES = "samples.png"


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
