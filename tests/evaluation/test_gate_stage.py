"""The stage `gate` on artifacts: what it writes, and attempts to fool it through their files."""

import json
from pathlib import Path
from typing import Any

import pytest

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import GateConfig
from cad0_core.errors import ArtifactError, GateError
from cad0_core.evaluation import report
from cad0_core.evaluation.gate import gate
from cad0_core.evaluation.metrics import summarise
from cad0_core.evaluation.scoring import Question, score
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.job import Job

FLOORS = {"syntax_accuracy": 0.9, "exact_match_accuracy": 0.8, "valid_solid_rate": 0.9, "n": 20}


def artifact(folder: Path, stage: str, files: dict[str, str], inputs: dict[str, str]) -> Artifact:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return artifacts.complete(
        folder,
        stage=stage,
        version=1,
        key="k",
        config={},
        inputs=inputs,
        metrics={},
        seconds=1.0,
        cost_usd=0.0,
        code="0",
    )


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    """A model, its data, and an evaluation of 30 prompts of which 27 are exact."""
    model = artifact(tmp_path / "model", "train", {"model.safetensors": "weights"}, {})
    data = artifact(tmp_path / "data", "generate", {"test.jsonl": "rows"}, {})
    predictions = [
        score(
            Question(text=f"rod {i}", family="rod", variant="v", ir="Y 5 25"),
            "Y 5 25" if i < 27 else "Y 5 26",
            5,
            True,
        )
        for i in range(30)
    ]
    metrics = {
        **summarise(predictions),
        "test_programs_in_train": 0,
        "dtype": "torch",
        "model_digest": model.digest,
        "dataset_digest": data.digest,
    }
    lines = "".join(p.model_dump_json() + "\n" for p in predictions)
    files = {report.METRICS: json.dumps(metrics), report.PREDICTIONS: lines}
    read = {"model": model.digest, "dataset": data.digest}
    evaluation = artifact(tmp_path / "evaluation", "evaluate", files, read)
    return {"model": model.path, "dataset": data.path, "evaluation": evaluation.path}


def run(inputs: dict[str, Path], tmp_path: Path, **floors: float) -> tuple[dict[str, Any], Path]:
    out = tmp_path / "out"
    out.mkdir()
    config = GateConfig(floors={**FLOORS, **floors})
    return gate(Job(config, inputs, out, tmp_path / "scratch")), out


def finish(out: Path) -> Artifact:
    facts: dict[str, Any] = {"stage": "gate", "version": 1, "key": "k", "config": {}, "inputs": {}}
    return artifacts.complete(out, **facts, metrics={}, seconds=0.0, cost_usd=0.0, code="0")


def test_the_stage_writes_a_verdict_about_every_byte(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    metrics, out = run(inputs, tmp_path)
    assert metrics == {"passed": True, "checks": 10, "missed": []}
    finish(out)
    verdict = read_verdict(out).require()
    model = artifacts.load(inputs["model"])
    assert verdict.model == "cad0"
    assert verdict.model_digest == model.digest
    assert verdict.files == {n: entry.sha256 for n, entry in model.manifest.files.items()}
    page = (out / "verdict.md").read_text()
    assert "# cad0: passed" in page
    assert (
        "| evaluation: exact_match_accuracy | 0.9 | 0.7438 to 0.9654 | >= 0.8 | 30 | passed |"
        in page
    )


def test_a_missed_floor_is_a_result_and_no_exception(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    metrics, out = run(inputs, tmp_path, exact_match_accuracy=0.95)
    assert metrics["missed"] == ["exact_match_accuracy 0.9000 is below the floor 0.95 (n = 30)"]
    finish(out)
    with pytest.raises(GateError, match="cad0 does not pass its gate"):
        read_verdict(out).require()


def test_a_floor_edited_after_the_verdict_is_refused(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    _, out = run(inputs, tmp_path, exact_match_accuracy=0.95)
    finish(out)
    path = out / "verdict.json"
    path.write_text(path.read_text().replace("0.95", "0.85"))
    with pytest.raises(ArtifactError, match="changed since its manifest"):
        read_verdict(out)


@pytest.mark.parametrize(
    ("which", "file"),
    [
        ("model", "model.safetensors"),
        ("dataset", "test.jsonl"),
        ("evaluation", "metrics.json"),
        ("evaluation", "predictions.jsonl"),
    ],
)
def test_a_changed_byte_is_refused(
    inputs: dict[str, Path], tmp_path: Path, which: str, file: str
) -> None:
    path = inputs[which] / file
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ArtifactError, match=f"{file}: changed since"):
        run(inputs, tmp_path)


def test_weights_exchanged_with_a_new_manifest_fail(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    other = artifact(tmp_path / "other", "train", {"model.safetensors": "other weights"}, {})
    metrics, _ = run({**inputs, "model": other.path}, tmp_path)
    assert any("it read model" in reason for reason in metrics["missed"])


def test_an_artifact_that_is_no_evaluation_is_refused(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(ArtifactError, match="no such file"):
        run({**inputs, "evaluation": inputs["model"]}, tmp_path)


def test_predictions_dropped_under_a_new_manifest_fail(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    given = artifacts.load(inputs["evaluation"])
    lines = (given.path / report.PREDICTIONS).read_text().splitlines(keepends=True)
    files = {
        report.METRICS: (given.path / report.METRICS).read_text(),
        report.PREDICTIONS: "".join(lines[:27]),
    }
    short = artifact(tmp_path / "short", "evaluate", files, given.manifest.inputs)
    metrics, _ = run({**inputs, "evaluation": short.path}, tmp_path)
    assert metrics["missed"] == ["it reports n 30, but its 27 answers give 27"]
