"""Untrusted programs, evaluated in a child process that is stopped when a budget runs out.

A running boolean can not be interrupted, and its result may be far larger than its operands:
only a process of its own, with a clock and a memory limit, keeps the caller safe. The kernel of
the system stops a child that goes on although its parent is gone.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Self, TypeVar

from cad0_core.ir.errors import SolidError
from cad0_core.ir.ops import LIMITS, Limits
from cad0_core.ir.parse import parse
from cad0_core.ir.solid import Solid, evaluate

P = ParamSpec("P")
R = TypeVar("R")

START_SECONDS = 120.0  # to import the kernel on a busy machine; no part of the budget


class Sandbox:
    """A child process that runs functions one at a time; it is replaced when it had to be stopped.

    Use as a context manager, or call `close`. Not for use from several threads at once.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`function(*args, **kwargs)` in the child; arguments and result are pickled.

        Raises what the function raises, and SolidError of kind "budget" if `limits.seconds`
        pass or the child dies, as it does when it asks for more memory than allowed.
        """
        request = pickle.dumps((function, args, kwargs))
        pipe = self._start()
        try:
            pipe.send_bytes(request)
            if not pipe.poll(self.limits.seconds):
                self.close()
                raise SolidError(f"stopped after {self.limits.seconds:g} s", "budget")
            succeeded, result = pickle.loads(pipe.recv_bytes())
        except (EOFError, OSError):
            raise SolidError(self._end(), "budget") from None
        except BaseException:
            self.close()  # the answer to this call must not be taken for that to the next
            raise
        if succeeded:
            return result  # type: ignore[no-any-return]
        if isinstance(result, MemoryError):
            raise SolidError("the evaluation ran out of memory", "budget") from None
        raise result

    def close(self) -> None:
        """Stop the child, if there is one."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _end(self) -> str:
        """Put away a child that hung up; how it came to its end."""
        assert self._child is not None
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(1)  # one that died by itself tells its own exit code
        code = self._child.returncode
        self.close()
        if code == -signal.SIGXCPU:
            return f"stopped after {self.limits.seconds:g} s"
        return "the evaluation ran out of memory or crashed"

    def _start(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        ours, theirs = _pipe_pair()
        command = [sys.executable, "-c", "from cad0_core.ir.sandbox import serve; serve()"]
        arguments = [str(theirs), str(self.limits.memory_bytes), str(self.limits.seconds)]
        # The child must find this package, however the parent found it, and needs one thread.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self._child = subprocess.Popen(
            [*command, *arguments], pass_fds=[theirs], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)
        self._pipe = Connection(ours)
        if not self._pipe.poll(START_SECONDS) or self._pipe.recv_bytes() != b"ready":
            self.close()
            raise RuntimeError("the evaluation process did not start")
        return self._pipe


def _pipe_pair() -> tuple[int, int]:
    """Two connected file descriptors, ours and the child's."""
    import socket

    ours, theirs = socket.socketpair()
    return ours.detach(), theirs.detach()


def serve() -> None:
    """The child: answer calls until the parent hangs up."""
    import resource

    memory, seconds = int(sys.argv[2]), float(sys.argv[3])
    with suppress(ValueError, OSError):  # macOS does not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(int(sys.argv[1]))
    pipe.send_bytes(b"ready")
    while True:
        try:
            request = pipe.recv_bytes()
        except EOFError:
            return
        _allow(seconds)
        function, args, kwargs = pickle.loads(request)
        answer: tuple[bool, Any]
        try:
            answer = True, function(*args, **kwargs)
        except Exception as error:
            answer = False, error
        pipe.send_bytes(pickle.dumps(answer))


def _allow(seconds: float) -> None:
    """Let this process work for so long, then be killed: its parent may be gone by then."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    # More than the parent's clock allows with every processor at work, so that the parent is first.
    more = (seconds + 1) * (os.cpu_count() or 1)
    soft = math.ceil(usage.ru_utime + usage.ru_stime + more)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def evaluate_untrusted(
    text: str | bytes,
    segments: int = 32,
    *,
    audit: bool = False,
    lenient: bool = False,
    limits: Limits = LIMITS,
    sandbox: Sandbox | None = None,
) -> Solid:
    """Parse here, evaluate in a child process; raises IRError, or SolidError as `evaluate` does.

    Starting the child takes about 0.3 s: give a `sandbox` to use it for many texts.
    """
    program = parse(text, lenient=lenient, limits=limits)
    if sandbox is not None:
        return sandbox.call(evaluate, program, segments, audit=audit, limits=limits)
    with Sandbox(limits) as own:
        return own.call(evaluate, program, segments, audit=audit, limits=limits)
