"""Git LFS: which objects are missing, where to put them, and whether they arrived whole."""

import hashlib
import math
from dataclasses import dataclass, field
from typing import Any

from hub_server.git import Repo
from hub_server.state import Hub, Refusal


@dataclass
class Upload:
    """An object on its way: its digest and size as announced, and the parts that came."""

    repo: Repo
    oid: str
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)


def batch(hub: Hub, repo: Repo, body: dict[str, Any], base: str) -> dict[str, Any]:
    """Where to put each object; nowhere, when it is there already."""
    if body.get("operation") != "upload" or body.get("hash_algo") != "sha256":
        raise Refusal(422, "this batch is no upload of SHA-256 objects")
    objects, several = [], False
    for given in body["objects"]:
        answer: dict[str, Any] = {"oid": given["oid"], "size": given["size"]}
        if given["oid"] not in repo.lfs:
            # One id for one object: a repeated batch continues what was begun.
            id = hashlib.sha256(f"{repo.type}{repo.name}{given['oid']}".encode()).hexdigest()[:16]
            hub.pending.setdefault(id, Upload(repo, given["oid"], given["size"]))
            answer["actions"] = _actions(hub, base, id, given["size"])
            several = several or "header" in answer["actions"]["upload"]
        objects.append(answer)
    return {"transfer": "multipart" if several else "basic", "objects": objects}


def _actions(hub: Hub, base: str, id: str, size: int) -> dict[str, Any]:
    verify = {"href": f"{base}/lfs/{id}/verify"}
    if size <= hub.part_bytes:
        return {"upload": {"href": f"{base}/lfs/{id}/part/1"}, "verify": verify}
    count = math.ceil(size / hub.part_bytes)
    header = {str(n): f"{base}/lfs/{id}/part/{n}" for n in range(1, count + 1)}
    upload = {"href": f"{base}/lfs/{id}/complete", "header": header}
    header["chunk_size"] = str(hub.part_bytes)
    return {"upload": upload, "verify": verify}


def put(hub: Hub, id: str, part: int, data: bytes) -> str:
    """Take a part; returns its ETag. A file of one part is whole then."""
    upload = _upload(hub, id)
    hub.bytes_received += len(data)
    upload.parts[part] = data
    if upload.size <= hub.part_bytes:
        _store(upload)
    return hashlib.md5(data).hexdigest()


def complete(hub: Hub, id: str, body: dict[str, Any]) -> None:
    """Join the parts, each of which must be the one that its ETag names."""
    upload = _upload(hub, id)
    due = math.ceil(upload.size / hub.part_bytes)
    if sorted(part["partNumber"] for part in body["parts"]) != list(range(1, due + 1)):
        raise Refusal(400, f"{due} parts were expected")
    for part in body["parts"]:
        held = upload.parts.get(part["partNumber"])
        if held is None or hashlib.md5(held).hexdigest() != part["etag"].strip('"'):
            raise Refusal(400, f"part {part['partNumber']} is missing or another one")
    _store(upload)


def verify(hub: Hub, id: str, body: dict[str, Any]) -> None:
    upload = _upload(hub, id)
    stored = upload.repo.lfs.get(body["oid"])
    if body["oid"] != upload.oid or stored is None:
        raise Refusal(404, "LFS object not found")
    if len(stored) != body["size"]:
        raise Refusal(400, "the size of the LFS object differs")


def _store(upload: Upload) -> None:
    data = b"".join(upload.parts[n] for n in sorted(upload.parts))
    if hashlib.sha256(data).hexdigest() != upload.oid or len(data) != upload.size:
        raise Refusal(400, "the content is not what its digest says")
    upload.repo.lfs[upload.oid] = data


def _upload(hub: Hub, id: str) -> Upload:
    found = hub.pending.get(id)
    if found is None:
        raise Refusal(403, "this upload has expired, or was never offered")
    assert isinstance(found, Upload)
    return found
