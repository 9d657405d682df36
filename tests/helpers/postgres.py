"""A Postgres of the distribution's package, in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN = "/usr/lib/postgresql"  # keeps its programs out of PATH, by version


def program(name: str) -> str:
    """Where a program of Postgres is; Debian's newest if it is not in PATH."""
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path(DEBIAN).glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"no {name}: apt-get install postgresql"
    return found


def _unprivileged() -> dict[str, Any]:
    """Postgres refuses root; its package comes with a user."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Postgres:
    """A cluster with an empty database named as its user, that keeps its port over restarts."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self.port, self.user, self.password = port, user, password
        self.options: dict[str, Any] = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: it holds a socket
        self.options["cwd"] = self.folder
        self._running: subprocess.Popen[bytes] | None = None
        self._initialise()

    @property
    def url(self) -> str:
        """As Prefect's setting `PREFECT_API_DATABASE_CONNECTION_URL` has it."""
        return f"postgresql+asyncpg://{self._address}/{self.user}"

    @property
    def _address(self) -> str:
        return f"{self.user}:{self.password}@127.0.0.1:{self.port}"

    def _initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if "user" in self.options:
            for path in (self.folder, secret):
                os.chown(path, self.options["user"], self.options["group"])
        data, secret_file = str(self.folder / "data"), str(secret)
        subprocess.run(
            [
                *(program("initdb"), "-D", data, "-U", self.user, "--pwfile", secret_file),
                *("--auth=scram-sha-256", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **self.options,
        )

    def start(self) -> None:
        """Returns once it answers."""
        command = [program("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        with (self.folder / "log").open("a") as log:
            self._running = subprocess.Popen(
                [*command, "-k", str(self.folder), "-F"], stdout=log, stderr=log, **self.options
            )
        deadline = time.monotonic() + 60
        while self._ask("SELECT 1").returncode != 0:
            ended = self._running.poll() is not None or time.monotonic() > deadline
            assert not ended, (self.folder / "log").read_text()
            time.sleep(0.3)

    def create_database(self) -> None:
        assert self._ask(f"CREATE DATABASE {self.user}").returncode == 0

    def _ask(self, query: str) -> "subprocess.CompletedProcess[bytes]":
        address = f"postgresql://{self._address}/postgres"
        return subprocess.run([program("psql"), "-q", address, "-c", query], capture_output=True)

    def stop(self) -> None:
        """Ends open sessions, then itself."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._running.wait(30)
        self._running = None


@contextmanager
def postgres(port: int, user: str, password: str) -> Iterator[Postgres]:
    """A server on this port with an empty database named as its user; ends with the block."""
    server = Postgres(port, user, password)
    try:
        server.start()
        server.create_database()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder)
