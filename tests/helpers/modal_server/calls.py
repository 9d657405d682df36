"""Calls as their callers see them: spawn, map, wait, cancel, look at."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from grpclib import Status
from modal._utils.jwt_utils import DecodedJwt
from modal_proto import api_pb2

from modal_server.cloud import Call, Cloud, Map, not_found, refuse
from modal_server.containers import Containers

Result = api_pb2.GenericResult
OUTSTANDING = 1000  # inputs of a map that may wait or run at once, as the real one has it
LOOK_SECONDS = 0.05


class Calls:
    """Function calls with one input each, and maps, whose inputs are as many calls."""

    def __init__(self, cloud: Cloud, containers: Containers) -> None:
        self.cloud = cloud
        self.containers = containers

    async def FunctionMap(
        self, request: api_pb2.FunctionMapRequest, _: Any
    ) -> api_pb2.FunctionMapResponse:
        if request.function_id not in self.cloud.functions:
            raise not_found(f"Function {request.function_id} not found")
        if request.function_call_type == api_pb2.FUNCTION_CALL_TYPE_MAP:
            return self._begin_map(request)
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

    def _begin_map(self, request: api_pb2.FunctionMapRequest) -> api_pb2.FunctionMapResponse:
        if request.pipelined_inputs:
            raise refuse(Status.UNIMPLEMENTED, "the stand-in takes a map's inputs afterwards")
        new = self.cloud.new_id("fc")
        function = self.cloud.functions[request.function_id]
        self.cloud.maps[new] = Map(new, function, request.function_call_invocation_type)
        return api_pb2.FunctionMapResponse(
            function_call_id=new,
            function_call_jwt=new,
            retry_policy=function.definition.retry_policy,
            sync_client_retries_enabled=True,
            max_inputs_outstanding=OUTSTANDING,
        )

    async def FunctionPutInputs(
        self, request: api_pb2.FunctionPutInputsRequest, _: Any
    ) -> api_pb2.FunctionPutInputsResponse:
        """More inputs of a map."""
        here, answers = self._map(request.function_call_id), []
        for item in request.inputs:
            token = self._attempt(here, item.idx, item.input, self.cloud.new_id("in"), 0)
            call = here.inputs[item.idx]
            answers.append(
                api_pb2.FunctionPutInputsResponseItem(
                    idx=item.idx, input_id=call.input_id, input_jwt=token
                )
            )
        self.containers.start_waiting()
        return api_pb2.FunctionPutInputsResponse(inputs=answers)

    async def FunctionRetryInputs(
        self, request: api_pb2.FunctionRetryInputsRequest, _: Any
    ) -> api_pb2.FunctionRetryInputsResponse:
        """Inputs that failed, once more: of a map the client counts the retries."""
        here, tokens = self._map(request.function_call_jwt), []
        for item in request.inputs:
            told = DecodedJwt.decode_without_verification(item.input_jwt).payload
            token = self._attempt(here, told["idx"], item.input, told["input"], item.retry_count)
            tokens.append(token)
        self.containers.start_waiting()
        return api_pb2.FunctionRetryInputsResponse(input_jwts=tokens)

    def _attempt(
        self, here: Map, idx: int, given: api_pb2.FunctionInput, input_id: str, retries: int
    ) -> str:
        call = Call(here.id, input_id, here.function, given, here.kind, retries=retries)
        call.client_retries = True
        self.cloud.calls[input_id] = here.inputs[idx] = call
        return DecodedJwt.encode_without_signature({"idx": idx, "input": input_id})

    async def _map_outputs(
        self, here: Map, request: api_pb2.FunctionGetOutputsRequest
    ) -> api_pb2.FunctionGetOutputsResponse:
        """What is finished and was not told yet: entry n is the n-th input that finished."""
        if request.clear_on_success:
            del self.cloud.maps[here.id]
            return api_pb2.FunctionGetOutputsResponse()
        told = int(request.last_entry_id.partition("-")[0] or 0)
        end = time.monotonic() + request.timeout
        while len(here.collect()) <= told and time.monotonic() < end:
            await asyncio.sleep(LOOK_SECONDS)
        return api_pb2.FunctionGetOutputsResponse(
            outputs=here.finished[told:],
            last_entry_id=f"{max(told, len(here.finished))}-0",
            num_unfinished_inputs=sum(not c.done.is_set() for c in here.inputs.values()),
        )

    def _map(self, call_id: str) -> Map:
        if call_id not in self.cloud.maps:
            raise not_found(f"Function call {call_id} not found")
        return self.cloud.maps[call_id]

    async def FunctionGetOutputs(
        self, request: api_pb2.FunctionGetOutputsRequest, _: Any
    ) -> api_pb2.FunctionGetOutputsResponse:
        if request.function_call_id in self.cloud.maps:
            return await self._map_outputs(self.cloud.maps[request.function_call_id], request)
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
