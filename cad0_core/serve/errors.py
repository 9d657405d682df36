"""What the endpoint answers when it cannot: a code for programs, a sentence for people."""

import json
import math
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from cad0_core.ir.errors import IRError, SolidError

STATUS = {
    "unauthorized": 401,
    "not_found": 404,
    "method_not_allowed": 405,
    "body_too_slow": 408,
    "body_too_large": 413,
    "not_json": 415,
    "invalid_json": 422,
    "invalid_request": 422,
    "prompt_too_long": 422,
    "invalid_program": 422,
    "no_solid": 422,
    "overloaded": 429,
    "internal_error": 500,
    "loading": 503,
    "not_loaded": 503,
    "shutting_down": 503,
    "timeout": 503,
}
RETRY_SECONDS = {"overloaded": 1, "loading": 2, "shutting_down": 5, "timeout": 5}


class ApiError(Exception):
    """An answer that is an error. `code` is one of `STATUS`, `details` what is wrong where."""

    def __init__(
        self, code: str, message: str, *, details: Any = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details
        self.retry_after = retry_after or RETRY_SECONDS.get(code)

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def body(self) -> dict[str, Any]:
        error = {"code": self.code, "message": self.message}
        return {"error": error | ({} if self.details is None else {"details": self.details})}

    def response(self, headers: Mapping[str, str] | None = None) -> "Json":
        more = dict(headers or {})
        if self.retry_after is not None:
            more["Retry-After"] = str(math.ceil(self.retry_after))
        if self.code == "unauthorized":
            more["WWW-Authenticate"] = 'Bearer realm="cad0"'
        return Json(self.body(), self.status, more)


class Json(Response):
    """JSON in ASCII, since a client may have sent half a character that UTF-8 cannot hold."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def program_error(error: IRError | SolidError) -> ApiError:
    """What is wrong with a program, or with the solid that it should make."""
    if isinstance(error, IRError):
        place = {"line": error.line, "column": error.column}
        found = {"found": error.found, "expected": error.expected}
        return ApiError("invalid_program", str(error), details=place | found)
    return ApiError("no_solid", str(error), details=solid_details(error))


def solid_details(error: SolidError) -> dict[str, Any]:
    return {"kind": error.kind, "node": error.node, "line": error.line}
