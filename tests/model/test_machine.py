"""Threads follow what other processes leave, and nothing goes below one."""

import pytest
import torch

from cad0_core.model import machine
from cad0_core.model.machine import Threads, core_count, keep_freed_memory, threads_for


@pytest.mark.parametrize(
    ("cores", "busy", "expected"),
    [(2, 0.0, 2), (2, 0.3, 2), (2, 0.5, 1), (2, 1.0, 1), (2, 5.0, 1), (8, 3.2, 5), (0.5, 0, 1)],
)
def test_a_thread_for_each_core_that_is_mostly_idle(
    cores: float, busy: float, expected: int
) -> None:
    assert threads_for(cores, busy) == expected


def test_spinning_threads_adapt_to_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([(0.0, 0.0), (10.0, 0.0), (20.0, 20.0), (30.0, 20.0)])
    monkeypatch.setattr(machine, "WAITS_PASSIVELY", False)
    monkeypatch.setattr(machine, "core_count", lambda: 2.0)
    monkeypatch.setattr(Threads, "_look", lambda self: next(looks))
    before = torch.get_num_threads()
    try:
        threads = Threads(every_seconds=0)
        assert [threads.start(), threads.adapt(), threads.adapt()] == [2, 1, 2]
    finally:
        torch.set_num_threads(before)


def test_this_machine_has_cores() -> None:
    assert core_count() > 0
    keep_freed_memory()
