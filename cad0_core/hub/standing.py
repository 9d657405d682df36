"""A published model as an artifact: to be evaluated again, compared with, or trained further."""

from collections.abc import Mapping

from cad0_core.artifacts import Artifact, FileEntry, described
from cad0_core.hub.base import MAIN, Hub

STAGE = "published"


def published_artifact(hub: Hub, repo: str, revision: str = MAIN) -> Artifact:
    """The snapshot that `revision` serves, every byte verified; its digest is the content's.

    Raises `HubError` when there is none or it is damaged.
    """
    model = hub.published(repo, revision)
    folder = hub.resolve(repo, model.revision)
    files = {
        name: FileEntry(sha256=sha256, bytes=(folder / name).stat().st_size)
        for name, sha256 in hub.verify(repo, model.revision).items()
    }
    facts = {"repo": repo, "version": model.version}
    return described(folder, files, stage=STAGE, key=model.revision, **facts)


def predecessor(hub: Hub, repo: str, files: Mapping[str, str]) -> str | None:
    """The version that a model with these files (SHA-256 by path) comes after, if there is one.

    That is what is published now or, where these very files are published, the version before
    them: a release that is run again is judged as it was the first time.
    """
    versions = hub.versions(repo)
    for i, version in enumerate(versions):
        if files and files.items() <= dict(hub.published(repo, version).files).items():
            return versions[i - 1] if i else None
    return hub.latest(repo)
