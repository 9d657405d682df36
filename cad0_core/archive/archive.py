"""Stage artifacts in an object store: contents once, by digest, and a manifest by stage and key.

    objects/<sha256>                 every content once, whatever artifacts share it
    artifacts/<stage>/<key>.json     manifest of a finished artifact, after all its objects
    releases/<version>.json          index of a release, after all its artifacts

Nothing is ever changed or deleted here but the last two, which are replaced whole.
"""

import errno
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from cad0_core import artifacts
from cad0_core.archive.base import CHUNK, ObjectStore, content_of
from cad0_core.archive.index import Entry
from cad0_core.artifacts import MANIFEST, Artifact, Manifest
from cad0_core.errors import ArtifactError, DamagedArchiveError, DiskFullError
from cad0_core.stages import set_aside
from cad0_core.state import State

INCOMPLETE = ".incomplete"
PARTIAL = ".part"


@dataclass(frozen=True)
class Archive:
    """Artifacts in `store`. Methods raise `ArchiveError` and its kinds; see `ObjectStore`."""

    store: ObjectStore

    def send(self, path: Path, sha256: str) -> int:
        """Archive a file unless it is there; returns the bytes that were sent.

        Raises `ArtifactError` when the file is not the one with digest `sha256`.
        """
        content = content_of(path, self.store.part)
        if content.sha256 != sha256:
            raise ArtifactError(f"{path}: changed since its manifest was written")
        key = object_key(sha256)
        return 0 if self.store.holds(key, content) else self.store.upload(key, path, content)

    def save(self, artifact: Artifact) -> tuple[Entry, int]:
        """Archive an artifact, its manifest last; returns its entry and the bytes sent."""
        sent = sum(
            self.send(artifact.path / name, entry.sha256)
            for name, entry in artifact.manifest.files.items()
        )
        path = artifact.path / MANIFEST
        sha256 = artifacts.digest_file(path).sha256
        sent += self.send(path, sha256)
        key = manifest_key(artifact.manifest.stage, artifact.manifest.key)
        data = path.read_bytes()
        if self.store.read(key) != data:
            self.store.write(key, data)
            sent += len(data)
        manifest = artifact.manifest
        entry = Entry(
            stage=manifest.stage, key=manifest.key, digest=manifest.digest, manifest=sha256
        )
        return entry, sent

    def find(self, stage: str, key: str, state: State) -> Artifact | None:
        """The finished artifact of a stage, brought into the state folder; None when the archive
        has none. Raises `DamagedArchiveError` when what it has is not whole."""
        at = manifest_key(stage, key)
        data = self.store.read(at)
        if data is None:
            return None
        manifest = _manifest(f"{self.store.where}/{at}", data)
        if (manifest.stage, manifest.key) != (stage, key):
            raise DamagedArchiveError(f"{self.store.where}/{at}: the manifest is another's")
        return self.restore(manifest, data, state)

    def entry(self, entry: Entry, state: State) -> Artifact:
        """The artifact of an index in the state folder, fetched unless it stands there whole."""
        manifest, data = self._listed(entry)
        return self.restore(manifest, data, state)

    def files(self, entry: Entry) -> dict[str, str]:
        """SHA-256 by path of an archived artifact."""
        manifest, _ = self._listed(entry)
        return {name: file.sha256 for name, file in manifest.files.items()}

    def restore(self, manifest: Manifest, data: bytes, state: State) -> Artifact:
        """Fetch the files of `manifest` (`data` is its text) and put them in place whole.

        Files of an interrupted try are used, the last one from where it ended. Another artifact
        under the same key is moved aside. Raises `DiskFullError`.
        """
        target = state.artifact(manifest.stage, manifest.key)
        standing = _standing(target, manifest.digest)
        if standing is not None:
            return standing
        partial = target.with_name(target.name + PARTIAL)
        with disk(state):
            for name, entry in manifest.files.items():
                self.fetch(entry.sha256, partial / name)
            (partial / MANIFEST).write_bytes(data)
            artifacts.load(partial)
            set_aside(target)
            partial.rename(target)
        return artifacts.load(target, verify=False)

    def fetch(self, sha256: str, path: Path) -> None:
        """The object in `path`, unless it stands there; goes on where an earlier try ended.

        Raises `DamagedArchiveError` when it is missing or holds something else.
        """
        if path.is_file() and artifacts.digest_file(path).sha256 == sha256:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        pending = path.with_name(path.name + INCOMPLETE)
        digest = hashlib.sha256()
        with pending.open("a+b") as file:
            file.seek(0)
            while chunk := file.read(CHUNK):
                digest.update(chunk)
            for chunk in self.store.stream(object_key(sha256), file.tell()):
                file.write(chunk)
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            pending.unlink()
            raise wrong(self.store, sha256, digest.hexdigest())
        pending.replace(path)

    def fetch_bytes(self, sha256: str) -> bytes:
        """A small object, verified."""
        data = b"".join(self.store.stream(object_key(sha256)))
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise wrong(self.store, sha256, found)
        return data

    def _listed(self, entry: Entry) -> tuple[Manifest, bytes]:
        data = self.fetch_bytes(entry.manifest)
        manifest = _manifest(f"{self.store.where}/{object_key(entry.manifest)}", data)
        told = (manifest.stage, manifest.key, manifest.digest)
        if told != (entry.stage, entry.key, entry.digest):
            raise DamagedArchiveError(
                f"{self.store.where}: the manifest of {entry.stage} {entry.key} is another's"
            )
        return manifest, data

    def read_through(self, sha256: str) -> int:
        """Read an object and hold it against its name; returns its size in bytes."""
        digest, size = hashlib.sha256(), 0
        for chunk in self.store.stream(object_key(sha256)):
            digest.update(chunk)
            size += len(chunk)
        if digest.hexdigest() != sha256:
            raise wrong(self.store, sha256, digest.hexdigest())
        return size


def object_key(sha256: str) -> str:
    return f"objects/{sha256}"


def manifest_key(stage: str, key: str) -> str:
    return f"artifacts/{stage}/{key}.json"


def wrong(store: ObjectStore, sha256: str, found: str) -> DamagedArchiveError:
    """What to say of an object whose SHA-256 is `found`."""
    return DamagedArchiveError(
        f"{store.where}/{object_key(sha256)}: damaged, its SHA-256 is {found[:12]}. Where the "
        "artifact still stands, cad0 archive push sends it again"
    )


@contextmanager
def disk(state: State) -> Iterator[None]:
    """Raises `DiskFullError` in place of the system's error."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                f"no space left below {state.root} for what the archive holds. Free some space "
                "and run the same command again: what has arrived is kept"
            ) from error
        raise


def clear(folder: Path) -> None:
    """Remove downloads that are no longer needed."""
    shutil.rmtree(folder, ignore_errors=True)


def _standing(target: Path, digest: str) -> Artifact | None:
    try:
        found = artifacts.load(target)
    except ArtifactError:
        return None
    return found if found.digest == digest else None


def _manifest(where: str, data: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise DamagedArchiveError(
            f"{where}: not a manifest ({error.error_count()} errors)"
        ) from error
    unsafe = [name for name in manifest.files if name.startswith("/") or ".." in name.split("/")]
    if unsafe or not manifest.key.isalnum() or not manifest.stage.isidentifier():
        raise DamagedArchiveError(f"{where}: names a path outside of its artifact")
    return manifest
