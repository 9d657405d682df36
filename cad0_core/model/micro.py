"""Micro-batches: a batch cut into parts that fit into memory, by rows or, when packed, by tokens.

A packed batch is one line of samples laid end to end, without padding. Its `position_ids` start
at 0 in every sample; from them transformers derives which tokens may see each other: a
block-diagonal mask on a CPU, the sequence borders of FlashAttention's varlen kernel on CUDA.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

Batch = Mapping[str, Tensor]

POSITIONS = "position_ids"  # a batch that has them is packed


def divide(batch: Batch, limit: int) -> list[Batch]:
    """Parts of at most `limit` rows, or tokens where the batch is packed; no sample is cut.

    A packed sample longer than `limit` makes a part of its own.
    """
    if POSITIONS not in batch:
        return split(batch, -(-rows(batch) // limit))
    if batch[POSITIONS].shape[1] <= limit:
        return [batch]
    starts = _starts(batch)
    sizes = starts.diff(append=torch.tensor([batch[POSITIONS].shape[1]])).tolist()
    bins = best_fit_decreasing(sizes, limit)
    spans = list(zip(starts.tolist(), sizes, strict=True))
    return [_samples(batch, [spans[i] for i in sorted(members)]) for members in bins]


def split(batch: Batch, count: int) -> list[Batch]:
    """The samples of a batch dealt out to about `count` parts of like size; none is empty."""
    if POSITIONS in batch:
        return divide(batch, -(-batch[POSITIONS].shape[1] // count))
    return [
        {name: tensor[part::count] if tensor.ndim else tensor for name, tensor in batch.items()}
        for part in range(min(count, rows(batch)))
    ]


def rows(batch: Batch) -> int:
    """Samples of a batch."""
    if POSITIONS in batch:
        return len(_starts(batch))
    return max(len(tensor) for tensor in batch.values() if tensor.ndim)


def size(batch: Batch) -> int:
    """What `divide` limits: rows, or tokens where the batch is packed."""
    return batch[POSITIONS].shape[1] if POSITIONS in batch else rows(batch)


def best_fit_decreasing(sizes: Sequence[int], limit: int) -> list[list[int]]:
    """Indices of `sizes` in bins of at most `limit`: longest first, each where it fits tightest.

    It needs at most 11/9 of the best number of bins, plus one (Johnson 1973); what is longer than
    `limit` gets a bin of its own.
    """
    bins: list[list[int]] = []
    room: list[int] = []
    for index in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        fitting = [b for b, left in enumerate(room) if left >= sizes[index]]
        if fitting:
            chosen = min(fitting, key=room.__getitem__)
        else:
            chosen = len(bins)
            bins.append([])
            room.append(limit)
        bins[chosen].append(index)
        room[chosen] -= sizes[index]
    return bins


def _starts(batch: Batch) -> Tensor:
    """Where each sample of a packed batch begins."""
    return (batch[POSITIONS][0] == 0).nonzero()[:, 0]


def _samples(batch: Batch, spans: Sequence[tuple[int, int]]) -> Batch:
    """The samples at `spans` (start, tokens) of a packed batch, laid end to end."""
    return {
        name: torch.cat([line[:, start : start + count] for start, count in spans], dim=1)
        if line.ndim
        else line
        for name, line in batch.items()
    }
