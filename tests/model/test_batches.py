"""Every row once an epoch, hardly any padding, and the same order however often it is resumed."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from cad0_core.model.batches import Batches, epoch_order, in_order
from cad0_core.model.encode import Encoded, encode


def rows_of(lengths: list[int]) -> Encoded:
    """Rows whose tokens all carry the row's own number."""
    ids = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Encoded(ids=ids, starts=starts, prompts=np.ones(len(lengths), np.int64))


@given(st.lists(st.integers(2, 40), min_size=1, max_size=200), st.integers(1, 17))
def test_an_epoch_holds_every_row_once(lengths: list[int], size: int) -> None:
    order = epoch_order(np.array(lengths), size, [0, 0])
    assert sorted(np.concatenate(order).tolist()) == list(range(len(lengths)))
    assert max(map(len, order)) <= size


@given(st.lists(st.integers(2, 9), min_size=1, max_size=60), st.integers(1, 7), st.integers(0, 40))
def test_a_resumed_run_sees_what_the_whole_one_would(
    lengths: list[int], size: int, start: int
) -> None:
    total = 40
    rows = rows_of(lengths)
    whole = [b["input_ids"] for b in Batches(rows, size=size, total=total, seed=3, pad=0)]
    assert len(whole) == total
    rest = Batches(rows, size=size, total=total, seed=3, pad=0, start=start)
    for left, right in zip(whole[start:], rest, strict=True):
        assert torch.equal(left, right["input_ids"])


def test_epochs_and_seeds_differ() -> None:
    rows = rows_of([5] * 100)
    first = [b["input_ids"] for b in Batches(rows, size=10, total=20, seed=0, pad=0)]
    other = [b["input_ids"] for b in Batches(rows, size=10, total=20, seed=1, pad=0)]
    assert not torch.equal(first[0], first[10])
    assert not torch.equal(first[0], other[0])


def test_hardly_a_token_is_padding() -> None:
    lengths = np.random.default_rng(0).integers(10, 80, 5000)
    order = epoch_order(lengths, 32, [0, 0])
    padded = sum(len(batch) * lengths[batch].max() for batch in order)
    assert padded / lengths.sum() < 1.03


def test_validation_reads_every_row(tokenizer: Tokenizer) -> None:
    rows = encode(tokenizer, ["a", "b" * 30, "c d"], ["C 1", "C 2", "C 3"], max_seq_length=64)
    tokens = [int(batch["tokens"]) for batch in in_order(rows, 2, pad=0)]
    assert sum(tokens) == rows.lengths.sum()


@pytest.mark.parametrize("size", [1, 3, 64])
def test_a_batch_larger_than_the_data_is_the_data(size: int) -> None:
    rows = rows_of([4, 5, 6])
    seen = [b["input_ids"] for b in Batches(rows, size=size, total=6, seed=0, pad=0)]
    assert len(seen) == 6
