"""Prompts by hand: each with a sound part that has what the text states, in no template's words."""

import json
import re

import polars as pl
import pytest
from kinds import drawn, masked, single, solid
from mutation import survivors

from cad0_core.data.human import human_rows
from cad0_core.data.measure import Claim, judge
from cad0_core.parts import predicates
from cad0_core.parts.catalog import FAMILIES

CAUGHT = 0.85  # of the mutants; shapes of teeth and the insides of funnels are open
EVERY = 25  # one row in so many has its mutants tried: a dozen, of different families


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return human_rows()


def test_there_are_many_of_many_kinds(rows: pl.DataFrame) -> None:
    assert len(rows) >= 220
    assert rows["family"].n_unique() >= 15
    assert rows["text"].n_unique() == len(rows)
    assert rows["digest"].n_unique() >= 0.97 * len(rows)


def test_texts_are_one_line_of_words(rows: pl.DataFrame) -> None:
    for text in rows["text"]:
        assert text == text.strip() and "\n" not in text and re.search("[a-z]{3}", text), text


def test_programs_are_canonical_sound_parts(rows: pl.DataFrame) -> None:
    for text in rows["ir"]:
        assert judge(Claim(text), 32).fault is None, text


def test_predicates_hold_on_their_own_part(rows: pl.DataFrame) -> None:
    for text, program, stated in rows.select("text", "ir", "predicates").iter_rows():
        checks = json.loads(stated)
        assert checks[0]["kind"] == "size" and len(checks) >= 3, text
        assert predicates.fault(checks, solid(program)) is None, text


def test_predicates_refuse_mutants(rows: pl.DataFrame) -> None:
    tried, left = 0, []
    for program, stated in rows.gather_every(EVERY, 5).select("ir", "predicates").iter_rows():
        more, alive = survivors(program, json.loads(stated))
        tried += more
        left += [f"{program!r} -> {text}" for text in alive]
    assert tried >= 200
    assert len(left) <= (1 - CAUGHT) * tried, "\n".join([f"{len(left)} of {tried}", *left])


def test_no_text_is_a_sentence_of_a_template(rows: pl.DataFrame) -> None:
    """Numbers, units, the words for the part and the case of letters put aside."""
    for family in FAMILIES.values():
        known = {
            masked(text, family).lower()
            for variant in family.variants.values()
            for part in single(drawn(variant, 2))
            for text in part.every_text()
        }
        found = {masked(text, family).lower() for text in rows["text"]}
        assert not known & found, family.name
