"""What the grammar does to a model that has a mind of its own: nothing, if that is a program."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from cad0_core import ir
from cad0_core.config import Decoding
from cad0_core.model.choose import Ids, Logits
from cad0_core.model.decode import Completion, Generator
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

LIMIT = 160
FREE = Decoding(constrained=False)


class Scripted:
    """An engine that wants to say a certain text after each prompt, whatever it said before."""

    alone = False

    def __init__(self, tokenizer: Tokenizer, answers: dict[str, str], width: int) -> None:
        self.end, self.width = eos_id(tokenizer), width
        self.scripts = {
            tuple(ids): tokenizer.encode(answer).ids
            for ids, answer in zip(prompt_ids(tokenizer, [*answers]), answers.values(), strict=True)
        }
        self.rows: list[list[int]] = []

    def twins(self, count: int) -> Sequence[Any]:
        return []

    def start(self, ids: Ids, mask: Ids) -> Logits:
        pairs = zip(ids, mask, strict=True)
        self.rows = [self.scripts[tuple(row[held == 1].tolist())] for row, held in pairs]
        self.at = 0
        return self.logits()

    def step(self, tokens: Ids) -> Logits:
        self.at += 1
        return self.logits()

    def keep(self, rows: Ids) -> None:
        self.rows = [self.rows[row] for row in rows.tolist()]

    def logits(self) -> Logits:
        found = np.random.default_rng(self.at).random((len(self.rows), self.width), np.float32)
        for row, script in enumerate(self.rows):
            found[row, script[self.at] if self.at < len(script) else self.end] = 9
        return found


def damaged(text: str, rng: random.Random) -> str:
    """A line or a word too few or too many, or another word in its place."""
    lines = [line.split() for line in text.split("\n")]
    line = rng.choice(lines)
    at = rng.randrange(len(line))
    change = rng.randrange(4)
    if change == 0:
        lines.remove(line)
    elif change == 1:
        del line[at]
    else:
        word = rng.choice(["0", "7", "-1", "99", "D", "0.1234", "C", "END"])
        line[at : at + change - 2] = [word]
    return "\n".join(" ".join(line) for line in lines if line)


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Right programs of every variant, and damaged ones, some of which are programs still."""
    rng = random.Random(1)
    found = {part.text: part.ir for part in of_every_variant(2, 5)}
    return found | {f"{text} again": damaged(program, rng) for text, program in found.items()}


@pytest.fixture(scope="module")
def generator(answers: dict[str, str]) -> Generator:
    texts = [text for pair in answers.items() for text in (prompt(pair[0]), pair[1])]
    tokenizer = train_tokenizer(texts, 2048)
    width = tokenizer.get_vocab_size() + 5  # ids that are no tokens
    return Generator(Scripted(tokenizer, answers, width), tokenizer)


def ask(generator: Generator, texts: Sequence[str], decoding: Decoding) -> list[Completion]:
    return generator.answer(texts, batch_size=48, max_new_tokens=LIMIT, decoding=decoding)


def canonical(text: str) -> bool:
    try:
        return ir.render(ir.parse(text)) == text
    except ir.IRError:
        return False


def test_programs_are_left_alone_and_others_are_mended(
    generator: Generator, answers: dict[str, str]
) -> None:
    texts = [*answers]
    free, held = ask(generator, texts, FREE), ask(generator, texts, Decoding())
    right = wrong = 0
    for text, without, answer in zip(texts, free, held, strict=True):
        assert without.ir == answers[text] and not without.steered
        assert answer.finished and answer.tokens <= LIMIT
        if canonical(without.ir) and not answer.steered:
            assert answer == without
            right += 1
        else:
            # A damaged sketch may parse without having the form that the grammar knows.
            assert not canonical(without.ir) or ("again" in text and "SK" in without.ir), text
            errors = ir.check(answer.ir)
            assert not errors or "touch or cross" in errors[0].found, answer.ir
            wrong += 1
    assert right > len(texts) / 2 and wrong > len(texts) / 5


def test_an_answer_that_does_not_end_is_led_to_an_end(
    generator: Generator, answers: dict[str, str]
) -> None:
    """Where the limit cuts, the whole answer is made again with an eye on the limit."""
    for text in [text for text in answers if "again" not in text][::12]:
        needed = len(generator.tokenizer.encode(answers[text]).ids)
        for limit in {limit for limit in (needed, needed // 2, 9) if 4 <= limit <= needed}:
            free, held = (
                generator.answer([text], batch_size=1, max_new_tokens=limit, decoding=decoding)[0]
                for decoding in (FREE, Decoding())
            )
            assert not free.finished and free.tokens == limit
            assert held.finished and held.steered and held.tokens <= limit
            errors = ir.check(held.ir)
            assert not errors or "touch or cross" in errors[0].found, held.ir


def test_the_grammar_holds_at_a_temperature_too(
    generator: Generator, answers: dict[str, str]
) -> None:
    texts = [*answers][::9]
    for temperature in (0.5, 3.0):
        for answer in ask(generator, texts, Decoding(temperature=temperature)):
            errors = ir.check(answer.ir)
            assert answer.finished
            assert not errors or "touch or cross" in errors[0].found, answer.ir
