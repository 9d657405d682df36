"""Releases whose GPU stages run on Modal: deployed, run by a worker, interrupted, paid for once."""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest
from deploying import PREFECT, ROOT, deploy, prefect
from modal_server import ModalServer
from modal_server.cloud import Call
from prefect import get_client
from prefect.states import Cancelling, Crashed
from waiting import wait_until

from cad0_core.backends.base import Probe
from cad0_core.backends.modal.backend import ModalBackend
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError
from cad0_core.hub.local import LocalHub
from cad0_core.state import State
from cad0_core.store import Store
from flows.server import Server

pytestmark = [pytest.mark.flow, pytest.mark.production]

CONFIG = ModalConfig()
REPOS = ("campedersen/cad0", "campedersen/cad0-mini")
LONG = 900.0  # seconds, on a machine that is busy with other things
PARAMETERS = ('preset="smoke"', 'backend="modal"', "budget_usd=50", "samples=600")
ONCE = {"train": 1, "evaluate": 2, "distill": 1, "export": 1}


def cad0(state: Path, *arguments: str) -> str:
    """What a command of `cad0` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cad0_core.cli", "--state", str(state), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def deployed(
    cloud: ModalServer, prefect_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Server:
    """Secrets, the app, and the deployments of flows, as the README has them made."""
    cloud.secret("huggingface-secret", HUGGING_FACE_HUB_TOKEN="hf_secret")
    cloud.secret("wandb-secret", WANDB_API_KEY="wb_secret")
    printed = cad0(tmp_path_factory.mktemp("deploying"), "modal", "deploy")
    assert "App deployed" in printed
    deploy(prefect_server)
    return prefect_server


def queue_run(server: Server, name: str, *parameters: str) -> UUID:
    given = [part for parameter in (*PARAMETERS, *parameters) for part in ("-p", parameter)]
    done = prefect(server, "deployment", "run", name, *given)
    assert done.returncode == 0, done.stdout + done.stderr
    return UUID(done.stdout.partition("UUID: ")[2].split()[0])


@contextmanager
def worker(server: Server, state: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker with its runs; whatever of it is left at the end is killed."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "cad0"],
            cwd=ROOT,
            env={**os.environ, "PREFECT_API_URL": server.api_url, "CAD0_STATE": str(state)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL, to the worker and to the runs that it started: a power cut."""
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
    process.wait()


def state_of(run: UUID) -> Any:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run).state


def finished(run: UUID) -> bool:
    found = state_of(run)
    return found is not None and bool(found.is_final())


def begun(cloud: ModalServer, stage: str, nth: int = 0) -> Call:
    """The nth call of a stage, once it has said something."""

    def said() -> bool:
        calls = cloud.calls_of(stage)
        return len(calls) > nth and any(
            line.call_id == calls[nth].id for line in calls[nth].function.app.logs
        )

    wait_until(said, LONG)
    return cloud.calls_of(stage)[nth]


def steps_of(call: Call) -> list[int]:
    """Optimiser steps in the order in which the call's log tells them."""
    lines = [line.text for line in call.function.app.logs if line.call_id == call.id]
    told = [json.loads(line.removeprefix("cad0:")) for line in lines if line.startswith("cad0:")]
    return [int(row["metrics"]["step"]) for row in told if "step" in row.get("metrics", {})]


def counts(cloud: ModalServer) -> dict[str, int]:
    return {stage: len(cloud.calls_of(stage)) for stage in ONCE}


def test_a_full_release_through_a_preemption_and_an_outage(
    deployed: Server, cloud: ModalServer, tmp_path: Path
) -> None:
    """Data to published models and an endpoint that answers with them; every stage paid once."""
    run = queue_run(deployed, "cad0/full-release")
    with worker(deployed, tmp_path):
        train = begun(cloud, "train")
        wait_until(lambda: len(steps_of(train)) > 3, LONG)
        cloud.preempt(train)
        before = max(steps_of(train))
        told = len(steps_of(train))
        begun(cloud, "distill")
        cloud.down = True
        threading.Timer(60, lambda: setattr(cloud, "down", False)).start()
        wait_until(lambda: finished(run), LONG)
    state = state_of(run)
    assert state.is_completed(), state.message
    kinds = Store.scan(State(tmp_path)).of("export")[-1].metrics["dtypes"]
    assert counts(cloud) == {**ONCE, "evaluate": 2 + len(kinds)}
    assert train.attempts == 2 and train.retries == 0
    again = steps_of(train)[told:]
    # From its checkpoint, not from the start; steps between the last report and the end count too.
    assert again and min(again) >= before - 2
    assert all(call.attempts == 1 for call in cloud.calls_of("evaluate"))
    hub = LocalHub(tmp_path / "hub", REPOS)
    assert hub.latest(REPOS[0]) == hub.latest(REPOS[1]) == "v0.1.0"
    _the_endpoint_answers(cloud)
    _a_wrong_answer_goes_back(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "modal", "deploy", "modal_app.py"],
        cwd=ROOT / "deployments",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    _the_endpoint_answers(cloud)


def _a_wrong_answer_goes_back(state: Path) -> None:
    """A version that does not answer as it did when it was judged is not what is served."""
    model = Store.scan(State(state)).of("train")[-1]
    backend = ModalBackend(State(state), CONFIG)
    with pytest.raises(BackendError, match=r"otherwise than when it was judged.*back at v0\.1\.0"):
        backend.serve("cad0", "v0.2.0", model, Probe("20mm cube", "S 999"))


def _the_endpoint_answers(cloud: ModalServer) -> None:
    label = f"{CONFIG.app}-{CONFIG.inference_class}-{CONFIG.inference_method}".lower()
    url = f"{cloud.cloud.base_url}/web/{label}"
    body = json.dumps({"prompt": "20mm cube", "temperature": 0.1}).encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=LONG) as reply:
        assert json.load(reply).keys() >= {"ir", "tokens"}
    with urllib.request.urlopen(f"{url}/healthz", timeout=LONG) as reply:
        assert json.load(reply)["version"] == "v0.1.0"


def test_worker_killed_worker_stopped_run_cancelled(
    deployed: Server, cloud: ModalServer, tmp_path: Path
) -> None:
    """One training, through a SIGKILL and a SIGTERM of the worker; then a cancelled evaluation."""
    before = counts(cloud)
    run = queue_run(deployed, "cad0/full-release", "seed=7")
    with worker(deployed, tmp_path) as process:
        train = begun(cloud, "train", before["train"])
        cloud.hold(train, held=True)
        kill(process)
    assert not finished(run)  # nobody could say so

    second = queue_run(deployed, "cad0/laptop-release", "seed=7")
    with worker(deployed, tmp_path) as process:
        log = tmp_path / "worker.log"
        wait_until(lambda: "(attached)" in log.read_text(), LONG)
        process.send_signal(signal.SIGTERM)
        process.wait(120)
    assert not train.done.is_set() and not train.cancelled
    assert not state_of(second).is_completed()
    cloud.hold(train, held=False)
    with get_client(sync_client=True) as client:  # its slot falls free when somebody says so
        client.set_flow_run_state(second, Crashed())

    third = queue_run(deployed, "cad0/laptop-release", "seed=7")
    with worker(deployed, tmp_path):
        evaluate = begun(cloud, "evaluate", before["evaluate"])
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(third, Cancelling())
        wait_until(lambda: finished(third), LONG)
    assert state_of(third).is_cancelled()
    assert evaluate.cancelled and evaluate.done.is_set()
    assert counts(cloud) == {
        **before,
        "train": before["train"] + 1,
        "evaluate": before["evaluate"] + 1,
    }
    assert train.attempts == 1
