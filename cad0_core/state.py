"""Where everything of one checkout lies: one folder, `.cad0/` unless told otherwise.

.cad0/artifacts/<stage>/<key>/   finished stage artifacts
.cad0/jobs/<stage>-<key>/        a stage at work: log, checkpoints, half-made output
.cad0/volume/                    the local volume: what training reads
.cad0/cache/                     verdicts on programs that were measured before
.cad0/hub/                       the local hub: published models
.cad0/site/                      the page with the published cad0-mini, for any static host
.cad0/huggingface/               the Hugging Face Hub: journal of a release, downloads
.cad0/archive/                   objects of an archived release on their way to the hub
.cad0/prefect/                   the Prefect server's database, server.json and server.log
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cad0_core.artifacts import write_atomic
from cad0_core.errors import BusyError, ConfigError, DiskFullError

ENVIRONMENT_VARIABLE = "CAD0_STATE"
SITE = "site"
TRY_DAYS = 30.0  # what was made and not published is kept so long: four weekly retrainings
GB = 1e9


@dataclass(frozen=True)
class State:
    """Paths below one state folder; nothing is created until it is written to."""

    root: Path

    @classmethod
    def default(cls) -> "State":
        """The folder named by `CAD0_STATE`, else `.cad0` in the working directory."""
        return cls(Path(os.environ.get(ENVIRONMENT_VARIABLE) or ".cad0").resolve())

    def artifact(self, stage: str, key: str) -> Path:
        return self.artifacts / stage / key

    def job(self, stage: str, key: str) -> Path:
        return self.jobs / f"{stage}-{key}"

    @property
    def artifacts(self) -> Path:
        return self.root / "artifacts"

    @property
    def jobs(self) -> Path:
        return self.root / "jobs"

    @property
    def volume(self) -> Path:
        return self.root / "volume"

    @property
    def hub(self) -> Path:
        return self.root / "hub"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def prefect(self) -> Path:
        return self.root / "prefect"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def wandb(self) -> Path:
        return self.root / "wandb"

    def make(self) -> None:
        """Create the folder; raises `ConfigError` when it cannot be one."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"{self.root}: cannot be the state folder ({error.strerror}). Name another with "
                f"--state or {ENVIRONMENT_VARIABLE}"
            ) from error

    def free_gb(self) -> float:
        """Free disk space (GB) where the state folder lies or will lie."""
        folder = self.root
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free / GB

    def require_free(self, gigabytes: float) -> None:
        """Raise `DiskFullError` when less than `gigabytes` is free."""
        free = self.free_gb()
        if free < gigabytes:
            raise DiskFullError(
                f"{self.root}: {free:.2f} GB free, but this needs {gigabytes:g} GB. Free some "
                f"space, or name a folder on another disk with --state or {ENVIRONMENT_VARIABLE}"
            )

    @contextmanager
    def lock(self, name: str, holder: dict[str, Any], *, wait: bool = False) -> Iterator[Path]:
        """Hold `<name>.lock` for this process; it falls free when the process dies.

        Yields the path of `<name>.json`, which tells others who holds the lock. Raises
        `BusyError` when another process holds it, unless `wait`.
        """
        self.make()
        record = self.root / f"{name}.json"
        try:
            with FileLock(self.root / f"{name}.lock", timeout=-1 if wait else 0):
                started = datetime.now(UTC).isoformat(timespec="seconds")
                write_atomic(record, json.dumps({"pid": os.getpid(), "started": started, **holder}))
                yield record
        except Timeout as error:
            raise BusyError(_busy(self.root, name, record)) from error


def _busy(root: Path, name: str, record: Path) -> str:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        who = f" (process {known['pid']}, since {known['started']})"
    except (OSError, ValueError, KeyError):
        who = ""
    return (
        f"another {name} uses {root}{who}. Wait until it ends (`--wait` does so), or use another "
        f"state folder with --state or {ENVIRONMENT_VARIABLE}"
    )
