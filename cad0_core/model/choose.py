"""Which token comes next: the most likely one or a drawn one, of all or of those that fit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cad0_core.config import Decoding
from cad0_core.ir.grammar_mask import TokenMask

Ids = NDArray[np.int64]
Logits = NDArray[np.float32]


class Chooser:
    """Chooses for the rows of one batch, and keeps where in the grammar each of them stands.

    `keys` names the rows: with the seed and `turn` it decides what is drawn, so a text gets the
    same draw in any batch. Without a `mask` every token may come. If `forced`, the mask leaves
    only tokens after which the program can still be ended in time.
    """

    def __init__(
        self,
        keys: Sequence[int],
        decoding: Decoding,
        mask: TokenMask | None,
        *,
        turn: int = 0,
        forced: bool = False,
    ) -> None:
        self._mask, self._forced, self._temperature = mask, forced, decoding.temperature
        self._states = [mask.start()] * len(keys) if mask else []
        seeds = [[decoding.seed, turn, key] for key in keys] if decoding.temperature else []
        self._draws = [np.random.default_rng(seed) for seed in seeds]
        self.steered = [False] * len(keys)  # where the most likely token did not fit

    def __call__(self, rows: Ids, logits: Logits, left: int) -> Ids:
        """The next token (b,) of these rows of the batch, from logits (b, vocabulary).

        `left` is how many tokens each may still get, this one included.
        """
        best: Ids = logits.argmax(axis=-1)
        if self._mask is None and not self._draws:
            return best
        chosen = [
            self._choose(row, line, token, left)
            for row, line, token in zip(rows.tolist(), logits, best.tolist(), strict=True)
        ]
        return np.array(chosen, np.int64)

    def _choose(self, row: int, logits: Logits, best: int, left: int) -> int:
        mask = self._mask
        if mask is None:
            return self._pick(row, logits)
        state = self._states[row]
        if not self._draws and not self._forced:
            # To look one token up costs far less than all that fit, and nearly always it does.
            after = mask.advance(state, best)
            if after is not None or (best == mask.end and mask.automaton.accepts_end(state)):
                self._states[row] = after or state
                return best
        ids = mask.ids(state, left if self._forced else None)
        self.steered[row] = self.steered[row] or not bool((ids == best).any())
        token = int(ids[self._pick(row, logits[ids])])
        self._states[row] = mask.advance(state, token) or state
        return token

    def _pick(self, row: int, logits: Logits) -> int:
        """Index of the most likely token, or of one drawn by the softmax of logits / temperature"""
        if not self._draws:
            return int(logits.argmax())
        scaled = (logits.astype(np.float64) - logits.max()) / self._temperature
        total = np.exp(scaled).cumsum()
        return int(total.searchsorted(self._draws[row].random() * total[-1], side="right"))
