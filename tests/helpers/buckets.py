"""moto's S3 on the loopback, and a wire to it that can be cut."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
import requests
from moto.server import ThreadedMotoServer

from cad0_core.archive.s3 import S3Store, client

BUCKET = "cad0-archive"
LEAST_PART = 5 << 20  # bytes: S3 refuses smaller parts, but for the last


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of an empty S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def session(key: str = "key", secret: str = "secret") -> Any:
    return boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret)


def store(url: str, bucket: str = BUCKET, keys: Any = None) -> S3Store:
    """The store as a flow opens it, with the smallest parts and less patience."""
    made = client(keys or session(), url, "us-east-1")
    return S3Store(made, bucket, "cad0", part=LEAST_PART)


def count(store: S3Store) -> dict[str, int]:
    """How often each operation is asked for from now on, repetitions included."""
    calls: dict[str, int] = {}

    def note(event_name: str, **_: Any) -> None:
        name = event_name.rpartition(".")[2]
        calls[name] = calls.get(name, 0) + 1

    store.client.meta.events.register("before-send.s3", note)
    return calls


def guard(url: str) -> None:
    """From now on only keys that IAM knows are let in."""
    requests.post(f"{url}/moto-api/reset-auth", data="0", timeout=10).raise_for_status()


def unguard(url: str) -> None:
    requests.post(f"{url}/moto-api/reset-auth", data="1e9", timeout=10).raise_for_status()


class Wire:
    """A port that passes everything on to `url` until `limit` bytes went there; then it is dead:
    what is open is cut, and what comes is closed at once. `pace` bytes a second come back."""

    def __init__(self, url: str, limit: float = float("inf"), pace: float = float("inf")) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._to = (host, int(port))
        self.limit, self.pace, self.sent = limit, pace, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                if self.sent >= self.limit:
                    here.close()
                    continue
                there = socket.create_connection(self._to)
                self._start(self._pass, here, there, True)
                self._start(self._pass, there, here, False)

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if counted:
                    self.sent += len(data)
                    if self.sent >= self.limit:
                        break
                elif self.pace < float("inf"):
                    time.sleep(len(data) / self.pace)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _start(self, function: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
