"""Hostile programs cannot hang, exhaust or end the process that measures them."""

import time

import pytest

from cad0_core.errors import DataError
from cad0_core.evaluation.metrics import measure_solids
from cad0_core.evaluation.sandbox import Sandbox

BOX = "C 10 10 10"
# 1,764 spheres that overlap: within the limits of the language, far beyond a second.
SLOW = "S 5\nLP 0 1 0 0 21 0.7\nLP 1 0 1 0 21 0.7\nLP 2 0 0 1 4 0.7"


def test_measures_as_this_process_does_and_goes_on_after_an_error() -> None:
    with Sandbox() as sandbox:
        for got in ("Y 5 10", "C 1 1 1\nD 0 0", "nonsense", BOX):
            assert sandbox.measure(BOX, got) == measure_solids(BOX, got)


def test_a_runaway_answer_is_stopped_and_the_next_one_measured() -> None:
    with Sandbox(seconds=0.5) as sandbox:
        sandbox.measure(BOX, BOX)  # starts the child
        started = time.monotonic()
        found = sandbox.measure(BOX, SLOW)
        assert time.monotonic() - started < 5
        assert (found.valid, found.iou) == (False, 0.0)
        assert "stopped after 0.5 s" in found.detail
        assert sandbox.measure(BOX, BOX).same


def test_a_child_that_dies_costs_one_answer() -> None:
    with Sandbox() as sandbox:
        sandbox.measure(BOX, BOX)
        assert sandbox._child is not None
        sandbox._child.kill()
        sandbox._child.wait()
        found = sandbox.measure(BOX, BOX)
        assert "died with exit code -9" in found.detail
        assert sandbox.measure(BOX, BOX).valid


def test_a_damaged_truth_is_an_error() -> None:
    with Sandbox() as sandbox, pytest.raises(DataError, match="makes no solid"):
        sandbox.measure("C 1 1 1\nD 0 0", BOX)
