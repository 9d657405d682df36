"""`kill -9` during an export leaves nothing that could be taken for one; the next try is whole."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from cad0_core import artifacts, stages
from cad0_core.config import ExportConfig
from cad0_core.errors import ArtifactError, ModelError
from cad0_core.model.decode_onnx import OnnxEngine
from cad0_core.stages import StageSpec, input_folder, spec
from cad0_core.state import State

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["cad0_core.export.onnx"])
CONFIG = ExportConfig(dtypes=("fp32", "fp16", "q4f16"))


# What appears in the job's folder in this order; each kill comes just after one of them.
MOMENTS = ("scratch/fp32/model.onnx", "out/onnx", "scratch/fp32/model_fp16.onnx",
           "out/onnx/model_fp16.onnx")  # fmt: skip


def _export(call: StageSpec, root: Path) -> None:
    stages.run(call, State(root))


def start(call: StageSpec, root: Path) -> Any:
    process = _CONTEXT.Process(target=_export, args=(call, root))
    process.start()
    return process


@pytest.fixture
def call(model: Path) -> StageSpec:
    return spec("export", CONFIG, {"model": input_folder(model)})


def test_kills_at_any_moment_leave_no_half_export(call: StageSpec, tmp_path: Path) -> None:
    state, chance = State(tmp_path / "killed"), random.Random(0)
    state.make()
    folder = state.artifact(call.stage, call.key)
    for moment in MOMENTS:
        sign = state.job(call.stage, call.key) / moment
        if sign.is_file():  # left by the try before
            sign.unlink()
        process = start(call, state.root)
        while not sign.exists():
            time.sleep(0.002)
            assert process.is_alive(), f"it ended before it wrote {moment}"
        time.sleep(chance.uniform(0, 0.02))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL, "it ended before it was killed"
        assert not folder.exists()
        assert stages.find(call, state) is None
    whole = State(tmp_path / "whole")
    whole.make()
    expected = stages.run(call, whole)
    found = stages.run(call, state)
    assert found.manifest.files == expected.manifest.files
    assert not list(folder.rglob("*.part"))


def test_half_a_file_is_never_taken_for_a_whole_one(call: StageSpec, tmp_path: Path) -> None:
    state = State(tmp_path)
    state.make()
    made = stages.run(call, state)
    file = made.path / "onnx" / "model_fp16.onnx"
    whole = file.read_bytes()
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        with pytest.raises(ArtifactError, match=r"model_fp16\.onnx: changed since"):
            artifacts.load(made.path)
        with pytest.raises(ModelError, match="not usable"):
            OnnxEngine.load(made.path, "fp16")
