"""Asked against got: what the page says of hand-written prompts and right and wrong programs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import node
import pytest

from cad0_core import ir
from cad0_core.data.human import human_rows

pytestmark = pytest.mark.browser

EVERY = 3  # rows: a third of them tells as much
Finding = dict[str, Any]


@pytest.fixture(scope="module")
def page() -> Iterator[node.Driver]:
    node.build_for_node()
    with node.driver("page.mjs") as driver:
        yield driver


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str]]:
    found = human_rows()
    return list(zip(found["text"], found["ir"], strict=True))[::EVERY]


def findings(page: node.Driver, text: str, program: str) -> list[Finding]:
    answer = page.ask_one({"text": text, "ir": program})
    found: list[Finding] = answer["ok"]["findings"]
    return found


def test_right_programs_are_seldom_called_wrong(
    page: node.Driver, rows: list[tuple[str, str]]
) -> None:
    verdicts: Counter[str] = Counter()
    for text, program in rows:
        verdicts.update(one["verdict"] for one in findings(page, text, program))
    print(f"\n{dict(verdicts)}")
    assert verdicts["wrong"] <= 0.02 * verdicts.total()
    assert verdicts["holds"] >= 0.75 * verdicts.total()


def larger(text: str) -> str:
    """The program with every length half as much again."""
    return f"{text}\nX {len(ir.parse(text).nodes) - 1} 1.5 1.5 1.5"


def test_programs_of_another_size_are_called_wrong(
    page: node.Driver, rows: list[tuple[str, str]]
) -> None:
    caught = 0
    for text, program in rows:
        caught += any(one["verdict"] == "wrong" for one in findings(page, text, larger(program)))
    print(f"\n{caught} of {len(rows)} caught")
    assert caught >= 0.95 * len(rows)


PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4"
CORNERS = PLATE + "\nT 1 5 25 0\nD 5 6\nT 1 45 25 0\nD 7 8"
GEAR = "Y 21.5 12\nC 26 3 12\nT 1 0 -1.5 0\nCP 2 0 0 0 0 0 1 24 360\nU 0 3"
FLANGE = "Y 50 10\nY 20 20\nD 0 1\nY 4.5 20\nT 3 37.5 0 0\nCP 4 0 0 0 0 0 1 6 360\nD 2 5"


@pytest.mark.parametrize(
    ("text", "program", "verdicts"),
    [
        ("50x30mm plate with 4 holes", PLATE, "holds wrong"),
        ("50 x 30 x 5 mm, two 5mm holes 40mm apart", PLATE, "holds holds holds"),
        ("5 cm by 3 cm plate, 5.5mm holes, 3/8 inch thick", PLATE, "holds wrong wrong"),
        ("plain 50x30mm plate, no holes", PLATE, "holds wrong"),
        ("flange od 100, bore 40, six 9mm holes on 75 PCD", FLANGE, "holds holds holds holds"),
        ("flange od 110, bore 30, eight 9mm holes on 80 PCD", FLANGE, "wrong wrong wrong wrong"),
        ("tube 20mm OD, wall 2, 30 long", "Y 10 30\nY 8 60\nD 0 1", "holds holds holds"),
        ("tube 20mm OD, wall 3, 30 long", "Y 10 30\nY 8 60\nD 0 1", "holds wrong holds"),
        ("50x30mm plate with 4 corner holes", CORNERS, "holds holds"),
        ("50x30mm plate with 4 corner holes", CORNERS.replace("5 5 0", "5 15 0"), "holds wrong"),
        ("gear, module 2, 24 teeth", GEAR, "holds holds"),
        ("gear, module 2.5, 20 teeth", GEAR, "wrong wrong"),
        ("a ball for 7 fishes", "S 12", "open"),
    ],
)  # fmt: skip
def test_statements_are_read_and_judged(
    page: node.Driver, text: str, program: str, verdicts: str
) -> None:
    assert [one["verdict"] for one in findings(page, text, program)] == verdicts.split()
