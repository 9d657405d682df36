"""Untrusted programs can not hang the caller, eat the machine or answer for another."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from cad0_core import ir

# Two combs that cross: few triangles predicted, about a million pieces made.
BOMB = (
    f"C 1 900 1\nLP 0 1 0 0 {600} 2\nC 1800 1 1\nLP 2 0 1 0 {600} 2\n"
    "I 1 3\nLP 4 0 0 1 20 2\nR 5 10 20 30\nI 5 6"
)


@pytest.fixture(scope="module")
def sandbox():
    with ir.Sandbox(ir.Limits(seconds=1.5)) as box:
        yield box


def test_the_solid_comes_home_measured(sandbox):
    text = "C 9 9 9\nS 1\nT 1 4 4 4\nD 0 2\nY 1 1\nT 4 50 0 0\nD 3 5"
    here = ir.evaluate(ir.parse(text), audit=True)
    there = ir.evaluate_untrusted(text, audit=True, sandbox=sandbox)
    assert there.noop_booleans == here.noop_booleans == (6,)
    assert (there.volume, there.area, there.bbox) == (here.volume, here.area, here.bbox)
    assert (there.bodies, there.voids, there.genus) == (1, 1, 0)
    assert (there.triangles, there.is_valid) == (here.triangles, True)
    assert ir.iou(here, there) == pytest.approx(1)
    assert sandbox.call(ir.iou, here, there) == pytest.approx(1)


def test_a_hang_is_stopped_and_the_next_call_is_answered(sandbox):
    begun = time.monotonic()
    with pytest.raises(ir.SolidError, match=r"stopped after 1.5 s") as caught:
        ir.evaluate_untrusted(BOMB, sandbox=sandbox)
    assert caught.value.kind == "budget"
    assert time.monotonic() - begun < 10
    assert ir.evaluate_untrusted("C 2 2 2", sandbox=sandbox).volume == pytest.approx(8)


def test_running_out_of_memory_is_a_budget_error():
    with (
        ir.Sandbox(ir.Limits(memory_bytes=900 << 20)) as small,
        pytest.raises(ir.SolidError) as caught,
    ):
        small.call(bytearray, 2 << 30)
    assert caught.value.kind == "budget"


def test_a_child_that_dies_costs_one_call():
    with ir.Sandbox() as box:
        with pytest.raises(ir.SolidError, match="ran out of memory or crashed") as caught:
            box.call(os._exit, 3)
        assert caught.value.kind == "budget"
        assert box.call(abs, -1) == 1


def test_a_child_at_its_end_of_processor_time_is_told_from_one_that_crashed():
    with (
        ir.Sandbox(ir.Limits(seconds=7)) as box,
        pytest.raises(ir.SolidError, match="stopped after 7 s"),
    ):
        box.call(os.kill, box.call(os.getpid), signal.SIGXCPU)


ORPHANED = """
from cad0_core import ir
box = ir.Sandbox(ir.Limits(seconds=0.2))
print(box.call(__import__("os").getpid), flush=True)
box.limits = ir.Limits(seconds=600)  # of this side only
box.call(exec, "while True: pass")
"""


def test_a_child_ends_though_its_parent_was_killed():
    parent = subprocess.Popen([sys.executable, "-c", ORPHANED], stdout=subprocess.PIPE, text=True)
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    begun = time.monotonic()
    try:
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() - begun < 60, "it works on for nobody"
            time.sleep(0.1)
    finally:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def test_errors_come_home_as_they_are(sandbox):
    with pytest.raises(ir.IRError, match="expected 3 arguments"):
        ir.evaluate_untrusted("C 1 2", sandbox=sandbox)
    with pytest.raises(ir.SolidError) as caught:
        ir.evaluate_untrusted("C 1 1 1\nD 0 0", sandbox=sandbox)
    assert (caught.value.kind, caught.value.node, caught.value.line) == ("empty", 1, 2)


def test_predicted_triangles_are_refused_before_any_work():
    begun = time.process_time()
    text = "S 9\nLP 0 1 0 0 1000 1\nLP 1 0 1 0 10 1"
    with pytest.raises(ir.SolidError, match="triangles predicted"):
        ir.evaluate(ir.parse(text))
    sketch = "SK 0 0 0 1 0 0 0 0 1\nA 9 0 5 0 7 0 1\nA 5 0 9 0 7 0 1\nEND\nV 0 0 0 0 0 0 1 360"
    with pytest.raises(ir.SolidError, match="triangles predicted"):
        ir.evaluate(ir.parse(sketch), 2000)
    assert time.process_time() - begun < 1
