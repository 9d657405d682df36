"""The browser module in Node: a process that answers JSON lines, for tests that compare."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "cad0_core" / "serve" / "web"


def node() -> str:
    """The Node that `make web` used; fails the test where there is none."""
    local = WEB.parents[2] / ".venv" / "bin" / "node"
    found = shutil.which("node") or (str(local) if local.exists() else None)
    assert found and (WEB / "node_modules").exists(), "run `make web` first"
    return found


def build_for_node() -> None:
    """The modules from their sources as they are now."""
    subprocess.run([node(), "build.mjs", "node"], cwd=WEB, check=True)


class Driver:
    """One driver of `web/test`: `ask` sends requests and gives the answers in order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """One answer for each request: `{"ok": ...}` or `{"error": {...}}`."""
        return [self.ask_one(request) for request in requests]

    def ask_one(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the driver died over {request}"
        answer: dict[str, Any] = json.loads(line)
        assert "stack" not in answer.get("error", {}), answer["error"]["stack"]
        return answer


@contextmanager
def driver(script: str, *args: str) -> Iterator[Driver]:
    """A running `web/test/<script>`, ended with the block."""
    command = [node(), str(WEB / "test" / script), *args]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Driver(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0
