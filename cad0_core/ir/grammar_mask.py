"""The grammar over the tokens of a model: which of them may come next.

Any tokenizer will do whose tokens stand for bytes, as long as each byte of the language is a
token of its own: then every program can be spelled, and no state is without a way on.

    mask = TokenMask(token_bytes(tokenizer), tokenizer.token_to_id("<|endoftext|>"))
    state = mask.start()
    while (token := choose(logits, mask.allowed(state, left))) != mask.end:
        state = mask.advance(state, token)

A program is cut short only by a caller who stops on its own account. Told how many tokens are
left, the mask steers clear of what could not be ended within them: the last one allowed is the
end token, after a complete line.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir.grammar import Automaton, State
from cad0_core.ir.grammar_sketch import BLANK, LINE_END

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int32]

# Entries kept; a number tokenizer of 4,096 makes about 30 KB of one at most. Real programs use a
# few hundred, hostile ones fill this once and start afresh.
CACHE_ENTRIES = 2048


class _Entry(NamedTuple):
    """What may come next in all states of one key; `costs` as `TokenMask._walk` counts them."""

    ids: Ids
    costs: NDArray[np.int16]
    highest: int  # of the costs


class _Trie:
    """Tokens by their bytes."""

    __slots__ = ("children", "tokens")

    def __init__(self) -> None:
        self.children: dict[int, _Trie] = {}
        self.tokens: list[int] = []  # those that end here

    def add(self, text: bytes, token: int) -> None:
        node = self
        for byte in text:
            node = node.children.setdefault(byte, _Trie())
        node.tokens.append(token)


class TokenMask:
    """The automaton compiled for one vocabulary.

    `vocabulary` holds the bytes of each token by id, None or empty for tokens without any (the
    special ones, and ids that only pad the output layer); `end` is the id of the end token.
    Raises ValueError if a byte of the language is no token, or `end` no id.
    """

    def __init__(
        self, vocabulary: Sequence[bytes | None], end: int, automaton: Automaton | None = None
    ) -> None:
        self.automaton = automaton or Automaton()
        self.vocabulary, self.end = vocabulary, end
        if not 0 <= end < len(vocabulary):
            raise ValueError(f"the end token {end} is not among {len(vocabulary)} tokens")
        alphabet = self.automaton.alphabet
        usable = {
            token: text
            for token, text in enumerate(vocabulary)
            if text and token != end and alphabet.issuperset(text)
        }
        if missing := alphabet - {text[0] for text in usable.values() if len(text) == 1}:
            raise ValueError(f"no token is the single byte {bytes(sorted(missing))!r}")
        self._trie = _Trie()
        for token, text in usable.items():
            self._trie.add(text, token)
        self._reach = max(_separators(text) for text in usable.values())
        # In a sketch every byte may have to be said a second time, and a straying one may cost a
        # corner (`\nL` and four numbers) on top.
        self._stray = 2 * max(map(len, usable.values())) + 64
        self._cache: dict[Hashable, _Entry] = {}

    def start(self) -> State:
        """The state before the first token of a completion."""
        return self.automaton.start()

    def advance(self, state: State, token: int) -> State | None:
        """The state after a token; None if it is not allowed, or has no bytes like the end.

        An id beyond the vocabulary (an output layer may be wider) is no token.
        """
        text = self.vocabulary[token] if token < len(self.vocabulary) else None
        return self.automaton.run(state, text) if text and token != self.end else None

    def allowed(self, state: State, left: int | None = None) -> NDArray[np.bool_]:
        """Which tokens may come next, one bool for each id; see `ids`."""
        mask = np.zeros(len(self.vocabulary), np.bool_)
        mask[self.ids(state, left)] = True
        return mask

    def ids(self, state: State, left: int | None = None) -> Ids:
        """The tokens that may come next, in no order; never none. Not to be written to.

        `left` is how many tokens may still be written, the end token included. An end counts as
        within reach if it is so byte by byte, so a model with longer tokens is called to it some
        tokens early. Raises ValueError if no end is within reach.
        """
        entry = self._looked_up(state)
        if left is None:
            return entry.ids
        if state.block is not None:
            return self._planned(state, left, entry)
        # Each byte that is missing after a token is one token, and the end token comes on top.
        within = left - 2 - 2 * self.automaton.to_come(state)
        if within >= entry.highest:
            return entry.ids
        ids = entry.ids[entry.costs <= within]
        if not len(ids):
            raise self._too_late(state, left)
        return ids

    def _planned(self, state: State, left: int, entry: _Entry) -> Ids:
        """In a sketch with few tokens left: only those that lead to the end by a short way."""
        if left > self.automaton.finish(state) + self._stray:
            return entry.ids
        assert state.block is not None
        plan = self.automaton.sketches.plan(state.block).encode()
        if len(plan) >= left:
            raise self._too_late(state, left)
        ids: list[int] = [] if plan else [self.end]
        node: _Trie | None = self._trie
        for byte in plan:
            node = node.children.get(byte) if node else None
            ids += node.tokens if node else []
        return np.array(ids, np.int32)

    def _too_late(self, state: State, left: int) -> ValueError:
        needed = self.automaton.finish(state) + 1
        return ValueError(f"{left} tokens are left, the shortest end takes up to {needed}")

    def _looked_up(self, state: State) -> _Entry:
        key = self.automaton.key(state, self._reach)
        if key is None:
            return self._walk(state)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= CACHE_ENTRIES:
                self._cache.clear()
            found = self._cache[key] = self._walk(state)
        return found

    def _walk(self, state: State) -> _Entry:
        """All allowed tokens, and for each the fewest bytes to an end after it.

        These bytes are counted less two for each argument of the line that has not begun, which
        makes them the same in all states of one key.
        """
        step, base = self.automaton.step, 2 * self.automaton.to_come(state)
        finish = self.automaton.finish if state.block is None else _unknown
        ids: list[int] = []
        costs: list[int] = []
        waiting = [(self._trie, state)]
        while waiting:
            node, here = waiting.pop()
            for byte, child in node.children.items():
                after = step(here, byte)
                if after is None:
                    continue
                if child.children:
                    waiting.append((child, after))
                if child.tokens:
                    ids += child.tokens
                    costs += [finish(after) - base] * len(child.tokens)
        if self.automaton.accepts_end(state):
            ids.append(self.end)
            costs.append(-1 - base)  # no end token comes on top of it
        return _Entry(np.array(ids, np.int32), np.array(costs, np.int16), max(costs))


def _unknown(state: State) -> int:
    """The costs in a sketch depend on more than the key; `TokenMask._planned` does without."""
    return 0


def _separators(text: bytes) -> int:
    """Blanks and line ends in a token; 0 for one that can be in no program.

    One that has them after something else counts as two: the word before them matters too.
    """
    marks = [i for i, byte in enumerate(text) if byte in (BLANK, LINE_END)]
    if not all(i == 0 or text[i - 1 : i].isalnum() for i in marks):
        return 0
    return max(len(marks), 2) if any(marks) else len(marks)


def token_bytes(tokenizer: Tokenizer, size: int | None = None) -> list[bytes | None]:
    """The bytes of each token of a byte-level tokenizer, by id; None for special tokens.

    `size` is the width of the model's output layer where that exceeds the vocabulary. Raises
    ValueError if it does not, or if a token is not spelled in the byte-level alphabet.
    """
    added: dict[int, Any] = tokenizer.get_added_tokens_decoder()
    vocab: dict[str, int] = tokenizer.get_vocab(with_added_tokens=True)
    width = max(vocab.values(), default=-1) + 1
    if size is not None and size < width:
        raise ValueError(f"an output layer of {size} is too narrow for {width} tokens")
    found: list[bytes | None] = [None] * (width if size is None else size)
    alphabet = _byte_alphabet()
    for spelled, token in vocab.items():
        if token in added:
            found[token] = None if added[token].special else spelled.encode()
            continue
        try:
            found[token] = bytes([alphabet[char] for char in spelled])
        except KeyError as error:
            raise ValueError(f"token {spelled!r} is not of a byte-level tokenizer") from error
    return found


def _byte_alphabet() -> dict[str, int]:
    """How byte-level BPE spells bytes: what Latin-1 can print stands for itself.

    The others take the characters from U+0100 on, in order.
    """
    printable = [*_codes("!", "~"), *_codes("\u00a1", "\u00ac"), *_codes("\u00ae", "\u00ff")]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + i): byte for i, byte in enumerate(hidden)
    }


def _codes(first: str, last: str) -> Iterable[int]:
    return range(ord(first), ord(last) + 1)
