"""One repository on disk, in exactly the layout of the Hugging Face cache.

    models--owner--name/            datasets--owner--name/ for data
      blobs/<sha256>                  every content once, whatever versions share it
      snapshots/<revision>/<path>     relative links to blobs
      refs/main, refs/v0.1.0          a revision each, without a newline

What is half made is called `*.incomplete` (as that cache does) and is moved into place whole.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cad0_core.artifacts import digest_file
from cad0_core.errors import HubError
from cad0_core.hub.base import MODEL, changed, revision_of

REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
VERSION = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
REVISION = re.compile(r"[0-9a-f]{40}")
CHUNK = 1 << 20  # bytes
PENDING = ".incomplete"
FIRST = "v0.1.0"


class Repo:
    """Files of one repository below `root`; folders appear when something is written."""

    def __init__(self, root: Path, name: str, type: str = MODEL) -> None:
        if not REPO.fullmatch(name) or "--" in name or ".." in name:
            raise HubError(f"{name!r} is no repository: expected owner/name")
        self.name = name
        self.folder = root / f"{type}s--{name.replace('/', '--')}"

    def ref(self, name: str) -> str | None:
        """The revision that a branch or version stands at, None when there is no such ref."""
        path = self.folder / "refs" / name
        if not path.is_file():
            return None
        revision = path.read_text(encoding="utf-8")
        if not REVISION.fullmatch(revision):
            raise HubError(f"{path}: not a revision: {revision[:60]!r}")
        return revision

    def set_ref(self, name: str, revision: str) -> None:
        """Point a branch or version at `revision`, atomically."""
        path = self.folder / "refs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside the blobs, since whatever lies in refs/ is taken for a ref.
        self._replace(path, self.folder / "blobs" / f"ref-{name}{PENDING}", revision.encode())

    def tags(self) -> list[str]:
        """Version refs, oldest first."""
        folder = self.folder / "refs"
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted((name for name in names if VERSION.fullmatch(name)), key=version_key)

    def snapshot(self, revision: str) -> Path:
        return self.folder / "snapshots" / revision

    def files(self, revision: str) -> dict[str, str]:
        """SHA-256 by path of a snapshot, as its links say; `verify` reads the bytes.

        Raises `HubError` when there is no such snapshot or it holds something else than links.
        """
        folder = self.snapshot(revision)
        if not folder.is_dir():
            raise HubError(f"{self.name}: no snapshot {revision}")
        found = {}
        for path in sorted(folder.rglob("*")):
            if path.is_symlink():
                found[path.relative_to(folder).as_posix()] = Path(os.readlink(path)).name
            elif not path.is_dir():
                raise HubError(f"{path}: not a link, so it was not published")
        return found

    def verify(self, revision: str) -> dict[str, str]:
        """`files`, after every blob was read and found to be what its name says."""
        files = self.files(revision)
        if revision_of(files) != revision:
            raise HubError(f"{self.snapshot(revision)}: its files are not those of its revision")
        for name, sha256 in files.items():
            if not self._holds(sha256):
                raise HubError(f"{self.snapshot(revision) / name}: missing or damaged")
        return files

    def add_file(self, source: Path, sha256: str) -> None:
        """Copy `source` into the blobs unless it is there; its bytes must have digest `sha256`."""
        pending = self._blob(sha256 + PENDING)
        known = self._holds(sha256)
        digest = hashlib.sha256()
        with source.open("rb") as file, open(os.devnull if known else pending, "wb") as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            if not known:
                copy.flush()
                os.fsync(copy.fileno())
        if digest.hexdigest() != sha256:
            pending.unlink(missing_ok=True)
            raise changed(source, digest.hexdigest(), sha256)
        if not known:
            pending.replace(self._blob(sha256))

    def add_page(self, data: bytes) -> str:
        """Store a generated file; returns its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self._holds(sha256):
            self._replace(self._blob(sha256), self._blob(sha256 + PENDING), data)
        return sha256

    def add_snapshot(self, files: Mapping[str, str]) -> str:
        """Link `files` (SHA-256 by path) under their revision, which is returned."""
        revision = revision_of(files)
        folder = self.snapshot(revision)
        if folder.is_dir():
            if self.files(revision) != dict(files):
                raise HubError(f"{folder}: changed since it was published")
            return revision
        pending = folder.with_name(revision + PENDING)
        if pending.exists():
            shutil.rmtree(pending)
        for name, sha256 in files.items():
            link = pending / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(Path(*[".."] * (name.count("/") + 2)) / "blobs" / sha256)
        pending.rename(folder)
        return revision

    def restore(self, files: Mapping[str, str], fetch: Callable[[str], Path]) -> None:
        """Blobs and snapshot of `files` (SHA-256 by path); what is missing comes from `fetch`."""
        for sha256 in sorted(set(files.values())):
            if not self._holds(sha256):
                self.add_file(fetch(sha256), sha256)
        self.add_snapshot(files)

    def _blob(self, name: str) -> Path:
        folder = self.folder / "blobs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _holds(self, sha256: str) -> bool:
        """Whether a whole blob of that digest is there: a damaged one is copied again."""
        path = self.folder / "blobs" / sha256
        return path.is_file() and digest_file(path).sha256 == sha256

    @staticmethod
    def _replace(path: Path, pending: Path, data: bytes) -> None:
        pending.parent.mkdir(parents=True, exist_ok=True)
        with pending.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        pending.replace(path)


def version_key(version: str) -> tuple[int, int, int]:
    """Sort key of `v1.2.3`; raises `HubError` for anything else."""
    match = VERSION.fullmatch(version)
    if match is None:
        raise HubError(f"{version!r} is no version: expected one such as v0.1.0")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def next_minor(versions: Sequence[str]) -> str:
    """The minor version after the last of `versions`, which are in order; `FIRST` after none."""
    if not versions:
        return FIRST
    major, minor, _ = version_key(versions[-1])
    return f"v{major}.{minor + 1}.0"
