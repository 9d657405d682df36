"""The attention cache of batched decoding: it grows in place.

transformers' own `DynamicLayer` copies every key and value of the batch at each token. Here they
lie in a buffer with room to spare, twice as large when it is full, and attention reads views of it.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import Cache, PretrainedConfig
from transformers.cache_utils import DynamicLayer

_ROOM = 64  # positions beyond the prompt to start with


class GrowingLayer(DynamicLayer):
    """Keys and values (b, heads, positions, width) of one layer; `keys` and `values` are views."""

    def update(
        self, key_states: Tensor, value_states: Tensor, cache_kwargs: dict[str, Any] | None = None
    ) -> tuple[Tensor, Tensor]:
        """Append and return all."""
        if not self.is_initialized:
            self.lazy_initialization(key_states)
            self._buffers = self._empty(key_states, 0), self._empty(value_states, 0)
        start = self.get_seq_length()
        end = start + key_states.shape[-2]
        if end > self._buffers[0].shape[-2]:
            self._grow(key_states, value_states, start, max(2 * start, end + _ROOM))
        for buffer, states in zip(self._buffers, (key_states, value_states), strict=True):
            buffer[:, :, start:end] = states
        self.keys, self.values = (buffer[:, :, :end] for buffer in self._buffers)
        return self.keys, self.values

    def batch_select_indices(self, indices: Tensor) -> None:
        """Go on with these rows."""
        length = self.get_seq_length()
        self._buffers = self._buffers[0][indices], self._buffers[1][indices]
        self.keys, self.values = (buffer[:, :, :length] for buffer in self._buffers)

    def join(self, other: "GrowingLayer", unused: int, length: int) -> None:
        """Take the rows of `other` after these, whose first `unused` positions are forgotten.

        All are then `length` positions long; what a row lacks lies before it, and is hidden by the
        mask. It is zero, since attention multiplies it by 0 and not even that may be NaN.
        """
        ends = self.get_seq_length(), other.get_seq_length()
        joined = []
        for ours, theirs in zip(self._buffers, other._buffers, strict=True):
            parts = ours[:, :, unused : ends[0]], theirs[:, :, : ends[1]]
            rows, (_, heads, _, width) = len(ours) + len(theirs), ours.shape
            buffer = ours.new_zeros(rows, heads, length + _ROOM, width)
            buffer[: len(ours), :, length - parts[0].shape[2] : length] = parts[0]
            buffer[len(ours) :, :, length - parts[1].shape[2] : length] = parts[1]
            joined.append(buffer)
        self._buffers = joined[0], joined[1]
        self.keys, self.values = (buffer[:, :, :length] for buffer in joined)

    def _grow(self, keys: Tensor, values: Tensor, start: int, room: int) -> None:
        grown = self._empty(keys, room), self._empty(values, room)
        for old, new in zip(self._buffers, grown, strict=True):
            new[:, :, :start] = old[:, :, :start]
        self._buffers = grown

    @staticmethod
    def _empty(like: Tensor, room: int) -> Tensor:
        batch, heads, _, width = like.shape
        return like.new_empty(batch, heads, room, width)


def growing_cache(config: PretrainedConfig) -> Cache:
    """An empty cache for a model without sliding windows."""
    return Cache(layers=[GrowingLayer() for _ in range(config.num_hidden_layers)])


def attention_mask(real: Tensor, queries: int) -> Tensor:
    """Which positions the last `queries` of each row may attend to (b, 1, queries, positions).

    `real` (b, positions) is true on tokens and false on padding. A padded query attends to itself:
    a row without any key would be NaN.
    """
    if queries == 1:
        return real[:, None, None, :]
    positions = real.shape[1]
    causal = torch.ones(queries, positions, dtype=torch.bool, device=real.device)
    causal = causal.tril(positions - queries)
    itself = torch.eye(queries, positions, dtype=torch.bool, device=real.device)
    return (causal & real[:, None, None, :]) | itself
