"""Who is at work on a stage: a chain of claims that only one call can extend at a time.

Claim n of a stage is put into a `modal.Dict` only where it does not exist, which the control plane
decides, so that of two calls one wins. Whether the last owner still works is asked of the control
plane too; no clock plays a part.
"""

from typing import Protocol, cast

import modal
import modal.exception

from cad0_core.backends.modal.outage import TRANSIENT


class Table(Protocol):
    """The part of `modal.Dict` that is used."""

    def get(self, key: str, default: str | None = None) -> str | None: ...
    def put(self, key: str, value: str, *, skip_if_exists: bool = False) -> bool: ...


class Claims:
    """Claims on stages, by their keys."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def named(cls, name: str) -> "Claims":
        return cls(cast(Table, modal.Dict.from_name(name, create_if_missing=True)))

    def owner(self, key: str) -> str | None:
        """The call that is at work on the stage, if there is one."""
        last, _ = self._last(key)
        return last if last and is_live(last) else None

    def last(self, key: str) -> str | None:
        """The call that last began the stage, at work or not."""
        return self._last(key)[0]

    def claim(self, key: str, call: str) -> str:
        """Make `call` the owner, unless another one is at work; returns the owner."""
        while True:
            last, n = self._last(key)
            if last == call or (last and is_live(last)):
                return last
            if self.table.put(f"{key}/{n}", call, skip_if_exists=True):
                return call

    def _last(self, key: str) -> tuple[str | None, int]:
        """The newest claim and the number of claims there are."""
        last, n = None, 0
        while (found := self.table.get(f"{key}/{n}")) is not None:
            last, n = found, n + 1
        return last, n


def is_live(call: str) -> bool:
    """Whether a call has no result yet: it waits, runs, or is about to start again.

    Raises what the client raises during an outage: then nobody knows.
    """
    try:
        modal.FunctionCall.from_id(call).get(timeout=0)
    except TimeoutError as error:
        return not error.args  # with a message it is the result of a call that failed so
    except TRANSIENT:
        raise
    except (Exception, SystemExit):
        return False
    return False
