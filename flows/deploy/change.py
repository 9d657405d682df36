"""What a deployment did to one thing on the server."""

from dataclasses import dataclass
from typing import Literal

Done = Literal["created", "updated", "unchanged", "deleted", "left over", "set", "not set"]


@dataclass(frozen=True)
class Change:
    """One pool, limit, deployment, schedule, pause, block, variable or automation, and its fate.

    `left over` is something of cad0 that the file no longer names; `--prune` deletes it. `set` and
    `not set` are settings, which a person gives.
    """

    kind: str
    name: str
    done: Done
    note: str = ""
