"""From published weights back to data, settings and code; and what is missing is said."""

from typing import Any

import pytest
from releases import CAD0, MINI, Works

from cad0_core.artifacts import Artifact
from cad0_core.errors import ArtifactError, HubError
from cad0_core.hub.standing import predecessor, published_artifact
from cad0_core.lineage import Record, stands_on, trace
from cad0_core.state import State
from cad0_core.store import Store


@pytest.fixture
def works(state: State) -> Works:
    return Works(state)


def stages(record: Record) -> dict[str, Any]:
    return {below.name: (below.stage, stages(below)) for below in record.inputs}


def test_weights_lead_back_to_the_data(works: Works, state: State) -> None:
    works.release(1)
    found = trace(Store.scan(state), works.hub, CAD0, "v0.1.0")
    assert found.faults == []
    trained = ("train", {"dataset": ("generate", {})})
    data = ("generate", {"validated by": ("validate", {"dataset": ("generate", {})})})
    assert stages(found.root) == {
        "cad0/verdict": (
            "gate",
            {
                "dataset": data,
                "evaluation-torch": ("evaluate", {"dataset": ("generate", {}), "model": trained}),
                "model": ("train", {}),
            },
        )
    }
    records = list(found.root.walk())
    assert all(len(r.digest) == len(r.config) == 64 and r.code == "0.1.0" for r in records)
    again = [r for r in records if r.seen]
    assert [r.stage for r in again] == ["train"]


def test_the_student_leads_back_to_its_teacher(works: Works, state: State) -> None:
    works.release(1)
    found = trace(Store.scan(state), works.hub, MINI, "main")
    assert found.faults == []
    assert {below.name for below in found.root.inputs} == {"mini/verdict", "onnx/verdict"}
    names = {(r.name, r.stage) for r in found.root.walk()}
    assert {("teacher", "train"), ("model", "distill"), ("model", "export")} <= names


def test_a_warm_start_names_the_version_that_it_began_with(works: Works, state: State) -> None:
    works.release(1)
    start = published_artifact(works.hub, CAD0)
    assert start.digest[:40] == works.hub.published(CAD0).revision
    works.release(2, start=start)
    found = trace(Store.scan(state), works.hub, CAD0, "v0.2.0")
    begun = [r for r in found.root.walk() if r.name == "start"]
    assert [r.figures for r in begun] == [{"version": f"{CAD0} v0.1.0"}]
    assert found.faults == []


def test_what_is_missing_or_changed_is_named(works: Works, state: State) -> None:
    works.release(1)
    data = Store.scan(state).of("generate")[0]
    train = Store.scan(state).of("train")[0]
    (train.path / "model.safetensors").write_text("exchanged")
    (data.path / "manifest.json").unlink()
    faults = "\n".join(trace(Store.scan(state), works.hub, CAD0, "main").faults)
    assert f"dataset {data.digest[:12]}: not in this state folder" in faults
    assert "model.safetensors: changed since its manifest" in faults


def test_another_state_folder_has_no_record(works: Works, state: State) -> None:
    works.release(1)
    nothing = trace(Store(()), works.hub, CAD0, "main")
    assert nothing.faults == ["publication : no record of it in this state folder"]
    with pytest.raises(HubError, match=r"has no 'v9\.0\.0'"):
        trace(Store.scan(state), works.hub, CAD0, "v9.0.0")


def test_what_the_published_model_stands_on_can_be_used_again(works: Works, state: State) -> None:
    record = works.release(1)
    parts = stands_on(Store.scan(state), works.hub, CAD0, "cad0/")
    assert sorted(parts) == ["cad0/evaluation-torch", "cad0/model", "cad0/verdict"]
    assert {name: a.digest for name, a in parts.items()}.items() <= record.manifest.inputs.items()
    (parts["cad0/model"].path / "config.json").write_text("changed")
    with pytest.raises(ArtifactError, match="changed since"):
        stands_on(Store.scan(state), works.hub, CAD0, "cad0/")


def weights(artifact: Artifact) -> dict[str, str]:
    return {name: entry.sha256 for name, entry in artifact.manifest.files.items()}


def test_a_model_is_compared_with_what_was_published_before_it(works: Works, state: State) -> None:
    assert predecessor(works.hub, CAD0, {"model.safetensors": "new"}) is None
    works.release(1)
    works.release(2)
    first, second = Store.scan(state).of("train")
    assert predecessor(works.hub, CAD0, {"model.safetensors": "new"}) == "v0.2.0"
    assert predecessor(works.hub, CAD0, weights(second)) == "v0.1.0"
    assert predecessor(works.hub, CAD0, weights(first)) is None
    assert predecessor(works.hub, CAD0, {}) == "v0.2.0"
