"""Greedy decoding of many prompts at once, the same loop over torch weights and ONNX files.

Rows of a batch are padded on the left; a row that has ended leaves the batch at once, so a batch
costs what its rows need and not rows times the longest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from cad0_core.config import Dtype
from cad0_core.errors import ModelError
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.tokenizer import load_tokenizer

Ids = NDArray[np.int64]
Logits = NDArray[np.float32]


class Engine(Protocol):
    """Runs a model on one batch at a time, keeping its attention cache between calls."""

    def start(self, ids: Ids, mask: Ids) -> Logits:
        """Read left-padded prompts (b, length); logits (b, vocabulary) of the next token."""

    def step(self, tokens: Ids) -> Logits:
        """Append one token (b,) to every row; logits of the next one."""

    def keep(self, rows: Ids) -> None:
        """Go on with these rows of the batch only."""


@dataclass(frozen=True)
class Completion:
    """What a model wrote: `tokens` counts EOS too; `finished` is False where the limit cut it."""

    ir: str
    tokens: int
    finished: bool


class Generator:
    """Answers design sentences with programs. Not for use by two threads at once."""

    def __init__(self, engine: Engine, tokenizer: Tokenizer) -> None:
        self.engine, self.tokenizer = engine, tokenizer
        self.eos = eos_id(tokenizer)

    def answer(
        self,
        texts: Sequence[str],
        *,
        batch_size: int,
        max_new_tokens: int,
        on_progress: Callable[[int], None] | None = None,
    ) -> list[Completion]:
        """One completion for each text, in their order.

        `on_progress` is told after each batch how many texts are answered; what it raises ends
        the work.
        """
        prompts = prompt_ids(self.tokenizer, texts)
        order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
        found: dict[int, list[int]] = {}
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            answers = greedy(self.engine, [prompts[i] for i in batch], self.eos, max_new_tokens)
            found.update(zip(batch, answers, strict=True))
            if on_progress:
                on_progress(len(found))
        return [self._completion(found[index]) for index in range(len(texts))]

    def _completion(self, ids: list[int]) -> Completion:
        finished = ids[-1:] == [self.eos]
        ir = self.tokenizer.decode(ids[:-1] if finished else ids, skip_special_tokens=True)
        return Completion(ir=ir, tokens=len(ids), finished=finished)


def greedy(
    engine: Engine, prompts: Sequence[list[int]], eos: int, max_new_tokens: int
) -> list[list[int]]:
    """Most likely continuation of each prompt, up to EOS (included) or `max_new_tokens`."""
    answers: list[list[int]] = [[] for _ in prompts]
    rows = np.arange(len(prompts))
    logits = engine.start(*pad_left(prompts, eos))
    for count in range(1, max_new_tokens + 1):
        tokens = logits.argmax(axis=-1)
        for row, token in zip(rows, tokens.tolist(), strict=True):
            answers[row].append(token)
        alive = np.flatnonzero(tokens != eos)
        if not len(alive) or count == max_new_tokens:
            break
        if len(alive) < len(rows):
            rows, tokens = rows[alive], tokens[alive]
            engine.keep(alive)
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
