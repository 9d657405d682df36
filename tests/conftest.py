"""Every test runs in a state folder of its own, far from the developer's models and server."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from cad0_core.state import ENVIRONMENT_VARIABLE, State

if TYPE_CHECKING:
    from modal_server import ModalServer

# Examples are not timed: on a busy machine any of them may have to wait.
settings.register_profile("cad0", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cad0")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """An empty state folder, which `State.default()` finds."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv("WANDB_MODE", "disabled")
    yield State(tmp_path / "state")


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ModalServer]":
    """Modal's control plane on this machine; the modal client of this process talks to it."""
    from modal_server import ModalServer

    with ModalServer(tmp_path_factory.mktemp("modal")) as server, pytest.MonkeyPatch.context() as m:
        for name, value in server.environment.items():
            m.setenv(name, value)
        yield server
        assert not server.faults, server.faults
