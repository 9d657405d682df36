"""The processor and the memory under a training run.

Torch's own threads meet at a barrier in every operation. On busy cores that made training up to
eleven times slower than one thread, or, with threads that sleep while they wait, no faster than
one on idle cores. Lanes meet once a step instead: each takes a share of the batch through forward
and backward on one core. Two lanes are 1.8 times one thread on idle cores, and never slower.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import torch
from torch import Tensor

from cad0_core.model import ranks
from cad0_core.model.micro import Batch, split

T = TypeVar("T")
U = TypeVar("U")

_MOST_LANES = 4  # beyond, the interpreter's lock takes more than another core gives
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # names of malloc.h


class Lanes:
    """As many lanes as there are cores to use; open for the length of a `with` block.

    Processes that train together divide the cores.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = count or min(_MOST_LANES, max(1, int(core_count() / ranks.count())))

    def __enter__(self) -> Self:
        self._threads = torch.get_num_threads()
        torch.set_num_threads(1)
        self._pool = ThreadPoolExecutor(
            self.count, "lane", initializer=torch.set_num_threads, initargs=(1,)
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()
        torch.set_num_threads(self._threads)

    def each(self, action: Callable[[T], U], items: Iterable[T]) -> list[U]:
        """`action` on every item, as many at once as there are lanes."""
        return list(self._pool.map(action, items))

    def backward(
        self, loss: Callable[[Batch], Tensor], batch: Batch, weights: Sequence[Tensor]
    ) -> Tensor:
        """Add the gradients of `loss`, a sum over rows, to `weights`; returns its value.

        The order of summation is fixed, so equal batches give equal gradients.
        """

        def run(part: Batch) -> tuple[Tensor, tuple[Tensor, ...]]:
            value = loss(part)
            return value.detach(), torch.autograd.grad(value, weights)

        lanes = [self._pool.submit(run, part) for part in split(batch, self.count)]
        wait(lanes)  # so that after an error in one of them, none still holds memory
        (total, gradients), *others = (lane.result() for lane in lanes)
        for value, more in others:
            total = total + value
            torch._foreach_add_(list(gradients), list(more))
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.grad = gradient if weight.grad is None else weight.grad + gradient
        return total


def core_count() -> float:
    """Cores that this process may use: its affinity, or the container's quota if that is less."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = float(len(affinity(0)) if affinity else os.cpu_count() or 1)
    quota, _, period = _read("/sys/fs/cgroup/cpu.max").partition(" ")
    if quota.isdigit() and period.strip().isdigit():
        cores = min(cores, int(quota) / int(period))
    return cores


def keep_freed_memory() -> None:
    """Spare every step the page faults of its tensors by never giving memory back (-9 % time)."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # glibc; musl has none
        for option in (_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD):
            libc.mallopt(option, 1 << 30)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""
