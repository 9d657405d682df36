"""Hostile answers cannot hang, exhaust or end the process that scores them."""

import os
import time

import pytest

from cad0_core import ir
from cad0_core.errors import DataError
from cad0_core.evaluation import solids
from cad0_core.evaluation.solids import Boxed, Question, measure_solids

BOX = "C 10 10 10"
CUBE = Question(text="a cube", family="primitive", variant="cube", ir=BOX)
# Two combs that cross: within the limits of the language, far beyond seconds.
SLOW = (
    "C 1 900 1\nLP 0 1 0 0 600 2\nC 1800 1 1\nLP 2 0 1 0 600 2\n"
    "I 1 3\nLP 4 0 0 1 20 2\nR 5 10 20 30\nI 5 6"
)


def test_measures_as_this_process_does_and_goes_on_after_an_error() -> None:
    with ir.Sandbox() as box:
        for got in ("Y 5 10", "C 1 1 1\nD 0 0", "nonsense", BOX):
            assert Boxed(box).measure(CUBE, got) == measure_solids(CUBE, got)


def test_a_runaway_answer_is_stopped_and_the_next_one_measured() -> None:
    with ir.Sandbox(ir.Limits(seconds=2)) as box:
        Boxed(box).measure(CUBE, BOX)  # starts the child
        started = time.monotonic()
        found = Boxed(box).measure(CUBE, SLOW)
        assert time.monotonic() - started < 20
        assert (found.valid, found.iou) == (False, 0.0)
        assert "stopped after 2 s" in found.detail
        assert Boxed(box).measure(CUBE, BOX).same


def test_a_child_that_dies_costs_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with ir.Sandbox() as box:
        monkeypatch.setattr(solids, "_measure_anything", os.kill)
        found = Boxed(box).measure(box.call(os.getpid), 9)  # type: ignore[arg-type]
        assert "crashed" in found.detail
        monkeypatch.undo()
        assert Boxed(box).measure(CUBE, BOX).valid


def test_what_a_kernel_raises_is_the_answers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: Question, got: str) -> None:
        raise RuntimeError("kernel " + "x" * 1000)

    monkeypatch.setattr(solids, "measure_solids", broken)
    found = solids._measure_anything(CUBE, BOX)
    assert (found.valid, len(found.detail)) == (False, solids.DETAIL)
    assert found.detail.startswith("RuntimeError: kernel x")


def test_a_damaged_truth_is_an_error() -> None:
    with ir.Sandbox() as box, pytest.raises(DataError, match="makes no solid"):
        Boxed(box).measure(CUBE.model_copy(update={"ir": "C 1 1 1\nD 0 0"}), BOX)
