"""Many calls of one deployed function, a window of them at a time.

Each task is a spawned call. The client's own `.map` keeps no id by which to cancel what it sent,
sends a task again for ever whose container dies each time, and takes 25,000 inputs at most, where
a million spawned calls may wait.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

import modal
import modal.exception

from cad0_core.backends.modal.answer import Envelope, ask
from cad0_core.backends.modal.outage import TRANSIENT

log = logging.getLogger("cad0")

ROUNDS = 3  # times that a lost task is sent, each with the function's own retries
LANES = 16  # requests at once: of some 20 ms each they keep a hundred containers busy

Request = dict[str, Any]


class Task:
    """One request, named, and the call that it became."""

    def __init__(self, request: Request) -> None:
        self.request, self.name = request, str(request["name"])
        self.call: modal.FunctionCall[Any] | None = None
        self.rounds = 0
        self.answer: Envelope | BaseException | None = None

    def send(self, function: "modal.Function[Any, Any, Any]") -> None:
        self.call, self.answer = function.spawn(self.request), None
        self.rounds += 1

    def look(self) -> None:
        assert self.call is not None
        self.answer = ask(self.call, 0)

    def cancel(self) -> None:
        """Nobody waits for its result: the container that is at work on it ends at once."""
        assert self.call is not None
        with suppress(modal.exception.NotFoundError):
            self.call.cancel(terminate_containers=True)


class Mapped:
    """Tasks that wait, those that were sent, at most `window`, and those that no container did."""

    def __init__(
        self, function: "modal.Function[Any, Any, Any]", requests: Iterable[Request], window: int
    ) -> None:
        self._function, self._window = function, window
        self.waiting = deque(Task(request) for request in requests)
        self.sent: deque[Task] = deque()
        self.lost: list[Task] = []
        self._lanes = ThreadPoolExecutor(LANES, "mapped")

    def step(self) -> list[Envelope]:
        """Send what there is room for, look at those that were not looked at for longest, and
        return the results. Raises as `ask` does; no task is forgotten then."""
        self._send()
        looked = [self.sent.popleft() for _ in range(min(LANES, len(self.sent)))]
        try:
            self._all(Task.look, looked)
        finally:
            self.sent += [task for task in looked if task.answer is None]
        came = []
        for task in looked:
            if isinstance(task.answer, BaseException):
                self._again(task, task.answer)
            elif task.answer is not None:
                came.append(task.answer)
        return came

    def close(self) -> None:
        """Cancel what was sent."""
        left = len(self.sent)
        try:
            while self.sent:
                batch = [self.sent.popleft() for _ in range(min(LANES, len(self.sent)))]
                self._all(Task.cancel, batch)
                left -= len(batch)
        except (*TRANSIENT, modal.exception.Error) as error:
            # It is stopping, perhaps for an error of its own: no outage is waited out.
            log.warning("%d calls could not be cancelled and run to their end: %r", left, error)
        finally:
            self._lanes.shutdown()

    def _send(self) -> None:
        room = min(LANES, self._window - len(self.sent), len(self.waiting))
        batch = [self.waiting.popleft() for _ in range(room)]
        rounds = [task.rounds for task in batch]
        try:
            self._all(lambda task: task.send(self._function), batch)
        finally:
            for task, before in zip(batch, rounds, strict=True):
                (self.sent if task.rounds > before else self.waiting).append(task)

    def _again(self, task: Task, error: BaseException) -> None:
        if task.rounds < ROUNDS:
            log.warning("%s was lost (%r); it is sent again", task.name, error)
            self.waiting.append(task)
        else:
            self.lost.append(task)

    def _all(self, work: Callable[[Task], None], tasks: list[Task]) -> None:
        """Do it for every task at once. Raises the first error, when all have ended."""
        futures = [self._lanes.submit(work, task) for task in tasks]
        wait(futures)
        for future in futures:
            future.result()
