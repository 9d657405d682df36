"""Backend `local`: each stage in a child process that dies with its parent.

A child, not a thread: torch's memory goes back to the system between stages, a crash in native
code takes one stage and not the run, and a stop is a signal that the stage can answer with a
checkpoint.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cad0_core import errors, stages
from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Event, How, LogLine, Probe
from cad0_core.backends.volume import LocalVolume
from cad0_core.errors import BackendError, Cad0Error, StageCancelled, StageError
from cad0_core.job import Progress
from cad0_core.stages import StageSpec
from cad0_core.state import State

GRACE_SECONDS = 30.0  # a checkpoint of the laptop models takes under a second; slow disks exist
TICK_SECONDS = 1.0


class LocalCall:
    """A child process at work. Events arrive as JSON lines on its standard output."""

    detached = False
    how: How = "started"

    def __init__(self, call: StageSpec, state: State) -> None:
        self.spec = call
        self.state = state
        self.log = state.job(call.stage, call.key) / "log.txt"
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._error: Cad0Error | None = None
        self._cancelled = False
        self._process = _start(call, state, self.log)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def id(self) -> str:
        return f"local-{self.spec.stage}-{self.spec.key}"

    def events(self) -> Iterator[Event | None]:
        while True:
            try:
                event = self._events.get(timeout=TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if event is None:
                break
            match event.pop("event"):
                case "progress":
                    yield Progress(**event)
                case "log":
                    yield LogLine(**event)
                case "error":
                    self._error = _rebuild(event, self.log)

    def result(self) -> Artifact:
        for _ in self.events() if self._process.poll() is None else ():
            pass
        artifact = stages.find(self.spec, self.state)
        if artifact is not None:
            return artifact
        if self._error is not None:
            raise self._error
        if self._cancelled:
            raise StageCancelled(f"stage {self.spec.stage} was stopped before it could save")
        raise StageError(_died(self.spec.stage, self._process.returncode, self.log))

    def cancel(self) -> None:
        self._cancelled = True
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _read(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        with stdin, stdout:
            for line in stdout:
                self._events.put(json.loads(line))
            self._process.wait()  # before stdin closes, which would kill the child
        self._events.put(None)


class LocalBackend:
    """Runs stages on this machine, one child process each."""

    name = "local"

    def __init__(self, state: State) -> None:
        self.state = state
        self.volume = LocalVolume(state.volume)
        self._calls: dict[str, LocalCall] = {}

    def gpu(self, stage: str) -> str | None:
        return None

    def submit(self, call: StageSpec) -> LocalCall:
        started = LocalCall(call, self.state)
        self._calls[started.id] = started
        return started

    def attach(self, call_id: str) -> LocalCall:
        if call_id not in self._calls:
            raise BackendError(
                f"{call_id}: a local stage ends with the process that started it; run the same "
                "command again, it continues from the last checkpoint"
            )
        return self._calls[call_id]

    def discard(self, call: StageSpec) -> None:
        """Nothing lies elsewhere."""

    def served(self) -> None:
        """There is no endpoint."""

    def serve(self, name: str, version: str, model: Artifact, probe: Probe) -> None:
        """Nothing to do: `cad0 serve` looks at the hub when it starts."""


def _start(call: StageSpec, state: State, log: Path) -> "subprocess.Popen[str]":
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as errors_to:
        # A session of its own: Ctrl-C reaches only the parent, which then stops the child
        # properly, and the child can take its own children along when it dies.
        process = subprocess.Popen(
            [sys.executable, "-m", "cad0_core.backends.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors_to,
            start_new_session=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TOKENIZERS_PARALLELISM": "false"},
        )
    stdin: IO[str] | None = process.stdin
    assert stdin is not None
    # The pipe stays open: its end of file tells the child that this process is gone.
    stdin.write(json.dumps({"state": str(state.root), "spec": call.model_dump(mode="json")}) + "\n")
    stdin.flush()
    return process


def _rebuild(event: dict[str, Any], log: Path) -> Cad0Error:
    kind = getattr(errors, event["kind"], None)
    if isinstance(kind, type) and issubclass(kind, Cad0Error):
        return kind(event["message"])
    return StageError(f"{event['kind']}: {event['message']} (traceback in {log})")


def _died(stage: str, code: int, log: Path) -> str:
    if code >= 0:
        return f"stage {stage} ended with exit code {code} and no result; its log: {log}"
    name = signal.Signals(-code).name
    hint = ", perhaps for want of memory" if -code == signal.SIGKILL else ""
    return (
        f"stage {stage} was ended by {name}{hint}. Run the same command again: it continues from "
        f"the last checkpoint. Its log: {log}"
    )
