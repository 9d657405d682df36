"""What containers printed, streamed to who follows a call or an app."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from modal_proto import api_pb2

from modal_server.cloud import App, Cloud, LogLine, not_found


class Logs:
    """Best effort, as the real ones: in order, by app."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def AppGetLogs(
        self, request: api_pb2.AppGetLogsRequest, _: Any
    ) -> AsyncIterator[api_pb2.TaskLogsBatch]:
        app = self._app(request.app_id)
        at = int(request.last_entry_id or 0)
        end = time.monotonic() + request.timeout
        while True:
            lines = app.logs[at:]
            for line in lines:
                at += 1
                if _asked(line, request.function_call_id, request.function_id):
                    yield _batch(line, at)
            if time.monotonic() >= end:
                return
            await asyncio.sleep(0.1)

    async def AppFetchLogs(
        self, request: api_pb2.AppFetchLogsRequest, _: Any
    ) -> api_pb2.AppFetchLogsResponse:
        lines = [
            line
            for line in self._app(request.app_id).logs
            if _asked(line, request.function_call_id, request.function_id)
            and request.since.seconds <= line.time <= request.until.seconds + 1
        ]
        last = lines[-request.limit :] if request.limit else lines
        return api_pb2.AppFetchLogsResponse(batches=[_batch(line, 0) for line in last])

    def _app(self, app_id: str) -> App:
        if app_id not in self.cloud.apps:
            raise not_found(f"App {app_id} not found")
        return self.cloud.apps[app_id]


def _asked(line: LogLine, call_id: str, function_id: str) -> bool:
    return call_id in ("", line.call_id) and function_id in ("", line.function_id)


def _batch(line: LogLine, entry: int) -> api_pb2.TaskLogsBatch:
    item = api_pb2.TaskLogs(
        data=line.text,
        timestamp=line.time,
        timestamp_ns=int(line.time * 1e9),
        file_descriptor=line.descriptor,  # type: ignore[arg-type]
        function_call_id=line.call_id,
        input_id=line.input_id,
    )
    return api_pb2.TaskLogsBatch(
        task_id=line.task_id, function_id=line.function_id, items=[item], entry_id=str(entry)
    )
