"""What is exported answers as torch does, stands in the browser's layout, and is whole."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from joining import greedy_joined

from cad0_core.config import ONNX_FILES, Decoding, ExportConfig, OnnxDtype
from cad0_core.errors import ModelError
from cad0_core.export.onnx import export
from cad0_core.job import Job, Metrics
from cad0_core.model.decode import load_generator
from cad0_core.model.encode import prompt_ids


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Metrics]:
    folder = tmp_path_factory.mktemp("export")
    for name in ("out", "scratch"):
        (folder / name).mkdir()
    (folder / "scratch" / "fp32").mkdir()
    (folder / "scratch" / "fp32" / "model.onnx").write_bytes(b"half of an earlier try")
    job = Job(ExportConfig(), {"model": model}, folder / "out", folder / "scratch")
    return folder / "out", export(job)


def test_the_layout_is_that_of_transformers_js(exported: tuple[Path, Metrics], model: Path) -> None:
    out, metrics = exported
    copies = {path.name for path in model.glob("*.json")}
    onnx_files = {
        "onnx/model.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx",
        "onnx/model_q4.onnx", "onnx/model_q4f16.onnx",
    }  # fmt: skip
    written = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
    assert written == copies | onnx_files | {"cad0.json"}
    for name in copies:
        assert (out / name).read_bytes() == (model / name).read_bytes()
    assert metrics["bytes_fp32"] == (out / "onnx/model.onnx").stat().st_size
    sizes = [metrics[f"bytes_{dtype}"] for dtype in ("fp32", "q4", "q4f16")]
    assert sizes == sorted(sizes, reverse=True)


def test_fp32_writes_token_by_token_what_torch_writes(
    exported: tuple[Path, Metrics], model: Path, texts: list[str]
) -> None:
    out, metrics = exported
    assert metrics["max_logit_difference_fp32"] < 1e-4
    answers = [
        load_generator(folder, dtype).answer(
            texts, batch_size=3, max_new_tokens=40, decoding=Decoding(constrained=False)
        )
        for folder, dtype in ((model, "torch"), (out, "fp32"))
    ]
    assert answers[0] == answers[1]
    assert max(completion.tokens for completion in answers[0]) == 40


def test_rows_that_join_a_running_batch_are_answered_as_alone(
    exported: tuple[Path, Metrics], texts: list[str]
) -> None:
    generator = load_generator(exported[0], "fp32")
    prompts = prompt_ids(generator.tokenizer, texts)
    alone = [greedy_joined(generator.engine, [ids], 1, 20) for ids in prompts]
    written, last = greedy_joined(generator.engine, prompts, 3, 20)
    assert written == [tokens for (tokens,), _ in alone]
    assert np.allclose(last, [logits for _, (logits,) in alone], atol=1e-4)


def test_an_answer_of_8_bits_has_no_company(
    exported: tuple[Path, Metrics], texts: list[str]
) -> None:
    generator = load_generator(exported[0], "q8")
    together = generator.answer(texts, batch_size=8, max_new_tokens=12)
    alone = [generator.answer([text], batch_size=1, max_new_tokens=12)[0] for text in texts]
    assert together == alone
    assert load_generator(exported[0], "fp32").batch(8) == 8


@pytest.mark.parametrize(("dtype", "far"), [("fp16", 0.01), ("q8", 0.5), ("q4f16", 0.5)])
def test_the_others_are_near(
    exported: tuple[Path, Metrics], texts: list[str], dtype: OnnxDtype, far: float
) -> None:
    out, metrics = exported
    assert 0 < metrics[f"max_logit_difference_{dtype}"] < far
    assert load_generator(out, dtype).answer(texts, batch_size=4, max_new_tokens=3)


@pytest.mark.parametrize("name", [Path(file).name for file in ONNX_FILES.values()])
def test_graphs_are_whole_and_of_the_opset_asked_for(
    exported: tuple[Path, Metrics], name: str
) -> None:
    out, metrics = exported
    graph = onnx.load(str(out / "onnx" / name))
    onnx.checker.check_model(graph)
    assert metrics["opset"] == 18
    assert {entry.name for entry in graph.graph.input} >= {"input_ids", "attention_mask"}
    assert any(entry.name == "past_key_values.0.key" for entry in graph.graph.input)


def test_only_the_dtypes_asked_for_are_written(model: Path, tmp_path: Path) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    out.mkdir()
    scratch.mkdir()
    metrics = export(Job(ExportConfig(dtypes=("q8",)), {"model": model}, out, scratch))
    assert [path.name for path in (out / "onnx").iterdir()] == ["model_quantized.onnx"]
    assert "bytes_fp32" not in metrics


def test_it_is_silent(model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    out.mkdir()
    scratch.mkdir()
    export(Job(ExportConfig(dtypes=("fp32",)), {"model": model}, out, scratch))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["tokenizer_config.json", "model.safetensors"])
def test_a_missing_file_of_the_model_is_named(model: Path, tmp_path: Path, name: str) -> None:
    broken, out, scratch = (tmp_path / part for part in ("broken", "out", "scratch"))
    for folder in (broken, out, scratch):
        folder.mkdir()
    for path in model.iterdir():
        if path.name != name:
            (broken / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match=f"{name}: no such file"):
        export(Job(ExportConfig(), {"model": broken}, out, scratch))
    assert not list(out.iterdir())
