"""What a repository holds: blobs, commits, refs and pull requests, with Git's own digests."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD = "refs/heads/main"
DATE = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Blob:
    """A file of a commit: its bytes, and whether Git LFS holds them."""

    data: bytes
    lfs: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def pointer(self) -> bytes:
        head = "version https://git-lfs.github.com/spec/v1"
        return f"{head}\noid sha256:{self.sha256}\nsize {len(self.data)}\n".encode()

    @property
    def oid(self) -> str:
        stored = self.pointer if self.lfs else self.data
        return hashlib.sha1(b"blob %d\0" % len(stored) + stored).hexdigest()


Files = Mapping[str, Blob]
GITATTRIBUTES = Blob(b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
_serial = itertools.count()
# What the Hub puts into a new static Space, so that it shows something.
TEMPLATE = {
    "README.md": Blob(b"---\ntitle: New\nsdk: static\n---\n"),
    "index.html": Blob(b"<p>Welcome to your static Space!</p>\n"),
    "style.css": Blob(b"body {}\n"),
}


@dataclass(frozen=True)
class Commit:
    """A tree with a title and a parent; `serial` keeps equal commits apart, as a date would."""

    title: str
    parent: str
    files: Files
    serial: int = field(default_factory=lambda: next(_serial))

    @property
    def id(self) -> str:
        tree = {path: blob.oid for path, blob in self.files.items()}
        facts = [self.title, self.parent, self.serial, sorted(tree.items())]
        return hashlib.sha1(json.dumps(facts).encode()).hexdigest()


@dataclass
class PullRequest:
    """A proposal to make `main` hold what `refs/pr/<number>` holds."""

    number: int
    title: str
    base: str
    status: str = "open"
    merged: str | None = None


@dataclass
class Repo:
    """One repository; `log` is every tag that was ever set, with the files it pointed at."""

    type: str
    name: str
    private: bool = False
    gated: object = False
    commits: dict[str, Commit] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    requests: dict[int, PullRequest] = field(default_factory=dict)
    lfs: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, Files]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.refs:
            files = {".gitattributes": GITATTRIBUTES, **(TEMPLATE if self.type == "space" else {})}
            self.add(HEAD, "initial commit", "", files)

    @property
    def path(self) -> str:
        """Where it is below the Hub's address."""
        return self.name if self.type == "model" else f"{self.type}s/{self.name}"

    def add(self, ref: str, title: str, parent: str, files: Files) -> Commit:
        """A new commit that `ref` then points at."""
        commit = Commit(title, parent, dict(files))
        self.commits[commit.id] = commit
        self.refs[ref] = commit.id
        return commit

    def commit(self, revision: str) -> Commit | None:
        """The commit of a branch, tag, full ref or id, if there is one."""
        for ref in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
            if ref in self.refs:
                return self.commits[self.refs[ref]]
        return self.commits.get(revision)

    @property
    def main(self) -> Commit:
        return self.commits[self.refs[HEAD]]

    def tags(self) -> dict[str, str]:
        start = "refs/tags/"
        return {ref.removeprefix(start): at for ref, at in self.refs.items() if start in ref}
