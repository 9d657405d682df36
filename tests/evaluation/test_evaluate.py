"""The stage on a fake model whose answers are known: files, figures, refusals."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cad0_core.artifacts import content_digest, digest_files
from cad0_core.config import GREEDY, DataConfig, Decoding, EvalConfig
from cad0_core.data.files import Row, write_rows
from cad0_core.errors import ConfigError, DataError, StageCancelled
from cad0_core.evaluation import answering, pictures, report
from cad0_core.evaluation import evaluate as stage
from cad0_core.evaluation import page as pages
from cad0_core.evaluation.evaluate import evaluate
from cad0_core.evaluation.metrics import summarise
from cad0_core.job import Job, Progress
from cad0_core.model.decode import Completion

ROD = "Y 5 25"


def rows() -> tuple[list[Row], list[Row]]:
    """24 test and 6 training rows of two families, no program in both."""
    test = [Row(f"box {i}", f"C {i} 10 10", "box", "v", f"b{i}") for i in range(1, 13)]
    test += [Row(f"rod {i}", f"Y {i} 25", "rod", "v", f"r{i}") for i in range(1, 13)]
    train = [Row(f"box {i}", f"C {i} 10 10", "box", "v", f"b{i}") for i in range(20, 23)]
    train += [Row(f"rod {i}", f"Y {i} 25", "rod", "v", f"r{i}") for i in range(20, 23)]
    return test, train


class Fake:
    """Answers each text by `answer(text)`."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.reply = answer

    def batch(self, wanted: int) -> int:
        return wanted

    def answer(
        self,
        texts: Sequence[str],
        *,
        batch_size: int,
        max_new_tokens: int,
        decoding: Decoding = GREEDY,
        on_progress: Callable[[int], None] | None = None,
    ) -> list[Completion]:
        found = []
        for text in texts:
            got = self.reply(text)
            tokens = min(len(got.split()), max_new_tokens)
            found.append(Completion(ir=got, tokens=tokens, finished=len(got) < 1000))
            if on_progress:
                on_progress(len(found))
        return found


def right(text: str) -> str:
    family, number = text.split()
    return f"C {number} 10 10" if family == "box" else f"Y {number} 25"


def mostly_right(text: str) -> str:
    answers = {
        "box 1": "",
        "box 2": "C 2 10 10\n" * 500,
        "box 3": "C 1 1 1\nD 0 0",
        "rod 1": "Y 0.5 25",
        "rod 2": "Y 2 5\nT 0 0 0 5\nU 0 1\nT 0 0 0 10\nT 0 0 0 15\nT 0 0 0 20\nU 2 3\nU 6 4\nU 7 5",
    }
    return answers.get(text, right(text))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    for name in ("model", "dataset", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "model" / "model.safetensors").write_text("weights")
    test, train = rows()
    write_rows(tmp_path / "dataset" / "test.jsonl", test)
    write_rows(tmp_path / "dataset" / "train.jsonl", train)
    inputs = {"model": tmp_path / "model", "dataset": tmp_path / "dataset"}
    return Job(EvalConfig(samples=24), inputs, tmp_path / "out", tmp_path, every_seconds=0)


def run(
    job: Job, patch: pytest.MonkeyPatch, answer: Callable[[str], str], draw: bool = False
) -> dict[str, Any]:
    """The stage on a fake model; without pictures, which take most of its time, unless asked."""
    patch.setattr(answering, "load_generator", lambda folder, dtype: Fake(answer))
    if not draw:
        patch.setattr(stage, "_draw", lambda job, metrics, scored: None)
    return evaluate(job)


