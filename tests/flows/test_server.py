"""Finding, starting and stopping the Prefect server, for real, on free ports of this machine."""

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cad0_core.errors import ServerError
from cad0_core.state import State
from flows import server

pytestmark = pytest.mark.flow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def stranger() -> Iterator[int]:
    """A web server that is not Prefect."""
    handler = http.server.SimpleHTTPRequestHandler
    handler.log_message = lambda *args: None  # type: ignore[assignment, method-assign]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield web.server_address[1]
        web.shutdown()


@pytest.fixture
def mute() -> Iterator[int]:
    """Something that takes connections and hangs up without a word of HTTP."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.sendall(b"220 mail ready\r\n")
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_port_of_another_program_is_recognised(state: State, stranger: int, mute: int) -> None:
    for port in (stranger, mute):
        with pytest.raises(ServerError, match=r"no Prefect server.*--port or CAD0_PORT"):
            server.find_or_start(state, port)
    assert not (state.prefect / "server.json").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", "\u00b2"])
def test_a_bad_port_is_named(state: State, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("CAD0_PORT", port)
    with pytest.raises(ServerError, match=rf"CAD0_PORT {port}: a port is a number from 1 to 65535"):
        server.find_or_start(state)


def test_port_0_is_no_wish_for_the_default(state: State) -> None:
    with pytest.raises(ServerError, match="--port 0: a port is a number"):
        server.find_or_start(state, 0)


@pytest.mark.parametrize("url", ["prefect", "http://", "http://host:99999/api", "ftp://host/api"])
def test_an_address_that_is_none_is_named(state: State, url: str) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with (
        temporary_settings({PREFECT_API_URL: url}),
        pytest.raises(ServerError, match=f"PREFECT_API_URL={url}: not an address"),
    ):
        server.find_or_start(state)


def test_a_configured_server_elsewhere_is_never_replaced(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    monkeypatch.setattr(server, "probe", lambda url: "nothing")
    with (
        temporary_settings({PREFECT_API_URL: "http://prefect.example/api"}),
        pytest.raises(ServerError, match=r"does not answer.*PREFECT_API_URL"),
    ):
        server.find_or_start(state)


def test_stop_without_a_server_says_so(state: State) -> None:
    assert server.stop(state) is False


def test_a_pid_that_belongs_to_somebody_else_is_left_alone(state: State) -> None:
    import json
    import os

    state.prefect.mkdir(parents=True)
    record = {"pid": os.getpid(), "born": 1.0, "api_url": "http://127.0.0.1:1/api"}
    (state.prefect / "server.json").write_text(json.dumps(record))
    assert server.stop(state) is False


def test_life_of_a_server(state: State, tmp_path: Path) -> None:
    """Started once, found again, stopped; another state folder uses it but cannot stop it."""
    port = free_port()
    started = server.find_or_start(state, port)
    try:
        assert started.ours and started.started_now
        again = server.find_or_start(state, port)
        assert again == server.Server(started.api_url, ours=True)
        with pytest.raises(ServerError, match=rf"runs at {started.ui_url}.*cad0 stop"):
            server.find_or_start(state, free_port())
        other = State(tmp_path / "other")
        assert server.find_or_start(other, port).ours is False
        assert server.stop(other) is False
        assert server.probe(started.api_url) == "prefect"
    finally:
        assert server.stop(state) is True
    assert server.probe(started.api_url) == "nothing"
    assert (state.prefect / "server.log").stat().st_size > 0
