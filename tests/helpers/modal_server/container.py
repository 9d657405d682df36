"""One container: its process, its files, its environment."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil
from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import Call, Cloud, Function, refuse
from modal_server.functions import layout
from modal_server.volumes import Seen, mount

PASSED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "OMP_NUM_THREADS", "VIRTUAL_ENV")


class Socket(Protocol):
    """The door that a container comes through."""

    async def end(self) -> None: ...


class Container:
    """One process, its folder, and the calls that it is at work on."""

    def __init__(self, task_id: str, function: Function, folder: Path) -> None:
        self.id = task_id
        self.function = function
        self.definition = function.definition  # a redeployment does not change what runs
        self.folder = folder
        self.socket = folder / "s"
        self.mounted: dict[str, tuple[Path, Seen]] = {}
        self.calls: dict[str, Call] = {}
        self.cancelled: list[str] = []
        self.wake = asyncio.Event()
        self.fetched = 0
        self.retiring = False
        self.preempted = False
        self.failure: api_pb2.GenericResult | None = None
        self.process: asyncio.subprocess.Process | None = None
        self.server: Socket | None = None

    @property
    def room(self) -> bool:
        """Whether it may take one more input."""
        if self.retiring or self.definition.single_use_containers:
            return not self.retiring and self.fetched == 0
        return len(self.calls) < max(1, self.definition.max_concurrent_inputs)

    def kill(self, sign: signal.Signals) -> None:
        """Send a signal; SIGKILL takes along all that the container started."""
        if self.process is None or self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            if sign is signal.SIGKILL:
                for child in psutil.Process(self.process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
            self.process.send_signal(sign)

    def signal_all(self, sign: signal.Signals) -> None:
        """Send a signal to the container and all that it started."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        for process in [top, *top.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(sign)

    def open_file_below(self, folder: Path) -> str | None:
        """A file that the container's process holds open below `folder`."""
        assert self.process is not None
        for file in psutil.Process(self.process.pid).open_files():
            if Path(file.path).is_relative_to(folder):
                return Path(file.path).relative_to(folder).as_posix()
        return None


def lay_out(cloud: Cloud, container: Container) -> dict[str, str]:
    """Lay out the container's files; returns its whole environment."""
    definition, folder = container.definition, container.folder
    for mount_id in definition.mount_ids:
        for file in cloud.mounts[mount_id]:
            target = folder / file.filename.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(cloud.file(file.sha256_hex), target)
    environment = {name: os.environ[name] for name in PASSED if name in os.environ}
    environment |= cloud.images[definition.image_id].environment
    for secret_id in definition.secret_ids:
        environment |= cloud.secrets[secret_id].values
    for volume in definition.volume_mounts:
        place = folder / volume.mount_path.lstrip("/")
        seen = mount(cloud.volumes[volume.volume_id].root, place)
        container.mounted[volume.volume_id] = (place, seen)
        for name, value in environment.items():  # as if it had a file system of its own
            if value == volume.mount_path:
                environment[name] = str(place)
    arguments = api_pb2.ContainerArguments(
        task_id=container.id,
        function_id=container.function.id,
        app_id=container.function.app.id,
        function_def=definition,
        environment_name="main",
        app_layout=layout(cloud, container.function.app),
    )
    (folder / "root").mkdir(parents=True, exist_ok=True)
    (folder / "arguments").write_bytes(arguments.SerializeToString())
    return environment | {
        "HOME": str(folder / "root"),
        "PYTHONPATH": str(folder / "root"),
        "PYTHONUNBUFFERED": "1",
        "MODAL_IS_REMOTE": "1",
        "MODAL_TASK_ID": container.id,
        "MODAL_SERVER_URL": f"unix://{container.socket}",
        "MODAL_CONTAINER_ARGUMENTS_PATH": str(folder / "arguments"),
        "MODAL_ENVIRONMENT": "main",
    }


def inside(container: Container | None) -> Container:
    """The container that asks; refused to anybody else."""
    if container is None:
        raise refuse(Status.PERMISSION_DENIED, "only a container may ask for this")
    return container
