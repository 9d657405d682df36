"""The tokenizer of a model trained from scratch: byte-level BPE in which a number is one token.

Copying numbers is the task, and a number in one piece is copied in one step of attention. Its two
spellings, ` 50` (after a blank) and `50` (glued: `50x30mm`, `M3`), are two tokens; `base.py` starts
them from one vector, so that both mean 50 before the first step of training. Words, opcodes with
their line break and the frame of the prompt are single tokens too. Any Unicode text goes through,
byte by byte where it must, and comes back unchanged.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from cad0_core.errors import ModelError
from cad0_core.prompt import PROMPT

EOS = "<|endoftext|>"
PAD = "<|pad|>"
FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
NUMBER = r" ?-?[0-9]+(?:\.[0-9]+)?"

_BYTES = 256
_BLANK = "\u0120"  # how byte-level BPE spells a blank
_HEAD, _TAIL = (part.strip(" ") for part in PROMPT.split("{text}"))
# Oniguruma (tokenizers) and JavaScript's `u` mode (Transformers.js) read this alike; the latter
# refuses needless escapes, which rules out `re.escape`.
_PATTERN = "|".join(
    (
        _HEAD,
        _TAIL.replace("\n", r"\n"),
        NUMBER,
        r"\n[A-Z]+",
        r" ?\p{L}+",
        r" ?[^\s\p{L}0-9]+",
        r"\s",
    )
)


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """A tokenizer of at most `vocab_size` tokens for `texts` (prompts and programs).

    Special tokens and bytes come first, then every number of `texts` (the most frequent where
    room is short), then merges of everything else while room is left.
    """
    texts = list(texts)
    counts = Counter(number for text in texts for number in re.findall(NUMBER, text))
    by_count = sorted(counts, key=lambda number: (-counts[number], number))
    numbers = by_count[: vocab_size - _BYTES - 2]
    vocab, merges = _train_words(
        (re.sub(NUMBER, " 0", text) for text in texts[:: max(1, len(texts) // 40_000)]),
        vocab_size - 2 - len(numbers),
    )
    for number in numbers:
        vocab.setdefault(number.replace(" ", _BLANK), len(vocab))
    # `ignore_merges`: a pre-token that stands in the vocabulary is that token, so a number needs
    # no chain of merges with its useless intermediate tokens (12, 12., 12.5).
    tokenizer = Tokenizer(BPE(vocab, merges, ignore_merges=True))
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = ByteLevelDecoder()
    tokenizer.add_special_tokens(
        [AddedToken(t, special=True, normalized=False) for t in (EOS, PAD)]
    )
    return tokenizer


def number_values(tokenizer: Tokenizer) -> dict[int, float]:
    """Value of every token that is one whole number, by token id."""
    spelled = {
        index: token.replace(_BLANK, " ")
        for token, index in tokenizer.get_vocab(with_added_tokens=False).items()
    }
    return {i: float(text) for i, text in spelled.items() if re.fullmatch(NUMBER, text)}


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder; raises `ModelError` if it is missing or damaged."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"{path}: no such file; make the model with `cad0 train` first")
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the Rust side raises bare Exception
        raise ModelError(f"{path}: not a tokenizer ({error}); make the model again") from error


def _train_words(texts: Iterable[str], size: int) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Vocabulary and merges of byte-level BPE over `texts`, whose numbers are all 0."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = _pre_tokenizer()
    trainer = BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def _pre_tokenizer() -> Sequence:
    return Sequence(
        [
            Split(Regex(_PATTERN), behavior="isolated"),
            ByteLevel(add_prefix_space=False, use_regex=False, trim_offsets=False),
        ]
    )
