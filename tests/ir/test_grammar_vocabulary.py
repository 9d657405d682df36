"""Vocabularies that will not do, and a cache that cannot grow."""

import random

import pytest
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordLevel

from cad0_core import ir
from cad0_core.ir import grammar_mask
from cad0_core.ir.grammar_mask import TokenMask, token_bytes

BYTES: list[bytes | None] = [bytes([byte]) for byte in range(256)]


def test_a_byte_of_the_language_that_is_no_token_is_named() -> None:
    with pytest.raises(ValueError, match=r"single byte b'7'"):
        TokenMask([text if text != b"7" else b"77" for text in BYTES], 0)


@pytest.mark.parametrize("end", [256, -1])
def test_the_end_must_be_a_token(end: int) -> None:
    with pytest.raises(ValueError, match=f"end token {end}"):
        TokenMask(BYTES, end)


def test_a_tokenizer_must_be_byte_level() -> None:
    with pytest.raises(ValueError, match="not of a byte-level"):
        token_bytes(Tokenizer(WordLevel({"\u4e2d": 0})))


def test_added_tokens_are_plain_text_and_a_wider_output_layer_is_padded() -> None:
    tokenizer = Tokenizer(WordLevel({"a": 0}))
    tokenizer.add_tokens([AddedToken("\u4e2d", special=False)])
    tokenizer.add_special_tokens([AddedToken("<end>", special=True)])
    assert token_bytes(tokenizer, 4) == [b"a", "\u4e2d".encode(), None, None]
    with pytest.raises(ValueError, match="too narrow"):
        token_bytes(tokenizer, 2)


def test_several_tokens_may_have_the_same_bytes() -> None:
    mask = TokenMask([*BYTES, b"S", b"S 5", b" S", None], 259)
    assert {256, 257, ord("S")} < set(mask.ids(mask.start()))
    state = mask.advance(mask.start(), 257)
    assert state is not None and 259 in mask.ids(state)


def test_the_cache_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_mask, "CACHE_ENTRIES", 5)
    mask = TokenMask([*BYTES, None], 256)
    rng = random.Random(1)
    for _ in range(20):
        state, text = mask.start(), ""
        while (token := int(rng.choice(mask.ids(state, 99 - len(text))))) != mask.end:
            after = mask.advance(state, token)
            assert after is not None
            state, text = after, text + chr(token)
        assert ir.render(ir.parse(text)) == text
        assert len(mask._cache) <= 5
