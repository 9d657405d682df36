"""What goes wrong, and at which request."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["cut", "lost", "503", "500 after", "timeout", "kill", "kill after"]
NEVER_REACHED = ("cut", "503", "kill")  # the others fail after the Hub did what it was asked


@dataclass(frozen=True)
class Request:
    """One HTTP request; `json` parses its body."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Fault:
    """Fails at request number `at` (from 1), or wherever `where` says.

    `lasting`: the same request (method and path) then fails for as long as the fault is there;
    `onward`: so does every other one.
    `victim` is the process that a kill hits.
    """

    kind: Kind
    at: int = 0
    lasting: bool = False
    onward: bool = False
    victim: int = 0
    where: Callable[[Request], bool] = lambda request: False
    hits: int = 0
    seen: int = 0
    name: str | None = None
    over: threading.Event = field(default_factory=threading.Event)
    lock: Any = field(default_factory=threading.Lock)

    def strikes(self, request: Request) -> bool:
        with self.lock:
            self.seen += 1
            struck = self.seen == self.at or self.where(request)
            if struck and self.lasting:
                self.name = request.name
            struck = struck or (self.lasting and request.name == self.name)
            struck = struck or (self.onward and self.name is not None)
            self.hits += struck
            return struck

    def kill(self) -> None:
        while not self.victim:  # the process that forks learns the number after the fork
            time.sleep(0.001)
        os.kill(self.victim, signal.SIGKILL)
