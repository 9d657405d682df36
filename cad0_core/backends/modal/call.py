"""One remote stage: its log as events, its result as an artifact, its end by force."""

import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import modal
import modal.exception

from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Event, How
from cad0_core.backends.modal import wire
from cad0_core.backends.modal.answer import Envelope, ask
from cad0_core.backends.modal.claims import Claims
from cad0_core.backends.modal.ledger import Ledger
from cad0_core.backends.modal.outage import TRANSIENT, Patience, insist
from cad0_core.backends.modal.volume import ModalVolume
from cad0_core.config import ModalConfig
from cad0_core.errors import (
    BackendError,
    Cad0Error,
    LostResultError,
    OutageError,
    StageCancelled,
    StageError,
)

log = logging.getLogger("cad0")
POLL_SECONDS = 2.0  # of one question; a cancellation is noticed between two
CLAIM_SECONDS = 10.0
LAST_LINES_SECONDS = 3.0
CANCEL_OUTAGE_SECONDS = 120.0


class ModalCall:
    """A function call on Modal, which lives on when this process dies."""

    detached = True

    def __init__(
        self,
        call: str,
        stage: str,
        key: str,
        *,
        how: How,
        config: ModalConfig,
        volume: ModalVolume,
        ledger: Ledger,
        claims: Claims,
    ) -> None:
        self.stage, self.key, self.how = stage, key, how
        self.config, self.volume, self.ledger, self.claims = config, volume, ledger, claims
        self._follow(call)

    @property
    def id(self) -> str:
        return self._id

    def events(self) -> Iterator[Event | None]:
        """Raises `OutageError`, and `StageError` or `BackendError` when the call waits for a GPU or
        runs for longer than it may; it is cancelled then."""
        lines: queue.SimpleQueue[Event] = queue.SimpleQueue()
        tail = Tail(self._id, lines)
        try:
            while not self._ended(lines):
                yield from _drain(lines)
                yield None
                if tail.call != self._id:
                    tail.stop()
                    tail = Tail(self._id, lines)
            tail.finish()
            yield from _drain(lines)
        finally:
            tail.stop()

    def result(self) -> Artifact:
        """The artifact, downloaded. Raises the stage's own `Cad0Error`; `StageError` for a time-out
        or a container that died, `StageCancelled`, `LostResultError` and `OutageError`."""
        while not self._ended(None):
            pass
        if self._error is not None and not isinstance(self._error, LostResultError):
            self.ledger.close(self.stage, self.key)
            raise self._error
        try:
            artifact = self.volume.fetch(self.stage, self.key)
        except Cad0Error as error:
            if self._error is None or isinstance(error, OutageError):
                raise
            self.ledger.close(self.stage, self.key)
            raise self._error from error
        self.ledger.close(self.stage, self.key)
        return artifact

    def cancel(self) -> None:
        """Let the stage save its checkpoint and stop; after a grace period end its container."""
        self._cancelling = True
        insist(lambda: self._call.cancel(), CANCEL_OUTAGE_SECONDS, "cancel the call")
        end = time.monotonic() + self.config.grace_seconds
        while time.monotonic() < end:
            if self._ended(None):
                self.ledger.close(self.stage, self.key)
                return
        insist(
            lambda: self._call.cancel(terminate_containers=True),
            CANCEL_OUTAGE_SECONDS,
            "end the container",
        )
        self.ledger.close(self.stage, self.key)

    def _follow(self, call: str) -> None:
        self._id = call
        self._call: modal.FunctionCall[Any] = modal.FunctionCall.from_id(call)
        self._patience = Patience(self.config.outage_seconds, f"waiting for {call}")
        self._error: Cad0Error | None = None
        self._done = self._cancelling = False
        self._submitted = time.monotonic()
        self._started: float | None = None
        self._asked = 0.0

    def _ended(self, lines: "queue.SimpleQueue[Event] | None") -> bool:
        """Ask once whether there is a result; keep what it was."""
        if self._done:
            return True
        try:
            answer = ask(self._call, POLL_SECONDS)
        except TRANSIENT as error:
            self._patience.wait(error)
            return False
        self._patience.answered()
        if answer is None:
            self._check_time(lines)
        elif isinstance(answer, BaseException):
            self._error, self._done = why(answer, self.stage, self._id), True
        else:
            self._take(answer)
        return self._done

    def _take(self, envelope: Envelope) -> None:
        """Keep a result; where another call is at work on the stage, follow that one."""
        if envelope["ok"]:
            self._done = True
        elif envelope["kind"] == "Busy":
            log.info(
                "%s: another call, %s, is at work; following it", self._id, envelope["message"]
            )
            self._follow(envelope["message"])
        else:
            self._error, self._done = wire.rebuilt(envelope), True

    def _check_time(self, lines: "queue.SimpleQueue[Event] | None") -> None:
        if self._cancelling:
            return
        now = time.monotonic()
        if self._started is None and self._has_started(now, lines):
            self._started = now
        if self._started is None:
            if now - self._submitted > self.config.queue_seconds:
                self.cancel()
                gpu = self.config.gpus.get(self.stage, "container")
                raise BackendError(
                    f"stage {self.stage} waited {self.config.queue_seconds:g} s for a {gpu} and "
                    "was cancelled; nothing was paid for. Run the same command later"
                )
            return
        limit = self.config.limits[self.stage].total_hours
        if now - self._started > limit * 3600:
            self.cancel()
            raise StageError(
                f"stage {self.stage} was at work for more than {limit:g} h, all attempts together, "
                f"and was cancelled. See `cad0 modal logs {self._id}`; given again, it continues "
                "from its checkpoint"
            )

    def _has_started(self, now: float, lines: "queue.SimpleQueue[Event] | None") -> bool:
        if lines is not None and not lines.empty():
            return True
        if now - self._asked < CLAIM_SECONDS:
            return False
        self._asked = now
        try:
            return self.claims.last(f"{self.stage}-{self.key}") == self._id
        except TRANSIENT:
            return False


