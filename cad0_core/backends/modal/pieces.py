"""The container's side of a map: one shard made on the volume, or one batch of claims judged.

shards/<key>/<shard>/    parts.parquet, texts.parquet, and digests.json, written last

Requests and envelopes are plain dicts, as those of stages are (`wire`); an envelope of what was
done has the seconds that it took, which are paid for.
"""

import json
import shutil
import time
import uuid
from pathlib import Path
from typing import Any

from cad0_core.artifacts import FileEntry, digest_files, write_atomic
from cad0_core.backends.modal import container, wire
from cad0_core.backends.modal.container import Volume
from cad0_core.config import DataConfig
from cad0_core.data import shards
from cad0_core.data.measure import Claim, judge_batch
from cad0_core.data.shards import Shard
from cad0_core.errors import BackendError

SHARDS, DIGESTS = "shards", "digests.json"
MAKE, JUDGE = "make-shard", "judge-claims"  # names of the deployed functions


def shard_request(shard: Shard, key: str) -> dict[str, Any]:
    """`key` names the dataset that the shard is a part of."""
    return {
        "name": shard.name,
        "family": shard.family,
        "kind": shard.kind,
        "texts": shard.texts,
        "piece": list(shard.piece),
        "config": shard.config.model_dump(mode="json"),
        "key": key,
        "code": wire.code(),
    }


def claims_request(name: str, claims: list[Claim], segments: int) -> dict[str, Any]:
    return {
        "name": name,
        "claims": [list(claim) for claim in claims],
        "segments": segments,
        "code": wire.code(),
    }


def make_shard(request: dict[str, Any], volume: Volume) -> dict[str, Any]:
    """Make a shard on the volume unless it stands there whole; the envelope has its digests.

    Raises only what interrupts the container; the next attempt makes the shard anew.
    """
    started = time.monotonic()
    try:
        _same_code(request)
        volume.reload()  # another container may have made it since this one started
        config = DataConfig.model_validate(request["config"])
        piece = (request["piece"][0], request["piece"][1])
        shard = Shard(request["family"], request["kind"], request["texts"], config, piece)
        root = container.root() / SHARDS / request["key"]
        files = _standing(root / shard.name) or _made(shard, root)
        volume.commit()  # before the result is known: who waits for it reads it at once
    except Exception as error:
        return {**container.failed(error), "name": request["name"]}
    entries = {name: entry.model_dump() for name, entry in files.items()}
    seconds = time.monotonic() - started
    return {"ok": True, "name": request["name"], "files": entries, "seconds": seconds}


def judge_claims(request: dict[str, Any]) -> dict[str, Any]:
    """Judge a batch of claims; the envelope has a verdict for each, in their order."""
    started = time.monotonic()
    try:
        _same_code(request)
        claims = [Claim(*pair) for pair in request["claims"]]
        judged = judge_batch(claims, request["segments"])
    except Exception as error:
        return {**container.failed(error), "name": request["name"]}
    verdicts, seconds = [list(v) for _, v in judged], time.monotonic() - started
    return {"ok": True, "name": request["name"], "verdicts": verdicts, "seconds": seconds}


def _made(shard: Shard, root: Path) -> dict[str, FileEntry]:
    """Made aside, so that its folder appears with its digests or not at all."""
    aside, target = root / f".{uuid.uuid4().hex}", root / shard.name
    folder = shards.make_file((shard, aside))
    files = digest_files(folder)
    entries = {name: entry.model_dump() for name, entry in files.items()}
    write_atomic(folder / DIGESTS, json.dumps(entries))
    try:
        folder.rename(target)
    except OSError:
        if not target.is_dir():  # else a task that was given up made it meanwhile: the same bytes
            raise
    shutil.rmtree(aside)
    return files


def _standing(folder: Path) -> dict[str, FileEntry] | None:
    """Digests of a finished shard; one that is not what its digests say is removed."""
    if not folder.is_dir():
        return None
    try:
        noted = json.loads((folder / DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        noted = None
    found = {name: entry for name, entry in digest_files(folder).items() if name != DIGESTS}
    if noted == {name: entry.model_dump() for name, entry in found.items()}:
        return found
    shutil.rmtree(folder)
    return None


def _same_code(request: dict[str, Any]) -> None:
    """Shards of two versions of the code must not come together in one dataset."""
    if request["code"] != wire.code():
        raise BackendError(
            f"the deployed app has code {wire.code()}, who calls it has {request['code']}. Deploy "
            "this one, `cad0 modal deploy`, and run the same command again"
        )
