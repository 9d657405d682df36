"""The report page: whole in itself, escaped, and true to its figures."""

import base64
import io
import re
from typing import Any

import pytest
from PIL import Image

from cad0_core.evaluation import chart, page, pictures
from cad0_core.evaluation.metrics import Prediction, summarise
from cad0_core.evaluation.scoring import score
from cad0_core.evaluation.solids import Question

ROD = "Y 5 25"
HOSTILE = '<script src="https://example.com/x.js"></script>'


def scored(text: str, truth: str, got: str, variant: str = "round") -> Prediction:
    question = Question(text=text, family="rod", variant=variant, ir=truth)
    return score(question, got, 9, True, points=64)


@pytest.fixture(scope="module")
def predictions() -> list[Prediction]:
    return [
        scored("a rod", ROD, ROD),
        scored("another rod", "Y 4 25", "Y 8 25", "thick"),
        scored(HOSTILE, "Y 3 25", HOSTILE),
        scored("a tube", "Y 6 25\nY 5 25\nD 0 1", "Y 6 25", "tube"),
    ]


@pytest.fixture(scope="module")
def metrics(predictions: list[Prediction]) -> dict[str, Any]:
    fields = {"failure", "split", "family", "text", "ir", "got", "detail"}
    return {
        **summarise(predictions),
        "splits": {"test": summarise(predictions), "primitives": summarise(predictions[:1])},
        "test_programs_in_train": 0,
        "train_rows": {"rod.round": 120, "rod.thick": 7},
        "prompts_per_second": 12.0,
        "mean_tokens": 9.0,
        "latency": {"p50": 0.5, "p95": 0.75, "batch_size": 64},
        "eval_loss": 0.1234,
        "dtype": "torch",
        "surface_points": 64,
        "model_digest": "m" * 64,
        "dataset_digest": "d" * 64,
        "examples": [p.model_dump(include=fields) for p in predictions if p.failure],
    }


@pytest.fixture(scope="module")
def html(predictions: list[Prediction], metrics: dict[str, Any]) -> str:
    return page.html(metrics, {"test": predictions}, {"exact_match_accuracy": 0.5, "n": 3})


def test_it_asks_for_nothing_from_outside(html: str) -> None:
    assert "<script" not in html
    assert "<link" not in html
    sources = re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^"\s>)]+)', html)
    escaped = [source for source in sources if not source.startswith("data:image/png;base64,")]
    # What a prompt says is text, with its signs written out.
    assert all(source.startswith("&quot;https://example.com") for source in escaped)
    assert html.count("&lt;script src=") > 2


def test_headline_against_the_previous(html: str) -> None:
    row = re.search(r"<tr><td>exact match.*?</tr>", html)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[0])
    # 1 of 4: (0.25 + 1.92/4 +- ...) by Wilson is 0.0456 to 0.6994; it was 0.5.
    assert cells[1:] == ["0.2500", "0.0456 to 0.6994", "0.5000", "-0.2500"]
    assert "The previous evaluation has 3 prompts." in html


def test_failures_by_kind_with_their_examples(html: str) -> None:
    for kind in ("syntax", "radius for diameter", "missing feature"):
        assert f"<tr><td>{kind}</td><td>1</td><td>0</td>" in html
        assert f"<summary>{kind}: " in html
    assert "<td>wrong place</td>" not in html


def test_galleries_hold_pictures(html: str, predictions: list[Prediction]) -> None:
    found = re.findall(r"data:image/png;base64,([^\"]+)", html)
    assert len(found) == 3 + 1 + 4  # worst, best, random
    widths = {Image.open(io.BytesIO(base64.b64decode(data))).width for data in found}
    assert widths == {2 * pictures.PAIR[0], 3 * pictures.PAIR[0]}  # without and with difference
    assert [p.text for p in pictures.choose_best(predictions, 6)] == ["a rod"]
    reasons = [p.failure for p in pictures.choose_worst(predictions, 6)]
    assert reasons == ["syntax", "radius for diameter", "missing feature"]


def test_the_chart_places_variants_by_training_rows() -> None:
    drawn = chart.scatter([chart.Point("a", 10, 1.0, 5), chart.Point("b", 1000, 0.0, 5)], "x", "y")
    circles = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    # 10 at the left end and 1,000 at the right; 1 at the top and 0 at the bottom.
    assert circles == [("50.0", "15.0"), ("605.0", "255.0")]
    assert "b: 0.000 of 5 prompts, 1,000 rows" in drawn
    one = chart.scatter([chart.Point("a", 50, 0.5, 5)], "x", "y")
    assert one.count("<circle") == 1
    assert "No variant" in chart.scatter([], "x", "y")


def test_without_failures_and_without_a_previous(metrics: dict[str, Any]) -> None:
    perfect = [scored("a rod", ROD, ROD)]
    summary = summarise(perfect)
    given = {**metrics, **summary, "splits": {"test": summary}, "examples": []}
    drawn = page.html(given, {"test": perfect})
    assert "Every answer holds all that its text says." in drawn
    assert "No answer failed." in drawn
    assert "previous" not in drawn
