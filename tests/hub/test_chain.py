"""From weights to a published model through the real stages `evaluate` and `gate`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import EvalConfig, GateConfig, HubConfig, Settings
from cad0_core.data.files import Row, write_rows
from cad0_core.errors import GateError, HubError
from cad0_core.evaluation import answering
from cad0_core.evaluation import evaluate as evaluation
from cad0_core.evaluation.gate import gate
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.hub import Part, assemble, open_hub
from cad0_core.job import Job
from cad0_core.model.decode import Completion

FLOORS = {"exact_match_accuracy": 0.9, "valid_solid_rate": 0.9, "n": 10}


class Perfect:
    def batch(self, wanted: int) -> int:
        return wanted

    def answer(self, texts: Sequence[str], **options: Any) -> list[Completion]:
        return [Completion(f"C {text.split()[1]} 10 10", 5, True) for text in texts]


def run(
    factory: Any,
    stage: str,
    function: Callable[[Job], dict[str, Any]],
    config: Settings,
    inputs: dict[str, Artifact],
) -> Artifact:
    factory.made += 1
    out: Path = factory.root / f"{factory.made}-{stage}"
    out.mkdir(parents=True)
    folders = {name: artifact.path for name, artifact in inputs.items()}
    metrics = function(Job(config, folders, out, out))
    digests = {name: artifact.digest for name, artifact in inputs.items()}
    facts = {"config": config.model_dump(mode="json"), "inputs": digests, "metrics": metrics}
    made: Artifact = factory.finish(out, stage, **facts)
    return made


@pytest.fixture
def data(factory: Any) -> Artifact:
    folder = factory.root / "data"
    folder.mkdir(parents=True)
    rows = [Row(f"box {i}", f"C {i} 10 10", "box", "plain", f"d{i}") for i in range(1, 31)]
    write_rows(folder / "test.jsonl", rows[:20])
    write_rows(folder / "train.jsonl", rows[20:])
    made: Artifact = factory.finish(folder, "generate", inputs={})
    return made


def judged(factory: Any, data: Artifact, model: Artifact, *dtypes: str, floor: float = 0.9) -> Part:
    names = {f"evaluation-{dtype}" if dtype != "torch" else "evaluation": dtype for dtype in dtypes}
    read = {"model": model, "dataset": data}
    evaluations = {
        name: run(
            factory, "evaluate", evaluation.evaluate, EvalConfig(samples=20, dtype=dtype), read
        )
        for name, dtype in names.items()
    }
    config = GateConfig(floors={**FLOORS, "n": 20 * floor})
    artifact = run(factory, "gate", gate, config, {**read, **evaluations})
    return Part(model, read_verdict(artifact.path), evaluations)


def test_what_was_evaluated_is_what_is_published(
    factory: Any, data: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "load_generator", lambda folder, dtype: Perfect())
    monkeypatch.setattr(evaluation, "_draw", lambda job, metrics, scored: None)
    plain = {"config.json": "{}", "tokenizer.json": "{}"}
    teacher = factory.artifact("train", {**plain, "model.safetensors": "7B"})
    student = factory.artifact("distill", {**plain, "model.safetensors": "0.5B"})
    files = {"onnx/model.onnx": "32", "onnx/model_quantized.onnx": "8", "config.json": "{}"}
    onnx = factory.artifact("export", files)
    config = HubConfig()
    hub = open_hub(config, tmp_path / "hub")
    mini = [
        judged(factory, data, student, "torch"),
        judged(factory, data, onnx, "fp32", "q8"),
    ]
    for part in mini:
        part.verdict.require()  # type: ignore[attr-defined]
    big = judged(factory, data, teacher, "torch")
    version = hub.next_version()
    releases = [assemble(config.cad0, version, [big]), assemble(config.mini, version, mini)]
    published = hub.publish(version, releases)
    for part, repo in [(big, config.cad0), *((part, config.mini) for part in mini)]:
        assert dict(part.verdict.files).items() <= dict(published[repo].files).items()
        for name, sha256 in part.verdict.files.items():
            assert artifacts.digest_file(hub.resolve(repo, version) / name).sha256 == sha256
    card = (hub.resolve(config.mini) / "README.md").read_text()
    assert "| box | 20 | 1.000 [0.839, 1.000] |" in card

    missed = judged(factory, data, teacher, "torch", floor=2)
    with pytest.raises(GateError, match=r"cad0 .*\n.* n 20 is below the floor 40"):
        missed.verdict.require()  # type: ignore[attr-defined]
    again = [assemble(config.cad0, "v0.2.0", [missed]), assemble(config.mini, "v0.2.0", mini)]
    with pytest.raises(HubError, match="did not pass its gate"):
        hub.publish("v0.2.0", again)
    assert hub.versions(config.cad0) == [version]
