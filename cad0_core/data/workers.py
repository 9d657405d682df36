"""Work spread over all cores by processes that end with the one that started them."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

from cad0_core.errors import StageError

T = TypeVar("T")
R = TypeVar("R")

_PATIENCE = 0.25  # seconds between two looks at the workers


def each(
    function: Callable[[T], R], tasks: Sequence[T], workers: int | None = None
) -> Generator[R | None]:
    """What `function` makes of every task, as it comes; None where nothing came for a while.

    A single task, or a single worker, is done in this process: starting another takes a second.
    Workers are gone when this generator is closed, however that comes about. Raises what the
    function raises, and `StageError` if a worker dies.
    """
    workers = min(workers or cores(), len(tasks))
    if workers < 2:
        yield from map(function, tasks)
        return
    with _pool(workers) as pool:
        waiting = {pool.submit(function, task) for task in tasks}
        while waiting:
            done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                try:
                    yield future.result()
                except BrokenProcessPool as error:
                    raise StageError(
                        "a worker process died, likely for want of memory; what was finished "
                        "before is kept"
                    ) from error


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes on a leash: a pipe that ends when this block or this process does.

    The executor alone would wait for running tasks, and its workers would outlive a killed
    parent, waiting for tasks for ever.
    """
    context = multiprocessing.get_context("spawn")
    leash, holder = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, initializer=_obey, initargs=(leash,))
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
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # a process a core is parallel enough
    threading.Thread(target=_until_end, args=(leash,), daemon=True).start()


def _until_end(leash: Connection) -> None:
    leash.poll(None)
    os._exit(0)
