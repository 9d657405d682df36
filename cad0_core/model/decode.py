"""Decoding of many prompts at once, the same loop over torch weights and ONNX files.

Rows of a batch are padded on the left; those that have ended leave it in groups, so a batch costs
about what its rows need and not rows times the longest. Prompts of like length share a batch.
Small models answer two batches at a time, each on one core: torch's own threads would meet at a
barrier in every operation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, Self

import numpy as np
from tokenizers import Tokenizer

from cad0_core import ir
from cad0_core.config import GREEDY, Decoding, Dtype
from cad0_core.errors import ModelError
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.model.choose import Chooser, Ids, Logits
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.nbest import makes_solid
from cad0_core.model.tokenizer import load_tokenizer

LANES = 2  # batches at a time; the interpreter's lock leaves little for more
# Ended rows leave when this share or less goes on: to leave one by one copies the whole cache at
# nearly every token, to stay for long wastes their part of each step.
_CROWDED = 0.8
AGAIN = 0.7  # temperature of the further answers of a greedy n-best


class Engine(Protocol):
    """Runs a model on one batch at a time, keeping its attention cache between calls.

    `alone` tells that an answer would depend on its company in a batch, so there must be none.
    """

    alone: bool

    def start(self, ids: Ids, mask: Ids) -> Logits:
        """Read left-padded prompts (b, length); logits (b, vocabulary) of the next token."""

    def step(self, tokens: Ids) -> Logits:
        """Append one token (b,) to every row; logits of the next one."""

    def keep(self, rows: Ids) -> None:
        """Go on with these rows of the batch only."""

    def twin(self) -> Self:
        """Another engine over the same weights, with a batch of its own."""

    def join(self, other: Self) -> None:
        """Take the rows of a twin, which has read their prompts, into this batch, at its end.

        What no row needs any more is cut off the cache before.
        """

    def twins(self, count: int) -> "Sequence[Engine]":
        """At most `count` more engines over the same weights, for other threads.

        Empty where one batch uses all cores as well as several would.
        """


@dataclass(frozen=True)
class Completion:
    """What a model wrote: `tokens` counts EOS too; `finished` is False where the limit cut it.

    `steered` tells that the grammar refused a token that the model preferred: without it, a
    greedy answer would be this very one.
    """

    ir: str
    tokens: int
    finished: bool
    steered: bool = False


@dataclass(frozen=True)
class Task:
    """How all batches of one round are answered."""

    decoding: Decoding
    batch_size: int
    max_new_tokens: int
    turn: int = 0
    forced: bool = False


Tell = Callable[[int], None]  # is told how many more texts are answered
Prompts = Mapping[int, list[int]]  # by position of their text


class Generator:
    """Answers design sentences with programs. Not for use by two threads at once."""

    def __init__(self, engine: Engine, tokenizer: Tokenizer) -> None:
        self.engine, self.tokenizer = engine, tokenizer
        self.eos = eos_id(tokenizer)

    @cached_property
    def mask(self) -> TokenMask:
        """The grammar over this model's tokens."""
        return TokenMask(token_bytes(self.tokenizer), self.eos)

    def batch(self, wanted: int) -> int:
        """How many prompts are answered together where so many are `wanted`."""
        return 1 if self.engine.alone else wanted

    def answer(
        self,
        texts: Sequence[str],
        *,
        batch_size: int,
        max_new_tokens: int,
        decoding: Decoding = GREEDY,
        on_progress: Callable[[int], None] | None = None,
    ) -> list[Completion]:
        """One completion for each text, in their order.

        Constrained answers are programs that parse (see `ir/grammar.py` for the one exception):
        one that has not ended after `max_new_tokens` is made once more and led to an end. With
        `n_best`, texts whose answer makes no valid solid get another one until one does or there
        were so many; then the first answer stands. `on_progress` is told after each batch how
        many texts have an answer; what it raises ends the work.
        """
        prompts = dict(enumerate(prompt_ids(self.tokenizer, texts)))
        answered = 0

        def tell(more: int) -> None:
            nonlocal answered
            answered = min(answered + more, len(texts))
            if on_progress:
                on_progress(answered)

        task = Task(decoding, batch_size, max_new_tokens)
        found = self._draw(prompts, task, tell)
        if decoding.n_best > 1:
            found |= self._better(prompts, found, task, tell)
        return [found[index] for index in range(len(texts))]

    def _better(
        self, prompts: Prompts, found: Mapping[int, Completion], task: Task, tell: Tell
    ) -> dict[int, Completion]:
        """The first valid one of the further answers, where the first answer is none."""
        warm = task.decoding.temperature or AGAIN
        decoding = task.decoding.replace(temperature=warm)
        better: dict[int, Completion] = {}
        with ir.Sandbox() as box:

            def valid(completion: Completion) -> bool:
                return completion.finished and makes_solid(completion.ir, box)

            wanting = {index: prompts[index] for index in found if not valid(found[index])}
            for turn in range(1, decoding.n_best):
                again = Task(decoding, task.batch_size, task.max_new_tokens, turn)
                drawn = self._draw(wanting, again, tell)
                better |= {index: drawn[index] for index in drawn if valid(drawn[index])}
                wanting = {index: wanting[index] for index in wanting if index not in better}
        return better

    def _draw(self, prompts: Prompts, task: Task, tell: Tell) -> dict[int, Completion]:
        """One answer to each prompt; what is constrained and does not end is led to its end."""
        found = dict(self._round(prompts, task, tell))
        shortest = self.mask.automaton.finish(self.mask.start()) if task.decoding.constrained else 0
        if task.decoding.constrained and task.max_new_tokens > shortest:
            cut = {index: prompts[index] for index in prompts if not found[index].finished}
            forced = Task(
                task.decoding, task.batch_size, task.max_new_tokens, task.turn, forced=True
            )
            found |= dict(self._round(cut, forced, lambda more: tell(0)))
        return found

    def _round(self, prompts: Prompts, task: Task, tell: Tell) -> Iterator[tuple[int, Completion]]:
        """Answers batch by batch, longest prompts first: the short ones even out the lanes."""
        order = sorted(prompts, key=lambda index: -len(prompts[index]))
        size = self.batch(task.batch_size)
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        lanes = min(LANES, len(batches))
        engines: SimpleQueue[Engine] = SimpleQueue()
        free = [self.engine, *self.engine.twins(lanes - 1)] if batches else []
        for engine in free:
            engines.put(engine)

        def run(batch: list[int]) -> list[Completion]:
            engine = engines.get()
            try:
                return self._batch(engine, batch, prompts, task)
            finally:
                engines.put(engine)

        pool = ThreadPoolExecutor(max(1, len(free)), "lane")
        try:
            for batch, completions in zip(batches, pool.map(run, batches), strict=True):
                yield from zip(batch, completions, strict=True)
                tell(len(batch))
        finally:
            pool.shutdown(cancel_futures=True)

    def _batch(
        self, engine: Engine, batch: list[int], prompts: Prompts, task: Task
    ) -> list[Completion]:
        mask = self.mask if task.decoding.constrained else None
        choose = Chooser(batch, task.decoding, mask, turn=task.turn, forced=task.forced)
        answers = continuations(
            engine, [prompts[index] for index in batch], choose, self.eos, task.max_new_tokens
        )
        return [
            self._completion(ids, steered or task.forced)
            for ids, steered in zip(answers, choose.steered, strict=True)
        ]

    def _completion(self, ids: list[int], steered: bool) -> Completion:
        finished = ids[-1:] == [self.eos]
        text = self.tokenizer.decode(ids[:-1] if finished else ids, skip_special_tokens=True)
        return Completion(ir=text, tokens=len(ids), finished=finished, steered=steered)