class Tail:
    """Reads a call's log in a thread. Best effort: lines may be lost or come twice."""

    def __init__(self, call: str, lines: "queue.SimpleQueue[Event]") -> None:
        self.call = call
        self._lines, self._stop = lines, threading.Event()
        self._thread = threading.Thread(target=self._read, args=(call,), daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """The call has ended: wait a little for its last lines."""
        self._thread.join(LAST_LINES_SECONDS)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(LAST_LINES_SECONDS)

    def _read(self, call: str) -> None:
        begun = ""  # of a line that the log broke
        while not self._stop.is_set():
            try:
                for entry in modal.FunctionCall.from_id(call).logs.stream():
                    if self._stop.is_set():
                        return
                    *whole, begun = (begun + entry.message).split("\n")
                    for line in whole:
                        event = wire.event_of(line)
                        if event is not None:
                            self._lines.put(event)
                return
            except modal.exception.ClientClosed:
                return
            except Exception as error:
                log.debug("log of %s: %r", call, error)
                self._stop.wait(2)


def why(error: BaseException, stage: str, call: str) -> Cad0Error:
    """What ended a call, as one of our errors. Envelopes carry the stage's own errors; what comes
    here befell the container around it."""
    match error:
        case modal.exception.OutputExpiredError() | modal.exception.NotFoundError():
            return LostResultError(
                f"the result of call {call} ({stage}) is gone, and its artifact is not on the "
                "volume. Run the same command again: it continues from the last checkpoint"
            )
        case modal.exception.FunctionTimeoutError():
            return StageError(
                f"stage {stage} (call {call}) hit the function's time-out in every attempt: "
                f"{error}. Run the same command again: it continues from the last checkpoint"
            )
        case TimeoutError():
            return StageError(f"stage {stage} failed where it ran: {error}")
        case modal.exception.InternalFailure():
            return StageError(
                f"the container of stage {stage} (call {call}) died again and again, perhaps for "
                f"want of memory: {error}. Its log: cad0 modal logs {call}"
            )
        case modal.exception.RemoteError():
            return StageCancelled(f"call {call} ({stage}) was cancelled on Modal {error}".rstrip())
        case SystemExit():
            return StageError(f"stage {stage} (call {call}) left with exit code {error.code}")
    return StageError(f"stage {stage} (call {call}) failed: {type(error).__name__}: {error}")


def _drain(lines: "queue.SimpleQueue[Event]") -> Iterator[Event]:
    while not lines.empty():
        yield lines.get()
