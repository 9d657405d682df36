"""Measuring programs on all cores: each is built as a solid and judged as training data."""

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from cad0_core import ir
from cad0_core.errors import StageError

_BATCH = 100  # programs a task: about 0.2 s, so that a stop is prompt and overhead small
_PATIENCE = 0.25  # seconds between two looks at the workers

Report = Callable[[int, int], None]  # takes the numbers of programs measured and to measure


class Verdict(NamedTuple):
    """What was found: digest of the normal form ("" if unreadable) and the fault, if any."""

    digest: str
    fault: str | None


UNKNOWN = Verdict("", "not measured")


def judge(text: str, segments: int) -> Verdict:
    """Whether `text` is a canonical program of one sound part.

    Sound is closed, 2-manifold and of positive volume; one body without sealed voids, no node
    unused, no boolean without effect.
    """
    try:
        program = ir.parse(text)
        digest = ir.digest(program)
    except ir.IRError as error:
        return Verdict("", f"not a program: line {error.line}: {error.message}")
    return Verdict(digest, _text_fault(program, text) or _solid_fault(program, segments))


def _text_fault(program: ir.Program, text: str) -> str | None:
    if ir.render(program) != text:
        return "not in canonical form"
    if program.unused:
        return f"node {program.unused[0]} is not used"
    return None


def _solid_fault(program: ir.Program, segments: int) -> str | None:
    try:
        solid = ir.evaluate(program, segments, audit=True)
    except ir.SolidError as error:
        return f"no solid: {error}"
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
    texts: Sequence[str], segments: int, journal: Path, report: Report
) -> Generator[tuple[str, Verdict]]:
    """Each text with its verdict, in no particular order, measured on all cores.

    What was found sound is noted in the file `journal` and not measured again by the next try.
    Workers are gone when this generator is closed, however that comes about. Raises StageError
    if one of them dies; what `report` raises goes through.
    """
    known = _read_journal(journal, segments)
    waiting = []
    for text in texts:
        if (digest := known.get(_key(text))) is not None:
            yield text, Verdict(digest, None)
        else:
            waiting.append(text)
    measured = 0
    with journal.open("a", encoding="utf-8") as file, closing(_batches(waiting, segments)) as pile:
        for found in pile:
            _note(file.write, found, segments)
            file.flush()
            measured += len(found)
            report(measured, len(waiting))
            yield from found


def _batches(texts: list[str], segments: int) -> Generator[list[tuple[str, Verdict]]]:
    """Batches of texts with their verdicts; an empty one where nothing came for a while."""
    batches = [texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH)]
    if len(batches) < 2:  # not worth the second that it takes to start workers
        yield from (_judge_batch(batch, segments) for batch in batches)
        return
    with _workers(len(batches)) as pool:
        tasks = {pool.submit(_judge_batch, batch, segments) for batch in batches}
        while tasks:
            done, tasks = wait(tasks, _PATIENCE, FIRST_COMPLETED)
            if not done:
                yield []
            for task in done:
                try:
                    yield task.result()
                except BrokenProcessPool as error:
                    raise StageError(
                        "a worker process died while it measured programs, likely for want of "
                        "memory; what was measured before is kept"
                    ) from error


def _judge_batch(texts: list[str], segments: int) -> list[tuple[str, Verdict]]:
    return [(text, judge(text, segments)) for text in texts]


@contextmanager
def _workers(tasks: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes on a leash: a pipe that ends when this block or this process does.

    The executor alone would wait for running tasks, and its workers would outlive a killed
    parent, waiting for tasks for ever.
    """
    context = multiprocessing.get_context("spawn")
    leash, holder = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(min(_cores(), tasks), context, initializer=_obey, initargs=(leash,))
    try:
        yield pool
        pool.shutdown()
    finally:
        holder.close()
        pool.shutdown(cancel_futures=True)
        leash.close()


def _obey(leash: Connection) -> None:
    """End this worker when the leash does; Ctrl-C is for the parent to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_until_end, args=(leash,), daemon=True).start()


def _until_end(leash: Connection) -> None:
    leash.poll(None)
    os._exit(0)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _note(write: Callable[[str], object], found: list[tuple[str, Verdict]], segments: int) -> None:
    """Only what is sound is noted: a fault is looked at again, with code that may be mended."""
    for text, verdict in found:
        if verdict.fault is None:
            write(json.dumps([segments, _key(text), verdict.digest]) + "\n")


def _read_journal(journal: Path, segments: int) -> dict[str, str]:
    """Digests by key; a line that a kill cut short, or of other settings, counts for nothing."""
    known: dict[str, str] = {}
    if journal.is_file():
        for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                of, key, digest = json.loads(line)
            except (ValueError, TypeError):
                continue
            if of == segments:
                known[key] = digest
    return known
