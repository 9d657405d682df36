"""The teacher's one pass over the rows that its student will see, kept on disk.

A cache belongs to a teacher, to rows and to a layout, by their digests: one that belongs to
others is thrown away. It comes in shards, each written aside, digested, and renamed into place. A
try that was killed loses the shard it was at; a shard that is torn or changed is made again.
"""

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from cad0_core.artifacts import MANIFEST, content_digest, digest_file, digest_files, write_atomic
from cad0_core.config import digest_of
from cad0_core.errors import DiskFullError
from cad0_core.job import Job
from cad0_core.model import ranks
from cad0_core.model.batches import collate
from cad0_core.model.encode import Encoded
from cad0_core.model.machine import Lanes
from cad0_core.model.memory import explained
from cad0_core.model.targets import Layout, Targets
from cad0_core.model.trainer import label_states, mixed_precision

_FORMAT = 1  # of a line; another one makes another cache
_SHARD = 65_536  # lines: some seconds of a small teacher, and a kill costs no more
_TOKENS = {"cpu": 4096, "cuda": 32_768}  # in a batch, padding included
_PIECE = 1024  # lines whose logits stand in memory at once
_SPARE = 1.05  # of the disk space that the shards take


class Cache:
    """A cache in `folder` for `rows`, of which `wanted` (row numbers, ascending) are needed."""

    def __init__(self, folder: Path, rows: Encoded, wanted: NDArray[np.int64], layout: Layout):
        self.folder, self.layout = folder, layout
        counts = rows.completions[wanted]
        ends = np.cumsum(counts)
        lines = np.full(len(rows), -1, np.int64)
        lines[wanted] = ends - counts
        self.rows = Encoded(rows.ids, rows.starts, rows.prompts, lines)
        shard = (ends - counts) // _SHARD  # by the line with which a row begins
        first = np.flatnonzero(np.diff(shard, prepend=-1))
        self.groups = np.split(wanted, first[1:])
        self.bounds = np.append((ends - counts)[first], ends[-1])

    @property
    def files(self) -> list[Path]:
        return [self.folder / f"{index:05d}.npy" for index in range(len(self.groups))]

    @property
    def bytes(self) -> int:
        """What all shards take on disk."""
        return int(self.bounds[-1]) * self.layout.dtype.itemsize

    def missing(self) -> list[int]:
        """Shards that are not there as they were written."""
        return [index for index, path in enumerate(self.files) if not _is_whole(path)]

    def open(self) -> Targets:
        """The lines, once nothing is missing."""
        return Targets(self.layout, self.files, self.bounds)


def cache_for(
    job: Job, teacher: Path, rows: Encoded, wanted: NDArray[np.int64], layout: Layout
) -> Cache:
    """The cache of this job, perhaps begun by an earlier try; caches of other work are removed."""
    work = [_FORMAT, teacher_digest(teacher), _rows_digest(rows, wanted), asdict(layout)]
    folder = job.scratch / f"targets-{digest_of(work)[:20]}"
    for other in job.scratch.glob("targets-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return Cache(folder, rows, wanted, layout)


def fill(
    job: Job, cache: Cache, missing: list[int], load: Callable[[], Any], span: tuple[float, float]
) -> None:
    """Compute the shards that are missing, with the model that `load` gives.

    Several processes deal the shards out. Reports progress over `span` of the stage. Raises
    `DiskFullError` before the first shard where there is no room for all, and `StageCancelled`
    when asked to stop; finished shards stay.
    """
    _check_room(cache, missing)
    missing = [shard for shard in missing if shard % ranks.count() == ranks.index()]
    model = load()
    device = model.device
    lanes = Lanes(1) if device.type == "cuda" else Lanes()
    sizes = np.diff(cache.bounds)
    total = int(sizes[ranks.index() :: ranks.count()].sum())
    done = total - sum(int(sizes[shard]) for shard in missing)
    with lanes, explained("the teacher's pass"):
        for index in missing:
            lines = np.empty(cache.bounds[index + 1] - cache.bounds[index], cache.layout.dtype)
            for places, some in _answers(model, cache, cache.groups[index], lanes):
                lines[places - cache.bounds[index]] = some
                done += len(some)
                share = span[0] + (span[1] - span[0]) * done / total
                job.progress(share, f"the teacher's pass: {done:,} of {total:,} tokens")
            _write(cache.files[index], lines)


def _answers(
    model: Any, cache: Cache, group: NDArray[np.int64], lanes: Lanes
) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
    """Line numbers and lines of the rows of a shard, batch by batch."""
    device = model.device

    def run(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[Any]]:
        batch = {k: tensor.to(device) for k, tensor in collate(cache.rows, rows, 0).items()}
        with torch.inference_mode(), mixed_precision(model):
            states, _ = label_states(model, batch)
            head = model.get_output_embeddings()
            lines = [cache.layout.keep(head(some)) for some in states.split(_PIECE)]
        places = batch["lines"][:, 1:]
        return places[places >= 0].cpu().numpy(), np.concatenate(lines)

    order = group[np.argsort(cache.rows.lengths[group], kind="stable")]
    longest = int(cache.rows.lengths[order].max())
    size = max(1, _TOKENS.get(device.type, _TOKENS["cpu"]) // longest)
    batches = np.array_split(order, math.ceil(len(order) / size))
    for start in range(0, len(batches), lanes.count):
        yield from lanes.each(run, batches[start : start + lanes.count])


def _check_room(cache: Cache, missing: list[int]) -> None:
    per_line = cache.layout.dtype.itemsize
    need = sum(int(cache.bounds[i + 1] - cache.bounds[i]) for i in missing) * per_line * _SPARE
    free = shutil.disk_usage(cache.folder).free
    if need > free:
        raise DiskFullError(
            f"{cache.folder}: the teacher's distributions take {need / 1e9:.2f} GB and "
            f"{free / 1e9:.2f} GB are free. Free some space, or lower top_k, then run the same "
            "command again: finished shards are kept"
        )


def _write(path: Path, lines: NDArray[Any]) -> None:
    """The shard, then its digest: a shard without one is not there."""
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        np.save(file, lines)
    entry = digest_file(aside).model_dump_json()
    aside.replace(path)
    write_atomic(path.with_suffix(".json"), entry)


def _is_whole(path: Path) -> bool:
    try:
        entry = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(digest_file(path).model_dump() == entry)
    except (OSError, ValueError):
        return False


def teacher_digest(folder: Path) -> str:
    """By the manifest, where a stage left the teacher: 15 GB of weights take a minute to read."""
    path = folder / MANIFEST
    if path.is_file():
        return str(json.loads(path.read_text(encoding="utf-8"))["digest"])
    return content_digest(digest_files(folder))


def _rows_digest(rows: Encoded, wanted: NDArray[np.int64]) -> str:
    digest = hashlib.sha256()
    for array in (rows.ids, rows.starts, rows.prompts, wanted):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
