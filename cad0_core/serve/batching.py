"""Continuous batching: answers join a running batch at any token and leave it when they end.

One thread owns the engine. Requests hand it tickets and hear of their tokens in their own event
loop; a ticket whose client has gone leaves the batch before the next token.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread

import numpy as np

from cad0_core.config import Decoding
from cad0_core.model.choose import Chooser, Logits
from cad0_core.model.decode import Completion, Generator, pad_left
from cad0_core.serve.errors import ApiError
from cad0_core.serve.metrics import Metrics

log = logging.getLogger(__name__)
_FIRST = np.zeros(1, np.int64)  # a chooser here knows one row


@dataclass(frozen=True)
class Ask:
    """One answer that is wanted: prompt ids, how to draw, `turn` among the answers to a prompt."""

    ids: list[int]
    decoding: Decoding
    max_tokens: int
    turn: int = 0
    streams: bool = False  # hear of every token, not only of the end


@dataclass(eq=False)
class Ticket:
    """An answer in the making. `events` has pieces of text, if asked for, and then its end."""

    ask: Ask
    loop: asyncio.AbstractEventLoop
    asked: float = field(default_factory=time.perf_counter)
    events: asyncio.Queue[str | Completion | ApiError] = field(default_factory=asyncio.Queue)
    cancelled: bool = False


class _Row:
    """A ticket in the batch, with the tokens that it has so far."""

    def __init__(self, ticket: Ticket, generator: Generator) -> None:
        self.ticket, self.ids, self.began = ticket, list[int](), time.perf_counter()
        # Held to an end within the limit from the start: an answer is decoded once, as it streams.
        decoding, turn = ticket.ask.decoding, ticket.ask.turn
        self.choose = Chooser([0], decoding, generator.mask, turn=turn, forced=True)

    def take(self, logits: Logits) -> int:
        """The next token, from logits (1, vocabulary)."""
        left = self.ticket.ask.max_tokens - len(self.ids)
        self.ids.append(int(self.choose(_FIRST, logits, left)[0]))
        return self.ids[-1]


Event = tuple[Ticket, str | Completion | ApiError]


class Batcher:
    """Decodes at most `size` answers at a time; `queue` more may wait."""

    def __init__(self, generator: Generator, size: int, queue: int, metrics: Metrics) -> None:
        self.generator, self.metrics = generator, metrics
        self.size, self.queue = size, queue
        self._engine = generator.engine
        self._rows: list[_Row] = []
        self._fresh: list[Ticket] = []  # about to become rows
        self._waiting: deque[Ticket] = deque()
        self._changed = Condition()
        self._closing = False
        self._seconds = 1.0  # that an answer takes, a running mean
        self._thread = Thread(target=self._run, name="batcher", daemon=True)
        self._thread.start()

    def submit(self, asks: Sequence[Ask]) -> list[Ticket]:
        """Tickets for all of these, or `ApiError` "overloaded" or "shutting_down" for none."""
        loop = asyncio.get_running_loop()
        tickets = [Ticket(ask, loop) for ask in asks]
        with self._changed:
            if self._closing:
                raise ApiError("shutting_down", "the server is shutting down; ask again soon")
            taken = len(self._rows) + len(self._fresh) + len(self._waiting)
            room = self.size + self.queue - taken
            if len(tickets) > room:
                rounds = (len(self._waiting) + len(tickets)) / self.size
                raise ApiError(
                    "overloaded",
                    f"{len(self._waiting)} answers are waiting already; ask again later",
                    retry_after=max(1.0, rounds * self._seconds),
                )
            self._waiting.extend(tickets)
            self.metrics.waiting.set(len(self._waiting))
            self._changed.notify()
        return tickets

    def cancel(self, ticket: Ticket) -> None:
        """Nobody waits for this one any more. Safe to call at any time."""
        with self._changed:
            ticket.cancelled = True
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                self.metrics.waiting.set(len(self._waiting))

    def close(self, seconds: float) -> None:
        """Take no more, give what is at work and waiting so long to end, and stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(seconds)
        with self._changed:
            left = [*self._waiting, *self._fresh, *(row.ticket for row in self._rows)]
            self._waiting.clear()
            for ticket in left:
                ticket.cancelled = True
        _tell([(ticket, ApiError("shutting_down", "the server was shut down")) for ticket in left])
        self._thread.join(seconds)

    def _run(self) -> None:
        self.generator.mask  # noqa: B018  built before anybody waits for it
        while self._take():
            try:
                self._advance()
            except Exception:
                lost = {row.ticket for row in self._rows} | set(self._fresh)
                self._rows, self._fresh = [], []
                log.exception("decoding failed; %d answers are lost", len(lost))
                error = ApiError("internal_error", "the model failed at this answer")
                _tell([(ticket, error) for ticket in lost])

    def _take(self) -> bool:
        """Tickets to begin with now; waits for one while there is nothing else to do.

        False when there is nothing to do any more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._rows or self._waiting or self._closing)
            room = min(self.size - len(self._rows), len(self._waiting))
            self._fresh = [self._waiting.popleft() for _ in range(room)]
            self.metrics.waiting.set(len(self._waiting))
            return bool(self._rows or self._fresh)

    def _advance(self) -> None:
        """One more token for every row, and the first for each fresh one."""
        self._keep([not row.ticket.cancelled for row in self._rows])
        logits: list[Logits] = []
        if self._rows:
            logits.append(self._engine.step(np.array([row.ids[-1] for row in self._rows])))
        if self._fresh:
            logits.append(self._begin(self._fresh))
        if not self._rows:
            return
        rows = np.concatenate(logits)
        self.metrics.rows.observe(len(rows))
        tokens = [row.take(rows[i : i + 1]) for i, row in enumerate(self._rows)]
        self.metrics.tokens.inc(len(tokens))
        events = [event for row in self._rows for event in self._events(row)]
        end = self.generator.eos
        self._keep([row.ids[-1] != end and not _is_full(row) for row in self._rows])
        _tell(events)

    def _begin(self, fresh: list[Ticket]) -> Logits:
        """Read the prompts of these tickets and put them into the batch."""
        engine = self._engine.twin()
        logits = engine.start(*pad_left([ticket.ask.ids for ticket in fresh], self.generator.eos))
        if self._rows:
            self._engine.join(engine)
        else:
            self._engine = engine
        self._rows += [_Row(ticket, self.generator) for ticket in fresh]
        self._fresh = []
        return logits

    def _keep(self, alive: list[bool]) -> None:
        if all(alive):
            return
        self._rows = [row for row, goes_on in zip(self._rows, alive, strict=True) if goes_on]
        if self._rows:
            self._engine.keep(np.flatnonzero(alive))

    def _events(self, row: _Row) -> list[Event]:
        """What the owner of a row is told after a token."""
        ticket, token = row.ticket, row.ids[-1]
        if len(row.ids) == 1:
            self.metrics.first_token_seconds.observe(time.perf_counter() - ticket.asked)
        found: list[Event] = []
        if ticket.ask.streams and token != self.generator.eos:
            found.append((ticket, self._text([token])))
        if token == self.generator.eos or _is_full(row):
            finished = token == self.generator.eos
            text = self._text(row.ids[:-1] if finished else row.ids)
            found.append((ticket, Completion(text, len(row.ids), finished, row.choose.steered[0])))
            self._seconds += 0.1 * (time.perf_counter() - row.began - self._seconds)
        return found

    def _text(self, ids: list[int]) -> str:
        """Tokens of a program, which the grammar keeps to ASCII."""
        vocabulary = self.generator.mask.vocabulary
        return b"".join(vocabulary[token] or b"" for token in ids).decode("ascii")


def _is_full(row: _Row) -> bool:
    return len(row.ids) >= row.ticket.ask.max_tokens


def _tell(events: list[Event]) -> None:
    """Put events where their owners wait, in one call for each event loop."""

    def deliver(mine: list[Event]) -> None:
        for ticket, event in mine:
            ticket.events.put_nowait(event)

    for loop in {ticket.loop for ticket, _ in events}:
        mine = [event for event in events if event[0].loop is loop]
        with suppress(RuntimeError):  # a loop that was closed has nobody left who waits
            loop.call_soon_threadsafe(deliver, mine)
