from pathlib import Path
from typing import Any

import pytest

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.errors import ArtifactError

FACTS: dict[str, Any] = {
    "stage": "generate",
    "version": 1,
    "key": "k",
    "config": {},
    "inputs": {},
    "metrics": {},
    "seconds": 1.0,
    "cost_usd": 0.0,
    "code": "0",
}


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    folder = tmp_path / "a"
    (folder / "sub").mkdir(parents=True)
    (folder / "one.txt").write_text("1")
    (folder / "sub" / "two.txt").write_text("2")
    return artifacts.complete(folder, **FACTS)


def test_loads_what_was_completed(artifact: Artifact) -> None:
    again = artifacts.load(artifact.path)
    assert again == artifact
    assert set(again.manifest.files) == {"one.txt", "sub/two.txt"}


def test_digest_is_of_contents_not_of_folders(artifact: Artifact, tmp_path: Path) -> None:
    other = tmp_path / "b"
    artifact.path.rename(other)
    assert artifacts.load(other).digest == artifact.digest


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda f: (f / "one.txt").write_text("x"), "one.txt: changed"),
        (lambda f: (f / "one.txt").unlink(), "one.txt: missing"),
        (lambda f: (f / "new.txt").write_text("3"), "new.txt: not in the manifest"),
        (lambda f: (f / "manifest.json").write_text("{"), "not a manifest"),
        (lambda f: (f / "manifest.json").unlink(), "no finished artifact"),
    ],
)
def test_damage_is_named(artifact: Artifact, damage: Any, complaint: str) -> None:
    damage(artifact.path)
    with pytest.raises(ArtifactError, match=complaint):
        artifacts.load(artifact.path)


def test_an_edited_manifest_does_not_hide_a_changed_file(artifact: Artifact) -> None:
    (artifact.path / "one.txt").write_text("x")
    manifest = artifact.path / "manifest.json"
    entry = artifacts.digest_file(artifact.path / "one.txt")
    old = artifact.manifest.files["one.txt"].sha256
    manifest.write_text(manifest.read_text().replace(old, entry.sha256))
    with pytest.raises(ArtifactError, match="digest does not fit"):
        artifacts.load(artifact.path)


def test_an_empty_stage_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="wrote no file"):
        artifacts.complete(tmp_path, **FACTS)


def test_key_follows_stage_version_config_and_inputs() -> None:
    base = artifacts.stage_key("train", 1, {"a": 1}, {"data": "d"})
    others = [
        artifacts.stage_key("distill", 1, {"a": 1}, {"data": "d"}),
        artifacts.stage_key("train", 2, {"a": 1}, {"data": "d"}),
        artifacts.stage_key("train", 1, {"a": 2}, {"data": "d"}),
        artifacts.stage_key("train", 1, {"a": 1}, {"data": "e"}),
    ]
    assert len({base, *others}) == 5
    assert base == artifacts.stage_key("train", 1, {"a": 1}, {"data": "d"})


def test_bad_json_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1,")
    with pytest.raises(ArtifactError, match=r"x\.json: not JSON"):
        artifacts.read_json(tmp_path / "x.json")
    with pytest.raises(ArtifactError, match="no such file"):
        artifacts.read_json(tmp_path / "y.json")
