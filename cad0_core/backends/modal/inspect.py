"""Looking at a call from outside: its log, and whether it is at work."""

from collections.abc import Iterator

import modal
import modal.exception

from cad0_core.backends.base import LogLine
from cad0_core.backends.modal import wire
from cad0_core.backends.modal.claims import is_live
from cad0_core.errors import BackendError
from cad0_core.job import Progress

LAST_ENTRIES = 1000


def state_of(call: str) -> str:
    """`at work or waiting`, or `finished`: then a run with the same settings takes its result."""
    return "at work or waiting" if is_live(call) else "finished"


def lines(call: str, follow: bool) -> Iterator[str]:
    """The log of a call, line by line, progress in words; until the call ends with `follow`.

    Raises `BackendError` for an unknown call.
    """
    found = modal.FunctionCall.from_id(call)
    entries = found.logs.stream() if follow else found.logs.tail(LAST_ENTRIES)
    begun = ""
    try:
        for entry in entries:
            *whole, begun = (begun + entry.message).split("\n")
            for line in whole:
                match wire.event_of(line):
                    case Progress() as progress:
                        yield f"{progress.fraction:4.0%} {progress.describe()}"
                    case LogLine(level, message):
                        yield message if level == "INFO" else f"{level} {message}"
    except modal.exception.NotFoundError as error:
        raise BackendError(f"{call}: no such call ({error})") from error
