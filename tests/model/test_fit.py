"""Training leaves a whole model, stops and resumes as if nothing had happened, and is silent."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from cad0_core.config import TrainConfig
from cad0_core.errors import DataError, StageCancelled
from cad0_core.job import Job, Metrics, Progress
from cad0_core.model.base import load
from cad0_core.model.checkpoints import latest
from cad0_core.model.sft import train

MakeJob = Callable[..., Job]
FILES = {
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "report/history.json",
    "report/loss.png",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
}


class StopAfter:
    """Asks for a stop once `steps` steps have been reported."""

    def __init__(self, steps: int) -> None:
        self.steps, self.seen = steps, 0

    def report(self, progress: Progress) -> None:
        self.seen = max(self.seen, int(progress.metrics.get("step", 0)))

    def stopping(self) -> bool:
        return self.seen >= self.steps


def losses(job: Job) -> dict[int, float]:
    history = json.loads((job.out / "report" / "history.json").read_text())
    return {point["step"]: point["loss"] for point in history if "loss" in point}


@pytest.fixture
def whole(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> tuple[Job, Metrics, list[Progress]]:
    seen: list[Progress] = []
    job = make_job(train_config, {"dataset": dataset}, "whole", report=seen.append)
    return job, train(job), seen


def test_a_run_leaves_a_model_folder_and_its_figures(
    whole: tuple[Job, Metrics, list[Progress]], capfd: pytest.CaptureFixture[str]
) -> None:
    job, metrics, seen = whole
    assert {str(path.relative_to(job.out)) for path in job.out.rglob("*.*")} == FILES
    assert metrics["steps"] == 12
    assert metrics["train_rows"] == 400
    assert metrics["parameters"] == sum(p.numel() for p in load(job.out).parameters())
    assert 0 < metrics["val_loss"] < metrics["val_loss_whole_text"] < 6.6
    assert metrics["completion_tokens_per_second"] < metrics["tokens_per_second"]
    assert metrics["tokens"] > 12 * 16 * 10
    assert losses(job)[12] < losses(job)[1]
    steps = [p for p in seen if "step" in p.metrics]
    assert [p.metrics["step"] for p in steps] == list(range(1, 13))
    speeds = {"tokens_per_second", "completion_tokens_per_second"}
    assert {"loss", "seconds_left", *speeds} <= steps[-1].metrics.keys()
    assert [p.fraction for p in seen] == sorted(p.fraction for p in seen)
    assert capfd.readouterr() == ("", "")


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(
    whole: tuple[Job, Metrics, list[Progress]],
    make_job: MakeJob,
    train_config: TrainConfig,
    dataset: Path,
) -> None:
    job, metrics, _ = whole
    for steps in (4, 7):
        stop = StopAfter(steps)
        part = make_job(
            train_config,
            {"dataset": dataset},
            "part",
            report=stop.report,
            stopping=stop.stopping,
        )
        with pytest.raises(StageCancelled, match=f"step {steps + 1} of 12"):
            train(part)
        found = latest(part.scratch / "checkpoints")
        assert found is not None
        assert found[1] == steps + 1
        assert not list(part.out.iterdir())
        torch.rand(7)  # the state of the process must play no part
    tear(found[0])  # the last one is lost; the one before it is used
    seen: list[Progress] = []
    rest = make_job(train_config, {"dataset": dataset}, "part", report=seen.append)
    again = train(rest)
    assert any("resumed at step 6 of 12" in progress.message for progress in seen)
    assert losses(rest) == pytest.approx(losses(job), rel=1e-4)
    assert again["tokens"] == metrics["tokens"]
    assert again["val_loss"] == pytest.approx(metrics["val_loss"], rel=1e-4)
    left, right = (load_file(j.out / "model.safetensors") for j in (job, rest))
    for name, weights in left.items():
        torch.testing.assert_close(weights, right[name], rtol=1e-3, atol=1e-5)


def test_a_run_killed_after_its_last_step_only_writes_its_result(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> None:
    first = train(make_job(train_config, {"dataset": dataset}))
    seen: list[Progress] = []
    job = make_job(train_config, {"dataset": dataset}, report=seen.append)
    assert train(job)["val_loss"] == first["val_loss"]
    assert not [progress for progress in seen if "step" in progress.metrics]
    assert (job.out / "model.safetensors").is_file()


def test_checkpoints_come_by_time(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> None:
    saved: list[int] = []
    job = make_job(train_config.replace(save_every_seconds=1e-6), {"dataset": dataset})
    job.report = lambda progress: saved.append(len(list(job.scratch.glob("checkpoints/step-*"))))
    train(job)
    assert max(saved) == 2


def test_accumulated_micro_batches_make_the_step_of_one_batch(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> None:
    config = train_config.replace(max_steps=2, warmup_ratio=0)
    small = config.replace(per_device_train_batch_size=200, gradient_accumulation_steps=2)
    large = config.replace(per_device_train_batch_size=400)
    jobs = [make_job(c, {"dataset": dataset}, n) for c, n in ((small, "s"), (large, "l"))]
    for job in jobs:
        train(job)
    assert losses(jobs[0]) == pytest.approx(losses(jobs[1]), rel=1e-4)


def test_tracking_stays_in_its_folder_and_ends_with_the_run(
    make_job: MakeJob,
    train_config: TrainConfig,
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ("home", "elsewhere"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.chdir(tmp_path / "elsewhere")
    watched, before = tmp_path / "watched", tracker_settings()
    watch = {
        "mode": "auto",
        "entity": "ecto",
        "project": "cad0",
        "name": "run",
        "dir": str(watched),
    }
    job = make_job(train_config, {"dataset": dataset}, watch=watch)
    train(job)
    (record,) = watched.rglob("run-*.wandb")
    for name in (b"learning_rate", b"val/loss", b"val/loss_whole_text", b"val/samples"):
        assert name in record.read_bytes()
    (kept,) = (job.out / "report" / "wandb").rglob("run-*.wandb")
    assert kept.read_bytes() == record.read_bytes()
    tables = list(kept.parent.rglob("*.table.json"))
    assert len(tables) == 10
    table = json.loads(tables[0].read_text())
    assert table["columns"] == ["prompt", "expected", "generated", "exact"]
    assert len(table["data"]) == 4
    assert not list((tmp_path / "home").rglob("*"))
    assert not list((tmp_path / "elsewhere").rglob("*"))
    assert tracker_settings() == before
    assert capfd.readouterr() == ("", "")


def test_a_broken_tracker_does_not_break_the_run(
    make_job: MakeJob,
    train_config: TrainConfig,
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    import wandb

    def fail(**_: Any) -> None:
        raise RuntimeError("no network")

    monkeypatch.setattr(wandb, "init", fail)
    watch = {"mode": "auto", "project": "cad0", "name": "run", "dir": str(tmp_path / "w")}
    with caplog.at_level(logging.WARNING, "cad0"):
        train(make_job(train_config, {"dataset": dataset}, watch=watch))
    assert "training goes on" in caplog.text


def test_a_row_over_the_limit_ends_the_run_before_it_begins(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> None:
    with pytest.raises(DataError, match=r"row \d+ has \d+ tokens, over max_seq_length 16"):
        train(make_job(train_config.replace(max_seq_length=16), {"dataset": dataset}))


def test_an_empty_split_is_named(
    make_job: MakeJob, train_config: TrainConfig, tmp_path: Path
) -> None:
    (tmp_path / "train.jsonl").write_text("")
    with pytest.raises(DataError, match=r"train\.jsonl: no rows"):
        train(make_job(train_config, {"dataset": tmp_path}))


def tracker_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("WANDB_")}


def tear(folder: Path) -> None:
    path = folder / "optimizer.pt"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
