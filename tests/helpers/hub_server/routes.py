"""From a request to its answer: the part of the Hub's API that a publisher and a reader use."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from hub_server import lfs, state
from hub_server.faults import Request
from hub_server.git import DATE, Blob, PullRequest, Repo
from hub_server.state import Hub, Refusal


@dataclass
class Answer:
    """Status, headers and body; a body that is no bytes becomes JSON."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[..., Answer]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []
REPO = r"(?P<type>model|dataset|space)s/(?P<name>[^/]+/[^/]+)"
FILE = r"(?:(?P<type>dataset|space)s/)?(?P<name>[^/]+/[^/]+)"


def route(method: str, pattern: str) -> Callable[[Route], Route]:
    def add(function: Route) -> Route:
        ROUTES.append((method, re.compile(pattern), function))
        return function

    return add


@dataclass(frozen=True)
class Call:
    """A request with the Hub that it is put to."""

    hub: Hub
    request: Request
    base: str

    @property
    def token(self) -> str | None:
        given = self.request.headers.get("authorization", "")
        return given.removeprefix("Bearer ") if given else None

    @property
    def json(self) -> Any:
        return json.loads(self.request.body)

    def repo(self, type: str | None, name: str, write: bool = False) -> Repo:
        return self.hub.repo(type or "model", name, self.token, write)


def answer(hub: Hub, request: Request, base: str) -> Answer:
    """What the Hub says to a request, errors included."""
    call = Call(hub, request, base)
    try:
        for method, pattern, function in ROUTES:
            found = pattern.fullmatch(request.path)
            if found and method == request.method.replace("HEAD", "GET"):
                given = {k: v if v is None else unquote(v) for k, v in found.groupdict().items()}
                return function(call, **given)
        raise Refusal(404, f"no such endpoint: {request.method} {request.path}")
    except Refusal as refused:
        codes = {"X-Error-Message": " ".join(str(refused).split())}
        if refused.code:
            codes["X-Error-Code"] = refused.code
        return Answer({"error": str(refused), **refused.more}, refused.status, codes)


@route("GET", r"/api/whoami-v2")
def whoami(call: Call) -> Answer:
    account = call.hub.account(call.token)
    if account is None:
        raise Refusal(401, "Invalid username or password.")
    return Answer({"type": "user", "name": account.user, "orgs": []})


@route("POST", r"/api/repos/create")
def create(call: Call) -> Answer:
    return Answer({"url": call.hub.create(call.json, call.token, call.base)})


@route("POST", r"/api/validate-yaml")
def validate(call: Call) -> Answer:
    state.check_card(call.json["content"], call.json["repoType"])
    return Answer({"warnings": [], "errors": []})


@route("PUT", rf"/api/{REPO}/settings")
def settings(call: Call, type: str, name: str) -> Answer:
    repo, body = call.repo(type, name, write=True), call.json
    if type == "space" and "gated" in body:
        raise Refusal(400, "A space cannot be gated")
    repo.private = body.get("private", repo.private)
    repo.gated = body.get("gated", repo.gated)
    return Answer({})


@route("GET", rf"/api/{REPO}(?:/revision/(?P<revision>[^/]+))?")
def info(call: Call, type: str, name: str, revision: str | None) -> Answer:
    repo = call.repo(type, name)
    at = state.commit_at(repo, revision or "main")
    siblings = [{"rfilename": path} for path in at.files]
    facts = {"private": repo.private, "gated": repo.gated, "disabled": False}
    return Answer({"id": name, "sha": at.id, "siblings": siblings, "lastModified": DATE, **facts})


@route("GET", rf"/api/{REPO}/refs")
def refs(call: Call, type: str, name: str) -> Answer:
    repo = call.repo(type, name)
    kinds = {"branches": "refs/heads/", "tags": "refs/tags/", "pullRequests": "refs/pr/"}
    found = {
        kind: [
            {"name": ref.removeprefix(start), "ref": ref, "targetCommit": at}
            for ref, at in repo.refs.items()
            if ref.startswith(start)
        ]
        for kind, start in kinds.items()
    }
    if "include_prs" not in call.request.query:
        del found["pullRequests"]
    return Answer({"converts": [], **found})


