"""What is answered to each kind of exception."""

import logging
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from cad0_core.serve.errors import ApiError
from cad0_core.serve.routes import ClientGone

log = logging.getLogger(__name__)


async def _api_error(_: Request, error: Any) -> Response:
    response: Response = error.response()
    return response


async def _invalid(request: Request, error: Any) -> Response:
    """What is wrong with a body, field by field, without repeating what the client sent."""
    problems = error.errors()
    if any(problem["type"] == "json_invalid" for problem in problems):
        place = problems[0]["loc"][-1]
        return ApiError("invalid_json", f"the body is no JSON: see character {place}").response()
    kind = request.headers.get("content-type", "")
    if "json" not in kind and any(problem["loc"] == ("body",) for problem in problems):
        return ApiError("not_json", "send JSON with `Content-Type: application/json`").response()
    details = [
        {"field": ".".join(str(part)[:80] for part in problem["loc"][1:]), "message": _say(problem)}
        for problem in problems[:20]
    ]
    first = details[0]
    message = f"{first['field'] or 'body'}: {first['message']}"
    return ApiError("invalid_request", message, details=details).response()


def _say(problem: dict[str, Any]) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


async def _http_error(_: Request, error: Any) -> Response:
    codes = {404: "not_found", 405: "method_not_allowed"}
    if error.status_code in codes:
        api_error = ApiError(codes[error.status_code], str(error.detail))
        return api_error.response(error.headers)
    return ApiError("invalid_json", "the body is no JSON that can be read").response()


async def _client_gone(_: Request, error: Any) -> Response:
    response: Response = error.response
    return response


async def _internal(_: Request, error: Any) -> Response:
    log.error("unexpected", exc_info=error)
    return ApiError(
        "internal_error", "this should not happen; the server's log says more"
    ).response()


HANDLERS: dict[Any, Any] = {
    ApiError: _api_error,
    RequestValidationError: _invalid,
    HTTPException: _http_error,
    ClientGone: _client_gone,
    Exception: _internal,
}
