"""Templates: slots, choices and what they state."""

import pytest

from cad0_core.parts.phrasing import Template, Words, number


def test_choices_multiply_and_may_be_empty() -> None:
    template = Template.of("[round |]plate with [{n}|{n as word}] holes")
    assert template.states == {"n"}
    texts = [form.format_map(Words({"n": 4})) for form in template.forms]
    assert texts == [
        "round plate with 4 holes", "round plate with four holes",
        "plate with 4 holes", "plate with four holes",
    ]  # fmt: skip


def test_slots_give_numbers_halves_words_and_names() -> None:
    words = Words({"bore": 5.0, "thread": "M2.5", "bolts": 3})
    text = "{bore} {bore/2} {thread} {bolts} {bolts as word}".format_map(words)
    assert text == "5 2.5 M2.5 3 three"


@pytest.mark.parametrize(
    "source", ["[{a}|{b}] wide", "[{a} wide|wide]", "{a} by {a}", "radius {a/2}, diameter {a}"]
)
def test_forms_that_state_different_things_are_refused(source: str) -> None:
    with pytest.raises(ValueError, match="state different parameters"):
        Template.of(source)


@pytest.mark.parametrize(
    ("value", "text"), [(5, "5"), (5.0, "5"), (2.5, "2.5"), (1.025, "1.025"), (-0.0, "0")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
