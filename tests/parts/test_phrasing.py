"""Templates: slots, choices, what they state, units, and slips of the finger."""

import numpy as np
import polars as pl
import pytest

from cad0_core.parts.columns import join
from cad0_core.parts.phrasing import Form, Template, mistyped, sheets

UNITS = {"hole": "mm", "bolts": "count", "thread": "thread"}
PARAMS = {
    "hole": np.array([5.0, 25.4]),
    "bolts": np.array([3.0, 4.0]),
    "thread": np.array([2.5, 3.0]),
}


def said(text: str, unit: str = "mm") -> list[str]:
    form = Form(text)
    names = pl.Series(["plate", "disc"])
    return join([*form.pieces(PARAMS, UNITS, names, unit)], 2).to_list()


def test_choices_multiply_and_may_be_empty() -> None:
    template = Template.of("[round |]plate with [{n}|{n as word}] holes")
    assert template.states == {"n"}
    assert [form.text for form in template.forms] == [
        "round plate with {n} holes", "round plate with {n as word} holes",
        "plate with {n} holes", "plate with {n as word} holes",
    ]  # fmt: skip


def test_slots_give_numbers_halves_words_threads_and_names() -> None:
    text = "{name} {hole}mm {hole/2}mm {bolts as word} {bolts} {thread}"
    assert said(text) == ["plate 5mm 2.5mm three 3 M2.5", "disc 25.4mm 12.7mm four 4 M3"]


@pytest.mark.parametrize(
    ("unit", "texts"),
    [("cm", ["0.5cm M2.5, 3x", "2.54cm M3, 4x"]), ("in", ["0.197in M2.5, 3x", "1in M3, 4x"])],
)
def test_lengths_change_with_the_unit_and_nothing_else_does(unit: str, texts: list[str]) -> None:
    assert said("{hole}mm {thread}, {bolts}x", unit) == texts


@pytest.mark.parametrize(
    ("text", "metric"),
    [("{hole}mm", True), ("{hole} mm", True), ("{hole}", False), ("hammer", False)],
)
def test_a_form_can_change_its_unit_where_there_is_one(text: str, metric: bool) -> None:
    assert Form(text).metric == metric


@pytest.mark.parametrize(
    "source", ["[{a}|{b}] wide", "[{a} wide|wide]", "{a} by {a}", "radius {a/2}, diameter {a}"]
)
def test_forms_that_state_different_things_are_refused(source: str) -> None:
    with pytest.raises(ValueError, match="state different parameters"):
        Template.of(source)


def test_specification_sheets_state_everything_both_ways() -> None:
    sources = sheets({"hole": ("hole diameter", "mm"), "bolts": ("bolt count", "count")})
    assert len(set(sources)) == len(sources)
    assert all(Template.of(source).states == {"hole", "bolts"} for source in sources)
    assert said(sources[0])[0] == "plate: hole diameter 5mm, bolt count 3"
    assert said(sources[1])[0] == "plate; bolt count = 3; hole diameter = 5mm"


def test_a_slip_changes_one_long_word_and_no_number() -> None:
    text = "50x30mm mounting plate with 4 corner holes"
    rng = np.random.default_rng(0)
    slips = {mistyped(text, rng, frozenset()) for _ in range(200)}
    assert text not in slips and len(slips) > 20
    for slip in slips:
        words = zip(text.split(), slip.split(), strict=True)
        changed = [(word, other) for word, other in words if word != other]
        assert len(changed) == 1 and changed[0][0] in ("mounting", "corner")


def test_no_slip_makes_another_word() -> None:
    rng = np.random.default_rng(0)
    assert {mistyped("a binding", rng, frozenset(["biding"])) for _ in range(300)}.isdisjoint(
        ["a biding"]
    )


def test_short_words_are_typed_right() -> None:
    assert mistyped("5mm rod", np.random.default_rng(0), frozenset()) == "5mm rod"
