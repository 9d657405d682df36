"""Packed rows answer as each row alone, in batches and micro-batches of any size."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core.config import TrainConfig
from cad0_core.job import Job
from cad0_core.model.batches import IGNORED, Packs, collate, pack
from cad0_core.model.encode import Encoded, encode
from cad0_core.model.micro import best_fit_decreasing, divide, rows, size, split
from cad0_core.model.sft import train
from cad0_core.model.trainer import (
    chunked_cross_entropy,
    cross_entropy,
    label_logits,
    label_states,
)

MakeJob = Callable[..., Job]
TEXTS = ["plain 5x6x7mm box", "a tube 40 mm tall, M3, 2mm thick", "box"]
PROGRAMS = ["C 5 6 7", "Y 20 40\nY 2 40\nD 0 1", "C 1 2 3"]


def rows_of(lengths: list[int]) -> Encoded:
    """Rows whose tokens all carry the row's own number; the first of each is the prompt."""
    ids = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Encoded(ids=ids, starts=starts, prompts=np.ones(len(lengths), np.int64))


@pytest.fixture
def encoded(tokenizer: Tokenizer) -> Encoded:
    return encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=64)


@pytest.fixture(params=["sdpa", "eager"])
def attending(request: pytest.FixtureRequest, model: Qwen2ForCausalLM) -> Qwen2ForCausalLM:
    model.set_attn_implementation(request.param)
    return model


@torch.no_grad()
def test_no_attention_crosses_packed_rows(attending: Any, encoded: Encoded) -> None:
    packed, labels = label_logits(attending, pack(encoded, np.arange(3)))
    alone = [label_logits(attending, collate(encoded, np.array([i]), pad=0)) for i in range(3)]
    assert labels.tolist() == [label for _, ids in alone for label in ids.tolist()]
    torch.testing.assert_close(packed, torch.cat([logits for logits, _ in alone]))


@torch.no_grad()
def test_rows_laid_end_to_end_without_positions_do_see_each_other(
    attending: Any, encoded: Encoded
) -> None:
    """The control: what the test above would look like if attention crossed rows."""
    batch = pack(encoded, np.arange(3))
    packed, _ = label_logits(attending, batch)
    plain = {name: tensor for name, tensor in batch.items() if name != "position_ids"}
    joined, _ = label_logits(attending, plain)
    first = len(encoded.row(0)[1])  # the first row has nobody before it
    torch.testing.assert_close(joined[:first], packed[:first])
    assert (joined[first:] - packed[first:]).abs().max() > 0.01


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60), st.integers(10, 60))
def test_bins_hold_everything_once_and_are_well_filled(sizes: list[int], limit: int) -> None:
    bins = best_fit_decreasing(sizes, limit)
    assert sorted(i for members in bins for i in members) == list(range(len(sizes)))
    filled = [sum(sizes[i] for i in members) for members in bins]
    assert all(sum_ <= limit or len(b) == 1 for sum_, b in zip(filled, bins, strict=True))
    pairs = sorted(filled)[:2]
    assert len(bins) == 1 or sum(pairs) > limit  # no two could be one


@given(st.lists(st.integers(2, 30), min_size=1, max_size=40), st.integers(1, 80))
def test_micro_batches_cut_no_sample(lengths: list[int], limit: int) -> None:
    whole = pack(rows_of(lengths), np.arange(len(lengths)))
    parts = divide(whole, limit)
    assert rows(whole) == sum(map(rows, parts)) == len(lengths)
    assert all(size(part) <= limit or rows(part) == 1 for part in parts)
    seen = {}
    for part in parts:
        starts = part["position_ids"][0] == 0
        assert (part["labels"][0][starts] == IGNORED).all()
        assert (part["labels"][0][~starts] == part["input_ids"][0][~starts]).all()
        for row, length in zip(*part["input_ids"][0].unique(return_counts=True), strict=True):
            seen[int(row)] = int(length)
    assert seen == dict(enumerate(lengths))
    assert sum(map(size, split(whole, 2))) == size(whole)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 30))
def test_a_resumed_run_sees_what_the_whole_one_would(count: int, rows_: int, start: int) -> None:
    data = rows_of([3] * count)
    whole = [b["input_ids"] for b in Packs(data, size=rows_, total=30, seed=1)]
    assert len(whole) == 30
    rest = Packs(data, size=rows_, total=30, seed=1, start=start)
    for left, right in zip(whole[start:], rest, strict=True):
        assert torch.equal(left, right["input_ids"])
    epoch = torch.cat([ids[0] for ids in whole[: -(-count // rows_)]])
    if len(epoch) == 3 * count:  # a whole epoch fits into 30 batches
        assert sorted(epoch.tolist()) == sorted(data.ids.tolist())


def test_training_packed_is_training(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path
) -> None:
    """A step over all rows is the same step, however they lie in memory and whatever saves it."""
    config = train_config.replace(
        max_steps=2, warmup_ratio=0, per_device_train_batch_size=400, keep_best=False
    )
    variants = {
        "padded": config,
        "packed": config.replace(packing="bfd", tokens_per_micro_batch=2000),
        "saving": config.replace(
            packing="bfd",
            tokens_per_micro_batch=2000,
            gradient_checkpointing=True,
            chunked_loss=True,
        ),
        "8 bit": config.replace(optimizer_dtype="int8"),
    }
    found = {name: train(make_job(c, {"dataset": dataset}, name)) for name, c in variants.items()}
    names = ("train_loss", "val_loss", "val_loss_whole_text", "tokens")
    for name, metrics in found.items():
        tolerance = 1e-2 if name == "8 bit" else 1e-4
        for figure in names:
            expected = found["padded"][figure]
            assert metrics[figure] == pytest.approx(expected, rel=tolerance), (name, figure)
    assert found["packed"]["micro_batch"] == 2000
    assert found["packed"]["micro_batch_unit"] == "tokens"


def test_a_loss_in_pieces_is_the_loss(model: Qwen2ForCausalLM, encoded: Encoded) -> None:
    batch = pack(encoded, np.arange(3))
    gradients = []
    for pieces in (False, True):
        model.zero_grad()
        states, labels = label_states(model, batch)
        head = model.get_output_embeddings()
        loss = (
            chunked_cross_entropy(states, head.weight, labels)
            if pieces
            else cross_entropy(head(states), labels, batch)
        )
        loss.backward()
        gradients.append([loss.detach(), *(p.grad.clone() for p in model.parameters())])
    for left, right in zip(*gradients, strict=True):
        torch.testing.assert_close(left, right)
