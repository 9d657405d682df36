"""A release to the Hugging Face Hub; its token is the environment's, else a Secret block's, and
stays where it belongs."""

import logging
import os
from typing import Any

import pytest
from hub_server import Hub, HubServer
from hub_server.state import Account
from prefect import flow
from prefect.blocks.system import Secret

from cad0_core.errors import PreflightError
from cad0_core.hub.base import model_files
from cad0_core.presets import preset
from flows.run import preflight
from flows.server import Server
from tasks.secrets import BLOCK, hub_token, hub_token_in_environment

pytestmark = pytest.mark.flow


@flow(persist_result=False)
def ask() -> tuple[str | None, str | None]:
    preflight(preset("smoke", hub={"kind": "huggingface"}), "local")
    with hub_token_in_environment():
        return hub_token(), os.environ.get("HF_TOKEN")


def test_a_block_gives_the_token_for_as_long_as_it_is_needed(
    prefect_server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    owner = Account("campedersen", ("campedersen",))
    with HubServer(Hub({f"hf_of_the_{place}": owner for place in ("block", "environment")})) as hub:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        with pytest.raises(PreflightError, match=f"export HF_TOKEN.*Secret block {BLOCK}"):
            ask()
        Secret(value="hf_of_the_block").save(BLOCK)
        try:
            assert ask() == ("hf_of_the_block", "hf_of_the_block")
            assert "HF_TOKEN" not in os.environ
            assert hub_token() is None  # outside of a run there are no blocks
            monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "hf_of_the_environment")
            assert ask() == ("hf_of_the_environment", None)
        finally:
            Secret.delete(BLOCK)
    assert "hf_of" not in caplog.text


def test_a_release_publishes_to_hugging_face(
    first: Any, prefect_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first release made is reused; only the publication is another one."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    repos = {"acme/cad0": first.factory.hub.repos[0], "acme/mini": first.factory.hub.repos[1]}
    Secret(value="hf_of_acme").save(BLOCK)
    with HubServer(Hub({"hf_of_acme": Account("acme", ("acme",))})) as hub:
        hub.hub.part_bytes = 1 << 20
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        given = ("huggingface", "cad0=acme/cad0", "mini=acme/mini", "private=true")
        arguments = [text for each in given for text in ("--hub", each)]
        try:
            summary, printed = first.factory.release(*arguments)
        finally:
            Secret.delete(BLOCK)
        assert summary["version"] == "v0.1.0"
        for name, local in repos.items():
            held = hub.hub.repos["model", name]
            assert held.private and held.tags()["v0.1.0"] == held.main.id
            served = {path: blob.sha256 for path, blob in held.main.files.items()}
            judged = model_files(first.factory.hub.published(local, "v0.1.0").files)
            assert judged.items() <= served.items()
    written = [path for path in first.factory.state.rglob("*") if path.is_file()]
    assert "hf_of_acme" not in printed
    assert not [path for path in written if b"hf_of_acme" in path.read_bytes()]
