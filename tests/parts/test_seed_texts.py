"""Sentences that people have asked for, word for word, and the one program of each."""

import pytest

from cad0_core.parts.catalog import FAMILIES

CORNER_HOLES = """C 50 30 5
Y 2.5 10
T 1 5 5 0
D 0 2
T 1 45 5 0
D 3 4
T 1 45 25 0
D 5 6
T 1 5 25 0
D 7 8"""

HEX_M3 = """C 11 5.5 10
T 0 -5.5 -2.75 0
R 1 0 0 60
I 1 2
R 1 0 0 120
I 3 4
Y 1.25 20
D 5 6"""


@pytest.mark.parametrize(
    ("text", "program", "family", "variant", "stated"),
    [
        ("50x30mm mounting plate with 4 corner holes", CORNER_HOLES,
         "bracket", "plate_corner_holes", {"length": 50, "width": 30}),
        ("10mm diameter 25mm tall standoff", "Y 5 25",
         "standoff", "round", {"diameter": 10, "length": 25}),
        ("simple 20x20x10mm cube", "C 20 20 10",
         "primitive", "box", {"x": 20, "y": 20, "z": 10}),
        ("just a 20x20x10mm box, nothing else", "C 20 20 10",
         "primitive", "box", {"x": 20, "y": 20, "z": 10}),
        ("hex standoff M3, 10mm long, 5.5mm across flats", HEX_M3,
         "standoff", "hex_threaded", {"thread": 3, "length": 10}),
        ("enclosure box 100x60x40mm with 3mm wall thickness, open top",
         "C 100 60 40\nC 94 54 40\nT 1 3 3 3\nD 0 2",
         "enclosure", "box", {"length": 100, "width": 60, "height": 40, "wall": 3}),
        ("L-bracket: 50mm x 30mm x 3mm thick, with 90 degree bend",
         "C 50 30 3\nC 3 30 50\nU 0 1",
         "bracket", "angle", {"length": 50, "width": 30, "thickness": 3}),
    ],
)  # fmt: skip
def test_a_seed_text_is_a_template_s_output_with_this_program(
    text: str, program: str, family: str, variant: str, stated: dict[str, float]
) -> None:
    part = FAMILIES[family].part(variant, **stated)
    assert text in set(part.every_text())
    assert part.program_texts()[0] == program
