"""What surrounds every request: figures, headers, the token, and a body that arrives whole."""

import asyncio
import hmac
import time
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cad0_core.serve.errors import ApiError
from cad0_core.serve.metrics import Metrics
from cad0_core.serve.settings import TOKEN_VARIABLE, ServeSettings

# WASM is compiled, onnxruntime's module and its workers start from blobs, and nothing comes from
# another origin. The cross-origin headers are what a browser asks for before WASM gets threads.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; "
    "style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_DRAINED = 16  # times the allowed size: so much of a body that is refused is read away
OPEN = ("/healthz", "/app", "/models", "/openapi.json")  # and what lies below: no token is asked


class Watched:
    """Counts and times every request, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "none")  # never what a client made up
            self.metrics.requests.labels(route, str(status)).inc()
            self.metrics.request_seconds.labels(route).observe(time.perf_counter() - started)


class Guarded:
    """Asks for the token where there is one, and reads the body: within its size and its time."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self.app, self.settings = app, settings
        token = settings.token
        self._expected = None if token is None else f"Bearer {token.get_secret_value()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._require_token(scope)
            async with asyncio.timeout(self.settings.body_seconds):
                body = await self._read(scope, receive)
        except ApiError as error:
            await self._drain(scope, receive)
            await error.response({"Connection": "close"})(scope, receive, send)
        except TimeoutError:
            slow = ApiError("body_too_slow", f"no body after {self.settings.body_seconds:g} s")
            await slow.response({"Connection": "close"})(scope, receive, send)
        else:
            await self.app(scope, _replayed(body, receive), send)

    def _require_token(self, scope: Scope) -> None:
        path = scope["path"]
        if self._expected is None or any(path == at or path.startswith(f"{at}/") for at in OPEN):
            return
        given = Headers(scope=scope).get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(given, self._expected):
            raise ApiError(
                "unauthorized", f"send `Authorization: Bearer` with the server's {TOKEN_VARIABLE}"
            )

    async def _drain(self, scope: Scope, receive: Receive) -> None:
        """Read on, for a while: a client that still sends when it is hung up on hears nothing."""
        left = _DRAINED * self.settings.body_bytes
        if _stated(scope) > left:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.body_seconds):
                while left > 0 and (message := await receive())["type"] == "http.request":
                    left -= len(message.get("body", b""))
                    if not message.get("more_body"):
                        return

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        most = self.settings.body_bytes
        too_large = ApiError("body_too_large", f"a body may have {most} bytes")
        if _stated(scope) > most:
            raise too_large
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return bytes(body)
            body += message.get("body", b"")
            if len(body) > most:
                raise too_large
            if not message.get("more_body"):
                return bytes(body)


def _stated(scope: Scope) -> float:
    """Bytes of the body as its header says; 0 where it says nothing."""
    stated = Headers(scope=scope).get("content-length", "")
    return float(stated) if stated.isdecimal() else 0


def _replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` that hands out the body again, once, and then goes on."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
