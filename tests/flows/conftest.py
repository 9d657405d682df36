"""One real Prefect server for all flow tests, on a port of its own."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cad0_core.state import State
from flows import server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A server as `cad0 release` starts it; Prefect's client in this process talks to it."""
    state = State(tmp_path_factory.mktemp("server"))
    os.environ["PREFECT_HOME"] = str(state.prefect)
    started = server.find_or_start(state, free_port())
    with server.connected(started):
        yield started
    server.stop(state)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder that the release tests share: the first of them fills it."""
    return tmp_path_factory.mktemp("released")
