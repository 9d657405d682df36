"""A trimmed vocabulary cuts the corpus as before, spells any text, and computes the same logits."""

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core.data.tokens import PATTERN, ranks_file
from cad0_core.errors import ModelError
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.model.base import parameters, save
from cad0_core.model.encode import eos_id
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.model.trim import KeptIds, keep_rows, trim, trim_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

SIZE, ROWS = 8192, 151_936
NAMES = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


@pytest.fixture(scope="module")
def qwen() -> Tokenizer:
    converter = TikTokenConverter(
        vocab_file=str(ranks_file()), pattern=PATTERN, additional_special_tokens=NAMES
    )
    return converter.converted()


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    return [text for part in of_every_variant(8, 1) for text in (prompt(part.text), part.ir)]


@pytest.fixture(scope="module")
def trimmed(qwen: Tokenizer, corpus: list[str]) -> tuple[Tokenizer, KeptIds]:
    return trim_tokenizer(qwen, corpus, SIZE)


def shape(width: int, layers: int, **more: object) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=ROWS, hidden_size=width, num_hidden_layers=layers, eos_token_id=151_643, **more
    )


def test_the_corpus_is_cut_as_before(
    qwen: Tokenizer, corpus: list[str], trimmed: tuple[Tokenizer, KeptIds]
) -> None:
    smaller, kept = trimmed
    assert smaller.get_vocab_size() == len(kept) == SIZE
    assert len(corpus) > 1000
    for old, new in zip(qwen.encode_batch(corpus), smaller.encode_batch(corpus), strict=True):
        assert kept[new.ids].tolist() == old.ids


def test_every_token_can_be_reached_by_merges(trimmed: tuple[Tokenizer, KeptIds]) -> None:
    model = json.loads(trimmed[0].to_str())["model"]
    made = {left + right for left, right in model["merges"]}
    assert sum(len(token) == 1 for token in model["vocab"]) == 256
    assert all(len(token) == 1 or token in made or token in NAMES for token in model["vocab"])
    assert all({a, b, a + b} <= model["vocab"].keys() for a, b in model["merges"])


@given(text=st.text(max_size=40) | st.sampled_from(["größer 🙂", "长方体 50", "\u0000\u200d\n\r"]))
@settings(max_examples=150, deadline=None)
def test_any_unicode_text_comes_back(trimmed: tuple[Tokenizer, KeptIds], text: str) -> None:
    ids = trimmed[0].encode(text).ids
    assert trimmed[0].decode(ids, skip_special_tokens=False) == text


def test_words_outside_the_corpus_are_not_cut_to_bytes(trimmed: tuple[Tokenizer, KeptIds]) -> None:
    text = "please make something like the holder from yesterday, only larger"
    assert len(trimmed[0].encode(text).ids) < 2 * len(text.split())


def test_the_grammar_spells_every_program(trimmed: tuple[Tokenizer, KeptIds]) -> None:
    mask = TokenMask(token_bytes(trimmed[0]), eos_id(trimmed[0]))
    assert len(mask.ids(mask.start()))


def test_logits_are_those_of_the_kept_tokens(
    qwen: Tokenizer, corpus: list[str], trimmed: tuple[Tokenizer, KeptIds]
) -> None:
    smaller, kept = trimmed
    model = Qwen2ForCausalLM(
        shape(16, 1, intermediate_size=16, num_attention_heads=2, num_key_value_heads=1,
              tie_word_embeddings=True)
    ).eval()  # fmt: skip
    ids = torch.tensor([qwen.encode(corpus[0]).ids])
    with torch.no_grad():
        before = model(ids).logits
        keep_rows(model, kept)
        after = model(torch.tensor([smaller.encode(corpus[0]).ids])).logits
    assert torch.equal(after, before[..., kept])
    assert model.lm_head.weight is model.model.embed_tokens.weight
    assert model.config.eos_token_id == eos_id(smaller) == smaller.token_to_id(NAMES[0])


def test_qwen_loses_more_than_a_hundred_million_weights(
    trimmed: tuple[Tokenizer, KeptIds],
) -> None:
    with torch.device("meta"):
        model = Qwen2ForCausalLM(
            shape(896, 24, intermediate_size=4864, num_attention_heads=14, num_key_value_heads=2,
                  tie_word_embeddings=True)
        )  # fmt: skip
    before = parameters(model)
    assert before == 494_032_768  # as its model card says
    keep_rows(model, trimmed[1])
    assert before - parameters(model) == (ROWS - SIZE) * 896 > 100e6


def test_the_folder_loads_with_transformers(corpus: list[str], tmp_path: Path) -> None:
    tokenizer = train_tokenizer(corpus, 2048)
    model = Qwen2ForCausalLM(
        shape(16, 1, intermediate_size=16, num_attention_heads=2, num_key_value_heads=1)
    )
    assert model.config.tie_word_embeddings is False
    _, smaller, kept = trim(model, tokenizer, corpus[:50], 1024)
    save(model, smaller, tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    assert loaded(corpus[:20])["input_ids"] == [e.ids for e in smaller.encode_batch(corpus[:20])]
    assert Qwen2ForCausalLM.from_pretrained(tmp_path).config.vocab_size == len(kept)


def test_numbers_that_no_merge_makes_stay_whole(corpus: list[str]) -> None:
    tokenizer = train_tokenizer(corpus, 2048)
    smaller, kept = trim_tokenizer(tokenizer, corpus[:40], 300)
    assert len(kept) < 2048
    for text in corpus[:40]:
        assert kept[smaller.encode(text).ids].tolist() == tokenizer.encode(text).ids


def test_another_kind_of_tokenizer_is_refused() -> None:
    with pytest.raises(ModelError, match="byte-level BPE"):
        trim_tokenizer(Tokenizer(WordLevel({"a": 0}, unk_token="a")), ["a"], 10)
