"""An application on a loopback port of its own, in a thread, and a client that asks it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI

from cad0_core.model.decode import Engine, Generator


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of `app`, whose start has ended; a failed start is an error here."""
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            host, port = listener.getsockname()
            with httpx.Client(base_url=f"http://{host}:{port}", timeout=30) as client:
                client.get("/openapi.json").raise_for_status()
                yield client
        finally:
            server.should_exit = True
            thread.join(30)
    assert not thread.is_alive()


class SlowEngine:
    """An engine that takes its time at each step, or fails; twins count their steps together."""

    alone = False

    def __init__(self, inner: Engine, seconds: float = 0.02) -> None:
        self.inner, self.seconds = inner, seconds
        self.shared = SimpleNamespace(steps=0, fails=False)

    def twin(self) -> "SlowEngine":
        found = SlowEngine(self.inner.twin(), self.seconds)
        found.shared = self.shared
        return found

    def start(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return self.inner.start(ids, mask)

    def join(self, other: "SlowEngine") -> None:
        self.inner.join(other.inner)

    def keep(self, rows: np.ndarray) -> None:
        self.inner.keep(rows)

    def step(self, tokens: np.ndarray) -> np.ndarray:
        time.sleep(self.seconds)
        if self.shared.fails:
            raise MemoryError
        self.shared.steps += 1
        return self.inner.step(tokens)


def slowed(generator: Generator, engine: SlowEngine) -> Generator:
    """The generator over that engine, without the work of making its mask again."""
    found = Generator(engine, generator.tokenizer)  # type: ignore[arg-type]
    found.mask = generator.mask
    return found
