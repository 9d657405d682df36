"""What an archive needs of an object store, and the digests that a file is known by there."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Content:
    """A file's size (bytes) and SHA-256, and SHA-256 and MD5 of each of its parts."""

    size: int
    sha256: str
    part: int
    parts: tuple[tuple[bytes, bytes], ...]


def content_of(path: Path, part: int) -> Content:
    """The digests of a file, read once, in parts of `part` bytes; an empty file is one part."""
    whole, size = hashlib.sha256(), 0
    parts: list[tuple[bytes, bytes]] = []
    with path.open("rb") as file:
        while not parts or size % part == 0:
            sha256, md5, read = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
            while read < part and (chunk := file.read(min(CHUNK, part - read))):
                for digest in (whole, sha256, md5):
                    digest.update(chunk)
                read += len(chunk)
            if read == 0 and parts:
                break
            parts.append((sha256.digest(), md5.digest()))
            size += read
            if read < part:
                break
    return Content(size, whole.hexdigest(), part, tuple(parts))


class ObjectStore(Protocol):
    """Bytes by key. Every method raises `ArchiveAccessError` where it is not let in, and
    `ArchiveError` when the store does not answer."""

    @property
    def where(self) -> str:
        """Its address, for people."""
        ...

    @property
    def part(self) -> int:
        """Size of the parts (bytes) that a large file is sent in."""
        ...

    def check(self) -> None:
        """Raise unless objects can be listed."""
        ...

    def holds(self, key: str, content: Content) -> bool:
        """Whether the object is there with this size and digest."""
        ...

    def upload(self, key: str, path: Path, content: Content) -> int:
        """Send a file; returns the bytes that were sent: parts that are there stay. Raises
        `DamagedArchiveError` when something else arrived."""
        ...

    def write(self, key: str, data: bytes) -> None:
        """Send a small object."""
        ...

    def read(self, key: str) -> bytes | None:
        """A small object; None when there is none."""
        ...

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """An object from byte `start` on. Raises `DamagedArchiveError` when there is none."""
        ...

    def keys(self, prefix: str) -> list[str]:
        """All keys that begin with `prefix`, in order."""
        ...
