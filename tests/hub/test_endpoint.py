"""`cad0 hub rollback` takes a deployed endpoint along, on either hub."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hub_server import HubServer
from releases import Works
from typer.testing import CliRunner

from cad0_core import backends
from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Probe, Served
from cad0_core.cli.app import app
from cad0_core.config import HubConfig
from cad0_core.errors import BackendError
from cad0_core.hub import open_hub
from cad0_core.hub.base import Release
from cad0_core.state import State

CAD0 = "campedersen/cad0"


@dataclass
class Cloud:
    """A backend with an endpoint, or without one; `fault` is what a deployment ends with."""

    now: Served | None = None
    fault: str = ""
    asked: list[tuple[str, Artifact, Probe]] = field(default_factory=list)

    def served(self) -> Served | None:
        return self.now

    def serve(self, name: str, version: str, model: Artifact, probe: Probe) -> str:
        self.asked.append((version, model, probe))
        if self.fault:
            raise BackendError(self.fault)
        self.now = Served(version, {n: e.sha256 for n, e in model.manifest.files.items()})
        return f"the endpoint answers with {version}"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    monkeypatch.setattr(backends, "backend", lambda name, *_: made if name == "modal" else None)
    monkeypatch.setattr("cad0_core.backends.modal.preflight.has_token", lambda: True)
    monkeypatch.setattr("cad0_core.backends.modal.preflight.require_account", lambda: None)
    return made


def rollback(*arguments: str) -> Any:
    done = CliRunner().invoke(app, ["hub", "rollback", *arguments, "--json"])
    if done.exception:
        raise done.exception
    return json.loads(done.stdout), done.stderr


def weights(files: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if name.endswith(".safetensors")}


@pytest.mark.parametrize("kind", ["local", "huggingface"])
def test_the_endpoint_follows(
    kind: Any,
    cloud: Cloud,
    server: HubServer,
    state: State,
    first: list[Release],
    second: list[Release],
) -> None:
    hub = open_hub(HubConfig(kind=kind), state.hub)
    hub.publish("v0.1.0", first)
    cloud.now = Served("v0.2.0", weights(hub.publish("v0.2.0", second)[CAD0].files))
    rows, said = rollback("v0.1.0", "--hub", kind)
    assert rows[CAD0]["version"] == "v0.1.0" and "answers with v0.1.0" in said
    assert weights(cloud.now.files) == weights(hub.published(CAD0, "v0.1.0").files)
    # What failed is told with what does it again; the hub stays where it is put.
    cloud.fault = "modal deploy failed"
    with pytest.raises(BackendError, match=r"serves v0\.2\.0, but the endpoint.*failed") as error:
        rollback("v0.2.0", "--hub", kind)
    assert hub.latest(CAD0) == "v0.2.0"
    again = str(error.value).rpartition("mended: cad0 hub rollback ")[2]
    assert again == f"v0.2.0 --hub {kind} -p laptop --backend modal"
    cloud.fault = ""
    _, said = rollback(*again.split())
    assert "answers with v0.2.0" in said and cloud.now.version == "v0.2.0"


def test_the_model_is_the_one_that_was_trained_and_its_probe_what_it_answered(
    cloud: Cloud, state: State
) -> None:
    works = Works(state)
    records = [works.release(seed) for seed in (1, 2)]
    cloud.now = Served("v0.2.0", weights(works.hub.published(CAD0, "v0.2.0").files))
    rollback("v0.1.0")
    version, model, probe = cloud.asked[0]
    assert (version, model.digest) == ("v0.1.0", records[0].manifest.inputs["cad0/model"])
    assert probe == Probe(f"a rod of {model.digest}", "Y 2.5 10")


def test_no_endpoint_another_hubs_endpoint_and_none_wanted(
    cloud: Cloud, state: State, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    hub = open_hub(HubConfig(), state.hub)
    hub.publish("v0.1.0", first)
    hub.publish("v0.2.0", second)
    assert "no endpoint is deployed" in rollback("v0.1.0")[1]
    cloud.now = Served("v0.2.0", {"model.safetensors": "0" * 64})
    assert "not of this hub" in rollback("v0.1.0")[1]
    assert rollback("v0.2.0", "--backend", "local")[1] == ""
    assert cloud.asked == []
    rollback("v0.1.0", "--backend", "modal")
    assert [version for version, _, _ in cloud.asked] == ["v0.1.0"]
