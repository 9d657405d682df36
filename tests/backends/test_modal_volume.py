"""The volume through the real client: what is sent, what is kept, what is whole."""

import json
from pathlib import Path, PurePosixPath

import modal.exception
import pytest
from fault_app import VOLUME
from modal_server import ModalServer

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Served
from cad0_core.backends.modal.backend import ModalBackend
from cad0_core.backends.modal.volume import CURRENT, SERVED
from cad0_core.errors import ArtifactError, BackendError
from cad0_core.stages import Input, input_folder


def dataset(folder: Path, **files: str) -> Input:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.jsonl").write_text(text)
    return input_folder(folder)


def sent(cloud: ModalServer) -> int:
    return cloud.put_bytes


def test_only_what_changed_is_sent(
    faults: ModalServer, backend: ModalBackend, tmp_path: Path
) -> None:
    big, other = "a line\n" * 50_000, "another line\n" * 20_000
    first = dataset(tmp_path / "data", train=big, val=other)
    place = backend.volume.give(first)
    again = sent(faults)
    assert backend.volume.give(first) == place and sent(faults) == again
    changed = dataset(tmp_path / "data", val="short\n")
    moved = backend.volume.give(changed)
    assert moved != place
    assert sent(faults) - again < 5000  # the changed file and a manifest
    root = faults.volume(VOLUME)
    assert (root / moved / "train.jsonl").read_text() == big
    assert (root / place / "val.jsonl").read_text() == other  # the former version stands


def test_an_upload_that_is_cut_off_goes_on_where_it_ended(
    faults: ModalServer, backend: ModalBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = dataset(tmp_path / "data", train="cut\n" * 30_000, val="cut too\n" * 30_000)
    folder = PurePosixPath("inputs", given.digest[:20])
    faults.refuse_next = "VolumePutFiles"  # contents have arrived, and no name yet
    with pytest.raises(modal.exception.Error):
        backend.volume.give(given)
    assert backend.volume.read_json(folder / artifacts.MANIFEST) is None
    before = sent(faults)
    backend.volume.give(given)
    assert sent(faults) - before < 5000
    assert (faults.volume(VOLUME) / folder / "train.jsonl").read_text() == "cut\n" * 30_000


def test_the_dataset_is_switched_in_one_write(
    faults: ModalServer, backend: ModalBackend, tmp_path: Path
) -> None:
    made = [_made(tmp_path / name, name) for name in ("one", "two")]
    for artifact in made:
        assert backend.volume.find(artifact) is None
        assert backend.volume.put(artifact).digest == artifact.digest
        assert backend.volume.current().digest == artifact.digest
        assert backend.volume.find(artifact) is not None
    pointer = json.loads((faults.volume(VOLUME) / CURRENT).read_text())
    assert pointer == {"path": f"inputs/{made[1].digest[:20]}", "digest": made[1].digest}


def test_a_download_is_verified_and_goes_on(
    faults: ModalServer, backend: ModalBackend, tmp_path: Path
) -> None:
    made = _made(tmp_path / "made", "three")
    there = faults.volume(VOLUME) / "artifacts" / "generate" / made.manifest.key
    there.mkdir(parents=True)
    for path in made.path.iterdir():
        (there / path.name).write_bytes(path.read_bytes())
    (there / "train.jsonl").write_text("torn")
    with pytest.raises(ArtifactError, match=r"train\.jsonl: changed"):
        backend.volume.fetch("generate", made.manifest.key)
    assert not backend.state.artifact("generate", made.manifest.key).exists()
    (there / "train.jsonl").write_bytes((made.path / "train.jsonl").read_bytes())
    asked = faults.cloud.counts["VolumeGetFile2"]
    assert backend.volume.fetch("generate", made.manifest.key).digest == made.digest
    assert faults.cloud.counts["VolumeGetFile2"] - asked == 2  # the manifest and the torn file
    with pytest.raises(ArtifactError, match="has no finished train"):
        backend.volume.fetch("train", "0" * 20)


def test_without_a_dataset_the_commands_say_what_to_do(backend: ModalBackend) -> None:
    from cad0_core.backends.modal.volume import ModalVolume

    empty = ModalVolume(backend.config.replace(volume="empty-vol"), backend.state)
    with pytest.raises(BackendError, match="cad0 modal upload-data"):
        empty.current()


def _made(folder: Path, text: str) -> Artifact:
    """A dataset as `generate` leaves it."""
    dataset(folder, train=f"{text}\n", val="v\n")
    return artifacts.complete(
        folder,
        stage="generate",
        version=1,
        key=text.ljust(20, "0"),
        config={},
        inputs={},
        metrics={},
        seconds=0,
        cost_usd=0,
        code="",
    )


def test_what_the_endpoint_answers_with(backend: ModalBackend, tmp_path: Path) -> None:
    assert backend.served() is None
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_text("weights")
    files = artifacts.digest_files(folder)
    place = backend.volume.give(Input.of(artifacts.described(folder, files, stage="published")))
    noted = {"name": "cad0", "version": "v0.1.0", "folder": str(place)}
    backend.volume.write_json(SERVED, noted)
    digests = {name: entry.sha256 for name, entry in files.items()}
    assert backend.served() == Served("v0.1.0", digests)
    elsewhere = ModalBackend(backend.state, backend.config.replace(app="never-deployed"))
    assert elsewhere.served() is None
