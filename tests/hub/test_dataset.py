"""The data goes out with the models: the bytes that they were judged on, under the same tag."""

from pathlib import Path
from typing import Any

import pytest
from hub_server import Fault, HubServer
from making import OWN_CARD, Factory, with_data
from releases import Works
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.config import HubConfig
from cad0_core.errors import HubError
from cad0_core.hub import Hub, LocalHub, open_hub
from cad0_core.hub.base import Release
from cad0_core.hub.data import assemble_data
from cad0_core.hub.huggingface import HuggingFaceHub
from cad0_core.hub.patience import Patience
from cad0_core.publication import stands
from cad0_core.stages import set_aside
from cad0_core.state import State

CAD0, MINI, DATA = "campedersen/cad0", "campedersen/cad0-mini", "campedersen/cad0-data"
HASTY = Patience(attempts=3, first=0.001, longest=0.002)


def config(kind: Any) -> HubConfig:
    return HubConfig(kind=kind, dataset=DATA)


@pytest.fixture(params=["local", "huggingface"])
def both(request: pytest.FixtureRequest, server: HubServer, tmp_path: Path) -> Hub:
    """A hub with a repository for data, with little patience."""
    if request.param == "local":
        return open_hub(config("local"), tmp_path / "hub")
    return HuggingFaceHub(tmp_path / "hf", config("huggingface"), "hf_secret", HASTY)


def test_published_with_the_models_and_rolled_back_with_them(
    both: Hub, factory: Factory, first: list[Release], second: list[Release]
) -> None:
    one, two = factory.data("data 1"), factory.data("data 2")
    found = both.publish("v0.1.0", with_data("v0.1.0", first, one))[DATA]
    both.publish("v0.2.0", with_data("v0.2.0", second, two))
    assert both.repos == (CAD0, MINI) and both.dataset == DATA
    assert both.versions(DATA) == ["v0.1.0", "v0.2.0"] and both.latest(DATA) == "v0.2.0"
    judged = {n: e.sha256 for n, e in one.manifest.files.items() if n != "README.md"}
    assert judged.items() <= dict(found.files).items() == both.verify(DATA, "v0.1.0").items()
    assert (both.resolve(DATA) / "train.parquet").read_text() == "data 2"
    card = both.read(DATA, "README.md", "v0.1.0").decode()
    for told in (OWN_CARD, one.digest, "1,234", judged["train.parquet"], "cad0-mini v0.1.0"):
        assert told in card
    both.rollback("v0.1.0")
    assert {both.latest(repo) for repo in (CAD0, MINI, DATA)} == {"v0.1.0"}
    assert (both.resolve(DATA) / "train.jsonl").read_text() == "data 1"


def test_a_version_without_data_leaves_it(
    both: Hub,
    factory: Factory,
    first: list[Release],
    second: list[Release],
    server: HubServer,
    tmp_path: Path,
) -> None:
    kind: Any = "local" if isinstance(both, LocalHub) else "huggingface"
    root = tmp_path / ("hub" if kind == "local" else "other")
    open_hub(HubConfig(kind=kind), root).publish("v0.1.0", first)
    digests = {release.repo: release.digests for release in first}
    data = with_data("v0.2.0", second, factory.data("data"))
    assert both.find(digests | {DATA: data[-1].digests}) is None
    with pytest.raises(HubError, match="released together or not at all"):
        both.publish("v0.2.0", second)
    both.publish("v0.2.0", data)
    assert both.find({release.repo: release.digests for release in data}) == "v0.2.0"
    both.rollback("v0.1.0")
    assert [both.latest(repo) for repo in (CAD0, MINI, DATA)] == ["v0.1.0", "v0.1.0", "v0.2.0"]


def test_other_data_than_the_models_were_judged_on(
    both: Hub, factory: Factory, first: list[Release]
) -> None:
    data = factory.data("data")
    with pytest.raises(HubError, match=r"cad0 was judged on data dddddddddddd, not on"):
        assemble_data(DATA, "v0.1.0", data, [(CAD0, first[0].sources[0].verdict)])
    given = with_data("v0.1.0", first, data)
    (data.path / "train.jsonl").write_text("data, another")
    with pytest.raises(HubError, match=r"train\.jsonl: changed since its gate passed"):
        both.publish("v0.1.0", given)
    assert both.versions(CAD0) == both.versions(DATA) == []


def test_what_fails_for_the_data_is_taken_back_for_the_models(
    server: HubServer, factory: Factory, first: list[Release], second: list[Release], tmp_path: Path
) -> None:
    hub = HuggingFaceHub(tmp_path / "hf", config("huggingface"), "hf_secret", HASTY)
    hub.publish("v0.1.0", with_data("v0.1.0", first, factory.data("data 1")))
    given = with_data("v0.2.0", second, factory.data("data 2"))
    for step in ("commit/main", "discussions/2/merge", "tag/"):
        server.fault = Fault(
            "503", lasting=True, where=lambda r, s=step: f"datasets/{DATA}/{s}" in r.path
        )
        with pytest.raises(HubError):
            hub.publish("v0.2.0", given)
        server.fault = None
        assert {hub.latest(repo) for repo in (CAD0, MINI, DATA)} == {"v0.1.0"}, step
        assert {len(hub.versions(repo)) for repo in (CAD0, MINI, DATA)} == {1}, step
    hub.publish("v0.2.0", given)
    assert {hub.latest(repo) for repo in (CAD0, MINI, DATA)} == {"v0.2.0"}


def test_a_local_release_with_data_is_completed_by_whoever_knows_only_the_models(
    factory: Factory, first: list[Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = LocalHub(tmp_path / "hub", (CAD0, MINI), DATA)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("cad0_core.hub.layout.Repo.set_ref", _stop)
        hub.publish("v0.1.0", with_data("v0.1.0", first, factory.data("data")))
    assert LocalHub(tmp_path / "hub", (CAD0, MINI)).latest(CAD0) == "v0.1.0"
    assert hub.latest(DATA) == "v0.1.0"
    assert (tmp_path / "hub" / "datasets--campedersen--cad0-data" / "refs" / "main").is_file()


def _stop(*arguments: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("kind", ["local", "huggingface"])
def test_the_stage_publishes_it_once(kind: Any, state: State, server: HubServer) -> None:
    works = Works(state, config(kind))
    record = works.release(1)
    assert record.metrics["datasets"][DATA]["version"] == "v0.1.0"
    assert set(record.metrics["models"]) == {CAD0, MINI} and stands(works.hub, record)
    set_aside(record.path)  # as if its record were lost
    assert works.release(1).metrics["version"] == "v0.1.0"
    assert works.release(2).metrics["version"] == "v0.2.0"
    assert works.hub.read(DATA, "test.jsonl", "v0.1.0") == b"rows of 1"
    listed = CliRunner().invoke(app, ["hub", "list", "--hub", kind, "--hub", f"dataset={DATA}"])
    assert "cad0-data" in listed.stdout
    done = CliRunner().invoke(app, ["hub", "verify", "--hub", kind, "--hub", f"dataset={DATA}"])
    assert f"{DATA}: 2 files are what was published" in done.stdout
    # Asked for later, the data of models that are published already makes a version of its own.
    assert "datasets" not in Works(State(state.root / "b")).release(1).metrics
    assert Works(State(state.root / "b"), config("local")).release(1).metrics["version"] == "v0.2.0"
