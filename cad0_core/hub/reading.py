"""What the Hugging Face Hub serves: versions, files and their digests, read and verified."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.utils import disable_progress_bars

from cad0_core.config import HubConfig
from cad0_core.errors import HubError
from cad0_core.hub.base import DATASET, MAIN, MODEL, Published, model_files
from cad0_core.hub.content import Content, Held, content_of_file
from cad0_core.hub.layout import REVISION, VERSION, next_minor, version_key
from cad0_core.hub.patience import Patience, limit_time
from cad0_core.hub.remote import HUBS_OWN, Refs, Remote


class Reader:
    """The repositories of `config` on the Hub that HF_ENDPOINT names, huggingface.co by default.

    Public models can be read without `token`. What is downloaded lies below `root`, in the
    layout of the Hub's cache.
    """

    def __init__(
        self,
        root: Path,
        config: HubConfig,
        token: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._patience = patience or Patience()
        limit_time(self._patience.answer)
        disable_progress_bars()
        self.root = root
        self._api = HfApi(token=token or False)
        self.dataset = config.dataset
        types = {config.cad0: MODEL, config.mini: MODEL}
        self._models = tuple(types)
        if self.dataset is not None:
            types[self.dataset] = DATASET
        self._remotes = {
            name: Remote(self._api, name, type, self._patience) for name, type in types.items()
        }

    @property
    def repos(self) -> tuple[str, ...]:
        return self._models

    def versions(self, repo: str) -> list[str]:
        """Published versions, oldest first."""
        refs = self._remote(repo).refs()
        return _versions(refs) if refs else []

    def latest(self, repo: str) -> str | None:
        """The version that `main` serves: its commit, or another with the same files."""
        remote = self._remote(repo)
        refs = remote.refs()
        if refs is None:
            return None
        newest_first = _versions(refs)[::-1]
        for version in newest_first:
            if refs.tags[version] == refs.main:
                return version
        main = remote.tree(refs.main) if newest_first else {}
        same = (v for v in newest_first if remote.tree(refs.tags[v]) == main)
        return next(same, None)

    def resolve(self, repo: str, revision: str = MAIN) -> Path:
        """A folder with the files of a branch, version or revision, downloaded if need be."""
        commit = self.revision(repo, revision)
        folder = self._patience(
            lambda: snapshot_download(
                repo,
                repo_type=self._remote(repo).type,
                revision=commit,
                cache_dir=self.root,
                token=self._api.token,
                endpoint=self._api.endpoint,
                ignore_patterns=[HUBS_OWN],
            )
        )
        return Path(folder)

    def revision(self, repo: str, name: str = MAIN) -> str:
        """The commit of `main`, a version or itself. Raises `HubError` naming what there is."""
        refs = self._existing(repo)
        if name == MAIN:
            return refs.main
        if REVISION.fullmatch(name):
            return name
        if name not in refs.tags:
            known = ", ".join(_versions(refs)) or "nothing is published yet"
            raise HubError(f"{repo} has no {name!r} on {self._api.endpoint}: {known}")
        return refs.tags[name]

    def read(self, repo: str, name: str, revision: str = MAIN) -> bytes:
        """One file, as it is in a branch, version or revision."""
        return self._download(repo, name, self.revision(repo, revision)).read_bytes()

    def next_version(self) -> str:
        """The next minor version over all repositories."""
        return next_minor(self._tags())

    def find(self, digests: Mapping[str, Mapping[str, str]]) -> str | None:
        """The newest version of all repositories with exactly these files."""
        shared = set.intersection(*(set(self.versions(repo)) for repo in self._remotes))
        for version in sorted(shared, key=version_key, reverse=True):
            if all(self._holds(repo, version, digests.get(repo, {})) for repo in self._remotes):
                return version
        return None

    def published(self, repo: str, revision: str = MAIN) -> Published:
        """What `revision` serves: SHA-256 by path. Files outside of LFS are fetched for that."""
        remote, commit = self._remote(repo), self.revision(repo, revision)
        files = self._contents(repo, commit, remote.tree(commit))
        refs = remote.refs()
        tags = [v for v in _versions(refs) if refs.tags[v] == commit] if refs else []
        version = revision if VERSION.fullmatch(revision) else (tags or [""])[-1]
        if not version and revision == MAIN:
            version = self.latest(repo) or ""
        digests = {path: content.sha256 for path, content in files.items()}
        return Published(repo, version, commit, f"{remote.url}/tree/{version or commit}", digests)

    def verify(self, repo: str, revision: str = MAIN) -> dict[str, str]:
        """SHA-256 by path after every byte was read and held against the Hub's own digests."""
        commit = self.revision(repo, revision)
        folder = self.resolve(repo, commit)
        found = {}
        for path, held in self._remote(repo).tree(commit).items():
            content = content_of_file(folder / path)
            if not held.is_(content):
                raise HubError(f"{folder / path}: missing or damaged; delete it and try again")
            found[path] = content.sha256
        return found

    def _holds(self, repo: str, version: str, digests: Mapping[str, str]) -> bool:
        """Whether these are the model files of a version; what LFS holds tells without a fetch."""
        commit = self.revision(repo, version)
        tree = model_files(self._remote(repo).tree(commit))
        known = {path: held.sha256 for path, held in tree.items() if held.sha256}
        if tree.keys() != digests.keys() or not known.items() <= digests.items():
            return False
        found = self._contents(repo, commit, tree)
        return {path: content.sha256 for path, content in found.items()} == dict(digests)

    def _contents(self, repo: str, commit: str, tree: Mapping[str, Held]) -> dict[str, Content]:
        """Digests of what `tree` holds; small files are fetched and held against their blobs."""
        found = {}
        for path, held in tree.items():
            if held.sha256:
                found[path] = Content(sha256=held.sha256, blob=held.blob, bytes=held.bytes)
                continue
            found[path] = content_of_file(self._download(repo, path, commit))
            if not held.is_(found[path]):
                raise HubError(f"{repo}: {path} is not what the Hub says it holds")
        return found

    def _download(self, repo: str, name: str, commit: str) -> Path:
        kwargs: dict[str, Any] = {
            "repo_type": self._remote(repo).type,
            "revision": commit,
            "cache_dir": self.root,
            "token": self._api.token,
            "endpoint": self._api.endpoint,
        }
        return Path(self._patience(lambda: hf_hub_download(repo, name, **kwargs)))

    def _existing(self, repo: str) -> Refs:
        refs = self._remote(repo).refs()
        if refs is None:
            raise HubError(f"{self._remote(repo).url}: no such repository, or not for this token")
        return refs

    def _tags(self) -> list[str]:
        found = (remote.refs() for remote in self._remotes.values())
        return versions_of(refs for refs in found if refs)

    def _remote(self, repo: str) -> Remote:
        if repo not in self._remotes:
            raise HubError(f"unknown repository {repo!r}; known: {', '.join(self._remotes)}")
        return self._remotes[repo]


def versions_of(several: Iterable[Refs]) -> list[str]:
    """Every version that any of them has, oldest first."""
    tags = {tag for refs in several for tag in refs.tags if VERSION.fullmatch(tag)}
    return sorted(tags, key=version_key)


def _versions(refs: Refs) -> list[str]:
    return versions_of([refs])
