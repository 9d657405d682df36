"""What programs measure, as flat records: one program, or a stream of lines on all cores.

A record has `ok`, `error`, `volume` (mm^3), `area` (mm^2), `bbox` (xmin ymin zmin xmax ymax zmax in
mm), `bodies`, `voids`, `genus`, `triangles` and `ms`; what is not known is None. `ok` is true for a
closed, 2-manifold solid of positive volume.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from queue import Empty, Queue
from threading import Thread
from typing import Any

from cad0_core.ir.errors import IRError, SolidError
from cad0_core.ir.ops import LIMITS, Limits
from cad0_core.ir.parse import parse
from cad0_core.ir.program import Program
from cad0_core.ir.sandbox import Sandbox
from cad0_core.ir.solid import evaluate

MEASURED = ("volume", "area", "bbox", "bodies", "voids", "genus", "triangles")
NOT_SOLID = "the result is not a closed solid of more than 1e-3 mm^3"
AHEAD = 16  # lines read ahead for each process: enough to keep it busy, few to hold in memory

Record = dict[str, Any]


def measure(
    program: Program, segments: int = 32, *, audit: bool = False, limits: Limits = LIMITS
) -> Record:
    """The record of a program; `audit` adds `noops` and `unused`, the ids of idle nodes.

    Raises SolidError as `evaluate` does.
    """
    started = time.perf_counter()
    solid = evaluate(program, segments, audit=audit, limits=limits)
    found = {name: getattr(solid, name) for name in MEASURED}
    if audit:
        found |= {"noops": solid.noop_booleans, "unused": program.unused}
    error = None if solid.is_valid else NOT_SOLID
    return {"ok": error is None, "error": error, **found, "ms": _since(started)}


def failure(error: str, started: float | None = None) -> Record:
    """The record of what could not be measured; `started` is a time of `perf_counter`."""
    ms = None if started is None else _since(started)
    return {"ok": False, "error": error, **dict.fromkeys(MEASURED), "ms": ms}


def measure_lines(
    lines: Iterable[bytes],
    segments: int = 32,
    *,
    lenient: bool = False,
    limits: Limits = LIMITS,
    workers: int | None = None,
) -> Iterator[Record]:
    """A record for each line, in order, as soon as it is known; lines are `{"ir": ...}` objects.

    Lines are read ahead by a thread and measured by child processes, as many as there are
    processors. No line ends the stream: one that is no object, no program or no solid, or that
    has to be stopped (`limits.seconds`, `limits.memory_bytes`), has a record that says so.
    """
    workers = workers or _processors()
    waiting: Queue[Future[Record] | BaseException | None] = Queue(AHEAD * workers)
    with ExitStack() as stack:
        boxes: Queue[Sandbox] = Queue()
        for _ in range(workers):
            boxes.put(stack.enter_context(Sandbox(limits)))
        pool = ThreadPoolExecutor(workers)
        # Last first: no more work, room for the reading thread to notice, no more children.
        stack.callback(_drain, waiting)
        stack.callback(pool.shutdown, cancel_futures=True)
        answer = partial(_answer, boxes, segments, lenient, limits)

        def feed() -> None:
            try:
                for line in lines:
                    waiting.put(pool.submit(answer, line))
                waiting.put(None)
            except BaseException as error:
                waiting.put(error)

        Thread(target=feed, daemon=True).start()
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item.result()


def _drain(waiting: Queue[Any]) -> None:
    with suppress(Empty):
        while True:
            waiting.get_nowait()


def _answer(
    boxes: Queue[Sandbox], segments: int, lenient: bool, limits: Limits, line: bytes
) -> Record:
    """The record of a line, made by a child process that is free."""
    started = time.perf_counter()
    box = boxes.get()
    try:
        return box.call(measure_line, line, segments, lenient=lenient, limits=limits)
    except SolidError as error:  # a budget ran out
        return failure(str(error), started)
    except Exception as error:  # a kernel may raise anything: this line is at fault, not the rest
        return failure(f"{type(error).__name__}: {error}", started)
    finally:
        boxes.put(box)


def measure_line(
    line: bytes, segments: int = 32, *, lenient: bool = False, limits: Limits = LIMITS
) -> Record:
    """The record of one `{"ir": ...}` line; runs in this process, so it is for a child."""
    started = time.perf_counter()
    try:
        text = _text(line, limits)
        program = parse(text, lenient=lenient, limits=limits)
        return measure(program, segments, limits=limits) | {"ms": _since(started)}
    except IRError as error:
        return failure(f"line {error.line}, column {error.column}: {error.message}", started)
    except (SolidError, _NoText) as error:
        return failure(str(error), started)


class _NoText(ValueError):
    """A line without a program in it."""


def _text(line: bytes, limits: Limits) -> str:
    if len(line) > line_bytes(limits):
        raise _NoText(f"the line is longer than {line_bytes(limits)} bytes")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _NoText(f"not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get("ir"), str):
        raise _NoText('not an object such as {"ir": "C 50 30 5"}')
    text: str = row["ir"]
    return text


def line_bytes(limits: Limits = LIMITS) -> int:
    """How long a line may be: JSON may spend six bytes on one, and other fields take some."""
    return 8 * limits.text_bytes


def _processors() -> int:
    known = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
