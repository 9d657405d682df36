"""The one way from (text, IR) to token ids, for training, evaluation, endpoint and browser.

Prompt and completion are tokenised apart, so the border between them is exact by construction:
`prompt(text)` | IR, EOS. Only the second part is ever in a loss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from cad0_core.errors import DataError, ModelError
from cad0_core.model.tokenizer import EOS, PAD
from cad0_core.prompt import prompt

_CHUNK = 20_000


@dataclass(frozen=True)
class Encoded:
    """Token ids of many rows, end to end: row i is `ids[starts[i]:starts[i + 1]]`.

    `lines`, where there are any, is where the facts on each row's completion begin in a table
    with one line for each completion token.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    prompts: NDArray[np.int64]  # tokens of each prompt
    lines: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.prompts)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each row, prompt and EOS included."""
        return np.diff(self.starts)

    @property
    def completions(self) -> NDArray[np.int64]:
        """Tokens of each completion, EOS included."""
        return self.lengths - self.prompts

    def row(self, index: int) -> tuple[list[int], list[int]]:
        """Prompt ids and completion ids (EOS included) of one row."""
        start, end = self.starts[index], self.starts[index + 1]
        border = start + self.prompts[index]
        return self.ids[start:border].tolist(), self.ids[border:end].tolist()


def prompt_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Ids of the prompts for `texts`, as the model saw them in training."""
    return _encode(tokenizer, [prompt(text) for text in texts])


def encode(
    tokenizer: Tokenizer,
    texts: Sequence[str],
    programs: Sequence[str],
    *,
    max_seq_length: int,
    on_progress: Callable[[int], None] | None = None,
) -> Encoded:
    """Ids of (text, program) rows; raises `DataError` naming a row over `max_seq_length` tokens.

    `on_progress` is told how many rows are done, about once a second.
    """
    eos = eos_id(tokenizer)
    heads: list[list[int]] = []
    tails: list[list[int]] = []
    for start in range(0, len(texts), _CHUNK):
        heads += prompt_ids(tokenizer, texts[start : start + _CHUNK])
        tails += _encode(tokenizer, programs[start : start + _CHUNK])
        if on_progress:
            on_progress(len(heads))
    lengths = np.array([len(h) + len(t) + 1 for h, t in zip(heads, tails, strict=True)], np.int64)
    if len(lengths) and lengths.max() > max_seq_length:
        row = int(np.argmax(lengths > max_seq_length))
        raise DataError(
            f"row {row + 1} has {lengths[row]} tokens, over max_seq_length {max_seq_length} "
            f"({texts[row][:80]!r}); raise max_seq_length or drop the row"
        )
    flat = (i for h, t in zip(heads, tails, strict=True) for i in (*h, *t, eos))
    return Encoded(
        ids=np.fromiter(flat, np.int32, count=int(lengths.sum())),
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        prompts=np.array([len(h) for h in heads], np.int64),
    )


def eos_id(tokenizer: Tokenizer) -> int:
    """Id of the token that ends every completion."""
    found: int | None = tokenizer.token_to_id(EOS)
    if found is None:
        raise ModelError(f"the tokenizer has no {EOS} token; make the model again")
    return found


def pad_token(tokenizer: Tokenizer) -> str:
    """The token that fills batches up; a foreign tokenizer without one of ours fills with EOS."""
    return PAD if tokenizer.token_to_id(PAD) is not None else EOS


def pad_id(tokenizer: Tokenizer) -> int:
    """Id of that token."""
    return int(tokenizer.token_to_id(pad_token(tokenizer)))


def _encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    tokenizer.encode_special_tokens = True  # `<|endoftext|>` in a user's text is plain text
    encodings: list[Any] = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids for encoding in encodings]
