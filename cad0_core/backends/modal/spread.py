"""A pool of containers: shards made and claims judged by `.map` over deployed functions.

What a container finishes lies on the volume, or in the journal, before anybody counts on it: a
coordinator that dies, or a container that does, costs the pieces that were being made.
"""

import logging
import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import modal
import modal.exception

from cad0_core.artifacts import FileEntry, digest_file
from cad0_core.backends.modal import pieces, wire
from cad0_core.backends.modal.outage import TRANSIENT, Patience, insist
from cad0_core.backends.modal.volume import ModalVolume
from cad0_core.config import ModalConfig
from cad0_core.cost import CORE_USD, GIB_USD
from cad0_core.data.measure import Claim, Judged, Verdict
from cad0_core.data.shards import Shard
from cad0_core.errors import ArtifactError, BackendError, StageError
from cad0_core.state import State

log = logging.getLogger("cad0")

BATCH = 1000  # claims a task: some seconds of work, and 0.6 MB, which go inline up to 2 MiB
ROUNDS = 3  # times that a lost task is mapped, each with the function's own retries
PATIENCE = 0.25  # seconds between two looks for a cancellation
AHEAD = 100  # results that may wait for who collects them: what it holds does not grow with the map

Request = dict[str, Any]
Envelope = dict[str, Any]
Item = tuple[Literal["found", "end", "broken"], Any]


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
        memory = self.config.map_limits.memory_mb / 1024 * GIB_USD
        return self.seconds * (CORE_USD + memory)

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

    def _each(self, function: str, requests: Sequence[Request]) -> Generator[Envelope | None]:
        """The envelope of every request, as it comes; None where nothing came for a while."""
        left = {request["name"]: request for request in requests}
        patience = Patience(self.config.outage_seconds, f"mapping {function}")
        limit = self.config.map_limits.total_hours
        rounds, lost, came = 0, None, time.monotonic()
        while left:
            if rounds == ROUNDS:
                raise _given_up(function, left, len(requests), f"in every attempt: {lost!r}")
            rounds += 1
            try:
                for found in self._round(function, list(left.values())):
                    if isinstance(found, BaseException):
                        lost = found
                        continue
                    if found is not None:
                        patience.answered()
                        came = time.monotonic()
                        if not found["ok"]:
                            raise wire.rebuilt(found)
                        self.seconds += found["seconds"]
                        del left[found["name"]]
                    elif time.monotonic() - came > limit * 3600:
                        # The client maps a task again for ever whose container dies each time.
                        raise _given_up(function, left, len(requests), f"for {limit:g} hours")
                    yield found
            except TRANSIENT as error:
                rounds -= 1
                patience.wait(error)
            if left and lost is not None:
                log.warning("%s: %d tasks lost (%r); mapped again", function, len(left), lost)

    def _round(
        self, function: str, requests: list[Request]
    ) -> Generator[Envelope | Exception | None]:
        """Map the requests once; an exception stands for a task whose container was lost.

        `.map` blocks, so that a thread reads it. When this generator is closed no further task is
        sent. A shard that is still being made then is found on the volume by the next try.
        """
        deployed = self._function(function)
        came: queue.Queue[Item] = queue.Queue(AHEAD)
        closed = threading.Event()
        given = (deployed, requests, came, closed)
        threading.Thread(target=_read, args=given, daemon=True).start()
        try:
            while True:
                try:
                    kind, found = came.get(timeout=PATIENCE)
                except queue.Empty:
                    yield None
                    continue
                if kind == "end":
                    return
                if kind == "broken":
                    raise found
                yield found
        finally:
            closed.set()

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


def _given_up(function: str, left: dict[str, Request], of: int, how: str) -> StageError:
    return StageError(
        f"{len(left):,} of {of:,} tasks of {function} were lost {how}. The first is "
        f"{next(iter(left))}; the app's log on Modal says what became of it. What was finished is "
        "kept; run the same command again"
    )


def _read(
    deployed: Any, requests: list[Request], came: "queue.Queue[Item]", closed: threading.Event
) -> None:
    """Put into `came` what a map yields, and how it ended."""

    def wanted() -> Iterator[Request]:
        for request in requests:
            if closed.is_set():
                return
            yield request

    def put(item: Item) -> None:
        while not closed.is_set():
            with suppress(queue.Full):
                came.put(item, timeout=PATIENCE)
                return

    try:
        for found in deployed.map(wanted(), order_outputs=False, return_exceptions=True):
            if closed.is_set():
                return
            put(("found", found))
        put(("end", None))
    except BaseException as error:  # for the stage to raise, in its own thread
        put(("broken", error))
