"""A month of scheduled retrainings on a real server, with the clock compressed.

Every run is one of the deployment's own schedule, executed by a worker; the next is due as soon
as the last has ended. What a night trains is chosen so that it must turn out better, equal or
worse; all figures are measured.
"""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from deploying import PREFECT, ROOT, deploy, run_flow
from prefect import get_client
from prefect.automations import Automation
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.events.actions import DoNothing
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import Scheduled

from cad0_core.config import HubConfig
from cad0_core.garbage import delete, find_waste
from cad0_core.hub.local import LocalHub
from cad0_core.lineage import trace
from cad0_core.state import State
from cad0_core.store import Store
from flows.server import Server

pytestmark = [pytest.mark.flow, pytest.mark.production]

REPOS = (HubConfig().cad0, HubConfig().mini)
COMMON: dict[str, Any] = {"preset": "smoke", "samples": 1000, "metric": "iou"}
# What each Sunday night trains, what must come of it, and how its reason begins. Its data is new
# every time, since the seed is the day.
NIGHTS: tuple[tuple[dict[str, Any], bool, str | tuple[str, ...]], ...] = (
    ({"steps": 20}, True, "nothing is published yet"),
    ({"steps": 250}, True, "better: iou"),
    ({"steps": 20, "start": "scratch"}, False, "worse: iou"),
    ({"steps": 1}, False, ("equal", "not better", "worse")),
    ({"steps": 250, "margin": 0.001}, True, "better"),
)


@dataclass(frozen=True)
class Night:
    """One finished run of the schedule: when it was due, the run, and its decision's row."""

    due: datetime
    run: Any
    row: dict[str, str]
    version: str | None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> State:
    return State(tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="module")
def hub(folder: State) -> LocalHub:
    return LocalHub(folder.hub, REPOS)


@pytest.fixture(scope="module")
def automation(prefect_server: Server) -> Automation:
    """Somebody who listens for models that passed their gate."""
    trigger = EventTrigger(
        expect={"cad0.gate.passed"},
        match={"prefect.resource.id": "cad0.model.*"},  # type: ignore[arg-type]
        posture=Posture.Reactive,
        threshold=1,
    )
    return Automation(name="passed", trigger=trigger, actions=[DoNothing()]).create()


@pytest.fixture(scope="module")
def worker(prefect_server: Server, folder: State) -> Iterator[None]:
    deploy(prefect_server)
    environment = {
        **os.environ,
        "PREFECT_API_URL": prefect_server.api_url,
        "CAD0_STATE": str(folder.root),
        "WANDB_MODE": "disabled",
    }
    log = (folder.root / "worker.log").open("w")
    command = [*PREFECT, "worker", "start", "--pool", "cad0"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


@pytest.fixture(scope="module")
def month(
    prefect_server: Server, worker: None, automation: Automation, hub: LocalHub
) -> list[Night]:
    """March 2026, in which this time zone's clock goes forward, night by night."""
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("cad0/retrain")
        plan = deployment.schedules[0].schedule
        schedule = CronSchedule(cron=plan.cron, timezone=plan.timezone)
        begin = datetime(2026, 3, 1, tzinfo=UTC)
        dates = asyncio.run(schedule.get_dates(len(NIGHTS), start=begin))
        nights = []
        for due, (asked, _, _) in zip(dates, NIGHTS, strict=True):
            queued = client.create_flow_run_from_deployment(
                deployment.id,
                parameters={**COMMON, **asked},
                state=Scheduled(scheduled_time=due),
            )
            run = finished(client, queued.id)
            assert run.state.is_completed(), run.state.message
            nights.append(Night(due, run, decision(client, run.id), hub.latest(REPOS[0])))
    return nights


def finished(client: Any, run_id: UUID) -> Any:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        run = client.read_flow_run(run_id)
        if run.state is not None and run.state.is_final():
            return run
        time.sleep(1)
    raise AssertionError(f"the night did not end: {run.state}")


def decision(client: Any, run_id: UUID) -> dict[str, str]:
    """What anybody can read in the UI: the artifact of the run, through the API."""
    every = client.read_artifacts(
        artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["retrain-decision"]))
    )
    (own,) = (artifact for artifact in every if artifact.flow_run_id == run_id)
    (row,) = json.loads(own.data)
    return dict(row)


def test_the_nights_are_those_of_the_schedule(month: list[Night]) -> None:
    assert [night.due.day for night in month] == [1, 8, 15, 22, 29]
    assert {night.due.hour for night in month} == {3}
    assert len({night.due.utcoffset() for night in month}) == 2
    for night in month:
        assert night.run.expected_start_time == night.due


@pytest.mark.parametrize("number", range(len(NIGHTS)))
def test_better_models_are_published_and_others_not(month: list[Night], number: int) -> None:
    _, published, reason = NIGHTS[number]
    night = month[number]
    assert night.row["decision"] == ("published" if published else "not published"), night.row
    assert night.row["reason"].startswith(reason), night.row
    assert night.run.state.name == ("Completed" if published else "NotPublished")
    before = month[number - 1].version if number else None
    assert (night.version != before) == published


def test_only_the_better_ones_are_on_the_hub(month: list[Night], hub: LocalHub) -> None:
    assert hub.versions(REPOS[0]) == hub.versions(REPOS[1]) == ["v0.1.0", "v0.2.0", "v0.3.0"]


def test_automations_hear_of_the_gate(month: list[Night], prefect_server: Server) -> None:
    asked = {"filter": {"event": {"name": ["prefect.automation.triggered"]}}}
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        reply = httpx.post(f"{prefect_server.api_url}/events/filter", json=asked)
        if heard := reply.json()["events"]:
            break
        time.sleep(1)
    assert heard


def test_after_gc_every_version_has_its_lineage_and_the_next_run_reuses(
    month: list[Night], folder: State, hub: LocalHub, prefect_server: Server
) -> None:
    waste = find_waste(folder, hub)
    assert any(item.why == "superseded by a later publication" for item in waste)
    delete(waste)
    store = Store.scan(folder)
    for repo in REPOS:
        for version in hub.versions(repo):
            assert trace(store, hub, repo, version).faults == []
    day = int(f"{month[-1].due:%Y%m%d}")  # the seed of the last night
    again = run_flow(prefect_server, folder.root, "mini", preset="smoke", seed=day)
    outcomes = {row["outcome"] for row in again["stages"] if row["stage"] != "this run"}
    assert outcomes == {"reused"}
    assert again["version"] == "v0.3.0"


def test_a_new_student_of_the_published_teacher(
    month: list[Night], folder: State, hub: LocalHub, prefect_server: Server
) -> None:
    before = weights(hub, REPOS[0], "v0.3.0"), weights(hub, REPOS[1], "v0.3.0")
    made = run_flow(prefect_server, folder.root, "mini", preset="smoke", seed=77, steps=5)
    assert made["version"] == "v0.4.0"
    after = weights(hub, REPOS[0], "v0.4.0"), weights(hub, REPOS[1], "v0.4.0")
    assert after[0] == before[0] and after[1] != before[1]


def weights(hub: LocalHub, repo: str, version: str) -> str:
    return hub.published(repo, version).files["model.safetensors"]
