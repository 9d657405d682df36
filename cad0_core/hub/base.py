"""What a hub is, and what it demands before it publishes anything.

A hub knows nothing of how models are judged: it asks for a verdict, whatever made it, that
passed and that names every byte to be published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from cad0_core.config import digest_of
from cad0_core.errors import HubError

CARD = "README.md"
METRICS = "metrics.json"
FINDINGS = "FINDINGS.md"
SAMPLES, FAILURES = "samples.png", "failures.png"  # pictures that an evaluation drew
GENERATED = (CARD, METRICS, FINDINGS, SAMPLES, FAILURES)
MAIN = "main"
MODEL, DATASET = "model", "dataset"  # types of repository


class Verdict(Protocol):
    """What a gate said about one model: see `cad0_core.evaluation.verdict`."""

    @property
    def model(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def model_digest(self) -> str: ...
    @property
    def dataset_digest(self) -> str: ...
    @property
    def evaluations(self) -> Mapping[str, str]: ...
    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 of every file of the model, by relative path."""
        ...

    def figures(self) -> Mapping[str, Mapping[str, float]]:
        """The values that were judged, by evaluation and metric."""
        ...

    def rows(self) -> Sequence[Mapping[str, str]]:
        """The checks as text: check, value, interval, floor, n, result."""
        ...


@dataclass(frozen=True)
class Source:
    """Files of one artifact folder, published under their own relative paths.

    `verdict` is the one that judged this folder.
    """

    folder: Path
    files: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Release:
    """One repository's part of a release: approved files, and the pages written about them.

    `type` is model or dataset; metrics and findings are a model's.
    """

    repo: str
    sources: tuple[Source, ...]
    card: str
    metrics: str = field(default="", repr=False)
    findings: str = field(default="", repr=False)
    type: str = MODEL
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def pages(self) -> dict[str, bytes]:
        """What is written at publication, by path."""
        texts = {CARD: self.card, METRICS: self.metrics, FINDINGS: self.findings}
        written = {name: text.encode() for name, text in texts.items() if text}
        return written | dict(self.pictures)

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 by path of the files to publish, as their verdicts name them.

        Raises `HubError` for a path that no verdict names, that two sources fill differently,
        that leaves the repository, or that is generated here.
        """
        found: dict[str, str] = {}
        for source in self.sources:
            for name in source.files:
                digest = source.verdict.files.get(name)
                if digest is None:
                    raise HubError(f"{self.repo}: {name} is not among the files that were judged")
                if found.setdefault(name, digest) != digest:
                    raise HubError(f"{self.repo}: two sources hold a different {name}")
        for name in found:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or name in GENERATED:
                raise HubError(f"{self.repo}: {name!r} is no path for a model file")
        if not found:
            raise HubError(f"{self.repo}: a release without model files")
        return found

    def require_passed(self) -> None:
        """Raise `HubError` unless there is a verdict for every source and all passed."""
        if not self.sources:
            raise HubError(f"{self.repo}: nothing was judged, so nothing is published")
        for source in self.sources:
            if source.verdict.passed is not True:
                raise HubError(
                    f"{self.repo}: {source.verdict.model} did not pass its gate, so it is not "
                    f"published ({source.folder})"
                )


@dataclass(frozen=True)
class Published:
    """A model as a hub serves it: `files` is SHA-256 by path, `where` a folder or an address."""

    repo: str
    version: str
    revision: str
    where: str
    files: Mapping[str, str]


class Hub(Protocol):
    """Both models of a release, by version; every method raises `HubError`."""

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories of the models that are released together."""
        ...

    @property
    def dataset(self) -> str | None:
        """The repository of their data, released with them; None where there is none."""
        ...

    def versions(self, repo: str) -> list[str]:
        """Published versions, oldest first."""
        ...

    def latest(self, repo: str) -> str | None:
        """The version that `main` serves."""
        ...

    def resolve(self, repo: str, revision: str = MAIN) -> Path:
        """A folder with the files of a branch, version or revision."""
        ...

    def revision(self, repo: str, name: str = MAIN) -> str:
        """The revision that a branch or version stands at."""
        ...

    def next_version(self) -> str:
        """The next minor version over all repositories."""
        ...

    def find(self, digests: Mapping[str, Mapping[str, str]]) -> str | None:
        """The newest version that holds exactly these files in every repository: SHA-256 by
        repository and path."""
        ...

    def published(self, repo: str, revision: str = MAIN) -> Published:
        """What a branch, version or revision serves: its files by digest, and where they are."""
        ...

    def read(self, repo: str, name: str, revision: str = MAIN) -> bytes:
        """One file."""
        ...

    def verify(self, repo: str, revision: str = MAIN) -> dict[str, str]:
        """SHA-256 by path after reading every byte; raises `HubError` naming a damaged file."""
        ...

    def publish(self, version: str, releases: Sequence[Release]) -> dict[str, Published]:
        """Publish all of them, or none; the same content again changes nothing."""
        ...

    def rollback(self, version: str) -> dict[str, Published]:
        """Make every `main` serve a version that was published and passed, or change nothing;
        returns the models. A dataset that did not go along with that version stays."""
        ...

    def put_site(self, folder: Path) -> str | None:
        """Put the page in `folder` into the Space, if there is one; returns its address."""
        ...


def require_complete(repos: Sequence[str], releases: Sequence[Release]) -> None:
    """Raise `HubError` unless there is one release for each repository."""
    given = [release.repo for release in releases]
    if sorted(given) != sorted(repos):
        raise HubError(
            f"{' and '.join(repos)} are released together or not at all, "
            f"but this release holds {' and '.join(given) or 'nothing'}"
        )


def changed(source: Path, found: str, judged: str) -> HubError:
    """The refusal of a file whose SHA-256 is not the one that the verdict names."""
    return HubError(
        f"{source}: changed since its gate passed. This is not the {kind_of(source.name)} that "
        f"was judged (SHA-256 {found[:12]}, judged {judged[:12]}), so nothing is published"
    )


def kind_of(name: str) -> str:
    """What a file of a model is, in a word or two."""
    path = PurePosixPath(name)
    if path.suffix in (".onnx", ".onnx_data"):
        return "ONNX model"
    if path.suffix == ".safetensors":
        return "weights file"
    return "tokenizer" if path.name.startswith(("tokenizer", "vocab", "merges")) else "file"


def revision_of(files: Mapping[str, str]) -> str:
    """The revision that holds `files` (SHA-256 by path): 40 hex digits, like a commit's."""
    return digest_of(dict(files))[:40]


def model_files(files: Mapping[str, Any]) -> dict[str, Any]:
    """`files` without those that are written at publication."""
    return {name: value for name, value in files.items() if name not in GENERATED}