@route("POST", rf"/api/{REPO}/tag/(?P<revision>[^/]+)")
def tag(call: Call, type: str, name: str, revision: str) -> Answer:
    state.tag(call.repo(type, name, write=True), call.json["tag"], revision)
    return Answer({})


@route("DELETE", rf"/api/{REPO}/tag/(?P<tag>[^/]+)")
def untag(call: Call, type: str, name: str, tag: str) -> Answer:
    state.untag(call.repo(type, name, write=True), tag)
    return Answer({})


@route("POST", rf"/api/{REPO}/preupload/(?P<revision>[^/]+)")
def preupload(call: Call, type: str, name: str, revision: str) -> Answer:
    repo = call.repo(type, name, write=True)
    files = state.commit_at(repo, revision).files
    answers = [
        {
            "path": given["path"],
            "uploadMode": state.upload_mode(given["path"], given["size"]),
            "shouldIgnore": False,
            "oid": _oid(files.get(given["path"])),
        }
        for given in call.json["files"]
    ]
    return Answer({"files": answers})


def _oid(blob: Blob | None) -> str | None:
    if blob is None:
        return None
    return blob.sha256 if blob.lfs else blob.oid


@route("POST", rf"/api/{REPO}/commit/(?P<revision>[^/]+)")
def commit(call: Call, type: str, name: str, revision: str) -> Answer:
    repo = call.repo(type, name, write=True)
    lines = [json.loads(line) for line in call.request.body.splitlines()]
    made, request = state.commit(repo, revision, lines, "create_pr" in call.request.query)
    body = {"commitUrl": f"{call.base}/{repo.path}/commit/{made.id}", "commitOid": made.id}
    if request:
        body["pullRequestUrl"] = f"{call.base}/{repo.path}/discussions/{request.number}"
    return Answer(body)


@route("GET", rf"/api/{REPO}/commits/(?P<revision>[^/]+)")
def commits(call: Call, type: str, name: str, revision: str) -> Answer:
    repo = call.repo(type, name)
    found, at = [], state.commit_at(repo, revision)
    while True:
        facts = {"authors": [{"user": "a"}], "date": DATE, "title": at.title, "message": ""}
        found.append({"id": at.id, **facts})
        if at.parent not in repo.commits:
            return _page(call, found)
        at = repo.commits[at.parent]


@route("GET", rf"/api/{REPO}/tree/(?P<revision>[^/]+)")
def tree(call: Call, type: str, name: str, revision: str) -> Answer:
    files = state.commit_at(call.repo(type, name), revision).files
    folders = {path.rpartition("/")[0] for path in files if "/" in path}
    entries = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": p} for p in folders]
    return _page(call, entries + [_entry(path, files[path]) for path in sorted(files)])


@route("POST", rf"/api/{REPO}/paths-info/(?P<revision>[^/]+)")
def paths_info(call: Call, type: str, name: str, revision: str) -> Answer:
    files = state.commit_at(call.repo(type, name), revision).files
    asked = parse_qs(call.request.body.decode())["paths"]
    return Answer([_entry(path, files[path]) for path in asked if path in files])


def _entry(path: str, blob: Blob) -> dict[str, Any]:
    entry = {"type": "file", "oid": blob.oid, "size": len(blob.data), "path": path}
    if blob.lfs:
        pointer = {"oid": blob.sha256, "size": len(blob.data), "pointerSize": len(blob.pointer)}
        entry["lfs"] = pointer
    return entry


def _page(call: Call, entries: list[Any]) -> Answer:
    start = int(call.request.query.get("cursor", 0))
    end = start + call.hub.page
    more = f'<{call.base}{call.request.path}?cursor={end}>; rel="next"'
    return Answer(entries[start:end], headers={"Link": more} if end < len(entries) else {})


