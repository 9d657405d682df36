"""A pool of containers: shards made and claims judged by calls of deployed functions.

What a container finishes lies on the volume, or in the journal, before anybody counts on it: a
coordinator that dies, or a container that does, costs the pieces that were being made.
"""

import time
from collections.abc import Generator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import modal
import modal.exception

from cad0_core.artifacts import FileEntry, digest_file
from cad0_core.backends.modal import pieces, wire
from cad0_core.backends.modal.answer import Envelope
from cad0_core.backends.modal.mapped import Mapped, Task
from cad0_core.backends.modal.outage import TRANSIENT, Patience, insist
from cad0_core.backends.modal.volume import ModalVolume
from cad0_core.config import ModalConfig
from cad0_core.cost import container_usd
from cad0_core.data.measure import Claim, Judged, Verdict
from cad0_core.data.shards import Shard
from cad0_core.errors import ArtifactError, BackendError, StageError
from cad0_core.state import State

BATCH = 1000  # claims a task: some seconds of work, and 0.6 MB, which go by a blob (8 KiB and more)
PAUSE = 0.25  # seconds after a look at some tasks of which none had ended


class ModalSpread:
    """Containers of the deployed app. `key` names the dataset whose shards are made."""

    batch = BATCH

    def __init__(self, config: ModalConfig, state: State, key: str) -> None:
        self.config, self.key = config, key
        self.volume = ModalVolume(config, state)
        self.seconds = 0.0  # that containers worked on what came from them

    @property
    def cost_usd(self) -> float:
        """Of those seconds, at list price for a core and the memory; starts are not counted."""
        return self.seconds * container_usd(self.config)

    def make(self, orders: Sequence[Shard], root: Path) -> Generator[Path | None]:
        """Shards that stand in `root` are not asked for; those on the volume are not made again.

        Raises `ArtifactError` or `BackendError` for what does not arrive whole, the error of a
        shard that cannot be made, `OutageError`, and `StageError` for one that no container
        finishes.
        """
        there = {order.name for order in orders if (root / order.name).is_dir()}
        yield from (root / order.name for order in orders if order.name in there)
        requests = [
            pieces.shard_request(order, self.key) for order in orders if order.name not in there
        ]
        for envelope in self._each(pieces.MAKE, requests):
            yield self._fetched(envelope, root) if envelope else None

    def judge(self, batches: Sequence[list[Claim]], segments: int) -> Generator[Judged | None]:
        """Raises as `make` does."""
        requests = [
            pieces.claims_request(str(i), batch, segments) for i, batch in enumerate(batches)
        ]
        for envelope in self._each(pieces.JUDGE, requests):
            if envelope is None:
                yield None
                continue
            verdicts = (Verdict(*each) for each in envelope["verdicts"])
            yield list(zip(batches[int(envelope["name"])], verdicts, strict=True))

    def _fetched(self, envelope: Envelope, root: Path) -> Path:
        """Download a shard and verify it; its folder appears whole or not at all."""
        name = envelope["name"]
        aside = root / f".{name}.download"
        for file, entry in envelope["files"].items():
            place = PurePosixPath(pieces.SHARDS, self.key, name, file)
            expected = FileEntry.model_validate(entry)
            self.volume.download(place, aside / file, expected)
            if digest_file(aside / file) != expected:
                raise ArtifactError(
                    f"volume {self.config.volume}, {place}: not what its digest says. Remove the "
                    "folder from the volume and run the same command again"
                )
        return aside.rename(root / name)

    def _each(
        self, function: str, requests: Sequence[dict[str, Any]]
    ) -> Generator[Envelope | None]:
        """The envelope of every request, as it comes; None where nothing came for a while.

        Twice as many tasks are sent as there may be containers, so that none of them waits for
        this process. What was sent is cancelled when this generator is closed.
        """
        patience = Patience(self.config.outage_seconds, f"mapping {function}")
        limit = self.config.map_limits.total_hours
        tasks = Mapped(self._function(function), requests, 2 * self.config.map_containers)
        came = time.monotonic()
        try:
            while tasks.sent or tasks.waiting:
                found: list[Envelope] = []
                try:
                    found = tasks.step()
                    patience.answered()
                except TRANSIENT as error:
                    patience.wait(error)
                yield from (self._counted(envelope) for envelope in found)
                if found:
                    came = time.monotonic()
                    continue
                if time.monotonic() - came > limit * 3600:
                    left = [*tasks.sent, *tasks.waiting, *tasks.lost]
                    raise _given_up(function, left, len(requests), f"for {limit:g} hours")
                yield None
                time.sleep(PAUSE)
            if tasks.lost:
                how = f"in every attempt: {tasks.lost[0].answer!r}"
                raise _given_up(function, tasks.lost, len(requests), how)
        finally:
            tasks.close()

    def _counted(self, envelope: Envelope) -> Envelope:
        if not envelope["ok"]:
            raise wire.rebuilt(envelope)
        self.seconds += envelope["seconds"]
        return envelope

    def _function(self, name: str) -> "modal.Function[Any, Any, Any]":
        function = modal.Function.from_name(self.config.app, name)
        try:
            insist(function.hydrate, self.config.outage_seconds, f"look up {name}")
        except modal.exception.NotFoundError as error:
            raise BackendError(
                f"app {self.config.app} has no function {name} ({error}). Deploy it: "
                "cad0 modal deploy"
            ) from error
        return function


def _given_up(function: str, left: list[Task], of: int, how: str) -> StageError:
    return StageError(
        f"{len(left):,} of {of:,} tasks of {function} were lost {how}. The first is "
        f"{left[0].name}; the app's log on Modal says what became of it. What was finished is "
        "kept; run the same command again"
    )
