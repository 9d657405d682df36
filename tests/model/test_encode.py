"""Prompt and completion meet where they should, and only the completion is learnt."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core.errors import DataError
from cad0_core.model.batches import IGNORED, collate
from cad0_core.model.encode import encode, eos_id, prompt_ids
from cad0_core.model.trainer import cross_entropy, label_logits
from cad0_core.prompt import prompt

TEXTS = ["plain 50x30x5mm box", "a tube 7 mm tall, M3, 2mm thick"]
PROGRAMS = ["C 50 30 5", "Y 9 7\nY 2 7\nD 0 1"]


def test_rows_are_prompt_then_program_then_eos(tokenizer: Tokenizer) -> None:
    rows = encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=64)
    for index, (text, program) in enumerate(zip(TEXTS, PROGRAMS, strict=True)):
        head, tail = rows.row(index)
        assert tokenizer.decode(head) == prompt(text)
        assert tokenizer.decode(tail[:-1]) == program
        assert tail[-1] == eos_id(tokenizer)
        assert [head] == prompt_ids(tokenizer, [text])


def test_labels_stand_on_the_completion_and_nowhere_else(tokenizer: Tokenizer) -> None:
    rows = encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=64)
    batch = collate(rows, np.array([0, 1]), pad=0)
    for line in range(2):
        head, tail = rows.row(line)
        padding = batch["labels"].shape[1] - len(head) - len(tail)
        expected = [IGNORED] * len(head) + tail + [IGNORED] * padding
        assert batch["labels"][line].tolist() == expected
        assert batch["input_ids"][line, : len(head) + len(tail)].tolist() == head + tail
    assert int(batch["tokens"]) == rows.lengths.sum()


def test_label_positions_predict_exactly_the_completion(
    tokenizer: Tokenizer, model: Qwen2ForCausalLM
) -> None:
    rows = encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=64)
    batch = collate(rows, np.array([0]), pad=0)
    logits, labels = label_logits(model, batch)
    head, tail = rows.row(0)
    assert labels.tolist() == tail
    whole = model(input_ids=batch["input_ids"]).logits[0]
    torch.testing.assert_close(logits, whole[len(head) - 1 : -1])


def test_padding_changes_neither_logits_nor_loss(
    tokenizer: Tokenizer, model: Qwen2ForCausalLM
) -> None:
    rows = encode(tokenizer, TEXTS, PROGRAMS, max_seq_length=64)
    together, labels = label_logits(model, collate(rows, np.array([0, 1]), pad=3))
    alone = [label_logits(model, collate(rows, np.array([i]), pad=3))[0] for i in (0, 1)]
    torch.testing.assert_close(together, torch.cat(alone), rtol=1e-4, atol=1e-5)
    other_pad, _ = label_logits(model, collate(rows, np.array([0, 1]), pad=9))
    torch.testing.assert_close(together, other_pad, rtol=0, atol=0)
    loss = cross_entropy(together, labels, {})
    assert loss.item() == pytest.approx(
        torch.nn.functional.cross_entropy(torch.cat(alone), labels).item() * len(labels), rel=1e-5
    )


def test_a_row_over_the_limit_is_named(tokenizer: Tokenizer) -> None:
    with pytest.raises(DataError, match=r"row 2 has \d+ tokens.*max_seq_length 16.*a tube"):
        encode(tokenizer, ["1", TEXTS[1]], ["C", PROGRAMS[1]], max_seq_length=16)


def test_no_rows_are_no_error(tokenizer: Tokenizer) -> None:
    assert len(encode(tokenizer, [], [], max_seq_length=16)) == 0
