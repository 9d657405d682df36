"""Calls as their callers see them: spawn, wait, cancel, look at."""

import asyncio
from contextlib import suppress
from typing import Any

from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import Call, Cloud, not_found, refuse
from modal_server.containers import Containers

Result = api_pb2.GenericResult


class Calls:
    """Function calls with one input each."""

    def __init__(self, cloud: Cloud, containers: Containers) -> None:
        self.cloud = cloud
        self.containers = containers

    async def FunctionMap(
        self, request: api_pb2.FunctionMapRequest, _: Any
    ) -> api_pb2.FunctionMapResponse:
        if request.function_id not in self.cloud.functions:
            raise not_found(f"Function {request.function_id} not found")
        if len(request.pipelined_inputs) != 1:
            raise refuse(Status.UNIMPLEMENTED, "the stand-in takes calls with one input")
        item = request.pipelined_inputs[0]
        call = self.make(request.function_id, item.input, request.function_call_invocation_type)
        answer = api_pb2.FunctionPutInputsResponseItem(idx=item.idx, input_id=call.input_id)
        return api_pb2.FunctionMapResponse(
            function_call_id=call.id,
            pipelined_inputs=[answer],
            retry_policy=call.function.definition.retry_policy,
        )

    def make(self, function_id: str, given: api_pb2.FunctionInput, kind: int) -> Call:
        """Note a call and find a container for it."""
        function = self.cloud.functions[function_id]
        new = self.cloud.new_id
        call = Call(new("fc"), new("in"), function, given, kind)
        self.cloud.calls[call.id] = call
        self.containers.start_waiting()
        return call

    async def FunctionGetOutputs(
        self, request: api_pb2.FunctionGetOutputsRequest, _: Any
    ) -> api_pb2.FunctionGetOutputsResponse:
        call = self._call(request.function_call_id)
        if call.output is None and not call.expired and request.timeout > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(call.done.wait(), request.timeout)
        if call.output is not None:
            return api_pb2.FunctionGetOutputsResponse(outputs=[call.output])
        return api_pb2.FunctionGetOutputsResponse(num_unfinished_inputs=int(not call.expired))

    async def FunctionCallCancel(self, request: api_pb2.FunctionCallCancelRequest, _: Any) -> None:
        call = self._call(request.function_call_id)
        await self.containers.cancel(call, terminate=request.terminate_containers)

    async def FunctionCallFromId(
        self, request: api_pb2.FunctionCallFromIdRequest, _: Any
    ) -> api_pb2.FunctionCallFromIdResponse:
        call = self._call(request.function_call_id)
        metadata = api_pb2.FunctionCallHandleMetadata(
            app_id=call.function.app.id, function_id=call.function.id
        )
        return api_pb2.FunctionCallFromIdResponse(
            function_call_id=call.id, num_inputs=1, metadata=metadata
        )

    async def FunctionCallGetInfo(
        self, request: api_pb2.FunctionCallGetInfoRequest, _: Any
    ) -> api_pb2.FunctionCallGetInfoResponse:
        call = self._call(request.function_call_id)
        counted = {
            Result.GENERIC_STATUS_SUCCESS: "succeeded_inputs",
            Result.GENERIC_STATUS_TIMEOUT: "timeout_inputs",
            Result.GENERIC_STATUS_TERMINATED: "cancelled_inputs",
        }
        kind = counted.get(call.status, "failed_inputs") if call.done.is_set() else "pending_inputs"
        one = {kind: api_pb2.InputCategoryInfo(total=1)}
        info = api_pb2.FunctionCallInfo(
            function_call_id=call.id,
            created_at=call.created,
            total_inputs=1,
            **one,  # type: ignore[arg-type]
        )
        return api_pb2.FunctionCallGetInfoResponse(info=info)

    async def FunctionGetCallGraph(
        self, request: api_pb2.FunctionGetCallGraphRequest, _: Any
    ) -> api_pb2.FunctionGetCallGraphResponse:
        call = self._call(request.function_call_id)
        return api_pb2.FunctionGetCallGraphResponse(
            inputs=[
                api_pb2.InputCallGraphInfo(
                    input_id=call.input_id,
                    status=call.status,  # type: ignore[arg-type]
                    function_call_id=call.id,
                    task_id=call.container.id if call.container else "",
                )
            ],
            function_calls=[
                api_pb2.FunctionCallCallGraphInfo(
                    function_call_id=call.id, function_name=call.function.name
                )
            ],
        )

    def _call(self, call_id: str) -> Call:
        if call_id not in self.cloud.calls:
            raise not_found(f"Function call {call_id} not found")
        return self.cloud.calls[call_id]
