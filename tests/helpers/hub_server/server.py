"""The stand-in behind a socket on the loopback, in a thread of its own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hub_server.faults import NEVER_REACHED, Fault, Request
from hub_server.routes import Answer, answer
from hub_server.state import Hub


class HubServer:
    """Serves `hub`; `requests` is what was asked, `fault` what is to go wrong."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.fault: Fault | None = None
        self.requests: list[Request] = []
        self.lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "HubServer":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        if self.fault:
            self.fault.over.set()
        self._http.shutdown()
        self._http.server_close()

    def handle(self, request: Request) -> Answer | None:
        """The answer, or None when the connection is to be cut."""
        fault = self.fault
        struck = fault is not None and fault.strikes(request)
        self.requests.append(request)
        if fault is None or not struck:
            return self._answer(request)
        if fault.kind == "kill":
            fault.kill()
        if fault.kind in NEVER_REACHED:
            return Answer({"error": "try later"}, 503) if fault.kind == "503" else None
        reached = self._answer(request)
        if fault.kind == "kill after":
            fault.kill()
        if fault.kind == "timeout":
            fault.over.wait(5)
        return Answer({"error": "broken"}, 500) if fault.kind == "500 after" else reached and None

    def _answer(self, request: Request) -> Answer:
        with self.lock:
            return answer(self.hub, request, self.url)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: HubServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def log_message(self, format: str, *args: Any) -> None: ...

    def _serve(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, url.path, dict(parse_qsl(url.query)), headers, body)
        given = self.server.owner.handle(request)
        if given is None:
            self.close_connection = True
            return
        plain = isinstance(given.body, bytes)
        content = given.body if plain else json.dumps(given.body).encode()
        self.send_response(given.status)
        kind = "application/octet-stream" if plain else "application/json"
        for name, value in {"Content-Type": kind, **given.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve
