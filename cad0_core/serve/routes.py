"""The routes that programs call."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST

from cad0_core.serve.batching import Ticket
from cad0_core.serve.building import MEDIA_TYPES, Format, formats
from cad0_core.serve.errors import STATUS, ApiError, Json
from cad0_core.serve.schema import (
    Error,
    FileRequest,
    GenerateRequest,
    GenerateResponse,
    Health,
    SolidRequest,
    SolidResponse,
)
from cad0_core.serve.service import Service

T = TypeVar("T")
_GONE = 499  # what proxies log for a client that left; nobody reads it


def errors(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of these errors."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        entry = by_status.setdefault(STATUS[code], {"model": Error, "description": code})
        if code not in entry["description"]:
            entry["description"] += f", {code}"
    return by_status


_ASKING = (
    "unauthorized", "body_too_slow", "body_too_large", "not_json", "invalid_json",
    "invalid_request", "overloaded", "shutting_down", "timeout",
)  # fmt: skip
_UNREADY = ("loading", "not_loaded", "shutting_down")
_PROMPT = errors(*_ASKING, *_UNREADY, "prompt_too_long")
_PROGRAM = errors(*_ASKING, "invalid_program", "no_solid")


def _event_schema(name: str, data: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": data}
    return {"properties": {"event": {"const": name}, "data": text}, "required": ["event", "data"]}


_EVENTS: dict[str, dict[str, Any]] = {
    "token": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    "done": {"$ref": "#/components/schemas/GenerateResponse"},
    "error": {"$ref": "#/components/schemas/ErrorBody"},
}
# `itemSchema`, of OpenAPI 3.2, describes each event; a `schema` would be that of the whole stream.
_STREAM = {
    "description": "with `stream`: server-sent events",
    "itemSchema": {"oneOf": [_event_schema(name, data) for name, data in _EVENTS.items()]},
}


def api(service: Service) -> APIRouter:
    """Prompts, programs, health and figures."""
    router = APIRouter()
    _add_prompts(router, service)
    _add_programs(router, service)
    _add_figures(router, service)
    return router


def _add_prompts(router: APIRouter, service: Service) -> None:
    @router.post(
        "/", response_model=GenerateResponse, response_model_exclude_none=True,
        responses=_PROMPT | {200: {"content": {"text/event-stream": _STREAM}}},
        summary="A sentence to a program",
    )  # fmt: skip
    async def generate(body: GenerateRequest, request: Request) -> Response:
        if body.stream:
            tickets = service.submit(body)
            return StreamingResponse(
                stream(service, body, tickets), media_type="text/event-stream",
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )  # fmt: skip
        return _json(await unless_gone(request, service.answer(body)))


def _add_programs(router: APIRouter, service: Service) -> None:
    @router.post(
        "/solid", response_model=SolidResponse, response_model_exclude_none=True,
        responses=_PROGRAM, summary="A program to measurements, and to a file",
    )  # fmt: skip
    async def solid(body: SolidRequest, request: Request) -> Response:
        work = service.build(body.ir, body.mesh, body.segments)
        return _json(await unless_gone(request, work))

    @router.post(
        "/solid/{format}", response_class=Response, summary="A program to the bytes of a file",
        responses=_PROGRAM
        | {200: {"content": {media: {} for media in MEDIA_TYPES.values()}}},
    )  # fmt: skip
    async def file(format: Format, body: FileRequest, request: Request) -> Response:
        built = await unless_gone(request, service.built(body.ir, format, body.segments))
        name = {"Content-Disposition": f'attachment; filename="part.{format}"'}
        return Response(built.files[format], media_type=MEDIA_TYPES[format], headers=name)


def _add_figures(router: APIRouter, service: Service) -> None:
    @router.get(
        "/healthz", response_model=Health, responses=errors(*_UNREADY), summary="Ready or not"
    )
    async def healthz() -> Response:
        _ = service.batcher
        settings = service.settings
        found = Health(
            status="ok",
            model=settings.name,
            version=settings.version,
            dtype=settings.dtype,
            formats=formats(),
        )
        return Json(found.model_dump())

    @router.get(
        "/metrics", response_class=Response, summary="Figures for Prometheus",
        responses=errors("unauthorized") | {200: {"content": {"text/plain": {}}}},
    )  # fmt: skip
    async def metrics() -> Response:
        return Response(service.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def stream(
    service: Service, request: GenerateRequest, tickets: list[Ticket]
) -> AsyncIterator[bytes]:
    """Server-sent events: `token` with a piece of text, `done` with the answer, or `error`."""
    try:
        async with aclosing(service.events(request, tickets)) as events:
            async for event in events:
                if isinstance(event, str):
                    yield _event("token", {"text": event})
                else:
                    yield _event("done", event.model_dump(exclude_none=True))
    except ApiError as error:
        yield _event("error", error.body()["error"])


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, allow_nan=False)}\n\n".encode("ascii")


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled as soon as the client leaves."""
    task, gone = asyncio.create_task(work), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


class ClientGone(Exception):
    """Nobody is left to answer."""

    response = Response(status_code=_GONE)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _json(answer: GenerateResponse | SolidResponse) -> Response:
    return Json(answer.model_dump(exclude_none=True))
