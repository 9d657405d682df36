"""Files that lose too much on validation prompts are withheld, and say how much they lost."""

import json
from pathlib import Path

import pytest

from cad0_core.config import ExportConfig
from cad0_core.errors import ModelError
from cad0_core.export import trial
from cad0_core.export.onnx import export
from cad0_core.job import Job
from cad0_core.model.decode import Completion

PROMPTS = 40
RIGHT, WRONG = "C 10 20 30", "C 10 20 31"


class Parrot:
    """Answers the first `right` prompts rightly."""

    def __init__(self, right: int) -> None:
        self.right = right

    def answer(self, texts: list[str], **settings: object) -> list[Completion]:
        said = [RIGHT if i < self.right else WRONG for i in range(len(texts))]
        return [Completion(ir=ir, tokens=5, finished=True) for ir in said]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    predicates = json.dumps([{"kind": "size", "of": ["x"], "size": [10, 20, 30]}])
    rows = [
        {"text": f"box {i}", "ir": RIGHT, "family": "box", "predicates": predicates}
        for i in range(PROMPTS)
    ]
    (folder / "val.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def job(model: Path, dataset: Path, tmp_path: Path, config: ExportConfig) -> Job:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    out.mkdir()
    scratch.mkdir()
    return Job(config, {"model": model, "dataset": dataset}, out, scratch)


def test_what_drops_more_than_allowed_is_withheld(
    model: Path, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {"fp32": 30, "fp16": 31, "q8": 29, "q4": 28}
    monkeypatch.setattr(trial, "load_generator", lambda folder, dtype: Parrot(right[dtype]))
    config = ExportConfig(dtypes=("fp32", "fp16", "q8", "q4"), trial=PROMPTS, max_drop=0.025)
    work = job(model, dataset, tmp_path, config)
    metrics = export(work)
    assert metrics["dtypes"] == ["fp32", "fp16", "q8"]
    assert list(metrics["withheld"]) == ["q4"]
    assert "0.0500 below fp32; 0.025 is allowed" in metrics["withheld"]["q4"]
    assert metrics["trial"]["fp32"]["dim_pass"] == 0.75
    assert metrics["trial"]["fp16"]["drop"] == -0.025
    assert metrics["trial"]["q8"]["same"] == pytest.approx(39 / 40)
    assert not (work.out / "onnx" / "model_q4.onnx").exists()
    described = json.loads((work.out / "cad0.json").read_text())
    assert list(described["dtypes"]) == metrics["dtypes"]
    download = sum(p.stat().st_size for p in work.out.iterdir() if p.is_file())
    assert metrics["download_q8"] == download + metrics["bytes_q8"]


def test_an_export_with_nothing_to_publish_fails(
    model: Path, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {"fp32": 30, "q4": 0}
    monkeypatch.setattr(trial, "load_generator", lambda folder, dtype: Parrot(right[dtype]))
    with pytest.raises(ModelError, match=r"q4: DimPass 0\.0000"):
        export(job(model, dataset, tmp_path, ExportConfig(dtypes=("q4",), trial=PROMPTS)))
