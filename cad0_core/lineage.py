"""What a published model stands on: from its weights back to data, settings and code.

The record of a publication names the models, verdicts and evaluations that went into it; each of
these names its inputs, and so on down to the dataset, by digest of content.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import digest_of
from cad0_core.errors import ArtifactError
from cad0_core.hub.base import MAIN, Hub, revision_of
from cad0_core.store import Store

PARTS = {"cad0": ("cad0",), "mini": ("mini", "onnx")}  # of a publication, by repository
FIGURES = (
    "rows", "train_rows", "seed", "samples", "parameters", "steps", "val_loss", "dtype", "n",
    "exact_match_accuracy", "dim_pass", "valid", "passed", "checks", "version",
)  # fmt: skip


class Record(BaseModel):
    """One artifact in a lineage. `name` says what it is to the one above; `fault` what is wrong
    with it, if anything; `seen` that its own inputs stand higher up in the tree."""

    model_config = ConfigDict(frozen=True)

    name: str
    stage: str
    digest: str
    path: str = ""
    key: str = ""
    code: str = ""
    config: str = ""
    created: str = ""
    figures: dict[str, Any] = {}
    fault: str = ""
    seen: bool = False
    inputs: tuple["Record", ...] = ()

    def walk(self) -> Iterator["Record"]:
        """This record and all below it."""
        yield self
        for record in self.inputs:
            yield from record.walk()


class Lineage(BaseModel):
    """A published version with everything below it."""

    model_config = ConfigDict(frozen=True)

    repo: str
    version: str
    revision: str
    where: str
    root: Record

    @property
    def faults(self) -> list[str]:
        """What is missing or damaged; empty when the lineage is complete."""
        return [f"{r.name} {r.digest[:12]}: {r.fault}" for r in self.root.walk() if r.fault]


def publication(store: Store, repo: str, revision: str) -> Artifact | None:
    """The newest record of the publication of this revision."""
    for record in reversed(store.of("publish")):
        facts = record.metrics.get("models", {}).get(repo)
        if facts and facts["revision"] == revision:
            return record
    return None


def trace(store: Store, hub: Hub, repo: str, revision: str) -> Lineage:
    """The lineage of a version, every byte of it verified. Raises `HubError` for an unknown one."""
    model = hub.published(repo, revision)
    hub.verify(repo, model.revision)
    record = publication(store, repo, hub.revision(repo, model.version or model.revision))
    if record is None:
        root = Record(
            name="publication",
            stage="publish",
            digest="",
            fault="no record of it in this state folder",
        )
    else:
        part = "cad0" if repo == hub.repos[0] else "mini"
        wanted = tuple(f"{name}/verdict" for name in PARTS[part])
        root = _Tracer(store, hub).record("publication", record, only=wanted)
    return Lineage(
        repo=repo,
        version=model.version,
        revision=model.revision,
        where=model.where,
        root=root,
    )


def stands_on(store: Store, hub: Hub, repo: str, prefix: str) -> dict[str, Artifact]:
    """The artifacts that went into what `repo` serves now, as `publish` was given them, by names
    that begin with `prefix`. Raises `ArtifactError` naming what is no longer there.
    """
    # By its tag: a hub may serve a version from another commit than the one that was published.
    revision = hub.revision(repo, hub.latest(repo) or MAIN)
    record = publication(store, repo, revision)
    if record is None:
        raise ArtifactError(f"{repo}: its publication left no record in this state folder")
    found = {}
    for name, digest in record.manifest.inputs.items():
        if name.startswith(prefix):
            artifact = store.find(digest)
            if artifact is None:
                raise ArtifactError(f"{repo}: {name} {digest[:12]} is no longer in the store")
            artifacts.check(artifact)
            found[name] = artifact
    return found


def stood_on(store: Store, roots: list[str]) -> set[str]:
    """The digests, those of everything below them, and of what was said about that: verdicts on
    models, validations of data."""
    needed: set[str] = set()
    due = list(roots)
    while due:
        digest = due.pop()
        if digest in needed:
            continue
        needed.add(digest)
        artifact = store.find(digest)
        if artifact is not None:
            due += artifact.manifest.inputs.values()
            due += [a.digest for a in store.with_inputs("validate", {"dataset": digest})]
            verdicts = store.with_inputs("gate", {"model": digest})
            due += [a.digest for a in verdicts if a.metrics.get("passed")]
    return needed


class _Tracer:
    """Follows digests downward; what was followed once is not followed again."""

    def __init__(self, store: Store, hub: Hub) -> None:
        self.store, self.hub = store, hub
        self.contents = {
            revision_of(hub.published(repo, version).files): f"{repo} {version}"
            for repo in hub.repos
            for version in hub.versions(repo)
        }
        self.seen: dict[str, str] = {}

    def record(self, name: str, artifact: Artifact, only: tuple[str, ...] = ()) -> Record:
        manifest = artifact.manifest
        known = artifact.digest in self.seen
        fault = self.seen.setdefault(artifact.digest, _fault(artifact))
        given = {n: d for n, d in manifest.inputs.items() if not only or n in only}
        inputs = () if known else (*self._inputs(given), *self._validations(artifact))
        return Record(
            name=name,
            stage=manifest.stage,
            digest=artifact.digest,
            path=str(artifact.path),
            key=manifest.key,
            code=manifest.code,
            config=digest_of(manifest.config),
            created=f"{manifest.created:%Y-%m-%d %H:%M}",
            figures=_figures(artifact),
            fault="" if known else fault,
            seen=known and bool(manifest.inputs),
            inputs=inputs,
        )

    def _inputs(self, given: dict[str, str]) -> Iterator[Record]:
        for name, digest in sorted(given.items()):
            artifact = self.store.find(digest)
            if artifact is not None:
                yield self.record(name, artifact)
            elif digest[:40] in self.contents:
                figures = {"version": self.contents[digest[:40]]}
                yield Record(name=name, stage="published", digest=digest, figures=figures)
            else:
                fault = "not in this state folder"
                yield Record(name=name, stage="", digest=digest, fault=fault)

    def _validations(self, artifact: Artifact) -> Iterator[Record]:
        """Nothing is made from a validation, so it is found from the dataset that it is about."""
        if artifact.manifest.stage == "generate":
            for report in self.store.with_inputs("validate", {"dataset": artifact.digest})[-1:]:
                yield self.record("validated by", report)


def _fault(artifact: Artifact) -> str:
    try:
        artifacts.check(artifact)
    except ArtifactError as error:
        return str(error)
    return ""


def _figures(artifact: Artifact) -> dict[str, Any]:
    known = {**artifact.manifest.config, **artifact.metrics}
    return {name: known[name] for name in FIGURES if name in known}
