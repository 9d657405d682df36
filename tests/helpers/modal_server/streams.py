"""What flows into and out of a call while it runs: the bodies of HTTP requests and answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from modal_proto import api_pb2

from modal_server.cloud import Cloud
from modal_server.container import Container, inside


class Streams:
    """Data of calls, for their containers."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def FunctionCallGetDataIn(
        self, request: api_pb2.FunctionCallGetDataRequest, container: Container | None
    ) -> AsyncIterator[api_pb2.DataChunk]:
        inside(container)
        call, at = self.cloud.calls[request.function_call_id], request.last_index
        while not call.done.is_set():
            async with call.data:
                new = [chunk for chunk in call.data_in if chunk.index > at]
                if not new:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(call.data.wait(), 1)
            for chunk in new:
                at = chunk.index
                yield chunk

    async def FunctionCallPutDataOut(
        self, request: api_pb2.FunctionCallPutDataRequest, container: Container | None
    ) -> None:
        inside(container)
        call = self.cloud.calls[request.function_call_id]
        async with call.data:
            call.data_out.extend(request.data_chunks)
            call.data.notify_all()
