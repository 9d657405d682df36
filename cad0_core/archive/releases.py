"""Whole releases in the archive: pushed with all that they stand on, pulled into a state folder."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cad0_core.archive.archive import Archive, clear, disk
from cad0_core.archive.index import Entry, Files, Index
from cad0_core.artifacts import MANIFEST, Artifact
from cad0_core.errors import ArchiveError, ArtifactError, DamagedArchiveError
from cad0_core.hub.base import Hub, revision_of
from cad0_core.hub.layout import version_key
from cad0_core.hub.local import LocalHub
from cad0_core.lineage import publication, stood_on
from cad0_core.stages import code_version
from cad0_core.state import State
from cad0_core.store import Store

RELEASES = "releases/"
Say = Callable[[str], None]


def push(
    archive: Archive, store: Store, hub: Hub, version: str, say: Say = lambda text: None
) -> tuple[Index, int]:
    """Archive a published version with everything below it; returns its index and the bytes sent.

    What is there already with the right digest is not sent again. Raises `ArtifactError` when
    something that the release stands on is missing here or damaged, and `ArchiveError` when the
    archive holds another release under that version.
    """
    made, models = _contents(store, hub, version)
    known = _index(archive, version)
    if known is not None and known.models[version] != models[version]:
        raise ArchiveError(
            f"{archive.store.where} holds another {version}. Archive this one under another prefix"
        )
    entries: list[Entry] = []
    objects: dict[str, int] = {}
    sent = 0
    for artifact in made:
        say(f"{artifact.manifest.stage} {artifact.manifest.key}")
        entry, size = archive.save(artifact)
        entries.append(entry)
        sent += size
        objects[entry.manifest] = (artifact.path / MANIFEST).stat().st_size
        objects |= {file.sha256: file.bytes for file in artifact.manifest.files.values()}
    for of, repos in models.items():
        for repo, files in repos.items():
            say(f"{repo} {of}")
            folder = hub.resolve(repo, of)
            for name, sha256 in files.items():
                if sha256 not in objects:
                    sent += archive.send(folder / name, sha256)
                    objects[sha256] = (folder / name).stat().st_size
    index = Index(
        version=version,
        created=datetime.now(UTC),
        code=code_version(),
        hub=_hub_of(made),
        models=models,
        artifacts=tuple(entries),
        objects=dict(sorted(objects.items())),
    )
    archive.store.write(_key(version), index.model_dump_json(indent=1).encode())
    return index, sent


def pull(
    archive: Archive, state: State, hub: LocalHub, version: str, say: Say = lambda text: None
) -> Index:
    """Bring an archived release back: its artifacts into the state folder, its models into the
    local hub; an interrupted pull goes on. Every byte is verified.

    Raises `DamagedArchiveError` naming the first object that is missing or damaged, `HubError`
    when the hub has that version with other content, and `DiskFullError`.
    """
    index = read(archive, version)
    with disk(state):
        state.make()
    paths: dict[str, Path] = {}
    for entry in index.artifacts:
        say(f"{entry.stage} {entry.key}")
        found = archive.entry(entry, state)
        paths |= {f.sha256: found.path / name for name, f in found.manifest.files.items()}

    def fetch(sha256: str) -> Path:
        if sha256 not in paths:
            paths[sha256] = state.archive / sha256
            archive.fetch(sha256, paths[sha256])
        return paths[sha256]

    with disk(state):
        for of in sorted(index.models, key=version_key):
            say(f"models {of}")
            hub.restore(of, index.models[of], fetch)
    clear(state.archive)
    return index


def pull_models(
    archive: Archive, state: State, hub: LocalHub, say: Say = lambda text: None
) -> list[str]:
    """Bring all archived versions of the models of `hub` back into it; returns the versions."""
    known: dict[str, Mapping[str, Files]] = {}
    for index in releases(archive):
        for version, models in index.models.items():
            if set(models) == set(hub.repos):
                known[version] = models

    def fetch(sha256: str) -> Path:
        archive.fetch(sha256, state.archive / sha256)
        return state.archive / sha256

    with disk(state):
        for version in sorted(known, key=version_key):
            say(f"models {version}")
            hub.restore(version, known[version], fetch)
    clear(state.archive)
    return sorted(known, key=version_key)


def verify(archive: Archive, version: str, say: Say = lambda text: None) -> Index:
    """Read every object of an archived release and hold it against its digest.

    Raises `DamagedArchiveError` naming all that are missing or damaged.
    """
    index = read(archive, version)
    faults = []
    for sha256 in sorted(index.objects):
        say(sha256[:12])
        try:
            archive.read_through(sha256)
        except DamagedArchiveError as error:
            faults.append(f"{error} ({', '.join(_names(archive, index, sha256))})")
    if faults:
        lines = "\n  ".join(faults)
        raise DamagedArchiveError(f"{version} is not whole in the archive:\n  {lines}")
    return index


def releases(archive: Archive) -> list[Index]:
    """The releases that are archived whole, oldest first."""
    keys = archive.store.keys(RELEASES)
    versions = [key.removeprefix(RELEASES).removesuffix(".json") for key in keys]
    return [read(archive, version) for version in sorted(versions, key=version_key)]


def read(archive: Archive, version: str) -> Index:
    """The index of an archived release. Raises `ArchiveError` naming what there is."""
    version_key(version)
    index = _index(archive, version)
    if index is None:
        keys = archive.store.keys(RELEASES)
        known = ", ".join(key.removeprefix(RELEASES).removesuffix(".json") for key in keys)
        raise ArchiveError(
            f"{archive.store.where} holds no {version}; it holds {known or 'no release yet'}"
        )
    return index


def _contents(
    store: Store, hub: Hub, version: str
) -> tuple[list[Artifact], dict[str, dict[str, Files]]]:
    """Artifacts of a version, oldest first, and the model files by version and repository."""
    records = {repo: publication(store, repo, hub.revision(repo, version)) for repo in hub.repos}
    roots = []
    for repo, record in records.items():
        if record is None:
            raise ArtifactError(
                f"{repo} {version}: its publication left no record in this state folder, so what "
                "it stands on is not known. Archive it where it was released"
            )
        roots.append(record.digest)
    needed = stood_on(store, roots)
    earlier = _published_contents(hub)
    # Equal contents may lie under several keys, and a run looks for each of them.
    made = [artifact for artifact in store.items if artifact.digest in needed]
    known = {artifact.digest for artifact in made}
    missing = [d for d in needed if d not in known and d[:40] not in earlier]
    if missing:
        names = ", ".join(sorted(digest[:12] for digest in missing))
        raise ArtifactError(
            f"{version} stands on what is no longer in this state folder: {names} (cad0 lineage "
            "names them). A release is archived whole or not at all"
        )
    versions = {earlier[digest[:40]] for digest in needed if digest[:40] in earlier} | {version}
    models: dict[str, dict[str, Files]] = {
        of: {repo: dict(hub.published(repo, of).files) for repo in hub.repos}
        for of in sorted(versions, key=version_key)
    }
    return made, models


def _hub_of(made: list[Artifact]) -> str:
    """The kind of hub that the release went to."""
    records = (artifact for artifact in reversed(made) if artifact.manifest.stage == "publish")
    return str(next(records).manifest.config["hub"]["kind"])


def _published_contents(hub: Hub) -> dict[str, str]:
    """Versions by the digest of what a repository holds in them, as an input names it."""
    return {
        revision_of(hub.published(repo, version).files): version
        for repo in hub.repos
        for version in hub.versions(repo)
    }


def _names(archive: Archive, index: Index, sha256: str) -> Iterator[str]:
    """What an object is, to whoever reads of its damage."""
    for version in index.models:
        for repo, name, digest in index.files_of(version):
            if digest == sha256:
                yield f"{repo}/{name} {version}"
    for entry in index.artifacts:
        if entry.manifest == sha256:
            yield f"manifest of {entry.stage} {entry.key}"
            continue
        try:
            files = archive.files(entry)
        except DamagedArchiveError:
            continue
        for name, digest in files.items():
            if digest == sha256:
                yield f"{entry.stage} {entry.key}/{name}"


def _index(archive: Archive, version: str) -> Index | None:
    data = archive.store.read(_key(version))
    return None if data is None else Index.read(f"{archive.store.where}/{_key(version)}", data)


def _key(version: str) -> str:
    return f"{RELEASES}{version}.json"
