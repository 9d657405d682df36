"""The index of an archived release, written last: a release is there whole or not at all."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from cad0_core.errors import DamagedArchiveError

Files = Mapping[str, str]  # SHA-256 by path


class Entry(BaseModel):
    """One stage artifact: `digest` is that of its content, `manifest` the object that lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    key: str
    digest: str
    manifest: str


class Index(BaseModel):
    """All that a release stands on.

    `models` are the published files by version and repository: those of the release, and those of
    earlier versions that it was compared with or trained further from. `objects` is the size
    (bytes) of every object by SHA-256.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    created: datetime
    code: str
    hub: str
    models: Mapping[str, Mapping[str, Files]]
    artifacts: tuple[Entry, ...]
    objects: Mapping[str, int]

    @property
    def size(self) -> int:
        """Bytes of all objects."""
        return sum(self.objects.values())

    @classmethod
    def read(cls, where: str, data: bytes) -> "Index":
        """Raises `DamagedArchiveError` for anything else than an index."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise DamagedArchiveError(
                f"{where}: not the index of a release ({error.error_count()} errors). Archive the "
                "release again with cad0 archive push"
            ) from error

    def files_of(self, version: str) -> Iterator[tuple[str, str, str]]:
        """Repository, path and SHA-256 of every published file of a version."""
        for repo, files in self.models[version].items():
            for name, sha256 in files.items():
                yield repo, name, sha256
