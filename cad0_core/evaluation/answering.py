"""A model's answers to a list of prompts, and how long they took."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cad0_core.config import EvalConfig
from cad0_core.data.files import Row
from cad0_core.model.decode import Completion, Generator, load_generator

LOSS_ROWS = 500  # of the test: enough for three digits, and a second of a small model's time


@dataclass(frozen=True)
class Answers:
    """Completions in the order asked, and `prompts_per_second`, `latency` and so on.

    `free` are those to the test without the grammar; empty where nobody asked for them.
    """

    completions: list[Completion]
    figures: dict[str, Any]
    free: list[Completion]


def ask(
    folder: Path,
    config: EvalConfig,
    rows: Sequence[Row],
    test: int,
    on_progress: Callable[[int, int, float], None],
) -> Answers:
    """Answers of the model in `folder` to `rows`, the first `test` of which are the test.

    `on_progress` hears how many of how many are answered, and prompts a second so far. Raises
    `ModelError` for a model folder that cannot be used.
    """
    generator = load_generator(folder, dtype=config.dtype)
    clock = Clock(len(rows), generator.batch(config.batch_size))

    def decoded(done: int) -> None:
        clock.answered(done)
        on_progress(done, len(rows), done / clock.seconds)

    completions = generator.answer(
        [row.text for row in rows],
        batch_size=config.batch_size,
        max_new_tokens=config.max_new_tokens,
        decoding=config.decoding,
        on_progress=decoded,
    )
    clock.answered(len(rows))
    seconds = clock.seconds
    tokens = [completion.tokens for completion in completions]
    figures = {
        "prompts_per_second": round(len(rows) / seconds, 3),
        "mean_tokens": round(sum(tokens) / len(tokens), 3),
        "tokens_per_second": round(sum(tokens) / seconds, 3),
        "latency": clock.latency(),
        "eval_loss": _loss(generator, rows[: min(test, LOSS_ROWS)]),
    }
    free = _without_grammar(generator, config, rows[:test], completions[:test])
    return Answers(completions, figures, free)


def _without_grammar(
    generator: Generator,
    config: EvalConfig,
    rows: Sequence[Row],
    completions: Sequence[Completion],
) -> list[Completion]:
    """All answers as they are without the grammar; none if nobody asks.

    Only where the grammar, or a further answer, changed what the model says is it asked again.
    """
    if not (config.unconstrained and config.decoding.constrained):
        return []
    known = config.decoding.temperature == 0 and config.decoding.n_best == 1
    again = [i for i, answer in enumerate(completions) if answer.steered or not known]
    found = generator.answer(
        [rows[i].text for i in again],
        batch_size=config.batch_size,
        max_new_tokens=config.max_new_tokens,
        decoding=config.decoding.replace(constrained=False, n_best=1),
    )
    free = list(completions)
    for index, completion in zip(again, found, strict=True):
        free[index] = completion
    return free


class Clock:
    """Times batches: a prompt's latency is that of its batch, since its answer comes with it."""

    def __init__(
        self, prompts: int, batch_size: int, now: Callable[[], float] = time.perf_counter
    ) -> None:
        self.prompts, self.batch_size, self.now = prompts, batch_size, now
        self.started = now()
        self._ends: list[tuple[int, float]] = []

    @property
    def seconds(self) -> float:
        """Since the start; never 0."""
        return max(self.now() - self.started, 1e-9)

    def answered(self, done: int) -> None:
        """Note that `done` prompts are answered by now."""
        self._ends.append((done, self.seconds))

    def latency(self) -> dict[str, float]:
        """`p50` and `p95` in seconds a prompt, at `batch_size` at a time; all must be answered."""
        waits: list[float] = []
        before = 0.0
        for first in range(0, self.prompts, self.batch_size):
            last = min(first + self.batch_size, self.prompts)
            end = next(at for done, at in self._ends if done >= last)
            waits += [end - before] * (last - first)
            before = end
        p50, p95 = np.percentile(waits, [50, 95]).tolist()
        return {"p50": round(p50, 4), "p95": round(p95, 4), "batch_size": self.batch_size}


def _loss(generator: Generator, rows: Sequence[Row]) -> float | None:
    """Loss of the truth in nats a token; None where it cannot be had: ONNX files, no finite loss.

    Only the torch engine holds a model that gives logits of a given text.
    """
    model = getattr(getattr(generator, "engine", None), "model", None)
    if model is None:
        return None
    from cad0_core.model.loss import completion_loss

    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    loss = completion_loss(model, generator.tokenizer, texts, programs)
    return round(loss, 6) if math.isfinite(loss) else None