@route("GET", rf"/api/{REPO}/discussions")
def discussions(call: Call, type: str, name: str) -> Answer:
    repo, status = call.repo(type, name), call.request.query.get("status")
    found = [
        _discussion(repo, r)
        for r in reversed(repo.requests.values())
        if status in (None, r.status) or (status == "closed" and r.status == "merged")
    ]
    return Answer({"discussions": found, "count": len(found), "start": 0})


@route("GET", rf"/api/{REPO}/discussions/(?P<number>\d+)")
def discussion(call: Call, type: str, name: str, number: str) -> Answer:
    repo = call.repo(type, name)
    request = state.pull_request(repo, int(number))
    changes = {"base": "refs/heads/main", "mergeCommitId": request.merged}
    more = {"events": [], "filesWithConflicts": [], "diff": "", "changes": changes}
    return Answer({**_discussion(repo, request), **more})


def _discussion(repo: Repo, request: PullRequest) -> dict[str, Any]:
    return {
        "title": request.title,
        "num": request.number,
        "author": {"name": "a"},
        "createdAt": DATE,
        "status": request.status,
        "repo": {"name": repo.name, "type": repo.type},
        "isPullRequest": True,
    }


@route("POST", rf"/api/{REPO}/discussions/(?P<number>\d+)/merge")
def merge(call: Call, type: str, name: str, number: str) -> Answer:
    state.merge(call.repo(type, name, write=True), int(number))
    return Answer({})


@route("POST", rf"/api/{REPO}/discussions/(?P<number>\d+)/status")
def status(call: Call, type: str, name: str, number: str) -> Answer:
    request = state.pull_request(call.repo(type, name, write=True), int(number))
    if request.status == "merged":
        raise Refusal(409, "This pull request is merged")
    request.status = call.json["status"]
    event = {"id": "1", "type": "status-change", "createdAt": DATE, "author": {"name": "a"}}
    return Answer({"newStatus": {**event, "data": {"status": request.status}}})


@route("POST", rf"/{FILE}\.git/info/lfs/objects/batch")
def batch(call: Call, type: str | None, name: str) -> Answer:
    repo = call.repo(type, name, write=True)
    return Answer(lfs.batch(call.hub, repo, call.json, call.base))


@route("PUT", r"/lfs/(?P<id>\w+)/part/(?P<part>\d+)")
def put(call: Call, id: str, part: str) -> Answer:
    return Answer(headers={"ETag": lfs.put(call.hub, id, int(part), call.request.body)})


@route("POST", r"/lfs/(?P<id>\w+)/complete")
def complete(call: Call, id: str) -> Answer:
    lfs.complete(call.hub, id, call.json)
    return Answer({})


@route("POST", r"/lfs/(?P<id>\w+)/verify")
def verify(call: Call, id: str) -> Answer:
    lfs.verify(call.hub, id, call.json)
    return Answer({})


@route("GET", rf"/{FILE}/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
def resolve(call: Call, type: str | None, name: str, revision: str, path: str) -> Answer:
    repo = call.repo(type, name)
    if repo.gated and call.token is None:
        raise Refusal(401, "Access to this model is restricted", "GatedRepo")
    at = state.commit_at(repo, revision)
    blob = at.files.get(path)
    if blob is None:
        raise Refusal(404, "Entry not found", "EntryNotFound")
    digest = blob.sha256 if blob.lfs else blob.oid
    headers = {"X-Repo-Commit": at.id, "ETag": f'"{digest}"', "Accept-Ranges": "bytes"}
    if blob.lfs:
        headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(blob.data))}
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", call.request.headers.get("range", ""))
    if asked is None:
        return Answer(blob.data, 200, headers)
    start, end = int(asked[1]), int(asked[2] or len(blob.data) - 1)
    if start >= len(blob.data):
        raise Refusal(416, "Requested range not satisfiable")
    headers["Content-Range"] = f"bytes {start}-{end}/{len(blob.data)}"
    return Answer(blob.data[start : end + 1], 206, headers)
