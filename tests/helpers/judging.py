"""Models, data and evaluations as small as a gate can judge, and the gate run on them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rods import rod

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import GateConfig
from cad0_core.evaluation import report
from cad0_core.evaluation.gate import gate
from cad0_core.evaluation.metrics import Prediction, summarise
from cad0_core.job import Job

FLOORS = {"syntax_accuracy": 0.9, "exact_match_accuracy": 0.8, "valid_solid_rate": 0.9, "n": 20}
FAMILY = ("rod", "bar", "pin")


def artifact(
    folder: Path,
    stage: str,
    files: dict[str, str],
    inputs: dict[str, str],
    config: dict[str, Any] | None = None,
) -> Artifact:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return artifacts.complete(
        folder,
        stage=stage,
        version=1,
        key="k",
        config=config or {},
        inputs=inputs,
        metrics={},
        seconds=1.0,
        cost_usd=0.0,
        code="0",
    )


def lines(numbers: Iterable[int]) -> str:
    """Rows of data: rods, each with its own prompt and program."""
    rows = ({"text": f"rod {i}", "ir": f"Y {i + 1} 25", "family": FAMILY[i % 3]} for i in numbers)
    return "".join(json.dumps(row) + "\n" for row in rows)


def answers(numbers: Sequence[int], wrong: int = 0) -> list[Prediction]:
    """One prediction for each number; the last `wrong` of them are rods of another length."""
    last = len(numbers) - wrong
    return [rod(i, at < last, 25 / 26, FAMILY[i % 3]) for at, i in enumerate(numbers)]


def evaluated(
    folder: Path, model: Artifact, data: Artifact, given: list[Prediction], **claims: Any
) -> Artifact:
    """An evaluation as the stage leaves it; `claims` replace figures of its report."""
    metrics = {
        **summarise(given),
        "test_programs_in_train": 0,
        "dtype": "torch",
        "model_digest": model.digest,
        "dataset_digest": data.digest,
        **claims,
    }
    written = "".join(p.model_dump_json() + "\n" for p in given)
    files = {report.METRICS: json.dumps(metrics), report.PREDICTIONS: written}
    read = {"model": model.digest, "dataset": data.digest}
    return artifact(folder, "evaluate", files, read, {"samples": 30, "dtype": "torch"})


def changed(
    inputs: dict[str, Path], tmp_path: Path, given: list[Prediction], **claims: Any
) -> dict[str, Path]:
    """The inputs with another evaluation, whose figures and manifest fit its answers."""
    model, data = artifacts.load(inputs["model"]), artifacts.load(inputs["dataset"])
    evaluation = evaluated(tmp_path / "changed", model, data, given, **claims)
    return {**inputs, "evaluation": evaluation.path}


def run(
    inputs: dict[str, Path], tmp_path: Path, level: float | None = 0.05, **floors: float
) -> tuple[dict[str, Any], Path]:
    """The gate on `inputs`, finished as the table of stages finishes it."""
    out = tmp_path / "out"
    out.mkdir()
    config = GateConfig(floors={**FLOORS, **floors}, level=level)
    metrics = gate(Job(config, inputs, out, tmp_path / "scratch"))
    facts = {"config": config.model_dump(mode="json"), "inputs": {}, "metrics": metrics}
    key = artifacts.stage_key("gate", 1, facts["config"], {})
    finished = {"stage": "gate", "version": 1, "key": key, "code": "0"}
    artifacts.complete(out, **finished, **facts, seconds=0.0, cost_usd=0.0)
    return metrics, out


def missed(inputs: dict[str, Path], tmp_path: Path, **floors: float) -> str:
    metrics, _ = run(inputs, tmp_path, **floors)
    assert not metrics["passed"]
    return "\n".join(metrics["missed"])
