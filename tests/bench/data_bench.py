"""What a dataset costs: `python tests/bench/data_bench.py [--sizes 5000,50000,500000]`.

For each size the stage `generate` runs in a process of its own, with all its files, as `cad0
generate` runs it; memory is that of the process and its workers together, sampled ten times a
second. Then one family is made step by step in a single process, and some programs are measured
as `validate` does, so that the share of each step shows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from cad0_core import ir
from cad0_core.data.generate import generate
from cad0_core.data.measure import Claim, judge
from cad0_core.job import Job, Progress
from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.wording import Manner, word
from cad0_core.presets import full

PHASES = ("shards", "merging", "writing", "drawing")


def main() -> None:
    """Print how time and memory grow, then the cost of each step."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="5000,50000,500000")
    options.add_argument("--programs", type=int, default=400, help="measured as validate does")
    options.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(one(given.one)))
        return
    print(
        f"{'samples':>9} {'rows':>9} {'programs':>9} {'seconds':>8} {'rows/s':>8} {'MB':>6}", end=""
    )
    print("".join(f" {phase:>8}" for phase in PHASES))
    for size in given.sizes.split(","):
        print(row(int(size)), flush=True)
    steps()
    measuring(given.programs)


def row(samples: int) -> str:
    """One line of the table of sizes."""
    command = [sys.executable, __file__, "--one", str(samples)]
    process = psutil.Popen(command, stdout=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.1)
    found = json.loads(process.stdout.read().splitlines()[-1])
    rate = found["rows"] / found["seconds"]
    line = f"{samples:9,} {found['rows']:9,} {found['programs']:9,} {found['seconds']:8.1f}"
    line += f" {rate:8,.0f} {peak / 1e6:6,.0f}"
    return line + "".join(f" {found['phases'].get(phase, 0):8.1f}" for phase in PHASES)


def memory(process: psutil.Process) -> int:
    """Bytes of a process and all below it."""
    total = 0
    with suppress(psutil.Error):
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += each.memory_info().rss
    return total


def one(samples: int) -> dict[str, Any]:
    """Seconds of the stage and of its phases."""
    phases: dict[str, float] = {}
    last = time.monotonic()

    def note(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        words = progress.message.split()
        phase = "shards" if "shards" in words else words[0]
        previous = note.__dict__.get("phase", phase)
        phases[previous] = phases.get(previous, 0.0) + now - last
        note.__dict__["phase"], last = phase, now

    config = full().data.replace(samples=samples)
    with tempfile.TemporaryDirectory() as folder:
        out, scratch = Path(folder, "out"), Path(folder, "scratch")
        out.mkdir()
        started = time.monotonic()
        job = Job(config=config, inputs={}, out=out, scratch=scratch, report=note, every_seconds=0)
        metrics = generate(job)
        seconds = time.monotonic() - started
    return {"seconds": seconds, "phases": phases,
            **{name: metrics[name] for name in ("rows", "programs")}}  # fmt: skip


def steps(count: int = 3000) -> None:
    """Microseconds a text of every step of a shard, over all variants."""
    totals: dict[str, float] = {}
    texts = 0

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        totals[name] = totals.get(name, 0.0) + time.perf_counter() - started
        return result

    rng = np.random.default_rng(0)
    for variant in (v for family in FAMILIES.values() for v in family.variants.values()):
        parts = timed("draw parameters", lambda v=variant: v.draw(rng, count // 5))
        counts = rng.integers(1, 9, parts.rows)
        texts += len(timed("texts", lambda p=parts, c=counts: word(p, c, Manner(cm=0.06), rng)))
        timed("programs as text", parts.program_texts)
        timed("predicates", parts.predicates)
        timed("digests", lambda p=parts: [ir.digest(program) for program in p.programs()])
    print("\nmicroseconds a text, one process")
    for name, seconds in sorted(totals.items(), key=lambda item: -item[1]):
        print(f"{name:18} {seconds / texts * 1e6:7.1f}")


def measuring(count: int) -> None:
    """Milliseconds a program of the validation, by family."""
    rng = np.random.default_rng(1)
    print("\nmilliseconds a program, measured with its predicates")
    for name, family in FAMILIES.items():
        took = [
            milliseconds(Claim(*pair))
            for variant in family.variants.values()
            for pair in claims(variant.draw(rng, max(1, count // len(FAMILIES) // 5)))
        ]
        middle, most = np.quantile(took, (0.5, 0.95))
        print(f"{name:12} median {middle:6.2f}  95th percentile {most:6.2f}")


def claims(parts: Any) -> Sequence[tuple[str, str]]:
    return list(zip(parts.program_texts(), parts.predicates(), strict=True))


def milliseconds(claim: Claim) -> float:
    started = time.perf_counter()
    verdict = judge(claim, 32)
    assert verdict.fault is None, verdict.fault
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main()
