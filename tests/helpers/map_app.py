"""An app with the two functions that data is mapped over, which a test can let go wrong.

`modes/<dataset's key, or "claims">/<task>` on the volume says how a task is to go; without one it
runs as in the real app.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import modal

from cad0_core.backends.modal import container, pieces

NAME, VOLUME = "cad0-map", "map-vol"
RETRIES, CONTAINERS = 1, 2

app = modal.App(NAME)
volume = modal.Volume.from_name(VOLUME, create_if_missing=True)
OPTIONS: dict[str, Any] = {
    "image": modal.Image.debian_slim(python_version="3.11")
    .env({container.ROOT_VARIABLE: "/vol", "POLARS_MAX_THREADS": "1"})
    .add_local_python_source("cad0_core", ignore=["**/__pycache__", "**/*.pyc"]),
    "volumes": {"/vol": volume},
    "max_containers": CONTAINERS,
    "retries": modal.Retries(max_retries=RETRIES, initial_delay=0, backoff_coefficient=1),
}


@app.function(name=pieces.MAKE, **OPTIONS)
def make_shard(request: dict[str, Any]) -> dict[str, Any]:
    misbehave(request["key"], request["name"])
    return pieces.make_shard(request, volume)


@app.function(name=pieces.JUDGE, **{**OPTIONS, "max_containers": 1})
def judge_claims(request: dict[str, Any]) -> dict[str, Any]:
    misbehave("claims", request["name"])
    return pieces.judge_claims(request)


def misbehave(key: str, name: str) -> None:
    """Do what is written for this task; `marks` counts the attempts, outside of the container."""
    volume.reload()  # a warm container would not see what was written since
    path = container.root() / "modes" / key / name
    if not path.is_file():
        return
    mode = json.loads(path.read_text())
    marks = Path(mode["marks"])
    with marks.open("a") as file:
        file.write("x")
    if marks.stat().st_size > mode["times"]:
        return
    match mode["kind"]:
        case "die":
            os._exit(137)
        case "raise":
            raise ValueError("boom")
        case "wait":
            time.sleep(600)