def test_scores_worked_out_by_hand(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = run(job, monkeypatch, mostly_right)
    assert metrics["n"] == 24
    assert metrics["exact_match_accuracy"] == 19 / 24
    assert metrics["syntax_accuracy"] == 22 / 24
    assert metrics["valid_solid_rate"] == 21 / 24
    assert metrics["iou"] == pytest.approx((19 + 0.25 + 1) / 24, abs=1e-9)
    assert metrics["families"]["rod"]["exact_match_accuracy"] == 10 / 12
    assert metrics["kinds"] == {
        "exact": 19,
        "did not stop": 1,
        "syntax": 1,
        "no solid": 1,
        "wrong solid": 1,
        "same solid, other program": 1,
    }
    # The rod of half the radius is the only answer with a solid that is not the right one.
    assert {kind: n for kind, n in metrics["failures"].items() if n} == {
        "did not stop": 1,
        "syntax": 1,
        "no solid": 1,
        "radius for diameter": 1,
    }
    assert [example["text"] for example in metrics["examples"]] == [
        "box 2", "box 1", "box 3", "rod 1",
    ]  # fmt: skip
    assert metrics["dim_pass"] == 20 / 24
    assert metrics["iou_valid"] == pytest.approx((20 + 0.25) / 21, abs=1e-9)
    assert metrics["surface"]["n"] == 21
    assert metrics["variants"]["box.v"]["n"] == metrics["styles"]["brief"]["n"] / 2 == 12
    assert metrics["train_rows"] == {"box.v": 3, "rod.v": 3}
    assert metrics["test_programs_in_train"] == 0
    assert metrics["prompts_per_second"] > 0
    assert metrics["latency"]["batch_size"] == 64
    assert 0 < metrics["latency"]["p50"] <= metrics["latency"]["p95"]
    assert metrics["eval_loss"] is None  # the fake has no logits
    assert metrics["sample"]["exact"] is True


def test_answers_without_the_grammar_are_scored_too(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the grammar steered is asked again; the rest is what the model says anyway."""
    asked: list[list[str]] = []

    class Held(Fake):
        def answer(
            self, texts: Sequence[str], *, decoding: Decoding = GREEDY, **options: Any
        ) -> list[Completion]:
            asked.append([*texts])
            found = super().answer(texts, **options)
            if decoding.constrained:
                return [replace(c, steered=c.ir == right("box 4")) for c in found]
            return [replace(c, ir="C 4 10") for c in found]

    monkeypatch.setattr(answering, "load_generator", lambda folder, dtype: Held(right))
    monkeypatch.setattr(stage, "_write_pictures", lambda job, predictions: None)
    metrics = evaluate(job)
    assert metrics["exact_match_accuracy"] == metrics["syntax_accuracy"] == 1
    free = metrics["unconstrained"]
    assert free["n"] == 24 and free["syntax_accuracy"] == free["valid_solid_rate"] == 23 / 24
    assert len(asked[0]) == 24 and asked[1:] == [["box 4"]]
    assert metrics["decoding"] == GREEDY.model_dump()
    for config in (
        EvalConfig(samples=24, unconstrained=False),
        EvalConfig(samples=24, decoding=Decoding(constrained=False)),
    ):
        job.config = config
        assert "unconstrained" not in evaluate(job)


def test_files_agree_with_the_metrics(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = run(job, monkeypatch, mostly_right, draw=True)
    assert json.loads((job.out / report.METRICS).read_text()) == metrics
    predictions = report.read_predictions(job.out / report.PREDICTIONS)
    assert summarise(predictions).items() <= metrics.items()
    assert metrics["model_digest"] == content_digest(digest_files(job.inputs["model"]))
    assert metrics["dataset_digest"] == content_digest(digest_files(job.inputs["dataset"]))
    for name in (report.FAILURES, report.SAMPLES):
        data = (job.out / name).read_bytes()
        assert len(data) < 300_000  # they are shown as data URIs
        assert Image.open(io.BytesIO(data)).width > 400


def test_a_do_nothing_model_scores_nothing(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = run(job, monkeypatch, lambda text: "")
    rates = ("syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou")
    assert [metrics[rate] for rate in rates] == [0, 0, 0, 0]
    assert metrics["n"] == 24


def test_a_perfect_model_has_no_picture_of_failures(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = run(job, monkeypatch, right, draw=True)
    assert metrics["iou"] == metrics["exact_match_accuracy"] == 1.0
    assert sorted(path.name for path in job.out.iterdir()) == [
        "metrics.json",
        "predictions.jsonl",
        "report.html",
        "samples.png",
    ]


def test_every_set_is_asked_and_scored_by_itself(
    job: Job, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Plain cubes with and without something added, prompts of a kind never trained on."""
    plain = [Row(f"box {i}", f"C {i} 10 10", "box") for i in (31, 32, 33, 34)]
    write_rows(job.inputs["dataset"] / "primitives.jsonl", plain)
    write_rows(job.inputs["dataset"] / "ood-family.jsonl", [Row("ball 1", "S 1", "ball")])
    write_rows(job.inputs["dataset"] / "ood-human.jsonl", [])
    job.config = EvalConfig(
        samples=24, splits={"primitives": 9, "ood-family": 9, "ood-human": 9, "ood-range": 9}
    )
    added = {
        "box 31": "C 31 10 10\nY 1 10\nT 1 5 5 0\nD 0 2",  # a hole
        "box 32": "C 32 10 10\nC 1 1 11\nU 0 1",  # a bump of 1 mm3 in 3,200: 0.03 %, but too tall
        "box 33": "C 33 10 10\nC 5 5 11\nU 0 1",  # 25 mm3 in 3,300: 0.8 %
        "ball 1": "S 1.2",
    }
    metrics = run(job, monkeypatch, lambda text: added.get(text) or right(text))
    splits = metrics["splits"]
    # The test is the headline; what the data does not have is not there.
    assert list(splits) == ["test", "primitives", "ood-family"]
    assert metrics["n"] == splits["test"]["n"] == 24
    assert metrics["exact_match_accuracy"] == splits["test"]["exact_match_accuracy"] == 1
    assert splits["primitives"]["n"] == 4
    assert splits["primitives"]["no_extra_feature"] == 2 / 4  # 32 and 34
    assert splits["primitives"]["failures"]["extra feature"] == 3
    assert splits["ood-family"]["iou"] == pytest.approx(1 / 1.2**3, abs=1e-9)
    asked = report.read_predictions(job.out / "predictions-primitives.jsonl")
    assert {p.split for p in asked} == {"primitives"}
    assert len(report.read_predictions(job.out / report.PREDICTIONS)) == 24


def test_the_page_compares_with_what_was_before(
    job: Job, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(pages, "html", lambda *given: drawn.append(given) or "<p>")
    monkeypatch.setattr(stage, "_write_pictures", lambda job, predictions: None)
    for name, content in (("flat", {"iou": 0.5}), ("hub", {"evaluations": {"fp32": {}}})):
        earlier = tmp_path / name
        earlier.mkdir()
        (earlier / report.METRICS).write_text(json.dumps(content))
        job.inputs = {**job.inputs, "previous": earlier}
        monkeypatch.setattr(answering, "load_generator", lambda folder, dtype: Fake(right))
        evaluate(job)
    # A published model that was never evaluated with these weights gives nothing to compare.
    assert [before for _, _, before in drawn] == [{"iou": 0.5}, None]
    assert (job.out / report.PAGE).read_text() == "<p>"


def test_a_prompt_waits_for_its_batch() -> None:
    """Five prompts, two at a time: batches of 1, 3 and 2 s, the last with one prompt."""
    now = iter([100.0, 101.0, 104.0, 106.0])
    clock = answering.Clock(5, 2, now=lambda: next(now))
    for done in (2, 4, 5):
        clock.answered(done)
    # Waits 1 1 3 3 2: the median is 2, the 95th percentile 3.
    assert clock.latency() == {"p50": 2.0, "p95": 3.0, "batch_size": 2}


def test_answers_shuffled_among_prompts_are_not_exact(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def neighbour(text: str) -> str:
        family, number = text.split()
        return right(f"{family} {int(number) % 12 + 1}")

    assert run(job, monkeypatch, neighbour)["exact_match_accuracy"] == 0


def test_programs_trained_on_are_counted(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    _, train = rows()
    leaked = [Row("another text", 'C 3.0 10 10 "box"', "box"), Row("rod 4", "Y 4 25", "rod")]
    write_rows(job.inputs["dataset"] / "train.jsonl", train + leaked)
    assert run(job, monkeypatch, right)["test_programs_in_train"] == 2


def test_fewer_rows_than_asked_show_in_n(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    job.config = EvalConfig(samples=5000)
    assert run(job, monkeypatch, right)["n"] == 24


def test_a_family_without_a_test_prompt_is_an_error(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, train = rows()
    write_rows(job.inputs["dataset"] / "train.jsonl", [*train, Row("a gear", ROD, "gear")])
    with pytest.raises(DataError, match="no held-out prompt for gear"):
        run(job, monkeypatch, right)


def test_another_stages_configuration_is_refused(job: Job) -> None:
    job.config = DataConfig(
        samples=1, primitive_share=0, phrasings=1, val_share=0.1, test_share=0.1
    )
    with pytest.raises(ConfigError, match="needs an EvalConfig, not DataConfig"):
        evaluate(job)


def test_progress_rises_to_one_and_hears_of_a_cancellation(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Progress] = []
    job.report = heard.append
    run(job, monkeypatch, right)
    fractions = [progress.fraction for progress in heard]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    job.stopping = lambda: True
    with pytest.raises(StageCancelled):
        evaluate(job)


def test_a_damaged_prediction_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text("{}\n")
    with pytest.raises(DataError, match=r"predictions\.jsonl, line 1: not a prediction"):
        report.read_predictions(path)


def test_failures_of_every_kind_are_shown(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    run(job, monkeypatch, lambda text: mostly_right(text) if text < "box 9" else "")
    predictions = report.read_predictions(job.out / report.PREDICTIONS)
    kinds = [p.kind for p in pictures.choose_failures(predictions, 3)]
    assert len(set(kinds)) == 3
