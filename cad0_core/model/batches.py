"""Batches for training: rows of like length together, so that hardly any token is padding.

The whole order follows from the seed and the step, so a resumed run continues at the same row.
"""

import math
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cad0_core.model.encode import Encoded

IGNORED = -100  # label of a position without loss, as in torch and transformers
_WINDOW = 50  # batches that are sorted by length together; more is less random, fewer pads more


class Batches:
    """`total` batches over as many epochs as they take, from batch `start` on."""

    def __init__(
        self, rows: Encoded, *, size: int, total: int, seed: int, pad: int, start: int = 0
    ) -> None:
        self.rows, self.size, self.total = rows, size, total
        self.seed, self.pad, self.start = seed, pad, start
        self.per_epoch = math.ceil(len(rows) / size)

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        return (collate(self.rows, batch, self.pad) for batch in self.order())

    def order(self) -> Iterator[NDArray[np.int64]]:
        """The rows of each batch."""
        for epoch in range(self.start // self.per_epoch, math.ceil(self.total / self.per_epoch)):
            first = epoch * self.per_epoch
            order = epoch_order(self.rows.lengths, self.size, [self.seed, epoch])
            yield from order[max(0, self.start - first) : self.total - first]


class Packs:
    """`total` packed batches of `size` rows each: one batch is one optimiser step.

    Rows come in random order. Where a batch is too long for memory it is cut between samples
    (`micro.divide`), so packing changes neither the effective batch nor the number of steps.
    """

    def __init__(self, rows: Encoded, *, size: int, total: int, seed: int, start: int = 0) -> None:
        self.rows, self.size, self.total = rows, size, total
        self.seed, self.start = seed, start
        self.per_epoch = math.ceil(len(rows) / size)

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        return (pack(self.rows, batch) for batch in self.order())

    def order(self) -> Iterator[NDArray[np.int64]]:
        """The rows of each batch."""
        for epoch in range(self.start // self.per_epoch, math.ceil(self.total / self.per_epoch)):
            first = epoch * self.per_epoch
            order = np.random.default_rng([self.seed, epoch]).permutation(len(self.rows))
            for step in range(max(first, self.start), min(first + self.per_epoch, self.total)):
                at = (step - first) * self.size
                yield order[at : at + self.size]


def epoch_order(lengths: NDArray[np.int64], size: int, seed: list[int]) -> list[NDArray[np.int64]]:
    """Every row once, in batches of `size` (the last of a window may be smaller), shuffled."""
    random = np.random.default_rng(seed)
    rows = random.permutation(len(lengths))
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(rows), _WINDOW * size):
        window = rows[start : start + _WINDOW * size]
        window = window[np.argsort(lengths[window], kind="stable")]
        batches += [window[i : i + size] for i in range(0, len(window), size)]
    return [batches[i] for i in random.permutation(len(batches))]


def in_order(rows: Encoded, size: int, pad: int) -> Iterator[dict[str, Tensor]]:
    """Every row once, shortest first: for validation, where the order plays no part."""
    order = np.argsort(rows.lengths, kind="stable")
    for start in range(0, len(order), size):
        yield collate(rows, order[start : start + size], pad)


def pack(rows: Encoded, batch: NDArray[np.int64]) -> dict[str, Tensor]:
    """`input_ids`, `labels` and `position_ids`, each (1, all tokens), and the count of `tokens`.

    Samples lie end to end, and positions start at 0 in each. Labels stand on completions only; as
    a prompt is never empty, no token learns to predict the first one of the next sample. Rows
    with lines in a table have the number of each label's line in `lines`, elsewhere IGNORED.
    """
    spans = [slice(rows.starts[row], rows.starts[row + 1]) for row in batch]
    lengths, prompts = rows.lengths[batch], rows.prompts[batch]
    ids = np.concatenate([rows.ids[span] for span in spans]).astype(np.int64)
    positions = np.concatenate([np.arange(length) for length in lengths])
    prompted = positions < np.repeat(prompts, lengths)
    labels = np.where(prompted, IGNORED, ids)
    arrays = {"input_ids": ids, "labels": labels, "position_ids": positions}
    if rows.lines is not None:
        numbers = positions + np.repeat(rows.lines[batch] - prompts, lengths)
        arrays["lines"] = np.where(prompted, IGNORED, numbers)
    packed = {name: torch.from_numpy(array)[None] for name, array in arrays.items()}
    return {**packed, "tokens": torch.tensor(len(ids))}


def collate(rows: Encoded, batch: NDArray[np.int64], pad: int) -> dict[str, Tensor]:
    """`input_ids` and `labels`, padded on the right, and the count of real `tokens`.

    Labels stand on completions only. There is no attention mask: with causal attention no
    position sees the padding to its right. Rows with lines in a table have the number of each
    label's line in `lines`, elsewhere IGNORED.
    """
    lengths = rows.lengths[batch]
    shape = (len(batch), int(lengths.max()))
    ids = np.full(shape, pad, np.int64)
    labels = np.full(shape, IGNORED, np.int64)
    numbers = np.full(shape, IGNORED, np.int64)
    for line, row, length in zip(range(len(batch)), batch, lengths, strict=True):
        start, border = rows.starts[row], rows.prompts[row]
        ids[line, :length] = rows.ids[start : start + length]
        labels[line, border:length] = ids[line, border:length]
        if rows.lines is not None:
            numbers[line, border:length] = rows.lines[row] + np.arange(length - border)
    arrays = {"input_ids": ids, "labels": labels}
    if rows.lines is not None:
        arrays["lines"] = numbers
    padded = {name: torch.from_numpy(array) for name, array in arrays.items()}
    return {**padded, "tokens": torch.tensor(int(lengths.sum()))}
