"""The processor and the memory under a training run: threads that pay, pages that are kept.

Threads that sleep while they wait (see `cad0_core.model`) pay on busy cores too: 1.5 times one
thread at a load of 4 on two cores. Threads that spin are up to eleven times slower there, so for
them the load of *other* processes is measured before training and watched while it runs.
"""

import ctypes
import os
import sys
import time
from pathlib import Path

import psutil
import torch

from cad0_core.model import WAITS_PASSIVELY

_ENOUGH = 0.6  # share of a core that must be idle before one more thread pays
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # names of malloc.h


class Threads:
    """Sets torch's thread count from the processor time that other processes leave."""

    def __init__(self, every_seconds: float = 10.0) -> None:
        self.every_seconds = every_seconds
        self._cores = core_count()
        self._process = psutil.Process()
        self._time, self._others = self._look()

    @property
    def count(self) -> int:
        """Threads in use now."""
        return torch.get_num_threads()

    def start(self) -> int:
        """Choose a count from the load since construction, waiting until that is a second old."""
        time.sleep(max(0.0, 1.0 - (time.monotonic() - self._time)))
        return self._choose()

    def adapt(self) -> int:
        """Choose again if the last choice is `every_seconds` old; cheap enough for every step."""
        if time.monotonic() - self._time >= self.every_seconds:
            return self._choose()
        return self.count

    def _choose(self) -> int:
        then, before = self._time, self._others
        self._time, self._others = self._look()
        busy = (self._others - before) / max(self._time - then, 1e-3)
        count = max(1, int(self._cores)) if WAITS_PASSIVELY else threads_for(self._cores, busy)
        if count != self.count:
            torch.set_num_threads(count)
        return count

    def _look(self) -> tuple[float, float]:
        """Now, and the processor seconds that other processes have used so far."""
        times = psutil.cpu_times()
        # The first eight fields are exclusive; `guest` is part of `user`. Stolen time is gone too.
        used = sum(times[:8]) - times.idle - getattr(times, "iowait", 0.0)
        own = self._process.cpu_times()
        return time.monotonic(), used - own.user - own.system


def threads_for(cores: float, busy: float) -> int:
    """Threads that pay on `cores` of which others keep `busy` occupied; at least one."""
    free = cores - busy
    return max(1, int(free + 1 - _ENOUGH))


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
