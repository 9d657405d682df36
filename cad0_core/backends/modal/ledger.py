"""Which call a stage was submitted as: one small file a stage, written before anybody waits."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cad0_core.artifacts import write_atomic
from cad0_core.state import State

NAME = "modal-call.json"


@dataclass(frozen=True)
class Entry:
    """A call that was submitted and whose result nobody has taken yet. `at` is for people."""

    call: str
    stage: str
    key: str
    app: str
    run: str | None = None
    at: str = ""


class Ledger:
    """The open calls of a state folder."""

    def __init__(self, state: State) -> None:
        self.state = state

    def note(self, entry: Entry) -> None:
        """Write the entry; when this returns it is on the disk."""
        path = self._path(entry.stage, entry.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        stamped = {**asdict(entry), "at": datetime.now(UTC).isoformat(timespec="seconds")}
        write_atomic(path, json.dumps(stamped))
        _sync_folder(path.parent)

    def find(self, stage: str, key: str) -> Entry | None:
        """The open call of a stage; None when there is none, or when the file is torn: then the
        claim on the other side tells whether somebody is at work."""
        return _read(self._path(stage, key))

    def close(self, stage: str, key: str) -> None:
        """The result was taken, or the call is gone."""
        self._path(stage, key).unlink(missing_ok=True)

    def open(self) -> list[Entry]:
        """All open calls."""
        found = (_read(path) for path in sorted(self.state.jobs.glob(f"*/{NAME}")))
        return [entry for entry in found if entry is not None]

    def _path(self, stage: str, key: str) -> Path:
        return self.state.job(stage, key) / NAME


def _read(path: Path) -> Entry | None:
    try:
        return Entry(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
