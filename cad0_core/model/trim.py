"""A smaller vocabulary for a pretrained student: the tokens that the task uses, and no others.

Of Qwen2.5-0.5B's 494 M weights 136 M are the embedding of 151,936 tokens, of which all texts and
programs together use some thousand. Kept are: all 256 bytes, so that any text can be spelled; all
added tokens; every token of the corpus with all tokens that its merges pass through; and then, in
the order of the merges, the tokens most frequent in the language at large, up to the size asked
for, so that words which no training text has are spelled in few tokens too.

The corpus is cut as before. Byte-pair merging applies the first of its merges that fits, again and
again; every merge that it applied to the corpus is kept, so at each step the first one that fits
is the same.

A student is trimmed before it learns: what is cut off are rows that no training text would train,
and an output layer of 8,192 in place of 151,936 tokens is what a step then computes, in a
nineteenth of the memory.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel
from transformers import PreTrainedModel

from cad0_core.errors import ModelError

_STEP = 8  # rows of an embedding come in steps of so many, which suits matrix kernels
_CHUNK = 20_000  # texts that are encoded at a time

KeptIds = NDArray[np.int64]


def trim(
    model: PreTrainedModel, tokenizer: Tokenizer, corpus: Iterable[str], size: int
) -> tuple[PreTrainedModel, Tokenizer, KeptIds]:
    """`model`, which is changed, and a tokenizer of about `size` tokens that cuts `corpus` alike.

    The third is the old id of each new one (tokens,), ascending: new logits are old logits there.
    There are more than `size` tokens where the corpus needs more. Raises `ModelError` for a
    tokenizer that is no byte-level BPE, or has more tokens than the model.
    """
    smaller, kept = trim_tokenizer(tokenizer, corpus, size)
    keep_rows(model, kept)
    return model, smaller, kept


def keep_rows(model: PreTrainedModel, kept: KeptIds) -> None:
    """Leave `model` the rows `kept` of its embedding and of its output layer, in this order."""
    rows = torch.from_numpy(kept)
    embedding: Any = model.get_input_embeddings()
    output: Any = model.get_output_embeddings()
    if kept[-1] >= embedding.num_embeddings:
        raise ModelError(f"the tokenizer has more than the model's {embedding.num_embeddings} rows")
    tied = output.weight is embedding.weight
    embedding.weight = torch.nn.Parameter(embedding.weight.detach()[rows].clone())
    embedding.num_embeddings, embedding.padding_idx = len(kept), None
    output.weight = (
        embedding.weight if tied else torch.nn.Parameter(output.weight.detach()[rows].clone())
    )
    output.out_features = len(kept)
    config: Any = model.config
    config.vocab_size = len(kept)
    new = {int(old): i for i, old in enumerate(kept)}
    for settings in (config, model.generation_config):
        for name in ("bos_token_id", "eos_token_id", "pad_token_id"):
            old = getattr(settings, name, None)
            setattr(settings, name, new.get(old) if isinstance(old, int) else None)


def trim_tokenizer(
    tokenizer: Tokenizer, corpus: Iterable[str], size: int
) -> tuple[Tokenizer, KeptIds]:
    """The tokenizer of `trim`, and the old id of each of its tokens."""
    data = json.loads(tokenizer.to_str())
    model = data["model"]
    if model.get("type") != "BPE" or not set(ByteLevel.alphabet()) <= set(model["vocab"]):
        raise ModelError("only the vocabulary of a byte-level BPE tokenizer can be trimmed")
    if "TemplateProcessing" in str(data.get("post_processor")):
        raise ModelError("a tokenizer that adds tokens to every text cannot be trimmed")
    merges = [tuple(merge) for merge in model["merges"]]
    added = {entry["content"]: entry["id"] for entry in data["added_tokens"]}
    ids: dict[str, int] = model["vocab"] | added
    kept = set(added) | _closed(_used(tokenizer, corpus, ids) | set(ByteLevel.alphabet()), merges)
    room = max(size, -(-len(kept) // _STEP) * _STEP)
    for left, right in merges:
        if len(kept) >= room:
            break
        if left in kept and right in kept:
            kept.add(left + right)
    order = sorted(kept, key=ids.__getitem__)
    new = {token: i for i, token in enumerate(order)}
    model["vocab"] = {token: new[token] for token in order if token in model["vocab"]}
    model["merges"] = [[a, b] for a, b in merges if {a, b, a + b} <= kept]
    for entry in data["added_tokens"]:
        entry["id"] = new[entry["content"]]
    smaller: Tokenizer = Tokenizer.from_str(json.dumps(data))
    return smaller, np.array([ids[token] for token in order], np.int64)


def _used(tokenizer: Tokenizer, corpus: Iterable[str], ids: Mapping[str, int]) -> set[str]:
    """The tokens that `corpus` is cut into."""
    tokenizer.encode_special_tokens = True  # `<|endoftext|>` in a text is plain text
    used: set[int] = set()
    texts = list(corpus)
    for start in range(0, len(texts), _CHUNK):
        for encoding in tokenizer.encode_batch_fast(
            texts[start : start + _CHUNK], add_special_tokens=False
        ):
            used.update(encoding.ids)
    return {token for token, index in ids.items() if index in used}


def _closed(tokens: set[str], merges: list[tuple[str, ...]]) -> set[str]:
    """`tokens` with all that merging passes through on its way to them."""
    parts: dict[str, set[str]] = {}
    for left, right in merges:
        parts.setdefault(left + right, set()).update((left, right))
    closed: set[str] = set()
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        if token not in closed:
            closed.add(token)
            waiting += parts.get(token, ())
    return closed
