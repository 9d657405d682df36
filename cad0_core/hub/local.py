"""The local hub: a folder that transformers reads as its cache, with both models of a release.

Publishing goes, in this order: (1) verdicts, versions and digests are checked; (2) blobs and
snapshots of every repository are written, which no ref names yet; (3) one journal file names
the revisions of all of them: the release is decided; (4) the version's ref in each repository;
(5) `main` in each; (6) the journal goes. A kill before (3) leaves what nobody sees and the
next try uses; after (3), whoever opens the hub next, to read or to write, completes (4) to (6).
"""

import errno
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from cad0_core.artifacts import read_json, write_atomic
from cad0_core.errors import BusyError, DiskFullError, HubError
from cad0_core.hub.base import (
    DATASET,
    MAIN,
    MODEL,
    Published,
    Release,
    model_files,
    require_complete,
    revision_of,
)
from cad0_core.hub.layout import REVISION, Repo, next_minor, version_key
from cad0_core.hub.pages import require_passed_once, require_true

INTERNAL = ".locks"  # the one folder beside models--* that the cache's own tools pass over
WAIT_SECONDS = 600.0


class LocalHub:
    """Repositories below `root` that are released together; see `base.Hub` for the methods.

    Programs that know nothing of it read it with HF_HUB_CACHE=root and HF_HUB_OFFLINE=1.
    """

    def __init__(self, root: Path, repos: Sequence[str], dataset: str | None = None) -> None:
        self.root, self.dataset = root, dataset
        self._models = tuple(repos)
        self._repos = {name: Repo(root, name) for name in repos}
        if dataset is not None:
            self._repos[dataset] = Repo(root, dataset, DATASET)
        self._journal = root / INTERNAL / "cad0-release.json"

    @property
    def repos(self) -> tuple[str, ...]:
        return self._models

    def versions(self, repo: str) -> list[str]:
        """Published versions, oldest first."""
        self._complete()
        return self._repo(repo).tags()

    def latest(self, repo: str) -> str | None:
        """The version that `main` serves, None when nothing is published."""
        self._complete()
        at = self._repo(repo)
        main = at.ref(MAIN)
        return next((tag for tag in reversed(at.tags()) if at.ref(tag) == main), None)

    def resolve(self, repo: str, revision: str = MAIN) -> Path:
        """The snapshot folder of `main`, a version or a revision.

        Raises `HubError` naming what is published when there is no such thing.
        """
        self._complete()
        at = self._repo(repo)
        name = revision if REVISION.fullmatch(revision) else at.ref(_plain(revision))
        if name is None or not at.snapshot(name).is_dir():
            known = ", ".join(at.tags()) or "nothing is published yet"
            raise HubError(f"{repo} has no {revision!r} in {self.root}: {known}")
        return at.snapshot(name)

    def revision(self, repo: str, name: str = MAIN) -> str:
        """The revision that a branch or version stands at."""
        return self.resolve(repo, name).name

    def next_version(self) -> str:
        """The next minor version over all repositories."""
        self._complete()
        return next_minor(self._tags())

    def find(self, digests: Mapping[str, Mapping[str, str]]) -> str | None:
        """The newest version of all repositories with exactly these model files.

        `digests` is SHA-256 by path by repository; what is written at publication plays no part.
        """
        self._complete()
        for tag in reversed(self._tags()):
            if all(self._holds(name, tag, digests.get(name, {})) for name in self._repos):
                return tag
        return None

    def published(self, repo: str, revision: str = MAIN) -> Published:
        """What `revision` serves: its files by digest, and where they lie."""
        folder = self.resolve(repo, revision)
        at = self._repo(repo)
        tags = [tag for tag in at.tags() if at.ref(tag) == folder.name]
        version = revision if revision in tags else (tags or [""])[-1]
        return Published(repo, version, folder.name, str(folder), at.files(folder.name))

    def verify(self, repo: str, revision: str = MAIN) -> dict[str, str]:
        """SHA-256 by path after reading every byte; raises `HubError` naming a damaged file."""
        return self._repo(repo).verify(self.resolve(repo, revision).name)

    def publish(self, version: str, releases: Sequence[Release]) -> dict[str, Published]:
        """Publish all `releases` as `version`, or none; the same content again is a no-op.

        Raises `HubError` when a verdict did not pass, a file is not the one that was judged,
        the version exists with other content or is older than what is published; `BusyError`
        when another publication does not end; `DiskFullError`.
        """
        require_complete(tuple(self._repos), releases)
        for release in releases:
            release.require_passed()
            require_true(release)
        contents = {release.repo: _content(release) for release in releases}
        with self._lock():
            self._roll_forward()
            if not self._is_published(version, contents):
                with _disk():
                    for release in releases:
                        self._stage(release, contents[release.repo])
                    revisions = {name: revision_of(files) for name, files in contents.items()}
                    self._decide(version, revisions)
        return {name: self.published(name, version) for name in contents}

    def read(self, repo: str, name: str, revision: str = MAIN) -> bytes:
        """One file of what `revision` serves."""
        path = self.resolve(repo, revision) / name
        if not path.is_file():
            raise HubError(f"{repo} {revision} has no {name}")
        return path.read_bytes()

    def rollback(self, version: str) -> dict[str, Published]:
        """Make `main` of every repository serve `version` again; its tag stays where it is.

        Raises `HubError` when it is not published, damaged, or its verdict did not pass.
        """
        repos = [r for r in self._repos if r != self.dataset or version in self.versions(r)]
        for repo in repos:
            if version not in self.versions(repo):
                raise HubError(f"{repo}: {version} is not published, so it cannot be served")
            self.verify(repo, version)
            if repo != self.dataset:
                require_passed_once(self, repo, version)
        with self._lock():
            self._roll_forward()
            self._decide(version, {repo: self.resolve(repo, version).name for repo in repos})
        return {repo: self.published(repo, version) for repo in self.repos}

    def put_site(self, folder: Path) -> None:
        """Nothing to do: the folder is served as it is."""

    def restore(
        self,
        version: str,
        contents: Mapping[str, Mapping[str, str]],
        fetch: Callable[[str], Path],
    ) -> None:
        """Bring back a version that was published: `contents` is SHA-256 by path by repository,
        and `fetch` gives a file by its digest. `main` serves it where nothing newer is here.

        Raises `HubError` when the version stands here with other content.
        """
        if set(contents) != set(self.repos):
            raise HubError(
                f"{version} is of {' and '.join(contents)}, this hub of {' and '.join(self.repos)}"
            )
        version_key(version)
        with self._lock():
            self._roll_forward()
            tags = self._tags()
            self._require_same(version, contents)
            for name, files in contents.items():
                self._repos[name].restore(files, fetch)
            if any(self._repos[name].ref(version) is None for name in contents):
                newer = any(version_key(tag) > version_key(version) for tag in tags)
                revisions = {name: revision_of(files) for name, files in contents.items()}
                self._decide(version, revisions, main=not newer)

    def _decide(self, version: str, revisions: Mapping[str, str], main: bool = True) -> None:
        """From here on the change is made, by whoever comes first."""
        dataset = self.dataset if self.dataset in revisions else None
        order = {"version": version, "revisions": revisions, "main": main, "dataset": dataset}
        write_atomic(self._journal, json.dumps(order))
        self._roll_forward()

    def _is_published(self, version: str, contents: Mapping[str, Mapping[str, str]]) -> bool:
        """Whether `version` stands with these contents; raises `HubError` if it may not come."""
        key = version_key(version)
        self._require_same(version, contents)
        if all(at.ref(version) for at in self._repos.values()):
            return True
        newest = (self._tags() or [version])[-1]
        if version_key(newest) > key:
            raise HubError(f"{version} is older than {newest}, which is published already")
        return False

    def _require_same(self, version: str, contents: Mapping[str, Mapping[str, str]]) -> None:
        """Raise `HubError` when `version` stands with other contents than these."""
        for name, files in contents.items():
            revision = self._repos[name].ref(version)
            if revision is not None and revision != revision_of(files):
                raise HubError(
                    f"{name} {version} is published already with other content; "
                    f"the next free version is {next_minor(self._tags())}"
                )

    def _stage(self, release: Release, content: Mapping[str, str]) -> None:
        """Write the blobs and the snapshot of one repository; no ref names them yet."""
        at = self._repo(release.repo)
        done: set[str] = set()
        for source in release.sources:
            for name in source.files:
                if name not in done:
                    at.add_file(source.folder / name, content[name])
                    done.add(name)
        for page in release.pages.values():
            at.add_page(page)
        at.add_snapshot(content)

    def _complete(self) -> None:
        """Complete a release that was decided and then interrupted."""
        if self._journal.is_file():
            with self._lock():
                self._roll_forward()

    def _roll_forward(self) -> None:
        """Write the refs that the journal names. Safe to repeat; the caller holds the lock."""
        if not self._journal.is_file():
            return
        order = read_json(self._journal)
        for name in (order["version"], MAIN) if order.get("main", True) else (order["version"],):
            for repo, revision in order["revisions"].items():
                # Whoever completes it need not know of the dataset.
                at = Repo(self.root, repo, DATASET if repo == order.get("dataset") else MODEL)
                if not at.snapshot(revision).is_dir():
                    raise HubError(f"{self._journal}: {repo} has lost revision {revision}")
                at.set_ref(name, revision)
        self._journal.unlink()

    def _holds(self, name: str, tag: str, digests: Mapping[str, str]) -> bool:
        at = self._repo(name)
        revision = at.ref(tag)
        return revision is not None and model_files(at.files(revision)) == dict(digests)

    def _tags(self) -> list[str]:
        """Every version that any repository has, oldest first."""
        tags = {tag for at in self._repos.values() for tag in at.tags()}
        return sorted(tags, key=version_key)

    def _repo(self, name: str) -> Repo:
        if name not in self._repos:
            raise HubError(f"unknown repository {name!r}; known: {', '.join(self._repos)}")
        return self._repos[name]

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One writer at a time; the lock of a dead process is free."""
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / INTERNAL / "cad0.lock", timeout=WAIT_SECONDS):
                yield
        except Timeout as error:
            raise BusyError(f"another process publishes to {self.root}") from error


def _content(release: Release) -> dict[str, str]:
    """SHA-256 by path of everything in a release."""
    pages = release.pages
    texts = {name: hashlib.sha256(page).hexdigest() for name, page in pages.items()}
    return dict(sorted({**release.digests, **texts}.items()))


def _plain(revision: str) -> str:
    """`revision` as the name of a ref; raises `HubError` for a path."""
    if not revision or "/" in revision or revision.startswith("."):
        raise HubError(f"{revision!r} is neither a branch nor a version nor a revision")
    return revision


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(f"no space left for the release: {error}") from error
        raise
