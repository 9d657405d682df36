"""Styles of prompts, on texts as the data words them."""

import pytest

from cad0_core.evaluation.style import STYLES, style

CASES = [
    ('2" x 1" plate', "inches"),
    ("plate 2.5in long and 1in wide", "inches"),
    ("a 3 inch disc, 1 inch thick", "inches"),
    ("plate 5cm x 3cm, 2 mm thick", "centimetres"),
    ("plate: length 50mm, width 30mm", "specification"),
    ("plate | 30mm width | 50mm length", "specification"),
    ("plate, length=50mm width=30mm", "specification"),
    ("50x30mm plate with 4 holes", "brief"),
    ("20mm cube", "brief"),
    ("a plate of 50 by 30 mm that has 4 holes in its corners", "sentence"),
    ("need a bar with holes, 4 in the first row", "sentence"),
    ("a bracket 4mm thick in the middle of which there is a hole", "sentence"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_style(text: str, expected: str) -> None:
    assert style(text) == expected


def test_every_style_has_a_case() -> None:
    assert {expected for _, expected in CASES} == set(STYLES)
