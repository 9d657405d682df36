"""Waiting out a control plane that does not answer, with back-off and an end."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import modal.exception
from grpclib.exceptions import StreamTerminatedError

from cad0_core.errors import OutageError

T = TypeVar("T")

# What the client raises when the server is away, busy or cut off. No OSError: a file that is
# missing here is no outage.
TRANSIENT = (
    modal.exception.ServiceError,
    modal.exception.InternalError,
    modal.exception.ConnectionError,
    modal.exception.ResourceExhaustedError,
    StreamTerminatedError,
)
LONGEST_PAUSE = 30.0


class Patience:
    """Counts how long an outage lasts; one for each thing that is waited for."""

    def __init__(self, seconds: float, what: str) -> None:
        self.seconds, self.what = seconds, what
        self._since: float | None = None
        self._pause = 1.0

    def answered(self) -> None:
        """The control plane is there."""
        self._since, self._pause = None, 1.0

    def wait(self, error: BaseException) -> None:
        """Pause before the next try. Raises `OutageError` when it has lasted too long."""
        now = time.monotonic()
        self._since = self._since or now
        if now - self._since > self.seconds:
            raise OutageError(
                f"Modal did not answer for {now - self._since:.0f} s ({self.what}: {error!r}). "
                "What runs there runs on; the same command attaches to it once Modal is back"
            ) from error
        time.sleep(self._pause * (0.5 + random.random()))
        self._pause = min(LONGEST_PAUSE, 2 * self._pause)


def insist(work: Callable[[], T], seconds: float, what: str) -> T:
    """The result of `work`, tried again through an outage of at most `seconds`.

    Only for work that may be done twice. Raises `OutageError`, and what `work` raises otherwise.
    """
    patience = Patience(seconds, what)
    while True:
        try:
            return work()
        except TRANSIENT as error:
            patience.wait(error)
