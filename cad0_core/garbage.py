"""What of a state folder may go: never anything that a published model stands on.

Kept are all artifacts below every published version, down to the data, and for some days whatever
was made after the newest publication: it may still become a release. The hub is never touched.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.errors import ArtifactError
from cad0_core.hub import Hub
from cad0_core.hub.pages import figures
from cad0_core.lineage import publication, stood_on
from cad0_core.stages import STAGES
from cad0_core.state import TRY_DAYS, State
from cad0_core.store import Store

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Waste:
    """A folder or file that may go, why, and its size in bytes."""

    path: Path
    why: str
    bytes: int


def find_waste(
    state: State, hub: Hub, *, caches: bool = False, days: float = TRY_DAYS
) -> list[Waste]:
    """Everything that may go, largest first. `caches`: what only saves time, too; `days`: for how
    long a try that was not published is kept, with its checkpoints and all that it stands on."""
    store = Store.scan(state)
    records = _publications(store, hub)
    roots = [record.digest for record in (*records, *_elsewhere(store))]
    needed = stood_on(store, [*_named(hub), *roots])
    newest = max((record.manifest.created for record in records), default=None)
    horizon = datetime.now(UTC) - timedelta(days=days)
    tries = [a.digest for a in store.items if a.manifest.created >= horizon]
    tried = stood_on(store, tries)
    found: dict[Path, str] = {}
    for artifact in store.items:
        if artifact.digest in needed:
            continue
        stage = STAGES.get(artifact.manifest.stage)
        if stage is None or artifact.manifest.version != stage.version:
            found[artifact.path] = "made by a former version of its stage"
        elif newest and artifact.manifest.created < newest:
            found[artifact.path] = "superseded by a later publication"
        elif artifact.digest not in tried:
            found[artifact.path] = f"tried over {days:g} days ago, and not published"
    found |= dict(_set_aside(state))
    found |= dict(_jobs(state, set(found), horizon))
    kept = {a.digest for a in store.items if a.path not in found} | needed
    found |= dict(_copies(state, kept))
    if caches and state.cache.is_dir():
        found[state.cache] = "measurements of programs, which can be made again"
    waste = [Waste(path, why, _size(path)) for path, why in found.items()]
    return sorted(waste, key=lambda w: (-w.bytes, w.path))


def delete(waste: list[Waste]) -> None:
    """Remove it; a folder that is at work at that moment stays."""
    for item in waste:
        if (item.path / "lock").is_file() and at_work(item.path):
            continue
        # The manifest first: what is half deleted must not look whole.
        (item.path / artifacts.MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(item.path, ignore_errors=True)


def _named(hub: Hub) -> list[str]:
    """The digests that published versions name in their metrics.json, should a record be lost."""
    found: set[str] = set()
    for repo in hub.repos:
        for version in hub.versions(repo):
            facts = figures(hub, repo, version)
            found |= {d for d in facts.get("provenance", {}).values() if DIGEST.fullmatch(d)}
    return sorted(found)


def _publications(store: Store, hub: Hub) -> list[Artifact]:
    """The records of all versions that the hub serves."""
    found = (
        publication(store, repo, hub.revision(repo, version))
        for repo in hub.repos
        for version in hub.versions(repo)
    )
    return [record for record in found if record is not None]


def _elsewhere(store: Store) -> list[Artifact]:
    """The records of what was published to a hub that is not here: all of it is kept."""
    return [r for r in store.of("publish") if _kind(r) not in (None, "local")]


def _kind(record: Artifact) -> str | None:
    hub = record.manifest.config.get("hub")
    return hub.get("kind") if isinstance(hub, dict) else None


def _set_aside(state: State) -> Iterator[tuple[Path, str]]:
    for path in state.artifacts.glob("*/*.old-*"):
        yield path, "set aside when it was made anew"
    for path in state.artifacts.glob("*/*.part"):
        yield path, "half fetched from the archive"


def _jobs(state: State, doomed: set[Path], horizon: datetime) -> Iterator[tuple[Path, str]]:
    """Working folders of stages that are finished, and of those that nobody took up again since
    `horizon`: an unfinished one holds checkpoints."""
    for path in state.jobs.glob("*-*"):
        stage, _, key = path.name.rpartition("-")
        artifact = state.artifact(stage, key)
        done = artifact in doomed or (artifact / artifacts.MANIFEST).is_file()
        if (not done and _touched(path) >= horizon) or at_work(path):
            continue
        what = "log and scratch of a finished stage"
        yield path, what if done else "checkpoints of a stage that was given up"


def _copies(state: State, kept: set[str]) -> Iterator[tuple[Path, str]]:
    """Datasets on the local volume that nothing kept was made from."""
    for path in state.volume.glob("*/*"):
        try:
            digest = artifacts.load(path, verify=False).digest
        except ArtifactError:
            yield path, "an upload that was not finished"
            continue
        if digest not in kept:
            yield path, "copy of a superseded dataset"


def at_work(job: Path) -> bool:
    """Whether a process holds the working folder of a stage."""
    try:
        with FileLock(job / "lock", timeout=0):
            return False
    except Timeout:
        return True


def _touched(job: Path) -> datetime:
    """When something was last written below a folder."""
    times = [path.lstat().st_mtime for path in (job, *job.rglob("*"))]
    return datetime.fromtimestamp(max(times), UTC)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.lstat().st_size for file in files if not file.is_dir())
