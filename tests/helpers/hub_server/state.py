"""The Hub's state and its rules: who may do what, and what is refused with which status."""

import base64
import fnmatch
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from hub_server.git import HEAD, Blob, Commit, PullRequest, Repo

LFS_PATTERNS = ("*.safetensors", "*.onnx", "*.bin", "*.parquet", "*.png", "*.wasm")
COLOURS = ("red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray")
LFS_BYTES = 10 << 20  # from this size on, every file goes to Git LFS


class Refusal(Exception):
    """An answer that is an error: status, the Hub's error code, and its message."""

    def __init__(self, status: int, message: str, code: str = "", **more: str) -> None:
        super().__init__(message)
        self.status, self.code, self.more = status, code, more


@dataclass(frozen=True)
class Account:
    """Whom a token belongs to: a user with the organizations that it may write to."""

    user: str
    writes: tuple[str, ...] = ()


@dataclass
class Hub:
    """Repositories by type and name, and accounts by token."""

    accounts: dict[str, Account] = field(default_factory=dict)
    repos: dict[tuple[str, str], Repo] = field(default_factory=dict)
    pending: dict[str, Any] = field(default_factory=dict)  # uploads under way, by their id
    bytes_received: int = 0
    part_bytes: int = 8  # a file larger than this is uploaded in parts of this size
    page: int = 100  # entries of a listing to a page

    def repo(self, type: str, name: str, token: str | None, write: bool = False) -> Repo:
        """The repository, if this token may read it, or write to it."""
        account = self.account(token)
        found = self.repos.get((type, name))
        mine = account is not None and name.split("/")[0] in (account.user, *account.writes)
        if found is None or (found.private and not mine):
            status = 401 if account is None else 404
            raise Refusal(status, "Repository not found", "RepoNotFound")
        if write:
            self.require_write(account, name)
        return found

    def require_write(self, account: Account | None, name: str) -> None:
        if account is None:
            raise Refusal(401, "Invalid username or password.")
        if name.split("/")[0] not in account.writes:
            raise Refusal(403, "You don't have the rights to write to this repo")

    def account(self, token: str | None) -> Account | None:
        if token is None:
            return None
        if token not in self.accounts:
            raise Refusal(401, "Invalid credentials in Authorization header")
        return self.accounts[token]

    def create(self, body: dict[str, Any], token: str | None, base: str) -> str:
        """A new repository; returns its address."""
        account = self.account(token)
        owner = body.get("organization") or (account.user if account else "")
        type, name = body.get("type") or "model", f"{owner}/{body['name']}"
        if type not in ("model", "dataset", "space"):
            raise Refusal(400, f"no such type of repository: {type}")
        url = f"{base}/{name}" if type == "model" else f"{base}/{type}s/{name}"
        self.require_write(account, name)
        if (type, name) in self.repos:
            raise Refusal(409, f"You already created this {type} repo", url=url)
        if (type == "space") != (body.get("sdk") is not None):
            raise Refusal(400, "A space needs an sdk, and nothing else has one")
        self.repos[type, name] = Repo(type, name, private=bool(body.get("private")))
        return url


def commit_at(repo: Repo, revision: str) -> Commit:
    found = repo.commit(revision)
    if found is None:
        raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return found


def upload_mode(path: str, size: int) -> str:
    matched = any(fnmatch.fnmatch(path, pattern) for pattern in LFS_PATTERNS)
    return "lfs" if matched or size >= LFS_BYTES else "regular"


def commit(repo: Repo, revision: str, lines: list[dict[str, Any]], create_pr: bool) -> Any:
    """Apply the lines of a commit; returns the commit and, if asked for, the pull request."""
    head = lines[0]["value"]
    base = commit_at(repo, revision)
    parent = head.get("parentCommit")
    if parent is not None and parent != base.id:
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")
    files = dict(base.files)
    for line in lines[1:]:
        _apply(repo, files, line["key"], line["value"])
    if len(lines) == 1:
        raise Refusal(400, "Your commit holds no operation")
    if not create_pr:
        ref = revision if revision.startswith("refs/") else f"refs/heads/{revision}"
        if ref not in repo.refs:
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return repo.add(ref, head["summary"], base.id, files), None
    number = len(repo.requests) + 1
    made = repo.add(f"refs/pr/{number}", head["summary"], base.id, files)
    repo.requests[number] = PullRequest(number, head["summary"], base.id)
    return made, repo.requests[number]


