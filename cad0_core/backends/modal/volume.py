"""The volume as its clients see it: artifacts put there by digest, and taken from there.

artifacts/<stage>/<key>/    what remote stages made, as in a local state folder
inputs/<digest>/            what was uploaded, each folder's manifest last
data/current.json           which dataset the commands train on; switched in one write
"""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import modal
import modal.exception

from cad0_core import artifacts
from cad0_core.artifacts import Artifact, FileEntry, Manifest, digest_file
from cad0_core.backends.modal.outage import insist
from cad0_core.config import ModalConfig
from cad0_core.errors import ArtifactError, BackendError
from cad0_core.stages import Input
from cad0_core.state import State

T = TypeVar("T")
CURRENT = PurePosixPath("data/current.json")
SERVED = PurePosixPath("served.json")


class ModalVolume:
    """A Modal volume. All methods wait out an outage; none leaves anything half done that a
    second try would take for whole. Raises `OutageError` when an outage lasts too long."""

    def __init__(self, config: ModalConfig, state: State) -> None:
        self.config, self.state = config, state
        # No version: a volume made by hand has the first one, and naming another is an error.
        self._volume = modal.Volume.from_name(config.volume, create_if_missing=True)

    def find(self, artifact: Artifact) -> Artifact | None:
        """The artifact, if the volume has all of it; its path stays the local one."""
        given = Input.of(artifact)
        return artifact if self._place(given, artifact.manifest) is not None else None

    def put(self, artifact: Artifact) -> Artifact:
        """Upload what the volume lacks of an artifact, and make a dataset the current one."""
        place = self.give(Input.of(artifact))
        if artifact.manifest.stage == "generate":
            self.switch(place, artifact.digest)
        return artifact

    def give(self, given: Input) -> PurePosixPath:
        """Where an input lies on the volume, uploaded if it was not there.

        A file whose content the volume's store has is not sent again, so that an upload that was
        cut off goes on where it ended. Raises `ArtifactError` when the local folder is not what
        the input says, `BackendError` when what arrived is not whole.
        """
        manifest = _manifest(given.path)
        there = self._place(given, manifest)
        if there is not None:
            return there
        files = artifacts.digest_files(given.path)
        if artifacts.content_digest(files) != given.digest:
            raise ArtifactError(f"{given.path}: changed since {given.digest[:12]} was made of it")
        folder = _uploads(given.digest)
        self._upload(given.path, folder, files)
        self._check(folder, files)
        self.write_json(folder / artifacts.MANIFEST, _listed(given, files, manifest))
        return folder

    def switch(self, place: PurePosixPath, digest: str) -> None:
        """Make the dataset in `place` the one that commands train on: one file, written whole."""
        self.write_json(CURRENT, {"path": str(place), "digest": digest})

    def current(self) -> Input:
        """The dataset that commands train on. Raises `BackendError` when there is none."""
        found = self.read_json(CURRENT)
        if found is None:
            raise BackendError(
                f"volume {self.config.volume} has no dataset; upload one: cad0 modal upload-data "
                "data/"
            )
        return Input(path=Path(found["path"]), digest=found["digest"])

    def manifest(self, stage: str, key: str) -> Manifest | None:
        """The manifest of a finished remote stage; None when it is not finished."""
        found = self.read_json(_made(stage, key) / artifacts.MANIFEST)
        return Manifest.model_validate(found) if found is not None else None

    def manifests(self, stage: str) -> list[Manifest]:
        """All that remote runs of a stage made, oldest first."""
        keys = [PurePosixPath(path).name for path in self.list(PurePosixPath("artifacts", stage))]
        found = (self.manifest(stage, key) for key in keys if ".old-" not in key)
        return sorted((m for m in found if m is not None), key=lambda m: m.created)

    def fetch(self, stage: str, key: str) -> Artifact:
        """Download a finished stage into the state folder, verified, whole or not at all.

        Files that an earlier try brought are kept. Raises `ArtifactError` when it is not there or
        is not what its manifest says.
        """
        target = self.state.artifact(stage, key)
        if (target / artifacts.MANIFEST).is_file():
            return artifacts.load(target)
        manifest = self.manifest(stage, key)
        if manifest is None:
            raise ArtifactError(f"volume {self.config.volume} has no finished {stage} {key}")
        partial = self.state.job(stage, key) / "download"
        for name, entry in manifest.files.items():
            self.download(_made(stage, key) / name, partial / name, entry)
        artifacts.write_atomic(partial / artifacts.MANIFEST, manifest.model_dump_json(indent=1))
        artifacts.load(partial)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.rename(target)
        return Artifact(path=target, manifest=manifest)

    def remove(self, stage: str, key: str) -> None:
        """Remove a finished stage from the volume; its manifest goes first, lest half of it is
        taken for whole."""
        self._remove(_made(stage, key) / artifacts.MANIFEST)
        self._remove(_made(stage, key))

    def read_json(self, path: PurePosixPath) -> Any:
        """Parsed content of a file; None when it is not there."""
        try:
            raw = self._insist(lambda: b"".join(self._volume.read_file(str(path))), f"read {path}")
        except (FileNotFoundError, modal.exception.NotFoundError):
            return None
        try:
            return json.loads(raw)
        except ValueError as error:
            raise ArtifactError(f"volume {self.config.volume}, {path}: not JSON") from error

    def write_json(self, path: PurePosixPath, value: Any) -> None:
        content = json.dumps(value, indent=1).encode()

        def write() -> None:
            with self._volume.batch_upload(force=True) as batch:
                batch.put_file(io.BytesIO(content), str(path))

        self._insist(write, f"write {path}")

    def list(self, path: PurePosixPath) -> list[str]:
        """Paths directly below a folder; none when it is not there."""
        try:
            entries = self._insist(lambda: self._volume.listdir(str(path)), f"list {path}")
        except (FileNotFoundError, modal.exception.NotFoundError):
            return []
        return [entry.path for entry in entries]

    def _place(self, given: Input, manifest: Manifest | None) -> PurePosixPath | None:
        """Where the volume has this content: made there, or uploaded before."""
        if manifest is not None and manifest.key:
            made = self.manifest(manifest.stage, manifest.key)
            if made is not None and made.digest == given.digest:
                return _made(manifest.stage, manifest.key)
        folder = _uploads(given.digest)
        return folder if self.read_json(folder / artifacts.MANIFEST) is not None else None

    def _upload(self, source: Path, folder: PurePosixPath, files: Mapping[str, FileEntry]) -> None:
        def upload() -> None:
            with self._volume.batch_upload(force=True) as batch:
                for name in files:
                    batch.put_file(source / name, str(folder / name))

        self._insist(upload, f"upload {source.name}")

    def _check(self, folder: PurePosixPath, files: Mapping[str, FileEntry]) -> None:
        """Names and sizes of what arrived; the store refused other digests than were promised,
        and a stage digests its inputs again before it begins."""
        entries = self._insist(
            lambda: self._volume.listdir(str(folder), recursive=True), f"list {folder}"
        )
        there = {entry.path: entry.size for entry in entries}
        for name, entry in files.items():
            if there.get(str(folder / name)) != entry.bytes:
                arrived = there.get(str(folder / name))
                raise BackendError(
                    f"volume {self.config.volume}, {folder / name}: {arrived} bytes arrived of "
                    f"{entry.bytes}. Run the same command again"
                )

    def download(self, path: PurePosixPath, target: Path, entry: FileEntry) -> None:
        if target.is_file() and digest_file(target) == entry:
            return
        target.parent.mkdir(parents=True, exist_ok=True)

        def download() -> None:
            with target.open("wb") as file:
                for chunk in self._volume.read_file(str(path)):
                    file.write(chunk)

        self._insist(download, f"download {path}")

    def _remove(self, path: PurePosixPath) -> None:
        with suppress(FileNotFoundError, modal.exception.NotFoundError):
            self._insist(
                lambda: self._volume.remove_file(str(path), recursive=True), f"remove {path}"
            )

    def _insist(self, work: Callable[[], T], what: str) -> T:
        return insist(work, self.config.outage_seconds, what)


def _made(stage: str, key: str) -> PurePosixPath:
    return PurePosixPath("artifacts", stage, key)


def _uploads(digest: str) -> PurePosixPath:
    return PurePosixPath("inputs", digest[:20])


def _manifest(folder: Path) -> Manifest | None:
    try:
        return artifacts.load(folder, verify=False).manifest
    except ArtifactError:
        return None  # a folder of files, such as a published model


def _listed(
    given: Input, files: Mapping[str, FileEntry], manifest: Manifest | None
) -> dict[str, Any]:
    """The manifest of an upload: the artifact's own, or one that lists its files."""
    if manifest is not None and manifest.digest == given.digest:
        return manifest.model_dump(mode="json")
    found = artifacts.described(given.path, files, stage="upload", key="")
    return found.manifest.model_dump(mode="json")
