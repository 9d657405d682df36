"""Decoding engine over torch weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch.nn.functional import pad
from transformers import PreTrainedModel

from cad0_core.data.workers import cores
from cad0_core.model.base import load, parameters
from cad0_core.model.cache import attention_mask, growing_cache
from cad0_core.model.choose import Ids, Logits

# A step of a small model is less work than waking a second thread: 2.4 s against 4.5 s for 600
# prompts at 0.9 M weights on two cores.
_SMALL = 50_000_000


class TorchEngine:
    """A transformers model, in the mode it is in, with its key/value cache."""

    alone = False

    def __init__(self, model: PreTrainedModel) -> None:
        self.model: Any = model
        self._small = parameters(model) < _SMALL and model.device.type == "cpu"

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(load(folder))

    def twins(self, count: int) -> "Sequence[TorchEngine]":
        most = min(count, cores() - 1) if self._small else 0
        return [self.twin() for _ in range(most)]

    def twin(self) -> Self:
        return type(self)(self.model)

    def start(self, ids: Ids, mask: Ids) -> Logits:
        if self._small:
            torch.set_num_threads(1)  # holds for the thread that asks
        self._cache = growing_cache(self.model.config)
        self._mask = torch.from_numpy(mask).bool()
        positions = (self._mask.cumsum(dim=1) - 1).clamp(min=0)
        return self._run(torch.from_numpy(ids), positions)

    def step(self, tokens: Ids) -> Logits:
        positions = self._mask.sum(dim=1, keepdim=True)
        self._mask = pad(self._mask, (0, 1), value=True)
        return self._run(torch.from_numpy(tokens)[:, None], positions)

    def keep(self, rows: Ids) -> None:
        index = torch.from_numpy(rows)
        self._cache.batch_select_indices(index)
        self._mask = self._mask[index]

    @torch.inference_mode()
    def join(self, other: Self) -> None:
        unused = int((self._mask.cumsum(dim=1) == 0).sum(dim=1).min())
        ours, theirs = self._mask[:, unused:], other._mask
        length = max(ours.shape[1], theirs.shape[1])
        self._mask = torch.cat(
            [pad(mask, (length - mask.shape[1], 0), value=False) for mask in (ours, theirs)]
        )
        layers: Any = self._cache.layers
        for mine, new in zip(layers, other._cache.layers, strict=True):
            mine.join(new, unused, length)

    @torch.inference_mode()
    def _run(self, ids: torch.Tensor, positions: torch.Tensor) -> Logits:
        device = self.model.device
        logits: torch.Tensor = self.model(
            input_ids=ids.to(device),
            attention_mask=attention_mask(self._mask, ids.shape[1]).to(device),
            position_ids=positions.to(device),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits
        return np.asarray(logits[:, -1].float().cpu().numpy())
