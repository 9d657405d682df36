"""Requests to the Hub that outlast a bad moment: time limits, back-off, errors that teach."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import requests
from huggingface_hub import configure_http_backend, constants
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._http import UniqueRequestIdAdapter

from cad0_core.errors import HubAwayError, HubError

T = TypeVar("T")
CONNECT_SECONDS = 10.0
TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
PASSING = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.JSONDecodeError,  # an answer that broke off
)
REMEDIES = {
    401: "The token is missing or not valid: set HF_TOKEN, or the Prefect Secret block",
    403: "The token may not write there: make one with write access to this repository",
    404: "It does not exist, or the token may not see it",
    409: "It is there already, or in another state than expected",
    412: "Somebody else changed it in the meantime: run again",
    429: "The Hub's rate limit holds on: try again later",
}


def nothing() -> None:
    """Finds nothing: an action whose effect can't be looked up is simply repeated."""


@dataclass(frozen=True)
class Patience:
    """How often a request is made, how long (s) is waited in between, doubling each time, and
    how long for an answer."""

    attempts: int = 7
    first: float = 1.0
    longest: float = 60.0
    answer: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def __call__(self, act: Callable[[], T], found: Callable[[], T | None] = nothing) -> T:
        """What `act` returns; when the connection broke or the Hub is busy, again after a pause.

        A broken answer leaves open whether the Hub did what it was asked: `found` looks for the
        effect first, so that nothing is done twice. Raises `HubError` when patience ends or the
        Hub refuses.
        """
        pause = self.first
        for attempt in range(1, self.attempts + 1):
            try:
                return act()
            except Exception as error:
                if not is_passing(error):
                    raise refused(error) from error
                if attempt == self.attempts:
                    raise refused(error) from error
                self.sleep(max(pause, asked_pause(error)))
                pause = min(2 * pause, self.longest)
            if (there := found()) is not None:
                return there
        raise AssertionError("unreachable")


def is_passing(error: BaseException) -> bool:
    """Whether the same request may succeed later. Uploads wrap what went wrong: causes count."""
    if isinstance(error, HubError):
        return False  # patience has ended already
    for cause in _causes(error):
        if isinstance(cause, PASSING):
            return True
        if isinstance(cause, requests.HTTPError) and cause.response is not None:
            return cause.response.status_code in TRANSIENT
    return False


def asked_pause(error: BaseException) -> float:
    """Seconds that the Hub asks to wait: `Retry-After`, or t of `RateLimit: "api";r=0;t=55`."""
    for cause in _causes(error):
        if isinstance(cause, requests.HTTPError) and cause.response is not None:
            headers = cause.response.headers
            limit = re.search(r"\bt=(\d+)", headers.get("RateLimit", ""))
            given = headers.get("Retry-After", limit[1] if limit else "")
            return float(given) if given.isdigit() else 0.0
    return 0.0


def refused(error: BaseException) -> HubError:
    """`error` as one that a user can do something about; a `HubError` stays what it is."""
    if isinstance(error, HubError):
        return error
    for cause in _causes(error):
        if isinstance(cause, requests.HTTPError) and cause.response is not None:
            status, asked = cause.response.status_code, cause.response.request
            said = cause.server_message if isinstance(cause, HfHubHTTPError) else None
            remedy = REMEDIES.get(status, "")
            where = f"{asked.method} {_plain(asked.url)}" if asked is not None else "the Hub"
            kind = HubAwayError if status in TRANSIENT else HubError
            return kind(f"{where}: {status} {said or cause.response.reason}. {remedy}".strip())
    for cause in _causes(error):
        if isinstance(cause, PASSING):
            return HubAwayError(f"the Hub cannot be reached: {type(cause).__name__}: {cause}")
    return HubError(f"huggingface_hub: {type(error).__name__}: {error}")


def limit_time(answer: float) -> None:
    """Give every request of huggingface_hub a time limit (s): by default it has none, and a
    connection that went dead would hold a release for ever."""

    class Limited(UniqueRequestIdAdapter):
        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("timeout") is None:
                kwargs["timeout"] = (CONNECT_SECONDS, answer)
            return super().send(request, *args, **kwargs)

    def session() -> requests.Session:
        made = requests.Session()
        for scheme in ("http://", "https://"):
            made.mount(scheme, Limited())
        return made

    if not constants.HF_HUB_OFFLINE:
        configure_http_backend(session)


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__ or at.__context__


def _plain(url: str | None) -> str:
    """A URL without its query, which may hold a signature."""
    return (url or "").partition("?")[0]
