"""deployments/prefect.yaml: what it deploys, and that a worker runs it on a real server."""

import importlib
import os
import re
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from deploying import FILE, ROOT, deploy, prefect
from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.schedules import IntervalSchedule

from flows.server import Server

pytestmark = pytest.mark.flow


@pytest.fixture(scope="module")
def deployed(prefect_server: Server) -> Server:
    deploy(prefect_server)
    return prefect_server


# Whatever account this machine has, or a test before this one used.
NO_ACCOUNT = {"MODAL_TOKEN_ID": "", "MODAL_TOKEN_SECRET": "", "MODAL_CONFIG_PATH": os.devnull}


def run_one(server: Server, state: Path, name: str, *parameters: str, **environment: str) -> Any:
    """Queue a run as the README says, let a worker do it, and return the finished run."""
    given = [part for parameter in parameters for part in ("-p", parameter)]
    queued = prefect(server, "deployment", "run", name, *given)
    assert queued.returncode == 0, queued.stdout + queued.stderr
    told = re.search(r"UUID: (\S+)", queued.stdout)
    assert told is not None, queued.stdout
    run_id = UUID(told[1])
    worker = prefect(
        server,
        *("worker", "start", "--pool", "cad0", "--run-once"),
        CAD0_STATE=str(state),
        **environment,
    )
    assert worker.returncode == 0, worker.stdout + worker.stderr
    with get_client(sync_client=True) as client:
        deadline = time.monotonic() + 300
        while True:
            run = client.read_flow_run(run_id)
            if run.state is not None and run.state.is_final():
                return run
            assert time.monotonic() < deadline, run.state
            time.sleep(1)


def described() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((ROOT / FILE).read_text())["deployments"]
    return entries


def flow_of(entry: dict[str, Any]) -> Any:
    path, _, name = entry["entrypoint"].partition(":")
    return getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)


def test_the_file_names_real_entrypoints() -> None:
    names = {entry["name"] for entry in described()}
    assert names == {"laptop-release", "full-release", "retrain", "rescore", "data", "mini"}
    for entry in described():
        flow = flow_of(entry)
        assert flow.name == "cad0"
        assert set(entry["parameters"]) <= set(flow.parameters.properties)


@pytest.mark.parametrize("entry", described(), ids=lambda entry: str(entry["name"]))
def test_parameters_have_help_texts(entry: dict[str, Any]) -> None:
    properties = flow_of(entry).parameters.properties
    for name, schema in properties.items():
        assert schema.get("description"), name
    assert properties["preset"]["enum"] == ["full", "hour", "laptop", "smoke"]


def test_retraining_is_scheduled_by_a_local_clock(deployed: Server) -> None:
    with get_client(sync_client=True) as client:
        (schedule,) = client.read_deployment_by_name("cad0/retrain").schedules
    assert schedule.active and schedule.slug == "weekly"
    assert (schedule.schedule.cron, schedule.schedule.timezone) == (
        "0 3 * * 0",
        "America/Los_Angeles",
    )


def test_full_release_stops_at_its_preflight(deployed: Server, tmp_path: Path) -> None:
    run = run_one(deployed, tmp_path / "state", "cad0/full-release", **NO_ACCOUNT)
    assert run.state.is_failed()
    for missing in ("Modal token: ", "publication to huggingface"):
        assert missing in run.state.message
    assert run.total_run_time.total_seconds() < 60
    assert not (tmp_path / "state" / "artifacts").exists()


def test_full_release_with_other_parameters_completes(deployed: Server, factory: Any) -> None:
    """The same flow as the laptop's; what the first release made in this folder is reused."""
    given = ('preset="smoke"', 'backend="local"')
    run = run_one(deployed, factory.state, "cad0/full-release", *given)
    assert run.state.is_completed(), run.state.message
    assert run.name == "smoke-local-v0.1.0"


def test_a_scheduled_run_appears(deployed: Server) -> None:
    """With a wrong SQLAlchemy the server looks well and its scheduler creates nothing."""
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("cad0/laptop-release")
        schedule = IntervalSchedule(interval=3600)  # type: ignore[call-arg, arg-type]
        created = client.create_deployment_schedules(deployment.id, [(schedule, True)])
        try:
            assert scheduled_runs(client, deployment.id)
        finally:
            client.delete_deployment_schedule(deployment.id, created[0].id)


def scheduled_runs(client: Any, deployment: UUID) -> list[Any]:
    chosen = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment]))
    deadline = time.monotonic() + 180  # the scheduler looks once a minute
    while time.monotonic() < deadline:
        runs = client.read_flow_runs(flow_run_filter=chosen)
        if found := [run for run in runs if run.auto_scheduled and run.state.is_scheduled()]:
            return found
        time.sleep(1)
    return []
