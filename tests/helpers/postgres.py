"""A PostgreSQL server of the tests' own, from the distribution's package."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "cad0"


@dataclass(frozen=True)
class Postgres:
    """A cluster in a folder, on a port of 127.0.0.1 that it keeps over restarts."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address as Prefect's setting `PREFECT_API_DATABASE_CONNECTION_URL` has it."""
        return f"postgresql+asyncpg://{USER}@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        """`pg_ctl`, waited for; PostgreSQL refuses to run as root."""
        run("pg_ctl", "--pgdata", str(self.folder), "--wait", "--silent", *arguments)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k '' -c fsync=off"
        log = str(self.folder / "server.log")
        self.control("start", "--options", options, "--log", log)

    def stop(self) -> None:
        """At once: every connection is cut."""
        self.control("stop", "--mode", "immediate")


def run(command: str, *arguments: str) -> None:
    done = subprocess.run(
        [binary(command), *arguments],
        user="postgres" if os.getuid() == 0 else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be inherited by the server and never end
        timeout=60,
    )
    assert done.returncode == 0, f"{command} {arguments} ended with {done.returncode}"


def binary(name: str) -> str:
    """Debian keeps the server's commands out of the path."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *map(str, places)]))
    assert found, f"no {name}: install the package postgresql"
    return found


@contextmanager
def postgres(port: int) -> Iterator[Postgres]:
    """A new cluster that runs until the block ends, in a folder that its user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="cad0-postgres-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        run("initdb", "--pgdata", str(folder), "--username", USER, "--auth", "trust", "--no-sync")
        server = Postgres(folder, port)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
