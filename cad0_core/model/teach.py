"""Answers of a teacher that are right, as rows to learn from: sequence-level distillation.

The teacher answers the prompts that its student would see (greedily, under the grammar). An
answer is kept where the kernel builds one sound part of it and all predicates of the prompt hold
on that part, whether or not it is the program that the dataset has. Answers come in shards; a try
that was killed loses the shard it was at.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from cad0_core import ir
from cad0_core.artifacts import write_atomic
from cad0_core.config import digest_of
from cad0_core.data.files import Row
from cad0_core.data.measure import Claim, judge
from cad0_core.job import Job
from cad0_core.model import ranks
from cad0_core.model.decode import Generator
from cad0_core.model.memory import explained

_FORMAT = 1
_SHARD = 1024  # prompts: seven seconds of the laptop's teacher
_BATCH = 64
_SEGMENTS = 32  # polygon sides of a circle, as in `validate`


def right_answers(
    job: Job,
    teacher: str,
    rows: Sequence[Row],
    load: Callable[[], Generator],
    *,
    max_new_tokens: int,
    span: tuple[float, float],
) -> list[Row]:
    """The rows that the teacher answers rightly, with its answers as their programs.

    `teacher` is the digest of the model that `load` gives. What an earlier try of the same work
    wrote is used. Reports progress over `span` of the stage.
    """
    work = [_FORMAT, teacher, [(row.text, row.ir, row.predicates) for row in rows], max_new_tokens]
    folder = job.scratch / f"answers-{digest_of(work)[:20]}"
    for other in job.scratch.glob("answers-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    shards = [rows[start : start + _SHARD] for start in range(0, len(rows), _SHARD)]
    paths = [folder / f"{index:05d}.json" for index in range(len(shards))]
    generator = None
    for index, (shard, path) in enumerate(zip(shards, paths, strict=True)):
        if index % ranks.count() != ranks.index() or _read(path) is not None:
            continue
        generator = generator or load()

        def told(done: int, before: int = index * _SHARD) -> None:
            share = span[0] + (span[1] - span[0]) * (before + done) / len(rows)
            job.progress(share, f"the teacher's answers: {before + done:,} of {len(rows):,}")

        with explained("the teacher's answers"):
            found = _answered(generator, shard, max_new_tokens, told)
        lines = [asdict(row) for row in found]
        write_atomic(path, json.dumps({"digest": digest_of(lines), "rows": lines}))
    ranks.wait()
    return [row for path in paths for row in _read(path) or ()]


def _answered(
    generator: Generator, rows: Sequence[Row], max_new_tokens: int, told: Callable[[int], None]
) -> list[Row]:
    completions = generator.answer(
        [row.text for row in rows],
        batch_size=_BATCH,
        max_new_tokens=max_new_tokens,
        on_progress=told,
    )
    with ir.Sandbox() as box:
        return [
            replace(row, ir=answer.ir)
            for row, answer in zip(rows, completions, strict=True)
            if answer.finished and _is_right(row, answer.ir, box)
        ]


def _is_right(row: Row, answer: str, box: ir.Sandbox) -> bool:
    """The row's own program is right; another one must prove it on the row's predicates."""
    if answer == row.ir:
        return True
    if not row.predicates:
        return False
    try:
        return box.call(judge, Claim(answer, row.predicates), _SEGMENTS).fault is None
    except ir.SolidError:  # over its budget of time or memory
        return False


def _read(path: Path) -> list[Row] | None:
    """The rows of a shard; None where it is not there as it was written."""
    try:
        shard = json.loads(path.read_text(encoding="utf-8"))
        lines = shard["rows"]
        return [Row(**line) for line in lines] if digest_of(lines) == shard["digest"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
