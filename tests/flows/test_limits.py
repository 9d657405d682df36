"""Slots of limits over a restart of the server."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from prefect import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

from cad0_core.state import State
from flows import server
from tasks.limits import LEASE_SECONDS, RELEASE

pytestmark = [pytest.mark.flow, pytest.mark.production]
REPOSSESSED = 60  # seconds in which the server looks for leases that ran out, with some to spare


@pytest.fixture
def own_server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[State, server.Server]]:
    state = State(tmp_path_factory.mktemp("limits"))
    monkeypatch.setenv("PREFECT_HOME", str(state.prefect))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    started = server.find_or_start(state, port)
    try:
        with server.connected(started):
            yield state, started
    finally:
        server.stop(state)


def test_a_slot_whose_holder_died_falls_free_though_the_server_was_restarted(
    own_server: tuple[State, server.Server],
) -> None:
    state, started = own_server
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=RELEASE, limit=1))
        client.increment_concurrency_slots_with_lease(
            names=[RELEASE], slots=1, mode="concurrency", lease_duration=LEASE_SECONDS
        )
        assert client.read_global_concurrency_limit_by_name(RELEASE).active_slots == 1

    server.stop(state)
    server.find_or_start(state, urlsplit(started.api_url).port)

    deadline = time.monotonic() + LEASE_SECONDS + REPOSSESSED
    with get_client(sync_client=True) as client:
        while client.read_global_concurrency_limit_by_name(RELEASE).active_slots:
            assert time.monotonic() < deadline, "the slot is held for ever"
            time.sleep(2)