def _apply(repo: Repo, files: dict[str, Blob], key: str, value: dict[str, Any]) -> None:
    path = value["path"]
    if key == "deletedFile":
        if path not in files:
            raise Refusal(404, "A file with this name doesn't exist", "EntryNotFound")
        del files[path]
    elif key == "lfsFile":
        if value["oid"] not in repo.lfs:
            raise Refusal(400, f"LFS pointer pointed to a file that does not exist: {path}")
        files[path] = Blob(repo.lfs[value["oid"]], lfs=True)
        if value.get("size", len(files[path].data)) != len(files[path].data):
            raise Refusal(400, f"LFS pointer with a wrong size: {path}")
    elif key == "file":
        data = base64.b64decode(value["content"], validate=True)
        if data and upload_mode(path, len(data)) == "lfs":
            raise Refusal(400, f"{path} must be stored in Git LFS")
        files[path] = Blob(data)
        if path == "README.md":
            check_card(data.decode(), repo.type)
    else:
        raise Refusal(400, f"unknown operation {key}")


def check_card(text: str, type: str = "model") -> None:
    """The front matter must be what the Hub accepts."""
    found = re.match(r"---\n(.*?)\n---\n", text, re.S)
    try:
        metadata = yaml.safe_load(found[1]) if found else {}
    except yaml.YAMLError as error:
        raise Refusal(400, f"Invalid YAML in README.md: {error}") from error
    if not isinstance(metadata, dict):
        raise Refusal(400, "README.md: the metadata must be a table")
    if type == "space":
        check_space(metadata)
    for model in metadata.get("model-index", []):
        for result in model["results"]:
            if not {"task", "dataset", "metrics"} <= result.keys():
                raise Refusal(400, "README.md: incomplete model-index")


def check_space(metadata: dict[str, Any]) -> None:
    """A Space is started from its front matter."""
    if metadata.get("sdk") not in ("static", "gradio", "docker"):
        raise Refusal(400, "README.md: sdk must be one of static, gradio, docker")
    for name in ("colorFrom", "colorTo"):
        if metadata.get(name, "blue") not in COLOURS:
            raise Refusal(400, f"README.md: {name} must be one of {', '.join(COLOURS)}")


def merge(repo: Repo, number: int) -> None:
    """Squash a pull request onto `main`."""
    request = pull_request(repo, number)
    if request.status != "open":
        raise Refusal(409, f"This pull request is {request.status}")
    proposed, base = repo.commits[repo.refs[f"refs/pr/{number}"]], repo.commits[request.base]
    files = dict(repo.main.files)
    for path in proposed.files.keys() | base.files.keys():
        before, after = base.files.get(path), proposed.files.get(path)
        if before == after:
            continue
        if files.get(path) != before:
            raise Refusal(409, f"This pull request has a conflict in {path}")
        if after is None:
            del files[path]
        else:
            files[path] = after
    title = f"{request.title} (#{number})"
    request.merged = repo.add(HEAD, title, repo.main.id, files).id
    request.status = "merged"


def pull_request(repo: Repo, number: int) -> PullRequest:
    if number not in repo.requests:
        raise Refusal(404, "Discussion not found", "EntryNotFound")
    return repo.requests[number]


def tag(repo: Repo, name: str, revision: str) -> None:
    at = commit_at(repo, revision)
    if f"refs/tags/{name}" in repo.refs:
        raise Refusal(409, "Tag reference exists already")
    repo.refs[f"refs/tags/{name}"] = at.id
    repo.log.append((name, at.files))


def untag(repo: Repo, name: str) -> None:
    if repo.refs.pop(f"refs/tags/{name}", None) is None:
        raise Refusal(404, "Tag not found", "RevisionNotFound")
