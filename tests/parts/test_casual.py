"""Texts as people type them state the same as before."""

import re

import numpy as np
import pytest

from cad0_core.parts.casual import casual
from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.phrasing import WORDS
from cad0_core.parts.wording import Manner, word

COUNT = {name: str(number) for number, name in enumerate(WORDS)}
TEXTS = (
    "shaft: first diameter 30, first length 40, second diameter 20, second length 55 mm",
    "round knob: diameter 60, height 35, stem hole diameter 12, hole depth 17 mm",
    "spur gear; bore = 5mm; teeth = 24; module = 1.5; face width = 8mm",
    "96x58x3mm plate with four 4.5mm corner holes, 8mm in diameter, and a 20mm center hole",
    "box 4.5cm high, 2cm by 3cm, with 3 slots, 2.5cm in height",
    "0.5in thick plate, 3in x 4in, 4 holes 0.25in in diameter",
)


def numbers(text: str) -> list[str]:
    """Numbers and small counts, sorted, whatever word or figure stands for them."""
    said = re.findall(r"\d+(?:\.\d+)?", text.replace("3d printing", ""))
    said += [COUNT[each] for each in re.findall(r"[a-z]+", text.lower()) if each in COUNT]
    return sorted(said)


@pytest.mark.parametrize("text", TEXTS)
def test_every_number_and_unit_stays(text: str) -> None:
    rng = np.random.default_rng(0)
    unit = re.compile(r"\d ?(?:cm|in)\b")
    plain = [casual(text, rng) for _ in range(300)]
    assert len(set(plain)) > 100
    for each in plain:
        # "one" in front of a request counts the part, not something on it.
        assert numbers(re.sub("^one ", "", each)) == numbers(text), each
        assert len(unit.findall(each)) == len(unit.findall(text)), each


def test_fields_are_shuffled_only_where_each_has_its_own_name() -> None:
    rng = np.random.default_rng(0)
    firsts = {casual(TEXTS[2], rng).split("; ")[1].split(" =")[0] for _ in range(100)}
    assert {"teeth", "module"} <= firsts
    twice = "stepped shaft: diameter 30, length 40, diameter 20, length 55 mm"
    for _ in range(100):
        assert re.findall(r"\d\d", casual(twice, rng)) == ["30", "40", "20", "55"]


def test_no_text_means_two_parts() -> None:
    rng = np.random.default_rng(1)
    for name in ("shaft", "knob", "funnel"):
        for variant in FAMILIES[name].variants.values():
            parts = variant.draw(rng, 200)
            texts = word(parts, np.full(parts.rows, 4), Manner(casual=1.0), rng)
            assert texts["text"].n_unique() == len(texts)
            assert not texts["slip"].any()
