"""One real Prefect server for all flow tests, and one smoke release that they share.

Every test looks at the runs that it made itself, by id, so each can be run alone or in any order.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import get_client

from cad0_core.hub.local import LocalHub
from cad0_core.state import State
from flows import server

REPOS = ("campedersen/cad0", "campedersen/cad0-mini")
CAD0 = [sys.executable, "-m", "cad0_core.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """A server as `cad0 release` starts it; Prefect's client in this process talks to it."""
    state = State(tmp_path_factory.mktemp("server"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PREFECT_HOME", str(state.prefect))
        started = server.find_or_start(state, free_port())
        try:
            with server.connected(started):
                yield started
        finally:
            server.stop(state)


@dataclass(frozen=True)
class Factory:
    """`cad0 release --preset smoke` on a state folder, as a user runs it."""

    state: Path
    server: server.Server

    @property
    def hub(self) -> LocalHub:
        return LocalHub(self.state / "hub", REPOS)

    @contextmanager
    def started(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """A release at work; if it still is when the block ends, its process group is killed."""
        with self._started("release", "--preset", "smoke", *arguments) as process:
            yield process

    @contextmanager
    def _started(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        process = subprocess.Popen(
            [*CAD0, *arguments],
            env={
                **os.environ,
                "CAD0_STATE": str(self.state),
                "PREFECT_API_URL": self.server.api_url,
            },
            cwd=self.state,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a release."""
        return self.command("release", "--preset", "smoke", *arguments)

    def command(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of any command of `cad0`."""
        with self._started(*arguments) as process:
            out, err = process.communicate(timeout=600)
            return process.returncode, out, err

    def release(self, *arguments: str) -> tuple[dict[str, Any], str]:
        """The summary of a release that succeeds, and what it printed on the way."""
        code, out, err = self.run("--json", *arguments)
        assert code == 0, err
        return json.loads(out), err

    @property
    def last_run(self) -> UUID:
        """The flow run that last opened this state folder."""
        return UUID(json.loads((self.state / "last-run.json").read_text())["flow_run"])


@dataclass(frozen=True)
class FirstRelease:
    """The first release on a state folder: its summary and its run."""

    factory: Factory
    summary: dict[str, Any]
    run: UUID


@pytest.fixture(scope="session")
def first(
    prefect_server: server.Server, tmp_path_factory: pytest.TempPathFactory
) -> FirstRelease:  # fmt: skip
    """The release whose artifacts the other tests reuse."""
    factory = Factory(tmp_path_factory.mktemp("released"), prefect_server)
    summary, _ = factory.release()
    return FirstRelease(factory, summary, factory.last_run)


@pytest.fixture(scope="session")
def factory(first: FirstRelease) -> Factory:
    """The state folder that the tests share, with the first release in it."""
    return first.factory


@pytest.fixture
def flow_run(prefect_server: server.Server) -> Callable[[UUID], Any]:
    """Reads the flow run with an id, as the server knows it now."""

    def read(run: UUID) -> Any:
        with get_client(sync_client=True) as client:
            return client.read_flow_run(run)

    return read
