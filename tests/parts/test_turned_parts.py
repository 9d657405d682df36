"""Flanges, gears, hubs, pulleys, shafts and knobs: defaults and formulas."""

import math

import pytest
from kinds import solid

from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.checks import crest, disc
from cad0_core.parts.gear_shapes import SECTIONS
from cad0_core.parts.knob_shapes import segment

GEAR = """Y 8.75 20
C 11 1.5 20
T 1 0 -0.75 0
CP 2 0 0 0 0 0 1 20 360
U 0 3
X 4 2 2 1
Y 4 40
D 5 6"""

KEYED_SHAFT = """Y 10 80
C 7 6 60
T 1 6.5 -3 -30
D 0 2"""

RAISED_FACE = """Y 50 8
Y 30 10
U 0 1
Y 15 20
D 2 3
Y 3 16
T 5 40 0 0
CP 6 0 0 0 0 0 1 6 360
D 4 7"""


@pytest.mark.parametrize(
    ("text", "program", "family", "variant", "stated"),
    [
        ("module 2 gear, 20 teeth, 8mm bore", GEAR,
         "gear", "spur", {"module": 2, "teeth": 20, "bore": 8}),
        ("20mm keyed shaft, 80mm overall, standard keyway over the first 30mm", KEYED_SHAFT,
         "shaft", "keyed", {"diameter": 20, "length": 80, "run": 30}),
        ("100mm flange with 60mm raised face, 30mm bore, six holes on a 80mm bolt circle",
         RAISED_FACE, "flange", "raised_face",
         {"diameter": 100, "top": 60, "bore": 30, "bolts": 6, "circle": 80}),
        ("stepped shaft, 20mm diameter for 30mm, then 15mm diameter for 40mm",
         "Y 10 30\nY 7.5 40\nT 1 0 0 30\nU 0 2",
         "shaft", "two_sections",
         {"diameter": 20, "length": 30, "diameter2": 15, "length2": 40}),
    ],
)  # fmt: skip
def test_a_text_has_this_program(
    text: str, program: str, family: str, variant: str, stated: dict[str, float]
) -> None:
    part = FAMILIES[family].part(variant, **stated)
    assert text in part.every_text()
    assert part.program_texts()[0] == program


@pytest.mark.parametrize("teeth", [12, 17, 32, 50, 121])
def test_the_section_of_a_gear_is_exact(teeth: int) -> None:
    text = FAMILIES["gear"].part("solid", module=1, teeth=teeth, width=5).program_texts()[0]
    assert SECTIONS(float(teeth)) * 5 == pytest.approx(solid(text).volume, rel=1e-4)


@pytest.mark.parametrize("width", [2.0, 6.0, 11.0])
def test_the_crest_of_a_circle_is_exact(width: float) -> None:
    cut = solid(f"Y 10 1\nC 9 {width} 1\nT 1 6 {-width / 2} 0\nD 0 2").volume
    assert disc(20.0) - cut == pytest.approx(width * 4 - float(crest(20.0, width)))


@pytest.mark.parametrize("distance", [0.5, 4.0, 9.0])
def test_the_segment_of_a_circle_is_exact(distance: float) -> None:
    kept = solid(f"Y 10 1\nC 20 30 1\nT 1 {distance} -15 0\nI 0 2").volume
    assert float(segment(20.0, distance)) == pytest.approx(kept)
    assert float(segment(20.0, 0.0)) == pytest.approx(disc(20.0) / 2)
    assert math.isclose(float(segment(20.0, 10.0)), 0, abs_tol=1e-9)
