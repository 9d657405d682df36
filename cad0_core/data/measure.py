"""Measuring programs: each is built as a solid and judged as training data."""

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cad0_core import ir
from cad0_core.data.workers import each
from cad0_core.errors import DataError
from cad0_core.parts import predicates

BATCH = 100  # claims a task: about 0.3 s, so that a stop is prompt and overhead small
# Part of every note in the journal: raise it when the same claim would be judged otherwise.
_VERSION = 2

Report = Callable[[int, int], None]  # takes the numbers of claims measured and to measure
Judged = list[tuple["Claim", "Verdict"]]
# A pool: yields what comes of batches in any order, None where nothing came for a while.
Pool = Callable[[Sequence[list["Claim"]], int], Generator[Judged | None]]


class Claim(NamedTuple):
    """A program and the predicates (JSON, "" for none) that are said to hold on its solid."""

    ir: str
    predicates: str = ""


class Verdict(NamedTuple):
    """What was found: digest of the normal form ("" if unreadable) and the fault, if any."""

    digest: str
    fault: str | None
    predicates: int = 0  # how many were measured


UNKNOWN = Verdict("", "not measured")


def judge(claim: Claim, segments: int) -> Verdict:
    """Whether a claim has a canonical program of one sound part on which its predicates hold.

    Sound is closed, 2-manifold and of positive volume; one body without sealed voids, no node
    unused, no boolean without effect.
    """
    try:
        program = ir.parse(claim.ir)
        digest = ir.digest(program)
    except ir.IRError as error:
        return Verdict("", f"not a program: line {error.line}: {error.message}")
    if fault := _text_fault(program, claim.ir):
        return Verdict(digest, fault)
    try:
        solid = ir.evaluate(program, segments, audit=True)
    except ir.SolidError as error:
        return Verdict(digest, f"no solid: {error}")
    if fault := _solid_fault(program, solid):
        return Verdict(digest, fault)
    return _measured(claim, digest, solid)


def _measured(claim: Claim, digest: str, solid: ir.Solid) -> Verdict:
    try:
        checks = json.loads(claim.predicates or "[]")
        return Verdict(digest, predicates.fault(checks, solid), len(checks))
    except (ValueError, DataError) as error:
        return Verdict(digest, f"predicates: {error}")


def _text_fault(program: ir.Program, text: str) -> str | None:
    if ir.render(program) != text:
        return "not in canonical form"
    if program.unused:
        return f"node {program.unused[0]} is not used"
    return None


def _solid_fault(program: ir.Program, solid: ir.Solid) -> str | None:
    if not solid.is_valid:
        return "not a closed 2-manifold of positive volume"
    if solid.bodies != 1:
        return f"{solid.bodies} bodies"
    if solid.voids:
        return f"{solid.voids} sealed void{'s' * (solid.voids > 1)}"
    if solid.noop_booleans:
        node = solid.noop_booleans[0]
        return f"node {node} ({program.nodes[node].code}) does nothing"
    return None


def judge_all(
    claims: Sequence[Claim],
    segments: int,
    journal: Path,
    report: Report,
    pool: Pool | None = None,
    batch: int = BATCH,
) -> Generator[tuple[Claim, Verdict]]:
    """Each claim with its verdict, in no particular order, measured by `pool`, a `batch` a task.

    Without a pool all cores of this machine measure.

    What was found sound is noted in the file `journal` and not measured again by the next try.
    Workers are gone when this generator is closed, however that comes about. Raises StageError
    if one of them is lost; what `report` raises goes through.
    """
    known = _read_journal(journal, segments)
    waiting = []
    for claim in claims:
        if (found := known.get(_key(claim))) is not None:
            yield claim, found
        else:
            waiting.append(claim)
    batches = [waiting[i : i + batch] for i in range(0, len(waiting), batch)]
    measured = 0
    journal.parent.mkdir(parents=True, exist_ok=True)
    work = (pool or judge_batches)(batches, segments)
    with journal.open("a", encoding="utf-8") as file, closing(work):
        for verdicts in work:
            _note(file.write, verdicts or [], segments)
            file.flush()
            measured += len(verdicts or [])
            report(measured, len(waiting))
            yield from verdicts or []


def judge_batches(
    batches: Sequence[list[Claim]], segments: int, workers: int | None = None
) -> Generator[Judged | None]:
    """The pool of this machine's processes. Raises StageError if one of them dies."""
    return each(partial(judge_batch, segments=segments), batches, workers)


def judge_batch(claims: list[Claim], segments: int) -> Judged:
    """Each of these claims with its verdict."""
    return [(claim, judge(claim, segments)) for claim in claims]


def _key(claim: Claim) -> str:
    return hashlib.sha256("\0".join(claim).encode()).hexdigest()[:32]


def _note(
    write: Callable[[str], object], found: list[tuple[Claim, Verdict]], segments: int
) -> None:
    """Only what is sound is noted: a fault is looked at again, with code that may be mended."""
    for claim, verdict in found:
        if verdict.fault is None:
            note = [_VERSION, segments, _key(claim), verdict.digest, verdict.predicates]
            write(json.dumps(note) + "\n")


def _read_journal(journal: Path, segments: int) -> dict[str, Verdict]:
    """Verdicts by key; a line that a kill cut short, or of other settings, counts for nothing."""
    known: dict[str, Verdict] = {}
    if journal.is_file():
        with journal.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    version, of, key, digest, count = json.loads(line)
                except (ValueError, TypeError):
                    continue
                if (version, of) == (_VERSION, segments):
                    known[key] = Verdict(digest, None, count)
    return known