def continuations(
    engine: Engine,
    prompts: Sequence[list[int]],
    choose: Callable[[Ids, Logits, int], Ids],
    eos: int,
    max_new_tokens: int,
) -> list[list[int]]:
    """What `choose` makes of each prompt, up to EOS (included) or `max_new_tokens`."""
    answers: list[list[int]] = [[] for _ in prompts]
    rows = np.arange(len(prompts))  # of the prompts, by row of the engine's batch
    live = rows  # rows of the batch that have not ended
    logits = engine.start(*pad_left(prompts, eos))
    for left in range(max_new_tokens, 0, -1):
        chosen = choose(rows[live], logits[live], left)
        for row, token in zip(rows[live], chosen.tolist(), strict=True):
            answers[row].append(token)
        on = chosen != eos
        live, chosen = live[on], chosen[on]
        if not len(live) or left == 1:
            break
        if len(live) <= _CROWDED * len(rows):
            engine.keep(live)
            rows, live = rows[live], np.arange(len(live))
        tokens = np.full(len(rows), eos)
        tokens[live] = chosen
        logits = engine.step(tokens)
    return answers


def pad_left(prompts: Sequence[list[int]], pad: int) -> tuple[Ids, Ids]:
    """Ids (b, longest) and the mask that is 1 on real tokens."""
    length = max(len(prompt) for prompt in prompts)
    ids = np.full((len(prompts), length), pad, np.int64)
    mask = np.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, length - len(prompt) :] = prompt
        mask[row, length - len(prompt) :] = 1
    return ids, mask


def load_generator(folder: Path, dtype: Dtype = "torch") -> Generator:
    """The model in `folder`: its torch weights or one of its ONNX files.

    Raises `ModelError` naming what is missing or damaged and what to run.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such model folder; make the model with `cad0 train` first")
    tokenizer = load_tokenizer(folder)
    engine: Engine
    if dtype == "torch":
        from cad0_core.model.decode_torch import TorchEngine

        engine = TorchEngine.load(folder)
    else:
        from cad0_core.model.decode_onnx import OnnxEngine

        engine = OnnxEngine.load(folder, dtype)
    return Generator(engine, tokenizer)
