"""The Prefect server that a release talks to: find it, start it, stop it.

A real server, never the temporary one that Prefect would start by itself: that one has no UI and
no scheduler and loses task runs in bursts. Ours writes its log to a file (with undrained pipes it
dies on its first log line) and keeps its database below the state folder.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psutil
from filelock import FileLock

from cad0_core.artifacts import write_atomic
from cad0_core.errors import ServerError
from cad0_core.state import State

DEFAULT_PORT = 4200
PORT_VARIABLE = "CAD0_PORT"
URL_VARIABLE = "PREFECT_API_URL"
START_SECONDS = 120.0  # the first start migrates an empty database: 16 s here, 75 s reported
STOP_SECONDS = 15.0

LEASES = "prefect.server.concurrency.lease_storage.filesystem"
Answer = Literal["prefect", "other", "nothing"]

# A server outlives the process that starts it; Python warns of a dropped handle to a live child.
_started: list["subprocess.Popen[bytes]"] = []


@dataclass(frozen=True)
class Server:
    """A server that answers: its API address, and whether this state folder started it."""

    api_url: str
    ours: bool
    started_now: bool = False

    @property
    def ui_url(self) -> str:
        return self.api_url.removesuffix("/api")


def find_or_start(state: State, port: int | None = None) -> Server:
    """The server to use: the one asked for (`port`, `CAD0_PORT`, `PREFECT_API_URL`), else the one
    that this state folder started, else the one of Prefect's settings, which is on the default
    port unless told otherwise. Where nothing answers on this machine, a new one is started.

    Raises `ServerError` for a port or an address that is none, when one on another machine does
    not answer, when another program holds the port, or when a second server would be started on
    this state folder.
    """
    asked = _asked(port)
    own = running(state)
    if own is not None and asked in (None, own.api_url):
        return own
    url = asked or _configured()
    match probe(url):
        case "prefect":
            return Server(url, ours=False)
        case "other":
            raise ServerError(
                f"{url}: something answers there, but it is no Prefect server. Stop it, or choose "
                f"another port with --port or {PORT_VARIABLE}"
            )
    if urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
        raise ServerError(
            f"{url}: the configured Prefect server does not answer. Start it, or unset "
            f"{URL_VARIABLE} to use a server of this machine"
        )
    if own is not None:
        raise ServerError(
            f"{url}: nothing answers there, and the Prefect server of {state.root} runs at "
            f"{own.ui_url}. Leave the port out to use it, or end it with cad0 stop"
        )
    state.make()
    with FileLock(state.root / "server.lock"):
        if probe(url) == "prefect":  # somebody else was faster
            return Server(url, ours=_ours(state) == url)
        return _start(state, url)


def find(state: State, port: int | None = None) -> Server:
    """The server as `find_or_start` chooses it; `ServerError` when none answers."""
    asked = _asked(port)
    own = running(state)
    if own is not None and asked in (None, own.api_url):
        return own
    url = asked or _configured()
    if probe(url) != "prefect":
        raise ServerError(f"{url}: no Prefect server answers there; name its --port")
    return Server(url, ours=False)


def running(state: State) -> Server | None:
    """The server that this state folder started, if it answers."""
    url = _ours(state)
    return Server(url, ours=True) if url and probe(url) == "prefect" else None


def stop(state: State) -> bool:
    """End the server that this state folder started; False when there is none."""
    process = _process(state)
    if process is not None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
                process.wait(STOP_SECONDS)
                break
            except psutil.TimeoutExpired:
                continue
            except ProcessLookupError:
                break
    for started in _started:
        started.poll()  # psutil has reaped it; the handle would warn of a live child
    _record(state).unlink(missing_ok=True)
    return process is not None


def probe(api_url: str, timeout: float = 10.0) -> Answer:
    """What answers at `api_url`: a Prefect API, something else, or nothing."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=timeout) as reply:
            healthy = reply.read(16).strip() == b"true"
        with urllib.request.urlopen(f"{api_url}/admin/version", timeout=timeout) as reply:
            version = json.loads(reply.read(64))
        return "prefect" if healthy and isinstance(version, str) else "other"
    except (TimeoutError, urllib.error.HTTPError, http.client.HTTPException, ValueError):
        return "other"
    except urllib.error.URLError as error:
        return "nothing" if isinstance(error.reason, ConnectionRefusedError) else "other"
    except OSError:
        return "other"


@contextmanager
def connected(server: Server) -> Iterator[None]:
    """Send Prefect's client to `server`, in this process and in those that it starts."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    before = os.environ.get(URL_VARIABLE)
    os.environ[URL_VARIABLE] = server.api_url
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        if before is None:
            del os.environ[URL_VARIABLE]
        else:
            os.environ[URL_VARIABLE] = before


def _asked(port: int | None) -> str | None:
    """The address that was asked for by option or environment; None if there is no such wish."""
    chosen = os.environ.get(PORT_VARIABLE) if port is None else str(port)
    if chosen:
        if not (chosen.isdecimal() and 0 < int(chosen) < 65536):
            name = PORT_VARIABLE if port is None else "--port"
            raise ServerError(f"{name} {chosen}: a port is a number from 1 to 65535")
        return f"http://127.0.0.1:{int(chosen)}/api"
    return _configured() if os.environ.get(URL_VARIABLE) else None


def _configured() -> str:
    """The address of Prefect's settings: environment, profile or pyproject."""
    from prefect.settings import PREFECT_API_URL

    url = PREFECT_API_URL.value() or f"http://127.0.0.1:{DEFAULT_PORT}/api"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ServerError(f"{URL_VARIABLE}={url}: not an address like http://127.0.0.1:4200/api")
    return url


def _start(state: State, url: str) -> Server:
    state.prefect.mkdir(parents=True, exist_ok=True)
    log = state.prefect / "server.log"
    address = urlsplit(url)
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "prefect", "server", "start"),
                *("--host", address.hostname or "127.0.0.1", "--port", str(address.port)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=state.prefect,
            env={
                **os.environ,
                "PREFECT_HOME": str(state.prefect),
                URL_VARIABLE: url,  # else its UI looks for the API on port 4200
                "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                # In memory, leases go with a restart, and the slots that they held never fall free.
                "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": LEASES,
                "DO_NOT_TRACK": "1",
            },
        )
    _started.append(process)
    born = psutil.Process(process.pid).create_time()
    write_atomic(_record(state), json.dumps({"pid": process.pid, "born": born, "api_url": url}))
    _await(process, url, log)
    return Server(url, ours=True, started_now=True)


def _await(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while probe(url) != "prefect":
        if process.poll() is not None:
            raise ServerError(
                f"the Prefect server ended with exit code {process.returncode}: {_tail(log)} "
                f"(whole log: {log})"
            )
        if time.monotonic() > deadline:
            raise ServerError(
                f"the Prefect server is not up after {START_SECONDS:.0f} s: see {log}"
            )
        time.sleep(0.3)


def _tail(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "its log is empty"


def _record(state: State) -> Path:
    return state.prefect / "server.json"


def _ours(state: State) -> str | None:
    if _process(state) is None:
        return None
    return str(json.loads(_record(state).read_text())["api_url"])


def _process(state: State) -> psutil.Process | None:
    """The process in `server.json`, unless its number has passed to another process."""
    try:
        known = json.loads(_record(state).read_text())
        process = psutil.Process(known["pid"])
        same = abs(process.create_time() - known["born"]) < 1 and process.status() != "zombie"
        return process if same else None
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
