"""The stage `gate` on artifacts: what it writes, and attempts to fool it through their files."""

import json
from pathlib import Path

import pytest
from judging import answers, artifact, changed, evaluated, missed, run

from cad0_core import artifacts
from cad0_core.errors import ArtifactError, GateError
from cad0_core.evaluation.verdict import read_verdict


def test_the_stage_writes_a_verdict_about_every_byte(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    metrics, out = run(inputs, tmp_path)
    assert metrics == {"passed": True, "checks": 12, "missed": []}
    verdict = read_verdict(out).require()
    model = artifacts.load(inputs["model"])
    assert verdict.model == "cad0"
    assert verdict.model_digest == model.digest
    assert verdict.files == {n: entry.sha256 for n, entry in model.manifest.files.items()}
    page = (out / "verdict.md").read_text()
    assert "# cad0: passed" in page
    assert (
        "| evaluation: exact_match_accuracy | 0.9 | 0.7438 to 0.9654 | >= 0.8 | 30 | passed |"
        in page
    )


def test_a_missed_floor_is_a_result_and_no_exception(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    metrics, out = run(inputs, tmp_path, exact_match_accuracy=0.95)
    assert metrics["missed"] == ["exact_match_accuracy 0.9000 is below the floor 0.95 (n = 30)"]
    with pytest.raises(GateError, match="cad0 does not pass its gate"):
        read_verdict(out).require()


def test_a_floor_edited_after_the_verdict_is_refused(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    _, out = run(inputs, tmp_path, exact_match_accuracy=0.95)
    path = out / "verdict.json"
    path.write_text(path.read_text().replace("0.95", "0.85"))
    with pytest.raises(ArtifactError, match="changed since its manifest"):
        read_verdict(out)


@pytest.mark.parametrize(
    ("which", "file"),
    [
        ("model", "model.safetensors"),
        ("dataset", "test.jsonl"),
        ("evaluation", "metrics.json"),
        ("evaluation", "predictions.jsonl"),
    ],
)
def test_a_changed_byte_is_refused(
    inputs: dict[str, Path], tmp_path: Path, which: str, file: str
) -> None:
    path = inputs[which] / file
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ArtifactError, match=f"{file}: changed since"):
        run(inputs, tmp_path)


def test_weights_exchanged_with_a_new_manifest_fail(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    other = artifact(tmp_path / "other", "train", {"model.safetensors": "other weights"}, {})
    metrics, _ = run({**inputs, "model": other.path}, tmp_path)
    assert any("it read model" in reason for reason in metrics["missed"])


def test_an_artifact_that_is_no_evaluation_is_refused(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(ArtifactError, match="no such file"):
        run({**inputs, "evaluation": inputs["model"]}, tmp_path)


def test_predictions_dropped_under_a_new_manifest_fail(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    short = changed(inputs, tmp_path, answers(range(27)), n=30)
    assert "it reports n 30, but its 27 answers give 27" in missed(short, tmp_path)


def test_hard_prompts_left_out_with_all_figures_made_to_fit_fail(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    easy = changed(inputs, tmp_path, answers(range(27)))
    reason = "3 of the 30 prompts of test that it was to ask are not answered"
    assert reason in missed(easy, tmp_path)


def test_easy_prompts_asked_twice_fail(inputs: dict[str, Path], tmp_path: Path) -> None:
    twice = changed(inputs, tmp_path, [*answers(range(27)), *answers(range(3))])
    reasons = missed(twice, tmp_path)
    assert "3 of its 30 prompts are repeated" in reasons
    assert "3 of the 30 prompts of test that it was to ask are not answered" in reasons


def test_training_rows_in_place_of_the_test_fail(inputs: dict[str, Path], tmp_path: Path) -> None:
    trained = changed(inputs, tmp_path, answers(range(30, 60)))
    expected = "30 of its 30 prompts are not in the set test of this data: 30 of them are training"
    assert expected in missed(trained, tmp_path)


def test_five_prompts_fail(inputs: dict[str, Path], tmp_path: Path) -> None:
    assert "n 5 is below the floor 20" in missed(
        changed(inputs, tmp_path, answers(range(5))), tmp_path
    )


def test_a_figure_that_is_no_number_fails(inputs: dict[str, Path], tmp_path: Path) -> None:
    given = changed(inputs, tmp_path, answers(range(30)), exact_match_accuracy=float("nan"))
    assert "exact_match_accuracy is nan, not a number" in missed(given, tmp_path)


def test_the_report_of_a_former_model_fails(inputs: dict[str, Path], tmp_path: Path) -> None:
    former = artifact(tmp_path / "former", "train", {"model.safetensors": "former"}, {})
    data = artifacts.load(inputs["dataset"])
    old = evaluated(tmp_path / "old", former, data, answers(range(30)))
    reason = f"it read model {former.digest[:12]}, not"
    assert reason in missed({**inputs, "evaluation": old.path}, tmp_path)


def test_a_floor_lowered_with_a_manifest_made_to_fit_is_refused(
    inputs: dict[str, Path], tmp_path: Path
) -> None:
    _, out = run(inputs, tmp_path, exact_match_accuracy=0.95)
    verdict = json.loads((out / "verdict.json").read_text())
    for check in verdict["checks"]:
        if not check["passed"]:
            check |= {"passed": True, "reason": "", "floor": 0.85}
    (out / "verdict.json").write_text(json.dumps({**verdict, "passed": True}))
    manifest = artifacts.load(out, verify=False).manifest
    facts = manifest.model_dump(exclude={"digest", "files", "created"})
    artifacts.complete(out, **facts)
    with pytest.raises(ArtifactError, match=r"held against 0\.85, but the gate's floor was 0\.95"):
        read_verdict(out)
    artifacts.complete(out, **{**facts, "config": {"floors": {"exact_match_accuracy": 0.85}}})
    with pytest.raises(ArtifactError, match="its settings were changed since the verdict"):
        read_verdict(out)
