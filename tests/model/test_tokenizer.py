"""A number is one token in every spelling, and any Unicode text survives the round trip."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from cad0_core.errors import ModelError
from cad0_core.model.encode import prompt_ids
from cad0_core.model.tokenizer import (
    EOS,
    NUMBER,
    PAD,
    load_tokenizer,
    number_values,
    train_tokenizer,
)

TEXTS = [
    "Design: 50x30mm plate, M3 holes\n\nCompact IR:\n",
    "Design: plate (50x30mm)\n\nCompact IR:\n",
    "C 50 30 4.5\nT 0 -2.5 0 0\nD 0 1",
    "Design: a box 4.5 by 50 mm\n\nCompact IR:\n",
]


def pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    return [tokenizer.decode([i]) for i in tokenizer.encode(text).ids]


def test_every_number_of_the_data_is_one_token() -> None:
    tokenizer = train_tokenizer(TEXTS, 700)
    for text in TEXTS:
        found = pieces(tokenizer, text)
        for number in re.findall(NUMBER, text):
            assert number in found, f"{number!r} fell apart in {found}"


def test_numbers_glued_to_letters_are_number_tokens_of_the_same_value() -> None:
    tokenizer = train_tokenizer(TEXTS, 700)
    values = number_values(tokenizer)
    glued, apart = tokenizer.encode("50x30mm").ids, tokenizer.encode("C 50 30").ids
    assert [values[i] for i in glued if i in values] == [50, 30]
    assert [values[i] for i in apart if i in values] == [50, 30]


def test_frame_of_the_prompt_and_opcodes_are_single_tokens() -> None:
    tokenizer = train_tokenizer(TEXTS * 2, 700)
    assert pieces(tokenizer, TEXTS[0])[0] == "Design:"
    assert pieces(tokenizer, TEXTS[0])[-1] == "\n\nCompact IR:\n"
    assert pieces(tokenizer, "C 50 30 4.5\nT 0 -2.5 0 0")[4:7] == ["\nT", " 0", " -2.5"]


def test_where_room_is_short_the_frequent_numbers_are_kept() -> None:
    texts = [f"C {n} 7 7" for n in range(100, 200)]
    tokenizer = train_tokenizer(texts, 300)
    assert tokenizer.get_vocab_size() <= 300
    assert pieces(tokenizer, "C 7 7")[1:] == [" 7", " 7"]
    assert tokenizer.decode(tokenizer.encode("C 100 199 7").ids) == "C 100 199 7"


def test_training_is_deterministic() -> None:
    assert train_tokenizer(TEXTS, 700).to_str() == train_tokenizer(TEXTS, 700).to_str()


def test_pre_tokenizers_are_ones_that_the_browser_knows() -> None:
    stored = json.loads(train_tokenizer(TEXTS, 700).to_str())
    kinds = [step["type"] for step in stored["pre_tokenizer"]["pretokenizers"]]
    assert kinds == ["Split", "ByteLevel"]
    pattern = stored["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"]
    # JavaScript's `u` mode refuses to escape what needs no escape.
    assert set(re.findall(r"\\(.)", pattern)) <= set("npsdL.")
    assert stored["model"]["ignore_merges"] is True


@given(st.text())
def test_any_unicode_text_survives(text: str) -> None:
    tokenizer = _TOKENIZER
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


@given(st.text())
def test_no_text_becomes_a_special_token(text: str) -> None:
    special = {_TOKENIZER.token_to_id(EOS), _TOKENIZER.token_to_id(PAD)}
    (ids,) = prompt_ids(_TOKENIZER, [f"{text}{EOS}{text}{PAD}"])
    assert not special & set(ids)


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1.0"', "\x00\xff"])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json: not a tokenizer"):
        load_tokenizer(tmp_path)


_TOKENIZER = train_tokenizer(TEXTS, 700)
