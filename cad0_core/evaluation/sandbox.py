"""Measures programs of unknown origin in a child process, under a time and memory budget.

A boolean that runs cannot be interrupted from inside, so the process that runs it is stopped.
The child reads one JSON request a line and writes one JSON answer a line; it ends with its
standard input, and the kernel ends it when one measurement uses up its processor time, even
if the parent is gone by then.
"""

import contextlib
import json
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from types import TracebackType
from typing import IO, Self

from cad0_core.errors import DataError, StageError
from cad0_core.evaluation.metrics import Measurement, measure_solids

SECONDS = 10.0
MEMORY = 4 << 30  # bytes of address space
START_SECONDS = 120.0
READY = "ready"
DETAIL = 500  # characters of an error message that are kept


class Sandbox:
    """`measure` for untrusted answers; a context manager. The child starts when first needed.

    `seconds` is wall time for one measurement, `memory` the child's address space in bytes.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def measure(self, expected: str, got: str) -> Measurement:
        """Measure `got` against the truth; running out of budget makes it no solid.

        Raises `DataError` when the truth makes no valid solid, `StageError` when no child starts.
        """
        child = self._child or self._start()
        request = json.dumps({"expected": expected, "got": got}) + "\n"
        assert child.stdin is not None
        try:
            child.stdin.write(request.encode())
            child.stdin.flush()
            line = self._read_line(child, self.seconds)
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            return Measurement(valid=False, iou=0.0, detail=self._stop())
        answer = json.loads(line)
        if "truth" in answer:
            raise DataError(answer["truth"])
        return Measurement.model_validate(answer)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", __name__, str(self.seconds), str(self.memory)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        if self._read_line(self._child, START_SECONDS).strip().decode() != READY:
            raise StageError(f"the process that measures solids does not start: {self._stop()}")
        return self._child

    def _read_line(self, child: subprocess.Popen[bytes], seconds: float) -> bytes:
        """One line, or what came of it before the deadline or the child's end."""
        assert child.stdout is not None
        deadline, line = time.monotonic() + seconds, b""
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    break
                chunk = os.read(child.stdout.fileno(), 65536)
                if not chunk:
                    break
                line += chunk
        return line

    def _stop(self) -> str:
        """End the child if there is one; says how it ended."""
        child, self._child = self._child, None
        if child is None:
            return "not started"
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.05)  # one that died by itself tells its own exit code
        running = child.returncode is None
        if running:
            child.kill()
        with child:
            child.wait()
        if running or child.returncode == -signal.SIGXCPU:
            return f"evaluation stopped after {self.seconds:g} s"
        return f"evaluation died with exit code {child.returncode}"


def main(seconds: float, memory: int) -> None:
    """Answer requests until standard input ends."""
    answers = _answers()
    with contextlib.suppress(ValueError, OSError):  # some systems do not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _send(answers, READY)
    for line in sys.stdin:
        _allow(seconds)
        request = json.loads(line)
        _send(answers, json.dumps(_answer(request["expected"], request["got"])))


def _answers() -> IO[str]:
    """The answer stream; whatever libraries print goes to standard error instead."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream


def _send(stream: IO[str], line: str) -> None:
    stream.write(line + "\n")
    stream.flush()


def _allow(seconds: float) -> None:
    """Let this process use `seconds` more of processor time, then be killed by the kernel."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    # Twice the wall time: kernels with several threads use processor time faster.
    soft = math.ceil(usage.ru_utime + usage.ru_stime + 2 * seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answer(expected: str, got: str) -> dict[str, object]:
    try:
        found = measure_solids(expected, got)
    except DataError as error:
        return {"truth": str(error)}
    except MemoryError:
        found = Measurement(valid=False, iou=0.0, detail="evaluation ran out of memory")
    except Exception as error:  # a kernel may raise anything: the answer is at fault, not we
        found = Measurement(valid=False, iou=0.0, detail=f"{type(error).__name__}: {error}")
    return found.model_copy(update={"detail": found.detail[:DETAIL]}).model_dump()


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
