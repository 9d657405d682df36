"""A week of scheduled retrainings in which something breaks every day, the clock compressed.

The stack is the production one without its containers: Prefect's server on PostgreSQL, and a
process worker. Every day's run is one of the deployment's own, and what breaks does so while it
trains. Nothing is repaired by hand but what the runbook names: start again what has ended.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from deploying import ROOT
from postgres import Postgres, postgres
from prefect import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Scheduled
from waiting import wait_until
from worker import Worker

from cad0_core.config import HubConfig
from cad0_core.garbage import delete, find_waste
from cad0_core.hub.local import LocalHub
from cad0_core.lineage import stood_on, trace
from cad0_core.state import TRY_DAYS, State
from cad0_core.store import Store
from flows import server

pytestmark = [pytest.mark.flow, pytest.mark.week, pytest.mark.timeout(1800)]

REPOS = (HubConfig().cad0, HubConfig().mini)
COMMON: dict[str, Any] = {"preset": "smoke", "samples": 400, "metric": "iou"}
SUNDAY = datetime(2026, 3, 1, 11, tzinfo=UTC)
SMALL = "200k"  # of a disk: less than the data of one run


@dataclass
class Stack:
    """Database, server, worker, and the state folder that the worker's runs share."""

    state: State
    database: Postgres
    server: server.Server
    worker: Worker
    rows: list["Row"] = field(default_factory=list)

    @property
    def hub(self) -> LocalHub:
        return LocalHub(self.state.hub, REPOS)


@dataclass(frozen=True)
class Row:
    """A run: its day, what happened to it, how it ended, and what is published after it."""

    day: str
    what: str
    run: UUID
    ended: str
    why: str
    version: str | None
    megabytes: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    state = State(tmp_path_factory.mktemp("week"))
    with (
        postgres(free_port(), "cad0", "week") as database,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("PREFECT_HOME", str(state.prefect))
        environment.setenv("PREFECT_API_DATABASE_CONNECTION_URL", database.url)
        started = server.find_or_start(state, free_port())
        worker = Worker(started.api_url, state.root)
        try:
            with server.connected(started):
                subprocess.run(
                    [sys.executable, "-m", "cad0_core.cli", "deploy"],
                    check=True,
                    cwd=ROOT,
                    env={**os.environ, "PREFECT_API_URL": started.api_url},
                )
                worker.start()
                yield Stack(state, database, started, worker)
        finally:
            if worker.process is not None:
                worker.stop()
            server.stop(state)


def queue(day: int, **asked: Any) -> UUID:
    """The day's run of the schedule: its data is new, since the seed is the day."""
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("cad0/retrain")
        due = Scheduled(scheduled_time=SUNDAY + timedelta(days=day))
        parameters = {**COMMON, **asked}
        run = client.create_flow_run_from_deployment(
            deployment.id, parameters=parameters, state=due
        )
    return run.id


def state_of(run: UUID) -> Any:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run).state


def wait_for_end(run: UUID) -> Any:
    """The state in which the run has ended. Once a second: the server shares these cores."""
    deadline = time.monotonic() + 600  # half a minute on two idle cores
    with get_client(sync_client=True) as client:
        while True:
            with suppress(httpx.HTTPError, PrefectHTTPStatusError):  # while something is down
                state = client.read_flow_run(run).state
                if state is not None and state.is_final():
                    return state
            assert time.monotonic() < deadline, "the run does not end"
            time.sleep(1)


def end_of(stack: Stack, day: str, what: str, run: UUID) -> Row:
    """Wait until the run has ended, and note how."""
    ended = wait_for_end(run)
    why = decision(run) or (ended.message or "").splitlines()[0]
    row = Row(day, what, run, ended.name, why, stack.hub.latest(REPOS[0]), megabytes(stack.state))
    stack.rows.append(row)
    return row


def megabytes(state: State) -> float:
    return sum(f.stat().st_size for f in state.root.rglob("*") if f.is_file()) / 1e6


def decision(run: UUID) -> str:
    """The reason in the run's artifact, as the UI shows it; empty when it never got there."""
    with get_client(sync_client=True) as client:
        chosen = ArtifactFilter(key=ArtifactFilterKey(any_=["retrain-decision"]))
        for artifact in client.read_artifacts(artifact_filter=chosen):
            if artifact.flow_run_id == run:
                (row,) = json.loads(artifact.data)
                return str(row["reason"])
    return ""


def in_training(stack: Stack, run: UUID, breaks: Callable[[], None]) -> None:
    """Call `breaks` as soon as the run trains."""

    def trains() -> bool:
        return bool({folder.name for folder in stack.state.jobs.glob("train-*")} - before)

    before = {folder.name for folder in stack.state.jobs.glob("train-*")}
    wait_until(trains, 240)
    assert not state_of(run).is_final()
    breaks()


