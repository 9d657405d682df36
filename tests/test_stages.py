"""Stages run whole or not at all; the functions here stand for real ones in the table."""

import errno
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cad0_core import stages
from cad0_core.artifacts import Artifact
from cad0_core.config import ValidateConfig
from cad0_core.errors import (
    ArtifactError,
    BusyError,
    DataError,
    DiskFullError,
    StageCancelled,
    StageError,
)
from cad0_core.job import Job, Metrics
from cad0_core.stages import STAGES, Input, Stage, StageSpec
from cad0_core.state import State


class Recorder:
    """A stage function that counts its tries and then does what the test says."""

    def __init__(self) -> None:
        self.tries = 0
        self.resumed: list[bool] = []
        self.fail: BaseException | None = None

    def __call__(self, job: Job) -> Metrics:
        self.tries += 1
        checkpoint = job.scratch / "checkpoint"
        self.resumed.append(checkpoint.exists())
        checkpoint.write_text("half way")
        (job.out / "result.txt").write_text(f"{job.config.segments}")
        job.progress(0.5, "half way")
        if self.fail is not None:
            raise self.fail
        return {"n": 1}


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    module = ModuleType("fake_stage")
    module.run = recorder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_stage", module)
    monkeypatch.setitem(STAGES, "fake", Stage("fake_stage:run", ValidateConfig, version=1))
    return recorder


def call(segments: int = 32, **inputs: Input) -> StageSpec:
    return stages.spec("fake", ValidateConfig(segments=segments), inputs)


@pytest.mark.parametrize("name", list(STAGES))
def test_every_row_of_the_table_names_a_function(name: str) -> None:
    assert callable(STAGES[name].load())


def test_a_finished_stage_is_found_and_verified(state: State, stage: Recorder) -> None:
    assert stages.find(call(), state) is None
    made = stages.run(call(), state)
    found = stages.find(call(), state)
    assert found == made
    assert (made.path / "result.txt").read_text() == "32"
    assert made.metrics == {"n": 1}


def test_another_config_or_input_is_another_artifact(state: State, stage: Recorder) -> None:
    made = stages.run(call(), state)
    assert stages.find(call(segments=64), state) is None
    assert stages.find(call(data=Input.of(made)), state) is None


def test_the_key_does_not_depend_on_where_an_input_lies(stage: Recorder) -> None:
    here = call(data=Input(path=Path("/a"), digest="d"))
    assert here.key == call(data=Input(path=Path("/b"), digest="d")).key


def test_damage_is_reported_and_can_be_moved_aside(state: State, stage: Recorder) -> None:
    made = stages.run(call(), state)
    (made.path / "result.txt").write_text("changed")
    with pytest.raises(ArtifactError, match="changed since"):
        stages.find(call(), state)
    aside = stages.discard(call(), state)
    assert aside is not None and (aside / "result.txt").read_text() == "changed"
    assert stages.run(call(), state).digest == made.digest


def test_a_failed_try_leaves_its_checkpoint_and_no_artifact(state: State, stage: Recorder) -> None:
    stage.fail = DataError("line 3 is bad")
    with pytest.raises(DataError, match="line 3"):
        stages.run(call(), state)
    assert stages.find(call(), state) is None
    assert not (state.job("fake", call().key) / "out").exists()
    stage.fail = None
    stages.run(call(), state)
    assert stage.resumed == [False, True]


def test_checkpoints_go_once_the_artifact_stands(state: State, stage: Recorder) -> None:
    stages.run(call(), state)
    assert not (state.job("fake", call().key) / "scratch").exists()


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("I/O error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_called_so(state: State, stage: Recorder, error: Exception) -> None:
    stage.fail = error
    with pytest.raises(DiskFullError, match=r"no space left.*run the same command again"):
        stages.run(call(), state)
    assert stages.find(call(), state) is None


def test_a_failure_while_nothing_is_left_is_called_a_full_disk(
    state: State, stage: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library may cut a file short without a word, and fail where it reads it."""
    stage.fail = ValueError("invalid file")
    usage = shutil.disk_usage(state.root.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=4096))
    with pytest.raises(DiskFullError, match="no space left"):
        stages.run(call(), state)


def test_other_errors_are_not_called_a_full_disk(state: State, stage: Recorder) -> None:
    stage.fail = OSError(errno.EACCES, "Permission denied")
    with pytest.raises(OSError, match="Permission denied"):
        stages.run(call(), state)


def test_one_stage_is_never_run_twice_at_once(state: State, stage: Recorder) -> None:
    def again(progress: Any) -> None:
        with pytest.raises(BusyError, match="runs already"):
            stages.run(call(), state)

    stages.run(call(), state, report=again)
    assert stage.tries == 1


def test_a_stop_request_is_seen_at_the_next_progress(state: State, stage: Recorder) -> None:
    with pytest.raises(StageCancelled, match="50%"):
        stages.run(call(), state, stopping=lambda: True)


def test_a_folder_is_an_input_by_its_content(tmp_path: Path, stage: Recorder, state: State) -> None:
    made: Artifact = stages.run(call(), state)
    assert stages.input_folder(made.path).digest == made.digest
    (tmp_path / "empty").mkdir()
    with pytest.raises(StageError, match="empty"):
        stages.input_folder(tmp_path / "empty")
    with pytest.raises(StageError, match="no such folder"):
        stages.input_folder(tmp_path / "missing")


def test_config_errors_name_the_stage_value(state: State, stage: Recorder) -> None:
    bad = StageSpec(stage="fake", config={"segments": 3})
    with pytest.raises(ValueError, match="segments"):
        stages.run(bad, state)
