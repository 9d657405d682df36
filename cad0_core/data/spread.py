"""Where the pieces of a dataset are made and measured: a pool that maps pure functions.

A piece is the same wherever it is computed, and pieces may come in any order: a dataset and the
report on it do not depend on the pool.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol, cast

from cad0_core.data import shards
from cad0_core.data.measure import BATCH, Claim, Judged, judge_batches
from cad0_core.data.shards import Shard
from cad0_core.data.workers import each
from cad0_core.job import Job


class Spread(Protocol):
    """A pool. Its generators yield None where nothing came for a while, so that the stage can
    look for a cancellation, and let go of the work when they are closed."""

    batch: int  # claims a task

    @property
    def cost_usd(self) -> float:
        """What its work did cost so far."""

    def make(self, orders: Sequence[Shard], root: Path) -> Generator[Path | None]:
        """Make every shard into `root / shard.name`, unless it stands there; yields the folders.

        Raises `ConfigError`, or `StageError` when a worker is lost for good.
        """

    def judge(self, batches: Sequence[list[Claim]], segments: int) -> Generator[Judged | None]:
        """Judge the claims of every batch. Raises `StageError` when a worker is lost for good."""


class Processes:
    """Processes of this machine, as many as it has cores unless told otherwise."""

    batch = BATCH
    cost_usd = 0.0

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers

    def make(self, orders: Sequence[Shard], root: Path) -> Generator[Path | None]:
        return each(shards.make_file, [(order, root) for order in orders], self.workers)

    def judge(self, batches: Sequence[list[Claim]], segments: int) -> Generator[Judged | None]:
        return judge_batches(batches, segments, self.workers)


def spread_of(job: Job) -> Spread:
    """The pool that a job was given, else this machine's processes."""
    return cast(Spread, job.spread) if job.spread else Processes(job.watch.get("workers"))
