"""What is written is the best by validation, also after a kill; who gets no better may stop."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core.config import TrainConfig
from cad0_core.errors import StageCancelled
from cad0_core.job import Job
from cad0_core.model import fit
from cad0_core.model.base import load
from cad0_core.model.batches import IGNORED, collate, in_order
from cad0_core.model.encode import encode
from cad0_core.model.sft import train
from cad0_core.model.validation import Losses, answers, at_rest, validation_losses

MakeJob = Callable[..., Job]
Weights = dict[str, torch.Tensor]


class Script:
    """Validation losses by step of a 10-step run, and the weights that were judged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, losses: list[float]) -> None:
        self.losses, self.at = losses, 0
        self.weights: dict[int, Weights] = {}
        monkeypatch.setattr(fit, "validation_losses", self.judge)

    def judge(self, model: Any, batches: Any) -> Losses:
        self.at += 1
        self.weights[self.at] = {n: p.detach().clone() for n, p in model.named_parameters()}
        return Losses(self.losses[self.at - 1], 1.0)


@pytest.fixture
def ten(train_config: TrainConfig) -> TrainConfig:
    """Ten steps: one validation each."""
    return train_config.replace(max_steps=10, learning_rate=0.02)


def same(folder: Path, weights: Weights) -> bool:
    written = dict(load(folder).named_parameters())
    return all(torch.equal(written[name], weights[name]) for name in weights)


LOSSES = [9.0, 8.0, 7.0, 5.0, 6.0, 5.5, 5.2, 5.1, 5.0, 5.3]  # the first of two equals counts


@pytest.mark.parametrize(("keep_best", "step", "loss"), [(True, 4, 5.0), (False, 10, 5.3)])
def test_the_best_is_written(
    make_job: MakeJob,
    ten: TrainConfig,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    keep_best: bool,
    step: int,
    loss: float,
) -> None:
    script = Script(monkeypatch, LOSSES)
    job = make_job(ten.replace(keep_best=keep_best), {"dataset": dataset})
    metrics = train(job)
    assert (metrics["written_step"], metrics["val_loss"]) == (step, loss)
    assert (metrics["steps"], metrics["best_step"], metrics["last_val_loss"]) == (10, 4, 5.3)
    assert same(job.out, script.weights[step])
    assert not same(job.out, script.weights[14 - step])


@pytest.mark.parametrize("stop", [5, 8])
def test_the_best_survives_the_end_of_its_process(
    make_job: MakeJob,
    ten: TrainConfig,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: int,
) -> None:
    script = Script(monkeypatch, LOSSES)
    part = make_job(ten, {"dataset": dataset}, stopping=lambda: script.at >= stop)
    with pytest.raises(StageCancelled):
        train(part)
    best = script.weights[4]
    rest = make_job(ten, {"dataset": dataset})
    assert train(rest)["written_step"] == 4
    assert same(rest.out, best)


def test_a_damaged_best_is_not_written(
    make_job: MakeJob,
    ten: TrainConfig,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    script = Script(monkeypatch, LOSSES)
    part = make_job(ten, {"dataset": dataset}, stopping=lambda: script.at >= 6)
    with pytest.raises(StageCancelled):
        train(part)
    path = part.scratch / "best" / "step-00000004" / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    rest = make_job(ten, {"dataset": dataset})
    with caplog.at_level(logging.WARNING, "cad0"):
        metrics = train(rest)
    assert "of step 4, are damaged or lost" in caplog.text
    assert (metrics["written_step"], metrics["val_loss"]) == (10, 5.3)
    assert same(rest.out, script.weights[10])


def test_who_gets_no_better_stops(
    make_job: MakeJob, ten: TrainConfig, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ten.replace(early_stop_patience=3)
    script = Script(monkeypatch, LOSSES)
    first = make_job(config, {"dataset": dataset})
    metrics = train(first)
    assert (metrics["steps"], metrics["written_step"], metrics["stopped_early"]) == (7, 4, True)
    assert same(first.out, script.weights[4])
    again = make_job(config, {"dataset": dataset})  # killed while it wrote the model
    assert train(again) == metrics
    assert script.at == 7  # no step more
    assert same(again.out, script.weights[4])


def test_losses_are_those_of_the_tokens(tokenizer: Tokenizer, model: Qwen2ForCausalLM) -> None:
    texts = ["plain 5x6x7mm box", "a tube 40 mm tall, M3, 2mm thick", "box"]
    rows = encode(tokenizer, texts, ["C 5 6 7", "Y 20 40", "C 1 2 3"], max_seq_length=64)
    found = validation_losses(model, in_order(rows, 2, pad=0))
    every, useful = [], []
    for row in range(3):
        batch = collate(rows, np.array([row]), pad=0)
        with torch.no_grad():
            logits = model(input_ids=batch["input_ids"]).logits[0, :-1]
        losses = torch.nn.functional.cross_entropy(
            logits, batch["input_ids"][0, 1:], reduction="none"
        )
        every += losses.tolist()
        useful += losses[batch["labels"][0, 1:] != IGNORED].tolist()
    assert len(every) == rows.lengths.sum() - 3
    assert found.completion == pytest.approx(np.mean(useful), rel=1e-5)
    assert found.whole_text == pytest.approx(np.mean(every), rel=1e-5)


def test_answers_are_greedy_and_leave_no_trace(
    tokenizer: Tokenizer, model: Qwen2ForCausalLM
) -> None:
    texts = ["plain 5x6x7mm box", "box", "a tube"]
    rows = encode(tokenizer, texts, ["C 5 6 7", "C 1 2 3", "Y 1 2"], max_seq_length=64)
    model.gradient_checkpointing_enable()
    model.train()
    samples = answers(model, tokenizer, rows, count=2, max_new_tokens=5)
    assert [s.expected for s in samples] == ["C 5 6 7", "C 1 2 3"]
    assert "plain 5x6x7mm box" in samples[0].prompt
    assert model.training
    assert model.model.layers[0].gradient_checkpointing
    ids, _ = rows.row(0)
    for _ in range(5):
        with torch.no_grad(), at_rest(model):
            ids.append(int(model(input_ids=torch.tensor([ids])).logits[0, -1].argmax()))
    assert tokenizer.decode(ids[-5:]) == samples[0].generated
