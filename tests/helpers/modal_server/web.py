"""HTTP in front of web methods: a request becomes an ASGI input, its answer comes as a stream."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import web
from modal._serialization import deserialize_data_format, serialize_data_format
from modal_proto import api_pb2

from modal_server.calls import Calls
from modal_server.cloud import Call, Cloud, Function

ASGI, PICKLE = api_pb2.DATA_FORMAT_ASGI, api_pb2.DATA_FORMAT_PICKLE
PROXY_AUTH = ("Modal-Key", "Modal-Secret")


class Endpoints:
    """`/web/<label>` answers as `https://<workspace>--<label>.modal.run` does."""

    def __init__(self, cloud: Cloud, calls: Calls) -> None:
        self.cloud = cloud
        self.calls = calls

    def add_routes(self, application: web.Application) -> None:
        application.router.add_route("*", "/web/{label}{path:.*}", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        found = self._find(request.match_info["label"])
        if found is None:
            raise web.HTTPNotFound(text="modal-http: invalid function call")
        function, name, method = found
        if method.webhook_config.requires_proxy_auth:
            given = tuple(request.headers.get(header, "") for header in PROXY_AUTH)
            if given != self.cloud.token:
                raise web.HTTPUnauthorized(text="modal-http: missing credentials")
        scope = _scope(request)
        call = self.calls.make(
            function.id,
            api_pb2.FunctionInput(
                args=serialize_data_format(((scope,), {}), PICKLE),
                data_format=PICKLE,
                method_name=name,
            ),
            api_pb2.FUNCTION_CALL_INVOCATION_TYPE_SYNC,
        )
        body = {"type": "http.request", "body": await request.read(), "more_body": False}
        async with call.data:
            data = serialize_data_format(body, ASGI)
            call.data_in.append(api_pb2.DataChunk(data_format=ASGI, data=data, index=1))
            call.data.notify_all()
        return await _collect(call)

    def _find(self, label: str) -> tuple[Function, str, api_pb2.MethodDefinition] | None:
        for app in self.cloud.apps.values():
            for function_id in app.functions.values() if app.deployed else ():
                function = self.cloud.functions[function_id]
                for name, method in function.definition.method_definitions.items():
                    if method.web_url.endswith(f"/{label}"):
                        return function, name, method
        return None


def _scope(request: web.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.match_info["path"] or "/",
        "raw_path": (request.match_info["path"] or "/").encode(),
        "root_path": "",
        "query_string": request.query_string.encode(),
        "headers": [(k.lower(), v) for k, v in request.raw_headers],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
    }


async def _collect(call: Call) -> web.Response:
    """The whole answer, once the stream says that no more follows."""
    status, headers, body, at = 0, [], b"", 0
    while True:
        async with call.data:
            new = call.data_out[at:]
            if not new and not call.done.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(call.data.wait(), 0.5)
                continue
        if not new:
            assert call.output is not None
            return web.Response(status=500, text=f"modal-http: {call.output.result.exception}")
        for chunk in new:
            at += 1
            message = deserialize_data_format(chunk.data, chunk.data_format, None)
            if not isinstance(message, dict):
                continue
            if message["type"] == "http.response.start":
                status, headers = message["status"], message["headers"]
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    keep = [(k.decode(), v.decode()) for k, v in headers]
                    kept = {k: v for k, v in keep if k.lower() != "content-length"}
                    return web.Response(status=status, body=body, headers=kept)
