"""A Postgres of the distribution's package, in a folder of its own."""

import os
import pwd
import shutil
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


@contextmanager
def postgres(port: int, user: str, password: str) -> Iterator[Path]:
    """A server on this port with an empty database named as its user; ends with the block."""
    identity = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: it holds a socket
    (folder / "password").write_text(password)
    if identity:
        for path in (folder, folder / "password"):
            os.chown(path, identity["user"], identity["group"])
    options: dict[str, Any] = {"cwd": folder, **identity}
    data = str(folder / "data")
    initialise = [program("initdb"), "-D", data, "-U", user, "--pwfile", str(folder / "password")]
    subprocess.run(
        [*initialise, "--auth=scram-sha-256", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, **options,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [program("postgres"), "-D", data, "-p", str(port), "-k", str(folder), "-F"],
            stdout=log, stderr=log, **options,
        )  # fmt: skip
    try:
        _create_database(port, user, password, folder, running)
        yield folder
    finally:
        running.send_signal(2)  # ends open sessions, then itself
        running.wait(30)
        shutil.rmtree(folder)


def _create_database(
    port: int, user: str, password: str, folder: Path, running: "subprocess.Popen[bytes]"
) -> None:
    address = f"postgresql://{user}:{password}@127.0.0.1:{port}/postgres"
    deadline = time.monotonic() + 60
    create = [program("psql"), "--quiet", address, "-c", f"CREATE DATABASE {user}"]
    while subprocess.run(create, capture_output=True).returncode != 0:
        assert running.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.3)
