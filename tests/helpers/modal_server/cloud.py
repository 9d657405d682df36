"""What the stand-in knows: apps, functions, calls, volumes, secrets, files."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grpclib import GRPCError, Status
from modal_proto import api_pb2

if TYPE_CHECKING:
    from modal_server.container import Container

BUILDER = "2025.06"
ENVIRONMENT = "main"


@dataclass
class App:
    """An app: what its last deployment named, and every deployment's number and time."""

    id: str
    name: str
    functions: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    deployments: list[float] = field(default_factory=list)
    state: int = api_pb2.APP_STATE_INITIALIZING
    logs: list["LogLine"] = field(default_factory=list)

    @property
    def deployed(self) -> bool:
        return self.state == api_pb2.APP_STATE_DEPLOYED


@dataclass
class Function:
    """A function or a class's service function; a redeployment replaces its definition."""

    id: str
    app: App
    name: str
    metadata: api_pb2.FunctionHandleMetadata
    definition: api_pb2.Function = field(default_factory=api_pb2.Function)
    containers: list["Container"] = field(default_factory=list)


@dataclass
class Call:
    """One call with its one input, through all attempts; `attempts` counts what was started."""

    id: str
    input_id: str
    function: Function
    input: api_pb2.FunctionInput
    kind: int
    created: float = field(default_factory=time.time)
    attempts: int = 0
    retries: int = 0
    crashes: int = 0
    started: bool = False
    expired: bool = False
    cancelled: bool = False
    container: "Container | None" = None
    output: api_pb2.FunctionGetOutputsItem | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    data_in: list[api_pb2.DataChunk] = field(default_factory=list)
    data_out: list[api_pb2.DataChunk] = field(default_factory=list)
    data: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def status(self) -> int:
        return self.output.result.status if self.output else 0


@dataclass(frozen=True)
class LogLine:
    """A line that a container wrote."""

    text: str
    time: float
    descriptor: int
    function_id: str
    call_id: str
    input_id: str
    task_id: str


@dataclass
class Volume:
    """A volume: the folder that holds what is committed."""

    id: str
    name: str
    root: Path
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Secret:
    """A named secret's variables."""

    id: str
    name: str
    values: dict[str, str]


@dataclass
class Image:
    """An image: the environment variables of its layers; the rest is recorded and not built."""

    id: str
    definition: api_pb2.Image
    environment: dict[str, str]


@dataclass
class Cloud:
    """All of it, and how often each remote procedure was called."""

    root: Path
    token: tuple[str, str]
    base_url: str = ""
    start_containers: bool = True
    apps: dict[str, App] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)  # class id -> service function id
    calls: dict[str, Call] = field(default_factory=dict)
    volumes: dict[str, Volume] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    mounts: dict[str, list[api_pb2.MountFile]] = field(default_factory=dict)
    dicts: dict[str, dict[bytes, bytes]] = field(default_factory=dict)
    dict_names: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _numbers: Counter[str] = field(default_factory=Counter)

    def new_id(self, prefix: str) -> str:
        """A fresh object id in modal's form, such as `fc-000000000000000000001`."""
        self._numbers[prefix] += 1
        return f"{prefix}-{self._numbers[prefix]:022d}"

    def app_named(self, name: str) -> App | None:
        """The app deployed under this name, if it was not stopped."""
        return next((a for a in self.apps.values() if a.name == name and a.deployed), None)

    def file(self, sha256: str) -> Path:
        """Where content with this digest is kept."""
        return self.root / "content" / sha256


def refuse(status: Status, message: str) -> GRPCError:
    """The error that the real control plane would answer with."""
    return GRPCError(status, message)


def not_found(what: str) -> GRPCError:
    return refuse(Status.NOT_FOUND, what)
