"""What a student is to learn from its teacher: a distribution for each completion token, in few
bytes.

A line holds the teacher's probabilities at temperature T of some ids, and of everything else
together. Those ids are all that the language uses, where they are few (the Qwen2.5 tokenizers
write programs with about 30), or else the teacher's most likely ones. The student's distribution
is put together in the same way, so the loss is a Kullback-Leibler divergence over k + 1 outcomes.
By the chain rule that is the whole divergence less

    tail mass * KL(teacher's tail || student's tail),

nothing else: how the tail is spread among ids that no program has, or that the teacher holds for
unlikely. The student's tail as a whole is drawn to the right mass, which a top-k without a tail,
scaled up to 1, does not do (arXiv 2503.16870). `tests/bench/distill_bench.py tail` measures what
is lost; with the laptop's teacher and a student before its first step:

| k | tail mass, T = 2 | loss | gradient off by | tail mass, T = 1 | loss | gradient off by |
|---|---|---|---|---|---|---|
| 4 | .078 | -4.4 % | 6.3 % | .0036 | -0.71 % | 2.7 % |
| 16 | .062 | -2.7 % | 4.6 % | .0009 | -0.15 % | 1.2 % |
| 64 | .051 | -1.7 % | 3.5 % | .0003 | -0.05 % | 0.7 % |
| 128 | .046 | -1.3 % | 2.7 % | .0002 | -0.03 % | 0.5 % |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cad0_core.model.batches import IGNORED

MOST_EXACT = 64  # ids of a language that are all kept
_LEAST = 1e-7  # mass of a tail: fp32 cannot tell less from none


@dataclass(frozen=True)
class Kept:
    """For n lines the log-probabilities (n, k) of `ids` (n, k), and of the `tail` (n,)."""

    ids: Tensor
    likely: Tensor
    tail: Tensor


@dataclass(frozen=True)
class Layout:
    """How a line lies in memory: `ids` that all lines share, or else `top` ids of its own.

    `shared` is how many ids both models have: logits are cut to them before any softmax.
    """

    shared: int
    temperature: float
    ids: tuple[int, ...] = ()
    top: int = 0

    @classmethod
    def of(cls, used: Sequence[int], *, shared: int, temperature: float, top: int) -> "Layout":
        """The exact layout where a language uses few ids, else the likeliest `top`."""
        if len(used) <= MOST_EXACT:
            return cls(shared, temperature, ids=tuple(sorted(used)))
        return cls(shared, temperature, top=min(top, shared))

    @property
    def exact(self) -> bool:
        return bool(self.ids)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Two bytes a probability: fp16 is right to 0.05 % where it matters, near log 1."""
        count = len(self.ids) or self.top
        fields: list[tuple[str, str, tuple[int, ...]]] = [("likely", "<f2", (count,))]
        if not self.exact:
            fields.append(("ids", "<u2" if self.shared <= 1 << 16 else "<i4", (count,)))
        return np.dtype([*fields, ("tail", "<f2", ())])

    @torch.no_grad()
    def keep(self, logits: Tensor) -> NDArray[Any]:
        """Lines (n,) from a teacher's logits (n, vocabulary)."""
        scaled = logits[:, : self.shared].float() / self.temperature
        whole = scaled.logsumexp(-1, keepdim=True)
        if self.exact:
            ids = torch.tensor(self.ids, device=logits.device).expand(len(logits), -1)
            chosen = scaled.gather(1, ids)
        else:
            chosen, ids = scaled.topk(self.top, dim=-1)
        likely = chosen - whole
        lines = np.empty(len(logits), self.dtype)
        lines["likely"] = likely.cpu().numpy()
        lines["tail"] = _tail(likely).cpu().numpy()
        if not self.exact:
            lines["ids"] = ids.cpu().numpy()
        return lines

    def read(self, lines: NDArray[Any], device: torch.device) -> Kept:
        """What `keep` made."""
        likely = torch.from_numpy(lines["likely"].astype(np.float32)).to(device)
        tail = torch.from_numpy(lines["tail"].astype(np.float32)).to(device)
        if self.exact:
            ids = torch.tensor(self.ids, device=device).expand(len(lines), -1)
        else:
            ids = torch.from_numpy(lines["ids"].astype(np.int64)).to(device)
        return Kept(ids, likely, tail)


class Targets:
    """Lines in files: file i holds those from `bounds[i]` up to `bounds[i + 1]`."""

    def __init__(self, layout: Layout, files: Sequence[Path], bounds: NDArray[np.int64]) -> None:
        self.layout, self.bounds = layout, bounds
        self._maps = [np.load(path, mmap_mode="r") for path in files]

    def __call__(self, batch: Mapping[str, Tensor]) -> Kept:
        """The lines of a batch's labels, in their order."""
        wanted = batch["lines"][:, 1:][batch["labels"][:, 1:] != IGNORED].cpu().numpy()
        lines = np.empty(len(wanted), self.layout.dtype)
        home = np.searchsorted(self.bounds, wanted, side="right") - 1
        for index in np.unique(home).tolist():
            here = home == index
            lines[here] = self._maps[index][wanted[here] - self.bounds[index]]
        return self.layout.read(lines, batch["labels"].device)


def divergence(logits: Tensor, kept: Kept, layout: Layout) -> Tensor:
    """T^2 * KL(teacher || student) over the outcomes that are kept, summed over lines (nats).

    `logits` (n, vocabulary) are the student's. T^2 keeps the gradient's size (arXiv 1503.02531).
    """
    scaled = logits[:, : layout.shared].float() / layout.temperature
    likely = scaled.gather(1, kept.ids) - scaled.logsumexp(-1, keepdim=True)
    parts = (kept.likely.exp() * (kept.likely - likely)).sum(-1)
    rest = kept.tail.exp() * (kept.tail - _tail(likely))
    return layout.temperature**2 * (parts + rest).sum()


def _tail(likely: Tensor) -> Tensor:
    """Log of the mass that log-probabilities (n, k) leave to everything else, (n,)."""
    return torch.log((1 - likely.exp().sum(-1)).clamp(min=_LEAST))
