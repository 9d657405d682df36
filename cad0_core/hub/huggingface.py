"""The Hugging Face Hub: both models of a release, by pull requests that are merged together.

`transaction` says in which order, and what becomes of a release that is interrupted.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from cad0_core.config import HubConfig
from cad0_core.errors import BusyError, HubError
from cad0_core.hub.base import Published, Release, require_complete
from cad0_core.hub.content import Content
from cad0_core.hub.layout import version_key
from cad0_core.hub.order import Change, Journal, Order, differs
from cad0_core.hub.pages import require_passed_once, require_true
from cad0_core.hub.patience import Patience
from cad0_core.hub.reading import Reader, versions_of
from cad0_core.hub.remote import Refs, Remote
from cad0_core.hub.space import publish_space
from cad0_core.hub.staging import judged, returning, uploading
from cad0_core.hub.transaction import Transaction

WAIT_SECONDS = 600.0
Contents = Mapping[str, Content]


class HuggingFaceHub(Reader):
    """Both models of a release on the Hugging Face Hub; see `base.Hub` for the methods.

    All raise `HubError` with what the Hub said and what to do about it. The journal of a change
    that is under way lies below `root`.
    """

    def __init__(
        self,
        root: Path,
        config: HubConfig,
        token: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        super().__init__(root, config, token, patience)
        self._config = config
        remotes = {(remote.type, remote.name): remote for remote in self._remotes.values()}
        self._transaction = Transaction(Journal(root / "release.json"), remotes)

    def publish(self, version: str, releases: Sequence[Release]) -> dict[str, Published]:
        """Publish all `releases` as `version`, or none; the same content again is a no-op.

        Raises `HubError` when a verdict did not pass, a file or figure is not the one that was
        judged, the version exists with other content or is older than what is published, or the
        Hub refuses; then nothing is published. `BusyError` when another publication does not end.
        """
        version_key(version)
        require_complete(tuple(self._remotes), releases)
        for release in releases:
            release.require_passed()
            require_true(release)
        contents = {release.repo: judged(release) for release in releases}
        with self._lock():
            self._transaction.settle()
            for remote in self._remotes.values():
                remote.ensure(self._config.private, self._config.gated)
            refs = {repo: self._existing(repo) for repo in self._remotes}
            if not self._is_published(version, contents, refs):
                refs = self._publish(version, releases, contents, refs)
        return {
            repo: Published(
                repo=repo,
                version=version,
                revision=refs[repo].tags[version],
                where=f"{self._remote(repo).url}/tree/{version}",
                files={path: content.sha256 for path, content in contents[repo].items()},
            )
            for repo in self._remotes
        }

    def rollback(self, version: str) -> dict[str, Published]:
        """Make every `main` hold what `version` holds, by a commit on top; tags stay.

        Raises `HubError` when it is not published in all repositories, what is there is damaged,
        or its verdict did not pass; then nothing changes.
        """
        with self._lock():
            self._transaction.settle()
            changes, operations = [], []
            for repo, remote in self._remotes.items():
                if repo == self.dataset and version not in self.versions(repo):
                    continue  # it went along with later versions only
                refs = self._existing(repo)
                if version not in refs.tags:
                    raise HubError(f"{repo}: {version} is not published, so it cannot be served")
                if repo != self.dataset:
                    require_passed_once(self, repo, version)
                commit = refs.tags[version]
                files = self._contents(repo, commit, remote.tree(commit))
                changes.append(self._change(repo, refs.main, files))
                operations.append(partial(returning, changes[-1], commit))
            order = Order(title=f"Roll back to {version}", version=None, changes=changes)
            self._transaction.perform(order, operations)
        return {repo: self.published(repo, version) for repo in self.repos}

    def put_site(self, folder: Path) -> str | None:
        """Make the Space hold the site in `folder`; None where the settings name no Space."""
        name = self._config.space
        if name is None:
            return None
        remote = Remote(self._api, name, "space", self._patience)
        with self._lock():
            return publish_space(remote, self.root / "space.json", folder, self._config.private)

    def _publish(
        self,
        version: str,
        releases: Sequence[Release],
        contents: Mapping[str, Contents],
        refs: Mapping[str, Refs],
    ) -> dict[str, Refs]:
        changes, operations = [], []
        for release in releases:
            files, before = contents[release.repo], refs[release.repo].main
            changes.append(self._change(release.repo, before, files))
            operations.append(partial(uploading, release, files, changes[-1].former))
        order = Order(title=f"cad0 {version}", version=version, changes=changes)
        done = self._transaction.perform(order, operations)
        commits = {change.repo: change.merged or "" for change in done.changes}
        return {repo: Refs(commit, {version: commit}) for repo, commit in commits.items()}

    def _change(self, repo: str, before: str, files: Contents) -> Change:
        remote = self._remote(repo)
        former = remote.tree(before)
        return Change(repo=repo, type=remote.type, before=before, former=former, files=dict(files))

    def _is_published(
        self, version: str, contents: Mapping[str, Contents], refs: Mapping[str, Refs]
    ) -> bool:
        """Whether `version` stands with these contents; raises `HubError` if it may not come."""
        standing = {repo: refs[repo].tags.get(version) for repo in self._remotes}
        for repo, commit in standing.items():
            if commit is None:
                continue
            if differs(contents[repo], self._remote(repo).tree(commit)) is not None:
                raise HubError(
                    f"{repo} {version} is published already with other content; "
                    f"the next free version is {self.next_version()}"
                )
        if None not in standing.values():
            return True
        newest = (versions_of(refs.values()) or [version])[-1]
        if version_key(newest) > version_key(version):
            raise HubError(f"{version} is older than {newest}, which is published already")
        return False

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One writer at a time on this machine; the lock of a dead process is free."""
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / "release.lock", timeout=WAIT_SECONDS):
                yield
        except Timeout as error:
            raise BusyError(f"another process publishes from {self.root}") from error
