"""Judging programs: each kind of unsound part is found, and named."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cad0_core import ir
from cad0_core.data.measure import Claim, Verdict, judge, judge_all
from cad0_core.errors import StageCancelled, StageError

PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2"
TEXTS = [Claim(f"C {i} 20 5\nY 2.5 10\nT 1 10 10 0\nD 0 2") for i in range(20, 420)]


def ignore(measured: int, total: int) -> None:
    pass


def test_a_sound_part_has_its_digest_and_no_fault() -> None:
    assert judge(Claim(PLATE), 32) == Verdict(ir.digest(ir.parse(PLATE)), None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not a program"),
        ("C 50 30", "not a program: line 1"),
        ("C 50 30 5\nD 0 7", "not a program: line 2"),
        ("C 50.0 30 5", "not in canonical form"),
        ("C 50 30 5\n", "not in canonical form"),
        ("C 50 30 5 # plate", "not in canonical form"),
        ("C 50 30 5\nC 1 1 1", "node 0 is not used"),
        ("C 5 5 5\nT 0 9 0 0\nU 0 1", "2 bodies"),
        ("C 5 5 5\nT 0 5 5 0\nU 0 1", "2 bodies"),  # they share an edge, no face
        ("C 50 30 5\nY 20 10\nT 1 25 15 0\nD 0 2", "2 bodies"),  # a hole as wide as the plate
        ("C 20 20 20\nC 10 10 10\nT 1 5 5 5\nD 0 2", "1 sealed void"),
        ("C 20 20 20\nSH 0 2", "1 sealed void"),
        ("C 50 30 5\nY 2.5 10\nT 1 80 5 0\nD 0 2", "node 3 (D) does nothing"),
        ("C 50 30 5\nY 2.5 2\nT 1 5 5 1\nU 0 2", "node 3 (U) does nothing"),
        ("C 50 30 5\nC 90 90 90\nI 0 1", "node 2 (I) does nothing"),
        (PLATE + "\nD 3 2", "node 4 (D) does nothing"),
        ("C 50 30 5\nC 90 90 90\nD 0 1", "no solid"),
        ("C 20 20 20\nC 10 10 30\nD 0 1\nSH 2 1", "no solid"),
    ],
)
def test_unsound_parts_are_refused_with_the_reason(text: str, fault: str) -> None:
    found = judge(Claim(text), 32).fault
    assert found is not None and fault in found


@pytest.mark.parametrize(
    ("predicates", "fault"),
    [
        ('[{"kind": "volume", "of": [], "volume": 7402.5}]', None),
        ('[{"kind": "volume", "of": [], "volume": 7500}]', "volume: asked 7500.0 mm3"),
        ('[{"kind": "colour", "of": []}]', "predicates: not a predicate"),
        ("[", "predicates: Expecting value"),
    ],
)
def test_predicates_are_measured_on_the_solid(predicates: str, fault: str | None) -> None:
    found = judge(Claim(PLATE, predicates), 32)
    assert found.fault is None if fault is None else fault in (found.fault or "")
    assert found.predicates == (fault is None or fault.startswith("volume"))


def test_all_cores_give_each_text_its_verdict(tmp_path: Path) -> None:
    texts = [*TEXTS, Claim("C 1 1")]
    found = dict(judge_all(texts, 32, tmp_path / "journal", ignore))
    assert found.keys() == set(texts)
    assert found[Claim("C 1 1")].fault is not None
    assert all(found[text] == judge(text, 32) for text in texts[::40])


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    """The second try measures only what was refused, new, or lost by a kill."""
    journal, totals = tmp_path / "journal", []
    list(judge_all([*TEXTS[:150], Claim("C 1 1")], 32, journal, ignore))
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-20] + b"\nnull\n[1]\n\xff\n")
    again = dict(
        judge_all([*TEXTS[:160], Claim("C 1 1")], 32, journal, lambda _, n: totals.append(n))
    )
    assert set(totals) == {1 + 10 + 1}
    assert again[TEXTS[0]] == judge(TEXTS[0], 32)
    dict(judge_all(TEXTS[:160], 32, journal, lambda _, n: totals.append(-n)))
    assert min(totals) > 0, "everything was known"
    dict(judge_all(TEXTS[:9], 16, journal, lambda _, n: totals.append(-n)))
    assert min(totals) == -9, "other facets are another question"


def test_a_stop_ends_the_workers_at_once(tmp_path: Path) -> None:
    def stop(measured: int, total: int) -> None:
        if measured > 100:
            raise StageCancelled("stop")

    before = children()
    verdicts = judge_all(TEXTS * 50, 32, tmp_path / "journal", stop)
    started = time.monotonic()
    with pytest.raises(StageCancelled):
        for _ in verdicts:
            started = time.monotonic()
    assert time.monotonic() - started < 5
    assert children() == before


def test_a_dead_worker_is_an_error_not_a_wait(tmp_path: Path) -> None:
    before = children()

    def kill(measured: int, total: int) -> None:
        for child in children() - before:
            psutil.Process(child).kill()

    with pytest.raises(StageError, match="worker process died"):
        list(judge_all(TEXTS * 5, 32, tmp_path / "journal", kill))


def children() -> set[int]:
    """Worker processes of this one; the standard library's resource tracker is none."""
    found = set()
    for child in psutil.Process().children(recursive=True):
        try:
            if not any("resource_tracker" in word for word in child.cmdline()):
                found.add(child.pid)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


ORPHANS = """
import sys, pathlib
from cad0_core.data.measure import Claim, judge_all
if __name__ == "__main__":
    texts = [Claim(f"C {i} 20 5") for i in range(20, 20_000)] * 50
    for _ in judge_all(texts, 32, pathlib.Path(sys.argv[1]), lambda *_: None):
        print("measured", flush=True)
"""


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS)
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "journal"], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"measured\n"
        workers = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert len(workers) >= 2 and alive == []
