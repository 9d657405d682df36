"""Digests of a file as the Hub keeps them: SHA-256 in Git LFS, SHA-1 of a blob in plain Git."""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

CHUNK = 1 << 20  # bytes


class Content(BaseModel):
    """What a file holds: SHA-256, the digest of it as a Git blob, and its size in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    blob: str
    bytes: int


class Held(BaseModel):
    """What the Hub says of a file: `sha256` where Git LFS holds it, `blob` for all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    blob: str
    bytes: int
    sha256: str | None = None

    def is_(self, content: Content) -> bool:
        """Whether it is that content. The blob of a file in LFS is a pointer, so its SHA-256
        counts; any other blob is the file."""
        if self.bytes != content.bytes:
            return False
        return self.sha256 == content.sha256 if self.sha256 else self.blob == content.blob


def content_of(data: bytes) -> Content:
    """The digests of `data`."""
    sha256, blob = _digests(len(data))
    sha256.update(data)
    blob.update(data)
    return Content(sha256=sha256.hexdigest(), blob=blob.hexdigest(), bytes=len(data))


def content_of_file(path: Path) -> Content:
    """The digests of a file, read once, of whatever size."""
    size = path.stat().st_size
    sha256, blob = _digests(size)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            blob.update(chunk)
    return Content(sha256=sha256.hexdigest(), blob=blob.hexdigest(), bytes=size)


def _digests(size: int) -> tuple[Any, Any]:
    """Git hashes a file after a head that gives its size."""
    return hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
