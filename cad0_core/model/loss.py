"""Loss of held-out programs: how surprised a model is by the truth, whatever it answers itself."""

import sys
from collections.abc import Sequence
from typing import Any

import torch
from tokenizers import Tokenizer

from cad0_core.model.batches import IGNORED, in_order
from cad0_core.model.encode import encode, eos_id

_ROWS = 16  # at once: the logits of a large vocabulary are what fills the memory


@torch.inference_mode()
def completion_loss(
    model: Any, tokenizer: Tokenizer, texts: Sequence[str], programs: Sequence[str]
) -> float:
    """Mean cross-entropy (nats) of a completion token, EOS included; NaN without any.

    Prompts and programs are encoded as in training, and no prompt token is counted.
    """
    rows = encode(tokenizer, texts, programs, max_seq_length=sys.maxsize)
    total, count = 0.0, 0
    for batch in in_order(rows, _ROWS, eos_id(tokenizer)):
        labels = batch["labels"][:, 1:].to(model.device)
        logits = model(input_ids=batch["input_ids"].to(model.device)).logits[:, :-1]
        total += float(
            torch.nn.functional.cross_entropy(
                logits.flatten(0, 1).float(),
                labels.flatten(),
                ignore_index=IGNORED,
                reduction="sum",
            )
        )
        count += int((labels != IGNORED).sum())
    return total / count if count else float("nan")
