"""The gate's floors of sets and families, and its comparison with the published model."""

from pathlib import Path

import pytest
from judging import FAMILY, answers, changed, evaluated, missed, run

from cad0_core import artifacts
from cad0_core.artifacts import Artifact


@pytest.mark.parametrize(
    ("floors", "reason"),
    [
        ({"test.dim_pass": 0.95}, "test.dim_pass 0.9000 is below the floor 0.95 (n = 30)"),
        ({"test.dim_pass": 0.5, "test.n": 31}, "test.dim_pass was measured on 30 prompts, fewer"),
        ({"ood-human.dim_pass": 0.1}, "nothing was asked of ood-human, which has a floor"),
        ({"families.dim_pass": 0.95}, "families.rod.dim_pass 0.9000 is below the floor 0.95"),
        ({"families.rod.dim_pass": 0.95}, "families.rod.dim_pass 0.9000 is below the floor 0.95"),
        ({"families.gear.dim_pass": 0.1}, "nothing was asked of gear, which has a floor"),
        ({"families.dim_pass": 0.1, "families.n": 11}, "was measured on 10 prompts, fewer than 11"),
    ],
)
def test_a_floor_of_a_set_or_a_family_is_held(
    inputs: dict[str, Path], tmp_path: Path, floors: dict[str, float], reason: str
) -> None:
    assert reason in missed(inputs, tmp_path, **floors)


def test_a_family_may_have_a_floor_of_its_own(inputs: dict[str, Path], tmp_path: Path) -> None:
    own = {f"families.{name}.dim_pass": 0.85 for name in FAMILY}
    metrics, _ = run(inputs, tmp_path, **{"families.dim_pass": 0.95, **own})
    assert metrics["passed"]


@pytest.fixture
def published(inputs: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    """The inputs, and a published model that was right on all 30 prompts but one."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "model.safetensors").write_text("published")
    digest = artifacts.content_digest(artifacts.digest_files(folder))
    model = artifacts.load(inputs["model"]).model_copy(deep=True)
    model = Artifact(path=folder, manifest=model.manifest.model_copy(update={"digest": digest}))
    data = artifacts.load(inputs["dataset"])
    given = evaluated(tmp_path / "evaluation-2", model, data, answers(range(30), wrong=1))
    return {**inputs, "published": folder, "published-evaluation-torch": given.path}


def test_slightly_fewer_right_answers_are_no_regression(
    published: dict[str, Path], tmp_path: Path
) -> None:
    metrics, out = run(published, tmp_path)
    assert metrics["passed"], metrics["missed"]
    page = (out / "verdict.md").read_text()
    assert "0.9000 against 0.9667 on the same 30 prompts, 0 gained and 2 lost" in page


def test_many_lost_answers_are_a_regression(published: dict[str, Path], tmp_path: Path) -> None:
    worse = changed(published, tmp_path, answers(range(30), wrong=12))
    reasons = missed(worse, tmp_path, exact_match_accuracy=0.5)
    assert "worse than the published model: dim_pass 0.6000 against 0.9667" in reasons
    assert "0 gained and 11 lost (exact McNemar test, p = 0.00049)" in reasons
    assert "iou" in reasons


def test_another_published_model_is_no_comparison(
    published: dict[str, Path], tmp_path: Path
) -> None:
    (published["published"] / "model.safetensors").write_text("exchanged")
    assert "published model: it read model" in missed(published, tmp_path)


def test_the_published_model_must_answer_the_same_prompts(
    published: dict[str, Path], tmp_path: Path
) -> None:
    model = artifacts.load(published["evaluation"]).manifest.inputs["model"]
    given = artifacts.load(published["published-evaluation-torch"])
    digest = given.manifest.inputs["model"]
    assert digest != model
    fewer = evaluated(
        tmp_path / "fewer",
        Artifact(path=given.path, manifest=given.manifest.model_copy(update={"digest": digest})),
        artifacts.load(published["dataset"]),
        answers(range(25)),
    )
    asked = {**published, "published-evaluation-torch": fewer.path}
    assert "published model: 5 of the 30 prompts of test that it was to ask are not" in missed(
        asked, tmp_path
    )
    unasked = {name: path for name, path in published.items() if not name.endswith("-torch")}
    (tmp_path / "out").rename(tmp_path / "before")
    assert "the published model was not evaluated as torch" in missed(unasked, tmp_path)


def test_nothing_published_passes_and_says_so(inputs: dict[str, Path], tmp_path: Path) -> None:
    _, out = run(inputs, tmp_path)
    assert "passed: nothing is published yet" in (out / "verdict.md").read_text()
