"""The page of an evaluation in the UI: what it says follows from the metrics alone."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cad0_core.artifacts import Artifact
from cad0_core.errors import HubError
from cad0_core.evaluation.metrics import Prediction, summarise
from cad0_core.evaluation.scoring import score
from cad0_core.evaluation.solids import Question
from tasks.stage import Run

evaluate = import_module("tasks.evaluate")  # the package's own name is the function


def answered(text: str, truth: str, got: str) -> Prediction:
    question = Question(text=text, family="rod", variant="v", ir=truth)
    return score(question, got, 9, True)


@pytest.fixture
def scores(tmp_path: Path) -> Artifact:
    test = [answered("a", "Y 5 25", "Y 5 25"), answered("b", "Y 5 25", "Y 10 25")]
    plain = [answered("c", "C 1 1 1", "C 1 1 1")]
    metrics = {
        **summarise(test),
        "splits": {"test": summarise(test), "primitives": summarise(plain)},
        "dtype": "torch",
        "prompts_per_second": 3.0,
        "mean_tokens": 9.0,
        "latency": {"p50": 1.0, "p95": 2.0, "batch_size": 2},
        "test_programs_in_train": 0,
    }
    return cast(Artifact, SimpleNamespace(path=tmp_path, metrics=metrics))


def test_headline_against_what_is_published(scores: Artifact) -> None:
    text = evaluate.page("evaluate", scores, {"exact_match_accuracy": 0.25})
    # One of two: 0.0945 to 0.9055 by Wilson.
    assert "| exact_match_accuracy | 0.5000 | 0.0945 to 0.9055 | 0.2500 | +0.2500 |" in text
    assert "| iou_unit | 0." in text
    assert "published" not in evaluate.page("evaluate", scores)


def test_sets_and_kinds_of_failure(scores: Artifact) -> None:
    text = evaluate.page("evaluate", scores)
    assert "| test | 2 | 1.0000 | 0.5000 | 0.5000 | 0.6250 |  |" in text  # IoU (1 + 1/4) / 2
    assert "| primitives | 1 | 1.0000 | 1.0000 | 1.0000 | 1.0000 | 1.0000 |" in text
    assert "| radius for diameter | 1 | 0 |" in text
    assert "wrong number" not in text


class Hub:
    """Serves one folder, or nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def read(self, repo: str, name: str, revision: str) -> bytes:
        if self.folder is None or not self.folder.is_dir():
            raise HubError("gone")
        return (self.folder / name).read_bytes()


def test_what_is_published_is_compared_weights_with_weights(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text('{"evaluations": {"q8": {"iou": 0.5}}, "gates": []}')

    def found(folder: Path | None, dtype: str) -> Any:
        preset = SimpleNamespace(hub=SimpleNamespace(cad0="a/cad0", mini="a/mini"))
        run = cast(Run, SimpleNamespace(hub=Hub(folder), preset=preset))
        return evaluate.published(run, "evaluate-mini", dtype)

    assert found(tmp_path, "q8") == {"iou": 0.5}
    assert found(tmp_path, "torch") is None
    assert found(None, "q8") is None
    assert found(tmp_path / "gone", "q8") is None
