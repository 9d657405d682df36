"""The services of docker-compose.yaml without containers: Postgres, server, deployment, worker."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from composing import Service, service
from postgres import postgres
from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from waiting import wait_until

from flows import server

pytestmark = pytest.mark.production

PASSWORD = "s3cret"
ROOT = Path(__file__).parents[2]
RUN = {"preset": "smoke", "backend": "local", "samples": 20}


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(described: Service, log: Path, home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The service at work, its output in `log`; asked to stop, and made to, when the block ends."""
    with log.open("w") as output:
        process = subprocess.Popen(
            described.command,
            cwd=ROOT,
            env={**os.environ, "PREFECT_HOME": str(home), **described.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_deployed_flow_runs_on_the_whole_stack(tmp_path: Path) -> None:
    ports = {"database": free_port(), "server": free_port()}
    api = f"http://127.0.0.1:{ports['server']}/api"
    places = {
        "database:5432": f"127.0.0.1:{ports['database']}",
        "http://server:4200/api": api,
        "http://127.0.0.1:4200/api": api,
        "0.0.0.0": "127.0.0.1",
        "4200": str(ports["server"]),
        "/state": str(tmp_path / "state"),
    }
    given = {"POSTGRES_PASSWORD": PASSWORD}
    home = tmp_path / "prefect"
    with (
        postgres(ports["database"], "prefect", PASSWORD),
        started(service("server", places, given), tmp_path / "server.log", home) as serving,
    ):
        wait_until(lambda: serving.poll() is not None or server.probe(api) == "prefect", 180)
        assert serving.poll() is None, (tmp_path / "server.log").read_text()
        deployed = service("deploy", places, given)
        done = subprocess.run(
            deployed.command,
            cwd=ROOT,
            env={**os.environ, "PREFECT_HOME": str(home), **deployed.environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with (
            server.connected(server.Server(api, ours=False)),
            started(service("worker", places, given), tmp_path / "worker.log", home),
            get_client(sync_client=True) as client,
        ):
            data = client.read_deployment_by_name("cad0/data")
            run = client.create_flow_run_from_deployment(data.id, parameters=RUN)
            state = _final(client, run.id)
            assert state is not None and state.is_completed(), (state, _tail(tmp_path))
            retrain = client.read_deployment_by_name("cad0/retrain")
            wait_until(lambda: bool(_rows(ports["database"], SCHEDULED, retrain.id)), 60)
            assert _rows(ports["database"], STATE, run.id) == [("COMPLETED",)]
    assert (tmp_path / "state" / "artifacts").is_dir()


def _final(client: SyncPrefectClient, run: UUID) -> Any:
    """The state that the run is in when it has ended, or after five minutes."""
    deadline = time.monotonic() + 300
    while True:  # once a second: the server shares these two cores
        state = client.read_flow_run(run).state
        if (state is not None and state.is_final()) or time.monotonic() > deadline:
            return state
        time.sleep(1)


STATE = "SELECT state_type::text FROM flow_run WHERE id = $1"
SCHEDULED = "SELECT 1 FROM flow_run WHERE deployment_id = $1 AND state_type = 'SCHEDULED'"


def _rows(port: int, query: str, argument: Any) -> list[tuple[Any, ...]]:
    """What the database itself holds."""
    import asyncio

    async def ask() -> list[tuple[Any, ...]]:
        address = f"postgresql://prefect:{PASSWORD}@127.0.0.1:{port}/prefect"
        connection = await asyncpg.connect(address)
        try:
            return [tuple(row) for row in await connection.fetch(query, argument)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def _tail(folder: Path) -> str:
    return (folder / "worker.log").read_text()[-3000:]