@pytest.fixture(scope="module")
def week(stack: Stack) -> list[Row]:
    """Seven days, each with its mishap and, where that ended the run, the next try."""
    worker, database = stack.worker, stack.database
    for _ in range(2):
        run = queue(0, steps=5, floors={"exact_match_accuracy": 1.0})
        end_of(stack, "Sun", "gate failed", run)
    wait_until(lambda: bool(retrain().paused), 30)
    resume()
    end_of(stack, "Mon", "resumed by a person", queue(1, steps=20))

    run = queue(2, steps=250)
    in_training(stack, run, worker.kill_run)
    end_of(stack, "Tue", "run killed", run)
    end_of(stack, "Tue", "again", queue(2, steps=250))

    worker.restart(disk=SMALL)
    end_of(stack, "Wed", "disk full", queue(3, steps=5))
    worker.restart()
    end_of(stack, "Wed", "again", queue(3, steps=5, start="scratch"))

    # Longer than a worker that is told to end waits for its runs.
    run = queue(4, steps=250, margin=0.9)
    in_training(stack, run, lambda: worker.restart(signal.SIGTERM))
    end_of(stack, "Thu", "worker restarted", run)
    end_of(stack, "Thu", "again", queue(4, steps=250, margin=0.9))

    run = queue(5, steps=5)
    in_training(stack, run, lambda: restart_server(stack))
    end_of(stack, "Fri", "server restarted", run)

    run = queue(6, steps=250, margin=0.001)
    in_training(stack, run, lambda: restart_database(database))
    end_of(stack, "Sat", "database restarted", run)
    print("\n" + table(stack.rows))
    return stack.rows


def retrain() -> Any:
    with get_client(sync_client=True) as client:
        return client.read_deployment_by_name("cad0/retrain")


def resume() -> None:
    with get_client(sync_client=True) as client:
        client.resume_deployment(retrain().id)


def restart_server(stack: Stack) -> None:
    server.stop(stack.state)
    server.find_or_start(stack.state, urlsplit(stack.server.api_url).port)


def restart_database(database: Postgres) -> None:
    database.stop()
    time.sleep(3)  # seconds in which every query of the server fails
    database.start()


def table(rows: list[Row]) -> str:
    lines = ["| day | what happened | ended | why | published | MB |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {r.day} | {r.what} | {r.ended} | {r.why[:80]} | {r.version or '-'} | "
        f"{r.megabytes:.0f} |"
        for r in rows
    ]
    return "\n".join(lines)


def test_every_run_ended(week: list[Row], stack: Stack) -> None:
    with get_client(sync_client=True) as client:
        runs = {run.id: run.state for run in client.read_flow_runs()}
    assert {row.run for row in week} <= runs.keys()
    waiting = {name for name, state in runs.items() if not state.is_final()} - {
        name for name, state in runs.items() if state.is_scheduled()
    }
    assert waiting == set()  # what is scheduled are the weeks to come


def test_each_mishap_ended_as_it_should(week: list[Row]) -> None:
    ended = {row.what: row.ended for row in week if row.what != "again"}
    assert ended == {
        "gate failed": "NotPublished",
        "resumed by a person": "Completed",
        "run killed": "Crashed",
        "disk full": "Failed",
        "worker restarted": "Crashed",  # it outlasts the grace, and the worker takes it along
        "server restarted": "NotPublished",
        "database restarted": "Completed",
    }
    (full,) = (row for row in week if row.what == "disk full")
    assert "no space left" in full.why
    again = [row.ended for row in week if row.what == "again"]
    assert again == ["Completed", "NotPublished", "NotPublished"]


def test_the_best_that_passed_is_published(week: list[Row], stack: Stack) -> None:
    versions = stack.hub.versions(REPOS[0])
    assert stack.hub.versions(REPOS[1]) == versions
    assert len(versions) == sum(row.ended == "Completed" for row in week)
    assert week[-1].version == versions[-1]


def test_disk_use_is_bounded(week: list[Row], stack: Stack) -> None:
    """What is left in the end is what the published versions stand on, however many runs failed."""
    sizes = [megabytes(stack.state)]
    for days in (TRY_DAYS, 0):
        delete(find_waste(stack.state, stack.hub, days=days))
        sizes.append(megabytes(stack.state))
    print("cad0 gc: {:.0f} MB, --delete: {:.0f} MB, with --days 0: {:.0f} MB".format(*sizes))
    assert sizes == sorted(sizes, reverse=True)
    assert find_waste(stack.state, stack.hub, days=0) == []
    store = Store.scan(stack.state)
    for version in stack.hub.versions(REPOS[0]):
        assert trace(store, stack.hub, REPOS[0], version).faults == []
    publications = store.of("publish")
    assert len(publications) == len(stack.hub.versions(REPOS[0]))
    needed = stood_on(store, [record.digest for record in publications])
    assert {artifact.digest for artifact in store.items} <= needed
