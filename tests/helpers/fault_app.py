"""An app whose one stage does what a test wrote down for it: the container's side of every fault.

The function stands for a GPU stage; `modes/<key>` on the volume says how it is to go wrong, and
without one it runs the stage as the real app does.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import modal

from cad0_core.backends.modal import container, wire
from cad0_core.backends.modal.claims import Claims
from cad0_core.job import Progress

NAME, VOLUME, CLAIMS = "cad0-faults", "faults-vol", "faults-claims"
RETRIES, TIMEOUT_SECONDS = 1, 600

app = modal.App(NAME)
volume = modal.Volume.from_name(VOLUME, create_if_missing=True)
image = (
    modal.Image.debian_slim(python_version="3.11")
    .env({container.ROOT_VARIABLE: "/vol"})
    .add_local_python_source("cad0_core", ignore=["**/__pycache__", "**/*.pyc"])
)


@app.function(
    image=image,
    gpu="A10G",
    volumes={"/vol": volume},
    timeout=TIMEOUT_SECONDS,
    retries=modal.Retries(max_retries=RETRIES, initial_delay=0, backoff_coefficient=1),
    single_use_containers=True,
)
def validate(request: dict[str, Any]) -> dict[str, Any]:
    volume.reload()
    call = modal.current_function_call_id()
    assert call is not None
    claims = Claims.named(CLAIMS)
    mode = container.root() / "modes" / request["key"]
    if mode.is_file():
        misbehave(json.loads(mode.read_text()), request["key"], lambda key: claims.claim(key, call))
    return container.serve(request, volume, lambda key: claims.claim(key, call), call)


def misbehave(mode: dict[str, Any], key: str, claim: Any) -> None:
    match mode["kind"]:
        case "raise":
            raise ValueError("boom")
        case "exit":
            sys.exit(3)
        case "timeout-error":
            raise TimeoutError("inside the stage")
        case "no memory":
            os._exit(137)
        case "wait":
            claim(f"validate-{key}")
            wait(Path(mode["until"]), mode.get("seconds", 600.0))


def wait(until: Path, seconds: float) -> None:
    """Report progress until a file is there (outside of the container, for the test to make)."""
    end = time.monotonic() + seconds
    while not until.exists() and time.monotonic() < end:
        print(wire.line_of(Progress(0.5, "waiting")), flush=True)
        time.sleep(0.2)
