"""`cad0 hub`: the same commands on the local hub and on Hugging Face."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hub_server import HubServer
from releases import Works
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.cli.options import hub_of
from cad0_core.config import HubConfig
from cad0_core.errors import ConfigError, HubError
from cad0_core.hub import Hub, open_hub
from cad0_core.hub.base import Release
from cad0_core.hub.local import LocalHub
from cad0_core.presets import preset
from cad0_core.state import State

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"


@pytest.fixture(params=["local", "huggingface"])
def on(
    request: pytest.FixtureRequest,
    server: HubServer,
    state: State,
    first: list[Release],
    second: list[Release],
) -> str:
    """A hub with both models as v0.1.0 and v0.2.0."""
    kind: Any = request.param
    hub = open_hub(HubConfig(kind=kind), state.hub)
    hub.publish("v0.1.0", first)
    hub.publish("v0.2.0", second)
    return str(kind)


def ask(*arguments: str) -> Any:
    done = CliRunner().invoke(app, ["hub", *arguments, "--json"])
    if done.exception:
        raise done.exception
    return json.loads(done.stdout)


def say(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["hub", *arguments], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_list_and_rollback(on: str) -> None:
    def served() -> dict[str, str]:
        return {row["model"]: row["version"] for row in ask("list", "--hub", on) if row["main"]}

    assert [row["version"] for row in ask("list", "--hub", on)] == ["v0.1.0", "v0.2.0"] * 2
    assert served() == {CAD0: "v0.2.0", MINI: "v0.2.0"}
    found = ask("rollback", "v0.1.0", "--hub", on)
    assert {row["version"] for row in found.values()} == {"v0.1.0"}
    assert served() == {CAD0: "v0.1.0", MINI: "v0.1.0"}
    assert "main" in say("list", "--hub", on)
    text = say("rollback", "v0.2.0", "--hub", on)
    assert text.count("passed:") == 3  # the verdicts on cad0, cad0-mini and its ONNX files
    assert served() == {CAD0: "v0.2.0", MINI: "v0.2.0"}
    with pytest.raises(HubError, match=r"v9\.0\.0 is not published"):
        ask("rollback", "v9.0.0", "--hub", on)


def test_show_diff_and_verify(on: str) -> None:
    found = ask("show", "cad0-mini@v0.1.0", "--hub", on)
    assert (found["version"], found["gates"][0]["passed"]) == ("v0.1.0", True)
    assert "onnx/model_quantized.onnx" in found["files"]
    assert "exact_match_accuracy" in say("show", "cad0", "--hub", on)
    changes = ask("diff", "cad0", "v0.1.0", "v0.2.0", "--hub", on)
    assert changes["files"]["model.safetensors"] == "changed"
    assert "config.json" not in changes["files"]
    assert {row["metric"] for row in changes["metrics"]} >= {"dim_pass", "iou"}
    assert "+0.0000" in say("diff", "cad0", "v0.1.0", "--hub", on)
    assert ask("verify", "--hub", on)[CAD0] == ask("show", "cad0", "--hub", on)["files"]
    with pytest.raises(ConfigError, match="known: cad0, cad0-mini"):
        ask("show", "cad1", "--hub", on)


def test_damage_is_found_and_not_rolled_back_to(
    state: State, first: list[Release], second: list[Release]
) -> None:
    hub = LocalHub(state.hub, (CAD0, MINI))
    hub.publish("v0.1.0", first)
    hub.publish("v0.2.0", second)
    (hub.resolve(MINI, "v0.1.0") / "onnx/model.onnx").resolve().write_text("rotten")
    with pytest.raises(HubError, match=r"model\.onnx: missing or damaged"):
        ask("verify", "cad0-mini@v0.1.0")
    with pytest.raises(HubError, match=r"model\.onnx: missing or damaged"):
        ask("rollback", "v0.1.0")
    assert {hub.latest(repo) for repo in hub.repos} == {"v0.2.0"}


def test_a_release_after_a_rollback_counts_from_the_newest(state: State) -> None:
    works = Works(state)
    for seed in (1, 2):
        works.release(seed)
    ask("rollback", "v0.1.0")
    hub: Hub = works.hub
    assert hub.latest(CAD0) == "v0.1.0"
    assert works.release(3).metrics["version"] == "v0.3.0"
    assert hub.latest(CAD0) == hub.latest(MINI) == "v0.3.0"


def test_repositories_are_settings() -> None:
    given = hub_of(["huggingface", "cad0=acme/big", "private=true", "gated=auto"])
    chosen = preset("full", hub=given).hub
    assert (chosen.cad0, chosen.private, chosen.gated) == ("acme/big", True, "auto")
    assert ask("list", "--hub", "cad0=acme/big") == []
    for wrong in ("cad0=acme", "kind=s3", "gated=maybe", "colour=red"):
        with pytest.raises(ConfigError):
            ask("list", "--hub", wrong)


@pytest.mark.production
def test_a_hub_is_named_by_its_environment_variables(
    server: HubServer, state: State, first: list[Release]
) -> None:
    open_hub(HubConfig(kind="huggingface"), state.hub).publish("v0.1.0", first)
    done = subprocess.run(
        [sys.executable, "-m", "cad0_core.cli", "hub", "verify", "--hub", "huggingface"],
        env={**os.environ, "HF_ENDPOINT": server.url, "CAD0_STATE": str(state.root / "other")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("files are what was published") == 2
