"""Hostile texts in bulk: `python tests/bench/ir_fuzz.py --texts 1000000 --evaluate 50000`.

Mutations of the golden programs, their bytes damaged, and raw bytes. Each text is checked; what
parses is rendered, digested and sent through its JSON document and back; some of it is evaluated in
a child process. The documented errors are expected, anything else is a finding: another
exception, an error that can not be printed, a rendering that is no fixed point, a solid that is not
closed, a child that dies, a text that takes longer than ten seconds. Findings are printed, and the
exit code is 1 if there are any. The same `--seed` gives the same texts.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from cad0_core import ir
from cad0_core.ir.measure import measure

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from damage import SEEDS, mutate

CHUNK = 2000  # texts
HANG = 10  # seconds for one text
LIMITS = ir.Limits(triangles=20_000, seconds=5.0)
SHOWN = 20  # findings


def main() -> int:
    """Fuzz, print the counts; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=1_000_000)
    options.add_argument("--evaluate", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    started = time.monotonic()
    chunks = max(1, -(-given.texts // CHUNK))
    sizes = [min(CHUNK, given.texts - i * CHUNK) for i in range(chunks)]
    quotas = [given.evaluate * (i + 1) // chunks - given.evaluate * i // chunks
              for i in range(chunks)]  # fmt: skip
    counts: Counter[str] = Counter()
    findings: list[str] = []
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        work = partial(fuzz, given.seed)
        for found, wrong in pool.map(work, range(chunks), sizes, quotas):
            counts += found
            findings += wrong
    report(counts, findings, time.monotonic() - started)
    return 1 if findings else 0


def report(counts: Counter[str], findings: list[str], seconds: float) -> None:
    """Print the counts and the first findings."""
    print(f"{counts['texts']:,} texts in {seconds:.0f} s")
    for name in sorted(counts):
        print(f"  {name:<28}{counts[name]:>10,}")
    print(f"findings: {len(findings)}")
    for finding in findings[:SHOWN]:
        print(finding)


def fuzz(seed: int, chunk: int, size: int, quota: int) -> tuple[Counter[str], list[str]]:
    """Counts and findings of the texts of one chunk, of which `quota` are evaluated."""
    counts: Counter[str] = Counter()
    findings: list[str] = []
    signal.signal(signal.SIGALRM, _hangs)
    for kind, text in texts(random.Random(f"{seed}:{chunk}"), size):
        counts.update(["texts", f"texts: {kind}"])
        signal.alarm(HANG)
        try:
            program = read(text, counts)
            if program is not None and counts["evaluated"] < quota:
                counts["evaluated"] += 1
                counts[f"evaluated: {outcome(program)}"] += 1
        except Exception as error:
            findings.append(f"{type(error).__name__}: {error}\n    {text!r}")
        finally:
            signal.alarm(0)
    return counts, findings


@cache
def sandbox() -> ir.Sandbox:
    """The child of this process; it ends when its pipe closes with this process."""
    return ir.Sandbox(LIMITS)


def _hangs(*_: object) -> None:
    raise TimeoutError(f"longer than {HANG} s")


def texts(rng: random.Random, size: int) -> Iterator[tuple[str, str | bytes]]:
    """Texts with the way they were made."""
    for _ in range(size):
        way = rng.random()
        if way < 0.02:
            yield "edges blended", mutate(rng, blended(rng, rng.choice(SEEDS)))
        elif way < 0.8:
            yield "mutations", mutate(rng, rng.choice(SEEDS))
        elif way < 0.9:
            yield "damaged bytes", damaged(rng, rng.choice(SEEDS).encode())
        else:
            yield "raw bytes", rng.randbytes(rng.choice([0, 1, 4, 30, 200]))


def blended(rng: random.Random, text: str) -> str:
    """A program whose last node has its edges rounded or bevelled."""
    last = len(ir.parse(text).nodes) - 1
    return f"{text}\n{rng.choice(['FI', 'CH'])} {last} {rng.choice([0.01, 0.3, 1, 4])}"


def damaged(rng: random.Random, data: bytes) -> bytes:
    """A program with a few of its bytes replaced, most of them by other printable ones."""
    found = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5, 20])):
        new = rng.randrange(256) if rng.random() < 0.2 else rng.choice(b"0123456789.- \nCYSTRXUDI")
        found[rng.randrange(len(found))] = new
    return bytes(found)


def read(text: str | bytes, counts: Counter[str]) -> ir.Program | None:
    """The program of a text, sent through every door that needs no kernel; None if it is none."""
    errors = ir.check(text)
    if errors:
        counts["refused"] += 1
        if not all(error.line >= 1 and error.column >= 1 and str(error) for error in errors):
            raise AssertionError("an error without a place")
        return None
    counts["parsed"] += 1
    program = ir.parse(text)
    if ir.from_document(ir.to_document(program)).nodes != program.nodes:
        raise AssertionError("another program came back from its document")
    ir.explain(program)
    try:
        rendered = ir.render(program)
    except ir.IRError as error:
        if "rounding" not in error.message:
            raise
        counts["rounding refused"] += 1
        return program
    if ir.render(ir.parse(rendered)) != rendered or len(ir.digest(program)) != 64:
        raise AssertionError("the rendering is no fixed point")
    return program


def outcome(program: ir.Program) -> str:
    """What became of a program: "solid", or the kind of its error."""
    try:
        record = sandbox().call(measure, program, audit=True, limits=LIMITS)
    except ir.SolidError as error:
        if "crashed" in error.message:
            raise AssertionError(f"the child died: {error}") from None
        return "stopped" if "stopped" in error.message else error.kind
    if record["ok"] and min(record["bodies"] - 1, record["voids"], record["genus"]) < 0:
        raise AssertionError(f"impossible topology {record}")
    if not record["ok"] and record["volume"] > 1e-3:
        raise AssertionError("the solid is not closed")
    return "solid" if record["ok"] else "too small"


if __name__ == "__main__":
    sys.exit(main())
