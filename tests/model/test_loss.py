"""The loss of held-out programs is that of their tokens alone."""

import math
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from cad0_core.model.encode import encode
from cad0_core.model.loss import completion_loss

TEXTS = ["plain 20x30x40mm box", "a tube 25 mm tall, M3, 2mm thick"]
PROGRAMS = ["C 20 30 40", "Y 9 25\nY 2 25\nD 0 1"]


def test_is_the_mean_over_completion_tokens(model: Any, tokenizer: Tokenizer) -> None:
    """Token by token, without batches or padding."""
    rows = encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=512)
    losses = []
    for i in range(len(rows)):
        prompt, completion = rows.row(i)
        with torch.inference_mode():
            logits = model(torch.tensor([prompt + completion])).logits[0]
        chances = torch.log_softmax(logits.double(), dim=-1)
        losses += [
            -float(chances[len(prompt) - 1 + k, token]) for k, token in enumerate(completion)
        ]
    expected = sum(losses) / len(losses)
    assert completion_loss(model, tokenizer, TEXTS, PROGRAMS) == pytest.approx(expected, rel=1e-4)


def test_a_model_that_knows_nothing_has_the_loss_of_a_guess(
    model: Any, tokenizer: Tokenizer
) -> None:
    for weights in model.parameters():
        torch.nn.init.zeros_(weights)
    vocabulary = model.config.vocab_size
    found = completion_loss(model, tokenizer, TEXTS, PROGRAMS)
    assert found == pytest.approx(math.log(vocabulary), rel=1e-5)


def test_nothing_has_no_loss(model: Any, tokenizer: Tokenizer) -> None:
    assert math.isnan(completion_loss(model, tokenizer, [], []))
