"""A change to several repositories as a journal holds it, so that whoever comes next can end it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cad0_core.artifacts import write_atomic
from cad0_core.errors import HubError
from cad0_core.hub.content import Content, Held


class Change(BaseModel):
    """One repository's part, and how far it got.

    `before` is the commit of `main` and `former` its files; `files` is what it is to hold;
    `pull_request` the number of the proposal, None while there is none; `merged` the commit of
    `main` after the merge.
    """

    model_config = ConfigDict(extra="forbid")

    repo: str
    type: str
    before: str
    former: dict[str, Held]
    files: dict[str, Content]
    pull_request: int | None = None
    merged: str | None = None

    @property
    def reversal(self) -> tuple[list[str], list[str]]:
        """Paths whose former content has to come back, and those that were not there."""
        changed = [p for p, held in self.former.items() if not self._keeps(p, held)]
        return changed, [path for path in self.files if path not in self.former]

    def _keeps(self, path: str, held: Held) -> bool:
        return path in self.files and held.is_(self.files[path])

    def differs(self, tree: Mapping[str, Held]) -> str | None:
        """What of `tree` is not as it is to be; None if nothing."""
        return differs(self.files, tree)


class Order(BaseModel):
    """All parts of one change. `version` is the tag that it ends with, None for a rollback.

    proposing: nobody sees anything yet. merging: every part was verified, so it is decided.
    reverting: it failed, and is being taken back.
    """

    model_config = ConfigDict(extra="forbid")

    title: str
    version: str | None
    phase: Literal["proposing", "merging", "reverting"] = "proposing"
    changes: list[Change]
    id: str = Field(default_factory=lambda: uuid4().hex[:8])

    @property
    def label(self) -> str:
        """Title of the pull requests: no other change has it."""
        return f"{self.title} [{self.id}]"


class Journal:
    """The file that holds the order at work; none when all is settled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Order | None:
        """The order that was begun and not ended. Raises `HubError` for a damaged file."""
        if not self.path.is_file():
            return None
        try:
            return Order.model_validate_json(self.path.read_bytes())
        except ValidationError as error:
            raise HubError(
                f"{self.path}: not a journal. Look at both repositories (`cad0 hub list`), put "
                "them right with `cad0 hub rollback`, and delete this file"
            ) from error

    def write(self, order: Order) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(self.path, json.dumps(order.model_dump(mode="json"), indent=1))

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)


def differs(files: Mapping[str, Content], tree: Mapping[str, Held]) -> str | None:
    """The first file that `tree` lacks, has too much, or holds otherwise; None if it fits."""
    for path in sorted(files.keys() | tree.keys()):
        wanted, held = files.get(path), tree.get(path)
        if wanted is None:
            return f"{path} should not be there"
        if held is None:
            return f"{path} is not there"
        if not held.is_(wanted):
            return f"{path} is {held.sha256 or held.blob}, not the {wanted.sha256} judged"
    return None
