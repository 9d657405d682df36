"""What a release puts into its repository: the judged bytes, and the pages about them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete

from cad0_core.hub.base import Release, changed
from cad0_core.hub.content import Content, Held, content_of, content_of_file
from cad0_core.hub.order import Change
from cad0_core.hub.remote import Operation, restoring


def judged(release: Release) -> dict[str, Content]:
    """Digests by path of everything in a release.

    Every file is read; raises `HubError` naming the first that is not the one that was judged.
    """
    found = {name: content_of(page) for name, page in release.pages.items()}
    for name, path, sha256 in _files(release):
        found[name] = content_of_file(path)
        if found[name].sha256 != sha256:
            raise changed(path, found[name].sha256, sha256)
    return dict(sorted(found.items()))


def uploading(
    release: Release, files: Mapping[str, Content], tree: Mapping[str, Held]
) -> list[Operation]:
    """What to commit on `tree` to get `files`. Raises `HubError` for a file that changed since
    `judged`: the digests that are sent along are those of the bytes that are uploaded."""
    due = {name for name in files if name not in tree or not tree[name].is_(files[name])}
    operations: list[Operation] = [
        CommitOperationDelete(name) for name in sorted(tree.keys() - files.keys())
    ]
    for name, page in release.pages.items():
        if name in due:
            operations.append(CommitOperationAdd(name, page))
    for name, path, sha256 in _files(release):
        if name in due:
            addition = CommitOperationAdd(name, path)
            sent = addition.upload_info.sha256.hex()
            if sent != sha256:
                raise changed(path, sent, sha256)
            operations.append(addition)
    return operations


def returning(change: Change, commit: str) -> list[Operation]:
    """What to commit on `change.former` to get its files, which an earlier `commit` holds."""
    former, files = change.former, change.files
    changed = [name for name in files if name not in former or not former[name].is_(files[name])]
    return restoring(changed, former.keys() - files.keys(), commit)


def _files(release: Release) -> Iterator[tuple[str, Path, str]]:
    """Path in the repository, place on disk and judged SHA-256 of every model file, once."""
    digests = release.digests
    for source in release.sources:
        for name in source.files:
            if name in digests:
                yield name, source.folder / name, digests.pop(name)
