"""Two processes on this machine's CPU train the student that one process trains."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from training_child import Training

from cad0_core.config import DistillConfig
from cad0_core.errors import ConfigError, DiskFullError, StageError
from cad0_core.job import Job, Metrics
from cad0_core.model import launch, ranks
from cad0_core.model.base import load


def processes_of(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in process.info["cmdline"] or ())
        and "cad0_core.model.launch" in process.info["cmdline"]
    ]


def test_two_processes_make_the_student_of_one_and_end_with_their_parent(
    distill_config: DistillConfig, dataset: Path, trained: Path, tmp_path: Path
) -> None:
    """With 57 rows a batch, the last of the 400 has one row: nothing for the second process."""
    inputs = {"teacher": trained, "dataset": dataset}
    config = distill_config.replace(
        batch_size=57, num_epochs=2, max_steps=-1, save_every_seconds=0.01, keep_best=False
    )
    patches = {"cad0_core.model.teacher_cache._SHARD": 500}
    expected = (alone := Training(config, inputs, tmp_path / "alone", patches)).finish()
    shared = Training(config.replace(num_processes=2), inputs, tmp_path / "shared", patches)
    step = shared.kill(3, 0.02)
    patience = time.monotonic() + 30
    while left := processes_of(shared.folder):
        assert time.monotonic() < patience, left
        time.sleep(0.05)
    found = shared.finish()
    assert (found["processes"], expected["processes"]) == (2, 1)
    assert step > 0 and any("resumed at step" in message for message in shared.messages)
    for name in ("steps", "tokens", "taught_tokens", "parameters", "effective_batch"):
        assert found[name] == expected[name]
    for name in ("train_loss", "val_loss"):
        assert found[name] == pytest.approx(expected[name], rel=1e-3)
    left_, right = (load(training.out).state_dict() for training in (alone, shared))
    for name, weights in left_.items():
        torch.testing.assert_close(right[name], weights, atol=2e-3, rtol=1e-2)


def relayed(folder: Path, job: Job, events: list[dict[str, Any]]) -> Metrics:
    """What becomes of a job whose processes leave these events and end."""
    folder.mkdir()
    lines = "".join(json.dumps(event) + "\n" for event in events)
    (folder / "events.jsonl").write_text(lines)
    (folder / "log.txt").write_text("Signal 9 (SIGKILL)")
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(3)"]) as process:
        return launch._relay(job, folder, process)


def test_errors_of_the_processes_are_the_stages_own(
    make_job: Callable[..., Job], tmp_path: Path
) -> None:
    job = make_job(None, {})
    with pytest.raises(DiskFullError, match="no room"):
        relayed(tmp_path / "a", job, [{"error": "DiskFullError", "message": "no room"}])
    with pytest.raises(StageError, match=r"exit code 3.*\n.*SIGKILL"):
        relayed(tmp_path / "b", job, [])
    assert relayed(tmp_path / "c", job, [{"done": {"steps": 4}}]) == {"steps": 4}


def test_more_processes_than_gpus_are_refused(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(ConfigError, match="num_processes is 2 and there are 1 GPUs"):
        launch.launch(make_job(None, {}), 2)


def test_alone_there_is_nobody_to_wait_for() -> None:
    batch = {"input_ids": torch.zeros(3, 2), "labels": torch.zeros(3, 2)}
    ones = torch.ones(2)
    ranks.add_up([ones])
    ranks.wait()
    assert ranks.share(batch) is batch
    assert ones.tolist() == [1, 1]
    assert [ranks.agreed(flag, ones.device) for flag in (True, False)] == [True, False]
