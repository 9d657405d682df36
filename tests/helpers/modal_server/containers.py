"""Containers: processes that run deployed functions through modal's own entrypoint."""

import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from modal_proto import api_pb2

from modal_server.cloud import App, Call, Cloud, Function, LogLine
from modal_server.container import Container, Socket, inside, lay_out

Result = api_pb2.GenericResult
POLL_SECONDS = 5.0
CRASHES = 3  # after so many containers that died the call has failed
STREAMS = {"stdout": api_pb2.FILE_DESCRIPTOR_STDOUT, "stderr": api_pb2.FILE_DESCRIPTOR_STDERR}


class Containers:
    """Starts containers for waiting calls, gives them inputs, takes their outputs."""

    def __init__(
        self, cloud: Cloud, open_socket: Callable[[Container], Coroutine[Any, Any, Socket]]
    ) -> None:
        self.cloud = cloud
        self.faults: list[str] = []
        self._open_socket = open_socket
        self._live: set[Container] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watches: list[asyncio.Task[None]] = []
        self._folder = Path(tempfile.mkdtemp(prefix="m"))  # short: paths of sockets are limited

    def start_waiting(self) -> None:
        """Start a container for every waiting call that no container has room for."""
        if not self.cloud.start_containers:
            return
        for function in {call.function.id: call.function for call in self._waiting()}.values():
            waiting = sum(call.function is function for call in self._waiting())
            most = function.definition.autoscaler_settings.max_containers or 100
            for container in function.containers:
                if container.room:
                    waiting -= max(1, function.definition.max_concurrent_inputs)
                container.wake.set()
            while waiting > 0 and len(function.containers) < most:
                waiting -= max(1, function.definition.max_concurrent_inputs)
                self._start(function)

    async def cancel(self, call: Call, *, terminate: bool) -> None:
        """Cancel a call: its container is told, or killed with `terminate`."""
        call.cancelled = True
        if call.container is None:
            if not call.done.is_set():
                self._finish(call, Result(status=Result.GENERIC_STATUS_TERMINATED))
        elif terminate:
            self._finish(call, Result(status=Result.GENERIC_STATUS_TERMINATED))
            call.container.kill(signal.SIGKILL)
        else:
            call.container.cancelled.append(call.input_id)
            call.container.wake.set()

    async def preempt(self, call: Call, grace: float) -> None:
        """Interrupt the container of `call`; the call starts again, without using up a retry."""
        container = call.container
        assert container is not None and container.process is not None
        container.preempted = True
        container.kill(signal.SIGINT)
        with suppress(TimeoutError):
            await asyncio.wait_for(container.process.wait(), grace)
        container.kill(signal.SIGKILL)

    def time_out(self, call: Call) -> None:
        """The function's timeout is over: its container is killed, and the call tried again."""
        here = call.container
        if here is None or call.done.is_set():
            return
        here.calls.pop(call.input_id)
        call.container = None
        if not self._retry(call):
            late = f"the input hit its timeout of {here.definition.timeout_secs} s"
            self._finish(call, Result(status=Result.GENERIC_STATUS_TIMEOUT, exception=late))
        here.kill(signal.SIGKILL)
        self.start_waiting()

    def retire_idle(self, app: App) -> None:
        """After a deployment new inputs go to new containers; running ones finish."""
        for container in self._live:
            if container.function.app is app:
                container.retiring = True
                container.wake.set()

    async def end(self) -> None:
        """Kill what still runs."""
        self.cloud.start_containers = False
        for container in list(self._live):
            container.kill(signal.SIGKILL)
        for task in self._watches:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    # What containers ask for.

    async def ContainerHello(self, request: Any, container: Container | None) -> None:
        inside(container)

    async def ContainerHeartbeat(
        self, request: Any, container: Container | None
    ) -> api_pb2.ContainerHeartbeatResponse:
        here = inside(container)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until(here, lambda: bool(here.cancelled)), POLL_SECONDS)
        ids, here.cancelled = here.cancelled, []
        if not ids:
            return api_pb2.ContainerHeartbeatResponse()
        return api_pb2.ContainerHeartbeatResponse(
            cancel_input_event=api_pb2.CancelInputEvent(input_ids=ids)
        )

    async def FunctionGetInputs(
        self, request: api_pb2.FunctionGetInputsRequest, container: Container | None
    ) -> api_pb2.FunctionGetInputsResponse:
        here = inside(container)
        idle = here.definition.autoscaler_settings.scaledown_window or 60
        end = time.monotonic() + idle
        while time.monotonic() < end and not here.retiring:
            for call in self._waiting():
                if call.function is here.function and here.room:
                    return api_pb2.FunctionGetInputsResponse(inputs=[self._hand_out(call, here)])
            here.wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(here.wake.wait(), POLL_SECONDS)
        here.retiring = True
        kill = api_pb2.FunctionGetInputsItem(kill_switch=True)
        return api_pb2.FunctionGetInputsResponse(inputs=[kill])

    async def FunctionPutOutputs(
        self, request: api_pb2.FunctionPutOutputsRequest, container: Container | None
    ) -> None:
        here = inside(container)
        for item in request.outputs:
            call = here.calls.pop(item.input_id, None)
            if call is None or call.done.is_set():
                continue  # cancelled or timed out meanwhile
            call.container = None
            if item.result.status == Result.GENERIC_STATUS_FAILURE and self._retry(call):
                continue
            self._finish(call, item.result, item.data_format)
        self.start_waiting()

    async def TaskResult(
        self, request: api_pb2.TaskResultRequest, container: Container | None
    ) -> None:
        inside(container).failure = request.result

    async def FunctionGetDynamicConcurrency(
        self, request: Any, container: Container | None
    ) -> api_pb2.FunctionGetDynamicConcurrencyResponse:
        here = inside(container)
        most = max(1, here.definition.max_concurrent_inputs)
        return api_pb2.FunctionGetDynamicConcurrencyResponse(concurrency=most)

    # What happens to calls.

    def _waiting(self) -> list[Call]:
        return [
            call
            for call in self.cloud.calls.values()
            if call.container is None and not call.done.is_set()
        ]

    def _hand_out(self, call: Call, here: Container) -> api_pb2.FunctionGetInputsItem:
        call.container, call.started = here, True
        call.attempts += 1
        here.calls[call.input_id] = call
        here.fetched += 1
        self._watch(call, here)
        return api_pb2.FunctionGetInputsItem(
            input_id=call.input_id,
            input=call.input,
            function_call_id=call.id,
            function_call_invocation_type=call.kind,  # type: ignore[arg-type]
            retry_count=call.attempts - 1,
        )

    def _watch(self, call: Call, here: Container) -> None:
        """Kill the container when the function's timeout is over."""
        attempt = call.attempts

        async def watch() -> None:
            await asyncio.sleep(here.definition.timeout_secs)
            if call.container is here and call.attempts == attempt:
                self.time_out(call)

        self._watches.append(self._task(watch()))

    def _retry(self, call: Call) -> bool:
        """Whether the call gets another attempt by its function's retry policy."""
        policy = call.function.definition.retry_policy
        if call.cancelled or call.retries >= policy.retries:
            return False
        call.retries += 1
        return True

    def _finish(self, call: Call, result: api_pb2.GenericResult, data_format: int = 0) -> None:
        call.output = api_pb2.FunctionGetOutputsItem(
            result=result,
            input_id=call.input_id,
            data_format=data_format,  # type: ignore[arg-type]
            task_id=call.container.id if call.container else "",
            retry_count=call.retries,
        )
        call.done.set()

    # Processes.

    def _start(self, function: Function) -> None:
        task_id = self.cloud.new_id("ta")
        folder = self._folder / task_id.rpartition("-")[2].lstrip("0")
        container = Container(task_id, function, folder)
        function.containers.append(container)
        self._live.add(container)
        self._task(self._run(container))

    async def _run(self, container: Container) -> None:
        try:
            environment = await asyncio.to_thread(lay_out, self.cloud, container)
            container.server = await self._open_socket(container)
            container.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "modal._container_entrypoint"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=container.folder / "root",
                env=environment,
                start_new_session=True,
                limit=2**24,
            )
            await asyncio.gather(*(self._read(container, name) for name in STREAMS))
            await container.process.wait()
        except Exception as error:
            self.faults.append(f"container {container.id}: {error!r}")
        finally:
            self._gone(container)
            if container.server is not None:
                await container.server.end()
            await asyncio.to_thread(shutil.rmtree, container.folder, True)

    async def _read(self, container: Container, name: str) -> None:
        assert container.process is not None
        stream = getattr(container.process, name)
        async for raw in stream:
            call = next(iter(container.calls.values()), None)
            container.function.app.logs.append(
                LogLine(
                    raw.decode(errors="replace"),
                    time.time(),
                    STREAMS[name],
                    container.function.id,
                    call.id if call else "",
                    call.input_id if call else "",
                    container.id,
                )
            )

    def _gone(self, container: Container) -> None:
        """What becomes of the calls of a container that ended."""
        self._live.discard(container)
        told, container.retiring = container.retiring, True
        container.function.containers.remove(container)
        for call in container.calls.values():
            call.container = None
            if call.done.is_set() or container.preempted:
                continue
            self._crashed(call, "the container died, perhaps for want of memory")
        if container.failure is not None or (container.fetched == 0 and not told):
            why = container.failure.exception if container.failure else "it did not start"
            for call in self._waiting():
                if call.function is container.function:
                    self._crashed(call, why, container.failure)
        self.start_waiting()

    def _crashed(self, call: Call, why: str, result: api_pb2.GenericResult | None = None) -> None:
        call.crashes += 1
        if call.cancelled:
            self._finish(call, Result(status=Result.GENERIC_STATUS_TERMINATED))
        elif call.crashes >= CRASHES:
            died = Result(status=Result.GENERIC_STATUS_INTERNAL_FAILURE, exception=why)
            self._finish(call, result or died)

    async def _until(self, container: Container, condition: Callable[[], bool]) -> None:
        while not condition():
            await asyncio.sleep(0.1)

    def _task(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
