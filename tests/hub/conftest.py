"""A local hub, a stand-in of the Hugging Face Hub, and two releases of both models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import Hub, HubServer
from hub_server.state import Account
from making import Factory

from cad0_core.config import HubConfig
from cad0_core.hub.base import Release
from cad0_core.hub.huggingface import HuggingFaceHub
from cad0_core.hub.local import LocalHub
from cad0_core.hub.patience import Patience
from cad0_core.hub.release import Part, assemble

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"
TOKEN = "hf_secret"
HASTY = Patience(attempts=3, first=0.001, longest=0.002)


def releases(version: str, teacher: list[Part], mini: list[Part]) -> list[Release]:
    return [assemble(CAD0, version, teacher), assemble(MINI, version, mini)]


@pytest.fixture
def first(factory: Factory) -> list[Release]:
    """Both models as v0.1.0."""
    return releases("v0.1.0", factory.teacher(), factory.mini())


@pytest.fixture
def second(factory: Factory) -> list[Release]:
    """Both models, with other weights, as v0.2.0."""
    return releases("v0.2.0", factory.teacher("teacher 2"), factory.mini("mini 2"))


@pytest.fixture
def factory(tmp_path: Path) -> Factory:
    return Factory(tmp_path / "artifacts")


@pytest.fixture
def hub(tmp_path: Path) -> LocalHub:
    return LocalHub(tmp_path / "hub", (CAD0, MINI))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """An empty Hub on the loopback; `TOKEN` may write below campedersen."""
    with HubServer(Hub({TOKEN: Account("campedersen", ("campedersen",))})) as started:
        # As HF_ENDPOINT does it, which is read when huggingface_hub is imported.
        template = f"{started.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", started.url)
        monkeypatch.setattr("huggingface_hub.file_download.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield started


@pytest.fixture
def hf(server: HubServer, tmp_path: Path) -> HuggingFaceHub:
    """The hub of both models on it, with little patience."""
    return HuggingFaceHub(tmp_path / "hf", HubConfig(kind="huggingface"), TOKEN, HASTY)
