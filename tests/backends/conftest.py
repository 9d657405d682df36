"""A deployed app on the stand-in, and a stage that a test can let go wrong."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import fault_app
import pytest
from deploying_modal import modal
from modal_server import ModalServer

from cad0_core import stages
from cad0_core.backends.modal.backend import ModalBackend
from cad0_core.config import CallLimits, ModalConfig, ValidateConfig
from cad0_core.stages import StageSpec
from cad0_core.state import State

LIMITS = CallLimits(hours=0.01, total_hours=0.01, retries=fault_app.RETRIES, memory_mb=512)
CONFIG = ModalConfig(
    app=fault_app.NAME,
    volume=fault_app.VOLUME,
    claims=fault_app.CLAIMS,
    gpus={"validate": "A10G"},
    limits={"validate": LIMITS},
    queue_seconds=300,
    outage_seconds=300,
    grace_seconds=10,
)
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def faults(cloud: ModalServer) -> ModalServer:
    """The server with the app of faults deployed."""
    done = modal("deploy", fault_app.__file__)
    assert done.returncode == 0, done.stdout + done.stderr
    return cloud


@pytest.fixture
def backend(faults: ModalServer, state: State) -> ModalBackend:
    return ModalBackend(state, CONFIG)


@pytest.fixture
def spec(tmp_path: Path) -> StageSpec:
    """A stage of a second that nobody asked for before."""
    data = tmp_path / "data"
    data.mkdir()
    for split in ("train", "val", "test"):
        row = json.dumps({"text": f"a {split} cube", "ir": f"C {len(split)} 2 3"})
        (data / f"{split}.jsonl").write_text(row + "\n")
    config = ValidateConfig(max_failure_rate=next(numbers) * 1e-6)
    return stages.spec("validate", config, {"dataset": stages.input_folder(data)})


@pytest.fixture
def going(backend: ModalBackend, spec: StageSpec) -> Callable[..., StageSpec]:
    """Write down how the stage is to go, and return it."""

    def write(kind: str, **more: Any) -> StageSpec:
        backend.volume.write_json(PurePosixPath("modes", spec.key), {"kind": kind, **more})
        return spec

    return write
