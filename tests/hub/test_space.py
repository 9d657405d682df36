"""The page goes into a static Space after the models; what fails there does not undo them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hub_server import Fault, HubServer
from hub_server.git import Repo
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.config import HubConfig
from cad0_core.errors import ConfigError, HubError
from cad0_core.hub.base import Release
from cad0_core.hub.huggingface import HuggingFaceHub
from cad0_core.hub.patience import Patience
from cad0_core.publication import site_of, space_of
from cad0_core.state import SITE, State

MINI, SPACE = "campedersen/cad0-mini", "campedersen/cad0-page"
HASTY = Patience(attempts=3, first=0.001, longest=0.002)
CONFIG = HubConfig(kind="huggingface", space=SPACE)


def page(server: HubServer) -> Repo:
    return server.hub.repos["space", SPACE]


def shown(server: HubServer) -> dict[str, bytes]:
    files = page(server).main.files
    return {name: blob.data for name, blob in files.items() if name != ".gitattributes"}


def content(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A page that is built."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "index.html").write_text("the page")
    (folder / "cad0.wasm").write_text("a module of several parts")
    return folder


def hub_of(config: HubConfig, tmp_path: Path) -> HuggingFaceHub:
    return HuggingFaceHub(tmp_path / "hf", config, "hf_secret", HASTY)


def test_the_space_shows_what_the_folder_holds(
    server: HubServer, dist: Path, state: State, first: list[Release], second: list[Release],
    tmp_path: Path,
) -> None:  # fmt: skip
    hub, site = hub_of(CONFIG, tmp_path), state.root / SITE
    for version, releases in (("v0.1.0", first), ("v0.2.0", second)):
        site_of(hub, hub.publish(version, releases)[MINI], site, dist)
        found = space_of(hub, CONFIG, site, dist)
        assert found == {"repo": SPACE, "where": f"{server.url}/spaces/{SPACE}"}
        assert shown(server) == content(site)  # the Hub's template is gone
        assert json.loads(shown(server)["config.json"])["model"]["version"] == version
    assert page(server).main.title.startswith("cad0-mini v0.2.0 [")
    at = page(server).main.id
    assert space_of(hub, CONFIG, site, dist)["repo"] == SPACE
    assert page(server).main.id == at  # the same site again


def test_a_failure_leaves_the_models_and_says_what_does_it_again(
    server: HubServer, dist: Path, state: State, first: list[Release], second: list[Release],
    tmp_path: Path,
) -> None:  # fmt: skip
    hub, site = hub_of(CONFIG, tmp_path), state.root / SITE
    site_of(hub, hub.publish("v0.1.0", first)[MINI], site, dist)
    space_of(hub, CONFIG, site, dist)
    before = shown(server)
    site_of(hub, hub.publish("v0.2.0", second)[MINI], site, dist)
    for step in ("commit/main", "discussions/2/merge"):
        server.fault = Fault(
            "503", lasting=True, where=lambda r, s=step: f"spaces/{SPACE}/{s}" in r.path
        )
        fault = space_of(hub, CONFIG, site, dist)["fault"]
        server.fault = None
        assert shown(server) == before and hub.latest(MINI) == "v0.2.0"
    again = fault.rpartition("mended: cad0 ")[2]
    assert again == f"hub space --hub huggingface --hub space={SPACE}"
    done = CliRunner().invoke(app, again.split())
    assert (done.exit_code, done.stdout.strip()) == (0, f"{server.url}/spaces/{SPACE}")
    assert shown(server) == content(site)
    assert "page is not built" in space_of(hub, CONFIG, site, tmp_path)["fault"]


def test_no_space_no_site_and_a_local_hub(server: HubServer, state: State, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no Space is named"):
        raise_of("hub", "space", "--hub", "huggingface")
    with pytest.raises(HubError, match=r"no site.*make web"):
        raise_of("hub", "space", "--hub", "huggingface", "--hub", f"space={SPACE}")
    none: Any = HubConfig(kind="huggingface")
    assert space_of(hub_of(none, tmp_path), none, state.root / SITE) == {}
    assert server.hub.repos == {}


def raise_of(*arguments: str) -> None:
    error = CliRunner().invoke(app, arguments).exception
    assert error is not None
    raise error


def test_the_stand_in_is_strict_with_spaces_and_datasets(server: HubServer) -> None:
    api = HfApi(token="hf_secret")
    with pytest.raises((HfHubHTTPError, ValueError)):
        api.create_repo(SPACE, repo_type="space")  # without an sdk
    api.create_repo(SPACE, repo_type="space", space_sdk="static")
    for card in (b"---\ntitle: a\n---\n", b"---\nsdk: static\ncolorTo: mauve\n---\n"):
        with pytest.raises((HfHubHTTPError, ValueError)):
            api.create_commit(
                SPACE,
                [CommitOperationAdd("README.md", card)],
                commit_message="m",
                repo_type="space",
            )
    with pytest.raises(HfHubHTTPError):
        api.update_repo_settings(SPACE, repo_type="space", gated="auto")
    with pytest.raises(HfHubHTTPError):
        api.repo_info(SPACE, repo_type="dataset")  # a name counts within its type
