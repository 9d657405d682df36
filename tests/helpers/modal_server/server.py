"""The server: a thread with an event loop, one door for clients, one socket for each container."""

import asyncio
import inspect
import signal
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from grpclib import GRPCError, Status
from grpclib.const import Cardinality, Handler
from grpclib.server import Server, Stream
from modal_proto import api_grpc, api_pb2

from modal_server.apps import Apps
from modal_server.calls import Calls
from modal_server.cloud import Call, Cloud, Volume, refuse
from modal_server.container import Container
from modal_server.containers import Containers
from modal_server.functions import Functions
from modal_server.logs import Logs
from modal_server.names import Names
from modal_server.storage import Storage
from modal_server.streams import Streams
from modal_server.volumes import Volumes
from modal_server.web import Endpoints

T = TypeVar("T")
TOKEN = ("ak-standin", "as-standin")
CLIENT = str(api_pb2.CLIENT_TYPE_CLIENT)


class Listener(Server):
    """A server that also ends the connections which clients keep open."""

    def __init__(self, service: Any) -> None:
        super().__init__([service])
        self._protocols: list[Any] = []

    def _protocol_factory(self) -> Any:
        protocol = super()._protocol_factory()
        self._protocols.append(protocol)
        return protocol

    async def end(self) -> None:
        self.close()
        for protocol in self._protocols:
            if hasattr(protocol, "connection"):
                protocol.connection.close()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.wait_closed(), 5)


class Definitions(api_grpc.ModalClientBase):
    """Every procedure that modal ships a definition of; none is implemented here."""


Definitions.__abstractmethods__ = frozenset()  # type: ignore[attr-defined]


