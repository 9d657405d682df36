"""Running out of memory costs a step's time and no more, until a single row is too much."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from cad0_core.config import TrainConfig
from cad0_core.errors import OutOfMemoryError, StageCancelled
from cad0_core.job import Job, Progress
from cad0_core.model.memory import explained, is_out_of_memory
from cad0_core.model.micro import Batch, size
from cad0_core.model.sft import train
from cad0_core.model.trainer import CompletionTrainer

MakeJob = Callable[..., Job]


class Small:
    """Memory for `limit` rows (packed: tokens); it runs out after the gradients were written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, limit: int, at_step: int = 0) -> None:
        self.limit, self.at_step, self.seen = limit, at_step, 0
        original = CompletionTrainer._backward

        def backward(trainer: Any, model: Any, part: Batch, items: Any) -> torch.Tensor:
            loss = original(trainer, model, part, items)
            if trainer.state.global_step >= self.at_step and size(part) > self.limit:
                self.seen += 1
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return loss

        monkeypatch.setattr(CompletionTrainer, "_backward", backward)


def curve(job: Job) -> str:
    return (job.out / "report" / "history.json").read_text()


@pytest.mark.parametrize("packing", ["none", "bfd"])
def test_the_micro_batch_is_halved_and_nothing_else_changes(
    make_job: MakeJob,
    train_config: TrainConfig,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    packing: Any,
) -> None:
    config = train_config.replace(
        packing=packing, per_device_train_batch_size=8, gradient_accumulation_steps=2, max_steps=6
    )
    expected = train(make_job(config, {"dataset": dataset}, "roomy"))
    small = Small(monkeypatch, limit=100 if packing == "bfd" else 3, at_step=2)
    seen: list[Progress] = []
    job = make_job(config, {"dataset": dataset}, "small", report=seen.append)
    with caplog.at_level(logging.WARNING, "cad0"):
        found = train(job)
    assert found["out_of_memory"] == small.seen >= 2
    assert found["micro_batch"] <= small.limit
    assert found["effective_batch"] == expected["effective_batch"] == 16
    for name in ("train_loss", "val_loss", "steps", "tokens"):
        assert found[name] == pytest.approx(expected[name], rel=1e-4), name
    assert "out of memory at step 3" in caplog.text
    assert f"micro-batch halved to {found['micro_batch']}" in seen[-2].message


def test_a_later_try_knows(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Small(monkeypatch, limit=8)
    steps = [0]
    first = make_job(train_config, {"dataset": dataset}, stopping=lambda: steps[0] >= 2)
    first.report = lambda progress: steps.__setitem__(0, int(progress.metrics.get("step", 0)))
    with pytest.raises(StageCancelled):
        train(first)
    assert small.seen == 1
    metrics = train(make_job(train_config, {"dataset": dataset}))
    assert small.seen == 1
    assert (metrics["micro_batch"], metrics["out_of_memory"]) == (8, 1)


def test_one_row_that_is_too_much_is_an_error_with_a_remedy(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Small(monkeypatch, limit=0)
    with pytest.raises(OutOfMemoryError, match=r"step 1: .* single row .* gradient_checkpointing"):
        train(make_job(train_config, {"dataset": dataset}))


def test_other_errors_are_none_of_its_business(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> torch.Tensor:
        raise RuntimeError("shapes do not match")

    monkeypatch.setattr(CompletionTrainer, "_backward", broken)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        train(make_job(train_config, {"dataset": dataset}))


def test_what_torch_says_on_a_cpu_is_understood() -> None:
    with (
        pytest.raises(OutOfMemoryError, match=r"^a tensor: out of memory .*use_4bit"),
        explained("a tensor"),
    ):
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(MemoryError())
    assert not is_out_of_memory(RuntimeError("out of patience"))
    with pytest.raises(ValueError, match="other"), explained("a tensor"):
        raise ValueError("other")
