"""Prefect's own command line against a test server, as the README uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from flows.server import Server

ROOT = Path(__file__).parents[2]
FILE = "deployments/prefect.yaml"
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]


def prefect(
    server: Server, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """A command from the repository's root, finished."""
    return subprocess.run(
        [*PREFECT, *arguments],
        cwd=ROOT,
        env={**os.environ, "PREFECT_API_URL": server.api_url, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )


def run_flow(server: Server, state: Path, name: str, **parameters: Any) -> Any:
    """The result, as JSON, of the flow in `flows/NAME.py`, run in a process of its own."""
    code = (
        "import json, sys; from importlib import import_module; "
        f"flow = getattr(import_module('flows.{name}'), '{name}'); "
        "result = flow(**json.loads(sys.argv[1])); "
        "print(json.dumps(getattr(result, 'model_dump', lambda: result)()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(parameters)],
        cwd=ROOT,
        env={
            **os.environ,
            "PREFECT_API_URL": server.api_url,
            "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
            "CAD0_STATE": str(state),
            "WANDB_MODE": "disabled",
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def deploy(server: Server) -> None:
    """The work pool and every deployment of the file."""
    for arguments in (
        ("work-pool", "create", "cad0", "--type", "process", "--overwrite"),
        ("deploy", "--all", "--prefect-file", FILE),
    ):
        done = prefect(server, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
