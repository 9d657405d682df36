"""`cad0.json` says what a reader in another language needs, and no more than is so."""

import json
from pathlib import Path

import pytest

from cad0_core.export.cad0_json import default_dtype, write_cad0_json
from cad0_core.ir.grammar import Automaton
from cad0_core.prompt import prompt


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx/model.onnx").write_bytes(b"x" * 40)
    (tmp_path / "onnx/model_quantized.onnx").write_bytes(b"x" * 10)
    (tmp_path / "config.json").write_text('{"max_position_embeddings": 1024}')
    (tmp_path / "generation_config.json").write_text('{"eos_token_id": 3, "max_new_tokens": 512}')
    return tmp_path


def test_it_holds_prompt_grammar_and_files(folder: Path) -> None:
    write_cad0_json(folder, ("fp32", "q8"))
    found = json.loads((folder / "cad0.json").read_text())
    assert found["prompt"].replace("{text}", "a box") == prompt("a box")
    assert (found["eos_token_id"], found["max_new_tokens"], found["max_tokens"]) == (3, 512, 1024)
    for dtype, row in found["dtypes"].items():
        assert (folder / row["file"]).stat().st_size == row["bytes"]
        assert "wasm" in row["runs_on"], dtype
    assert found["default_dtype"] == "q8"


def test_the_grammar_is_whole_after_json(folder: Path) -> None:
    write_cad0_json(folder, ("q8",))
    automaton = Automaton(json.loads((folder / "cad0.json").read_text())["grammar"])
    state = automaton.run(automaton.start(), b"C 50 30 5\nY 7 2")
    assert state is not None and automaton.accepts_end(state)
    assert automaton.run(automaton.start(), b"D 0 1") is None


def test_the_default_needs_no_gpu_where_any_does_not() -> None:
    big, small = {"bytes": 9, "runs_on": ["wasm"]}, {"bytes": 1, "runs_on": ["webgpu"]}
    assert default_dtype({"q8": big, "q4f16": small}) == "q8"
    assert default_dtype({"q4f16": small}) == "q4f16"
