"""Stage artifacts: a folder of files with `manifest.json` written last.

A manifest's existence means that the artifact is complete; its digests say what it holds and
where it came from. The key names the work (stage, version, config, input digests) and so the
folder; the digest names the content.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cad0_core.config import digest_of
from cad0_core.errors import ArtifactError

MANIFEST = "manifest.json"


class FileEntry(BaseModel):
    """One file of an artifact: digest and size in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What an artifact is, what it was made from, what it scored, took (s) and cost (USD)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    version: int
    key: str
    digest: str
    config: dict[str, Any]
    inputs: dict[str, str]
    files: dict[str, FileEntry]
    metrics: dict[str, Any]
    seconds: float
    cost_usd: float
    code: str
    created: datetime


class Artifact(BaseModel):
    """A finished artifact: its folder and its manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    manifest: Manifest

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def metrics(self) -> dict[str, Any]:
        return self.manifest.metrics


def stage_key(
    stage: str, version: int, config: Mapping[str, Any], inputs: Mapping[str, str]
) -> str:
    """Name of the work: 20 hex digits over stage, version, config and input digests."""
    return digest_of([stage, version, dict(config), dict(inputs)])[:20]


def digest_files(folder: Path) -> dict[str, FileEntry]:
    """Digest of every file under `folder` but the manifest, by relative POSIX path."""
    return {
        path.relative_to(folder).as_posix(): digest_file(path)
        for path in _files(folder)
        if path.relative_to(folder).as_posix() != MANIFEST
    }


def digest_file(path: Path) -> FileEntry:
    with path.open("rb") as file:
        return FileEntry(
            sha256=hashlib.file_digest(file, "sha256").hexdigest(), bytes=path.stat().st_size
        )


def content_digest(files: Mapping[str, FileEntry]) -> str:
    """One digest over names and contents; times and folder names play no part."""
    return digest_of({name: entry.sha256 for name, entry in files.items()})


def complete(folder: Path, **facts: Any) -> Artifact:
    """Digest what stands in `folder`, write its manifest last and return the artifact."""
    files = digest_files(folder)
    if not files:
        raise ArtifactError(f"{folder}: the stage wrote no file")
    manifest = Manifest(
        digest=content_digest(files), files=files, created=datetime.now(UTC), **facts
    )
    write_atomic(folder / MANIFEST, manifest.model_dump_json(indent=1))
    return Artifact(path=folder, manifest=manifest)


def described(
    folder: Path, files: Mapping[str, FileEntry], *, stage: str, key: str = "", **metrics: Any
) -> Artifact:
    """A folder that no stage left here, such as a published model, as an artifact by its content.

    Its manifest exists in memory only.
    """
    manifest = Manifest(
        stage=stage,
        version=0,
        key=key,
        digest=content_digest(files),
        config={},
        inputs={},
        files=dict(files),
        metrics=metrics,
        seconds=0,
        cost_usd=0,
        code="",
        created=datetime.fromtimestamp(folder.stat().st_mtime, UTC),
    )
    return Artifact(path=folder, manifest=manifest)


def load(folder: Path, *, verify: bool = True) -> Artifact:
    """Read the artifact in `folder`; with `verify`, every file's digest is checked.

    Raises `ArtifactError` if it is missing, unreadable or not what its manifest says.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ArtifactError(f"{folder}: no {MANIFEST}, so this is no finished artifact")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ArtifactError(f"{path}: not a manifest ({error.error_count()} errors)") from error
    artifact = Artifact(path=folder, manifest=manifest)
    if verify:
        check(artifact)
    return artifact


def check(artifact: Artifact) -> None:
    """Raise `ArtifactError` naming the first file that differs from the manifest."""
    found = digest_files(artifact.path)
    for name, entry in artifact.manifest.files.items():
        if name not in found:
            raise ArtifactError(f"{artifact.path / name}: missing, but the manifest lists it")
        if found[name] != entry:
            raise ArtifactError(f"{artifact.path / name}: changed since its manifest was written")
    for name in found.keys() - artifact.manifest.files.keys():
        raise ArtifactError(f"{artifact.path / name}: not in the manifest")
    if content_digest(artifact.manifest.files) != artifact.digest:
        raise ArtifactError(f"{artifact.path / MANIFEST}: its digest does not fit its files")


def write_atomic(path: Path, text: str) -> None:
    """Write `text` so that a reader, or a crash, sees the old file or the new one, never half."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_json(path: Path) -> Any:
    """Parsed JSON of `path`; raises `ArtifactError` naming file and line if it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(f"{path}: no such file") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArtifactError(f"{path}: not JSON ({error})") from error


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