class ModalServer:
    """A control plane in a thread of this process, with a folder of its own.

    Methods without an underscore may be called from any thread.
    """

    def __init__(self, root: Path, token: tuple[str, str] = TOKEN) -> None:
        self.cloud = Cloud(root, token)
        self.down = False
        self.refuse_next = ""  # a procedure that answers once with an error
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._mapping = Definitions().__mapping__()  # type: ignore[abstract]
        self._port = 0

    def __enter__(self) -> "ModalServer":
        self._thread.start()
        self._do(self._start())
        return self

    def __exit__(self, *problem: object) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def environment(self) -> dict[str, str]:
        """Variables that point the modal client of a process here."""
        return {
            "MODAL_SERVER_URL": f"http://127.0.0.1:{self._port}",
            "MODAL_TOKEN_ID": self.cloud.token[0],
            "MODAL_TOKEN_SECRET": self.cloud.token[1],
            "MODAL_CONFIG_PATH": str(self.cloud.root / "no-config.toml"),
        }

    @property
    def faults(self) -> list[str]:
        """Errors of the stand-in itself; a test run must end with none."""
        return self._containers.faults

    @property
    def put_bytes(self) -> int:
        """Bytes of content that clients have sent so far."""
        return self._storage.put_bytes

    @property
    def calls(self) -> list[Call]:
        """Every call that was ever made, oldest first."""
        return list(self.cloud.calls.values())

    def calls_of(self, function: str) -> list[Call]:
        return [call for call in self.calls if call.function.name == function]

    def secret(self, name: str, **values: str) -> None:
        """Create a secret, as `modal secret create` does."""
        self._do(self._names.add_secret(name, values))

    def volume(self, name: str) -> Path:
        """The committed files of a volume."""
        found = next(v for v in self.cloud.volumes.values() if v.name == name)
        assert isinstance(found, Volume)
        return found.root

    def preempt(self, call: Call, grace: float = 30.0) -> None:
        """Take the machine away: SIGINT, and SIGKILL after `grace` seconds; then start again."""
        self._do(self._containers.preempt(call, grace))

    def hold(self, call: Call, *, held: bool) -> None:
        """Let a call's container stand still, or go on: a GPU as slow as a test needs it."""
        assert call.container is not None
        call.container.signal_all(signal.SIGSTOP if held else signal.SIGCONT)

    def time_out(self, call: Call) -> None:
        """Let the function's timeout be over now, for the attempt that runs."""
        self._loop.call_soon_threadsafe(self._containers.time_out, call)

    def expire(self, call: Call) -> None:
        """Forget a call's result, as the cloud does after seven days."""
        call.output, call.expired = None, True

    def release_queue(self) -> None:
        """GPUs are to be had again: start what waits."""
        self.cloud.start_containers = True
        self._loop.call_soon_threadsafe(self._containers.start_waiting)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _start(self) -> None:
        cloud = self.cloud
        (cloud.root / "content").mkdir(parents=True, exist_ok=True)
        self._containers = Containers(cloud, self._open_socket)
        self._names, self._storage = Names(cloud), Storage(cloud)
        calls = Calls(cloud, self._containers)
        self._services: tuple[Any, ...] = (
            Apps(cloud, self._containers),
            Functions(cloud),
            calls,
            self._containers,
            self._names,
            self._storage,
            Volumes(cloud),
            Logs(cloud),
            Streams(cloud),
        )
        application = web.Application(client_max_size=2**32)
        self._storage.add_routes(application)
        Endpoints(cloud, calls).add_routes(application)
        self._http = web.AppRunner(application)
        await self._http.setup()
        site = web.TCPSite(self._http, "127.0.0.1", 0)
        await site.start()
        cloud.base_url = f"http://127.0.0.1:{self._http.addresses[0][1]}"
        self._door = Listener(self._service(None))
        await self._door.start("127.0.0.1", 0)
        assert self._door._server is not None
        self._port = self._door._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        await self._containers.end()
        await self._door.end()
        await self._http.cleanup()
        await asyncio.sleep(0.1)  # transports close in the loop's next turns

    async def _open_socket(self, container: Container) -> Listener:
        server = Listener(self._service(container))
        await server.start(path=str(container.socket))
        return server

    def _service(self, container: Container | None) -> Any:
        handlers = {
            path: Handler(
                self._handler(path.rpartition("/")[2], known, container),
                known.cardinality,
                known.request_type,
                known.reply_type,
            )
            for path, known in self._mapping.items()
        }

        class Service:
            def __mapping__(self) -> dict[str, Handler]:
                return handlers

        return Service()

    def _handler(self, name: str, known: Handler, container: Container | None) -> Any:
        found = [getattr(s, name) for s in self._services if hasattr(s, name)]

        async def handle(stream: "Stream[Any, Any]") -> None:
            request = await stream.recv_message()
            self.cloud.counts[name] += 1
            self._admit(stream, container)
            if name == self.refuse_next:
                self.refuse_next = ""
                raise refuse(Status.FAILED_PRECONDITION, f"{name} is refused this time")
            if not found:
                raise refuse(Status.UNIMPLEMENTED, f"the stand-in does not know {name}")
            answer = found[0](request, container)
            if inspect.isasyncgen(answer):
                async for message in answer:
                    await stream.send_message(message)
            else:
                await stream.send_message(await answer or known.reply_type())

        async def guarded(stream: "Stream[Any, Any]") -> None:
            try:
                await handle(stream)
            except (GRPCError, asyncio.CancelledError):
                raise
            except Exception as error:
                self._containers.faults.append(f"{name}: {error!r}")
                raise refuse(
                    Status.INTERNAL, f"the stand-in failed in {name}: {error!r}"
                ) from error

        assert known.cardinality in (Cardinality.UNARY_UNARY, Cardinality.UNARY_STREAM) or not found
        return guarded

    def _admit(self, stream: "Stream[Any, Any]", container: Container | None) -> None:
        """Refuse who has no right to ask; containers are known by their socket."""
        if container is not None:
            return
        if self.down:
            raise refuse(Status.UNAVAILABLE, "the control plane is away")
        given = {name: str(value) for name, value in (stream.metadata or {}).items()}
        if given.get("x-modal-client-type") != CLIENT:
            raise refuse(Status.UNAUTHENTICATED, "only containers come without a token")
        token = (given.get("x-modal-token-id"), given.get("x-modal-token-secret"))
        if token != self.cloud.token:
            raise refuse(Status.UNAUTHENTICATED, "Token ID or secret is wrong")
