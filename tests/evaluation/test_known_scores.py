"""Prediction files made by hand, and the scores that they must get, worked out by hand.

Three parts: a plate with two holes, a rod, and a hand that no rotation makes its mirror image.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cad0_core.config import DataConfig
from cad0_core.data.files import Row, read_rows
from cad0_core.data.generate import generate
from cad0_core.evaluation import report
from cad0_core.evaluation.metrics import Prediction, summarise
from cad0_core.evaluation.scoring import score
from cad0_core.evaluation.solids import Question
from cad0_core.job import Job

# 50 x 30 x 5 with holes of 5 mm at (10, 10) and (40, 10).
PLATE = "C 50 30 5\nY 2.5 10\nT 1 10 10 0\nD 0 2\nT 1 40 10 0\nD 3 4"
ROD = "Y 10 25"
# A base 4 x 2 x 1, on it a post 1 x 1 x 2 in a corner, a cube of 1 in the opposite one: 11 mm3.
HAND = "C 4 2 1\nC 1 1 2\nT 1 0 0 1\nU 0 2\nC 1 1 1\nT 4 3 1 1\nU 3 5"


def polygon(radius: float) -> float:
    """Area of the 32-gon that stands for a circle."""
    return 0.5 * 32 * radius**2 * math.sin(2 * math.pi / 32)


PREDICATES: dict[str, list[dict[str, Any]]] = {
    PLATE: [
        {"kind": "size", "of": ["length"], "size": [50, 30, 5], "low": [0, 0, 0]},
        {"kind": "topology", "of": ["holes"], "bodies": 1, "voids": 0, "genus": 2},
        {"kind": "hole", "of": ["hole"], "axis": "z", "at": [[10, 10, 2.5], [40, 10, 2.5]],
         "diameter": 5, "span": [0, 5], "bottom": False},
    ],
    ROD: [
        {"kind": "size", "of": ["diameter"], "size": [20, 20, 25], "low": [-10, -10, 0]},
        {"kind": "volume", "of": ["shape"], "volume": polygon(10) * 25},
    ],
    HAND: [
        {"kind": "size", "of": ["length"], "size": [4, 2, 3], "low": [0, 0, 0]},
        {"kind": "topology", "of": ["body"], "bodies": 1, "voids": 0, "genus": 0},
        {"kind": "solid", "of": ["post"], "at": [[0.5, 0.5, 2.5], [3.5, 1.5, 1.5]]},
        {"kind": "empty", "of": ["post"], "at": [[3.5, 0.5, 1.5], [2, 1, 2.5]]},
    ],
}  # fmt: skip


def scored(folder: Path, answers: dict[str, str], finished: bool = True) -> dict[str, Prediction]:
    """The answers scored, written as a prediction file and read back, by truth."""
    made = [
        score(
            Question(text=f"part {i}", family=f"f{i}", variant="v", ir=truth,
                     predicates=json.dumps(PREDICATES[truth])),
            got, tokens=9, finished=finished, points=256,
        )
        for i, (truth, got) in enumerate(answers.items())
    ]  # fmt: skip
    path = folder / report.PREDICTIONS
    report.write_predictions(path, made)
    return dict(zip(answers, report.read_predictions(path), strict=True))


def rates(found: dict[str, Prediction]) -> dict[str, float]:
    summary = summarise(list(found.values()))
    names = ("syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "iou_unit",
             "topology_match", "dim_req", "dim_pass", "no_extra_feature")  # fmt: skip
    return {name: summary[name] for name in names}


def test_perfect(tmp_path: Path) -> None:
    found = scored(tmp_path, {truth: truth for truth in PREDICATES})
    assert set(rates(found).values()) == {1.0}
    assert {p.failure for p in found.values()} == {""}
    # An exact answer is as far from the truth as the truth is from itself.
    assert all(p.chamfer == p.chamfer_floor and p.f1 == 1 for p in found.values())


def test_all_invalid(tmp_path: Path) -> None:
    """A cube without itself: it parses, and there is nothing left."""
    found = scored(tmp_path, dict.fromkeys(PREDICATES, "C 1 1 1\nD 0 0"))
    assert rates(found) == {name: float(name == "syntax_accuracy") for name in rates(found)}
    assert summarise(list(found.values()))["failures"]["no solid"] == 3
    summary = summarise(list(found.values()))
    assert (summary["iou_valid"], summary["surface"]["n"]) == (None, 0)


def test_empty(tmp_path: Path) -> None:
    found = scored(tmp_path, dict.fromkeys(PREDICATES, ""))
    assert set(rates(found).values()) == {0.0}
    assert {p.failure for p in found.values()} == {"syntax"}


def test_cut_off(tmp_path: Path) -> None:
    """The right program, but the model wrote on until it was stopped."""
    found = scored(tmp_path, {truth: truth for truth in PREDICATES}, finished=False)
    assert set(rates(found).values()) == {0.0}
    assert {p.failure for p in found.values()} == {"did not stop"}


def test_radius_for_diameter(tmp_path: Path) -> None:
    found = scored(tmp_path, {
        PLATE: PLATE.replace("Y 2.5", "Y 5"), ROD: ROD.replace("Y 10", "Y 20"), HAND: HAND,
    })  # fmt: skip
    # The larger holes lie around the right ones: what is left of the plate is common.
    plate = (1500 - 2 * polygon(5)) / (1500 - 2 * polygon(2.5))
    assert found[PLATE].iou == pytest.approx(plate, rel=1e-9)
    assert found[ROD].iou == pytest.approx((10 / 20) ** 2, rel=1e-9)
    # In the unit frame the rod has radius 10/25 and length 1, the answer 20/40 and 25/40:
    # common 0.4^2 x 0.625 = 0.1 of 0.4^2 + 0.5^2 x 0.625 - 0.1 = 0.21625, times pi both.
    assert found[ROD].iou_unit == pytest.approx(0.1 / 0.21625, rel=1e-9)
    # Size and number of holes are right and the holes are not; of the rod nothing is right.
    assert [found[truth].dim_req for truth in PREDICATES] == pytest.approx([2 / 3, 0, 1])
    assert [found[truth].failure for truth in PREDICATES] == [*["radius for diameter"] * 2, ""]
    # All are single bodies with the holes that they should have.
    assert rates(found)["topology_match"] == 1
    assert rates(found)["dim_pass"] == rates(found)["exact_match_accuracy"] == 1 / 3
    assert found[ROD].volume_ratio == pytest.approx(4)
    assert found[PLATE].missed == ("hole hole",)


def test_one_hole_missing(tmp_path: Path) -> None:
    found = scored(tmp_path, {PLATE: "C 50 30 5\nY 2.5 10\nT 1 10 10 0\nD 0 2"})[PLATE]
    assert found.iou == pytest.approx((1500 - 2 * polygon(2.5)) / (1500 - polygon(2.5)), rel=1e-9)
    assert found.iou_unit == pytest.approx(found.iou)  # the bounding box is the same
    assert found.dim_req == pytest.approx(1 / 3)  # the size; neither the count nor the holes
    assert (found.topology, found.failure) == (False, "missing feature")
    assert not found.no_extra_feature


def test_scaled(tmp_path: Path) -> None:
    """1.1 times as large: 1.331 times the volume around the truth, and the same shape."""
    found = scored(tmp_path, {ROD: ROD + "\nX 0 1.1 1.1 1.1"})[ROD]
    assert found.iou == pytest.approx(1 / 1.331, rel=1e-9)
    assert found.iou_unit == pytest.approx(1, rel=1e-9)
    assert (found.topology, found.dim_req, found.failure) == (True, 0, "wrong number")
    # The unit frame does not see it: the distance is the sampling floor.
    assert found.chamfer == pytest.approx(found.chamfer_floor, rel=0.2)


def test_mirrored(tmp_path: Path) -> None:
    found = scored(tmp_path, {PLATE: PLATE + "\nX 5 -1 1 1", HAND: HAND + "\nX 6 -1 1 1"})
    # The plate is its own mirror image, in another place: right wherever it lies.
    assert found[PLATE].iou == pytest.approx(1, rel=1e-9)
    assert (found[PLATE].dim_pass, found[PLATE].failure) == (True, "")
    assert (found[PLATE].exact, found[PLATE].kind) == (False, "wrong solid")
    # With the bases on each other post and cube stand in different corners: 8 of 11 + 11 - 8.
    assert found[HAND].iou == pytest.approx(8 / 14, rel=1e-9)
    # Turned half about y the post and the cube's places are filled, but so is the air beside.
    assert found[HAND].dim_req == 3 / 4
    assert (found[HAND].topology, found[HAND].failure) == (True, "wrong place")
    assert found[HAND].volume_ratio == pytest.approx(1)


def test_another_program_for_the_same_part(tmp_path: Path) -> None:
    found = scored(tmp_path, {
        # Both holes in one pattern, from below.
        PLATE: "C 50 30 5\nY 2.5 20\nT 1 10 10 -5\nLP 2 1 0 0 2 30\nD 0 3",
        ROD: "Y 10 20\nY 10 10\nT 1 0 0 15\nU 0 2",  # two rods that overlap
        HAND: "C 4 2 1\nC 1 1 3\nU 0 1\nC 1 1 2\nT 3 3 1 0\nU 2 4",  # both down to the ground
    })  # fmt: skip
    assert rates(found) == {
        name: pytest.approx(float(name != "exact_match_accuracy")) for name in rates(found)
    }
    assert {(p.kind, p.failure) for p in found.values()} == {("same solid, other program", "")}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Test rows of five families, one of each program."""
    folder = tmp_path_factory.mktemp("data")
    config = DataConfig(
        samples=1000, primitive_share=0.2, phrasings=1, val_share=0.05, test_share=0.35, probes=12,
        families=("bracket.plate_corner_holes", "bracket.angle", "standoff", "flange.bolted",
                  "enclosure.box", "primitive"),
    )  # fmt: skip
    for name in ("out", "scratch"):
        (folder / name).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cad0_core.data.generate.card.write", lambda *given: None)
        generate(Job(config, {}, folder / "out", folder / "scratch"))
    return read_rows(folder / "out" / "test.jsonl", limit=200)


def test_answers_shuffled_among_prompts_score_next_to_nothing(rows: list[Row]) -> None:
    """The right answers to other questions, of the same families."""
    assert len(rows) >= 200
    predictions = [
        score(
            Question(text=row.text, family=row.family, variant=row.variant, ir=row.ir,
                     predicates=row.predicates),
            other.ir, 9, True,
        )
        for row, other in zip(rows, [*rows[1:], rows[0]], strict=True)
    ]  # fmt: skip
    summary = summarise(predictions)
    assert summary["valid_solid_rate"] == 1
    assert summary["exact_match_accuracy"] < 0.01
    assert summary["dim_pass"] < 0.05


def test_the_rows_own_programs_score_everything(rows: list[Row]) -> None:
    """The same, not shuffled and through the solids: the predicates ask for nothing else."""
    for row in rows[:40]:
        question = Question(text=row.text, family=row.family, variant=row.variant, ir=row.ir,
                            predicates=row.predicates)  # fmt: skip
        moved = score(question, f"{row.ir}\nT {row.ir.count(chr(10))} 3 4 5", 9, True)
        if moved.syntax:  # sketches have more lines than nodes
            assert (moved.exact, moved.dim_pass, moved.failure) == (False, True, ""), row.text
