"""The rows of `cad0 doctor` on a real Prefect server, its fixes, and the command as a whole."""

import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from doctoring import TOKEN, Ready, forget_account, ready
from modal_server import ModalServer
from prefect import Flow, flow, get_client
from prefect.states import Crashed, Pending, Running, Scheduled
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.config import Preset
from cad0_core.doctor import Plan
from cad0_core.errors import PreflightError
from cad0_core.finding import Finding
from cad0_core.presets import laptop
from cad0_core.state import State
from flows.doctor import mend, note_process, pool, runs
from flows.run import preflight
from flows.server import Server

pytestmark = pytest.mark.flow

RUNS = ("runs at work", "runs that wait")


@pytest.fixture
def ours(prefect_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A pool and a flow of a name that no other test uses; the pool is not there yet."""
    name = f"doctor-{uuid.uuid4().hex[:8]}"
    monkeypatch.setattr(pool, "POOL", name)
    monkeypatch.setattr(pool, "FLOW", name)
    yield name
    with get_client(sync_client=True) as client:
        if any(each.name == name for each in client.read_work_pools()):
            client.delete_work_pool(name)


@pytest.fixture
def production(
    cloud: ModalServer, state: State, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ready]:
    with ready(cloud, state, monkeypatch) as everything:
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield everything


def rows(plan: Plan, server: Server) -> dict[str, Finding]:
    return {each.name: each for each in (*pool.checks(plan, server), *runs.unfinished())}


def of(name: str) -> "Flow[[], None]":
    def nothing() -> None: ...

    return flow(name=name)(nothing)


def start(name: str, state: Any, **labels: str | int) -> uuid.UUID:
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(of(name), state=state)
        if labels:
            client.update_flow_run_labels(run.id, {f"cad0.{k}": v for k, v in labels.items()})
        return run.id


def state_of(run: uuid.UUID) -> str:
    with get_client(sync_client=True) as client:
        found = client.read_flow_run(run).state
    assert found is not None
    return found.name


def test_each_row_of_the_server(ours: str, prefect_server: Server, production: Ready) -> None:
    """From an empty server to one in order, one thing after the other."""
    plan = production.plan
    found = rows(plan, prefect_server)
    assert found["Prefect server"].status == "ok"
    for name, remedy in pool.REMEDIES.items():
        assert (found[name].status, found[name].remedy) == ("missing", remedy)
    assert {found[name].status for name in RUNS} == {"ok"}
    of_the_laptop = rows(replace(plan, preset=laptop(), backend="local"), prefect_server)
    assert {of_the_laptop[name].status for name in pool.REMEDIES} == {"not needed"}

    make = found["work pool"].fix
    assert make is not None and ours in make()
    assert rows(plan, prefect_server)["work pool"].status == "ok"
    with get_client(sync_client=True) as client:
        client.send_worker_heartbeat(ours, "worker-1", heartbeat_interval_seconds=30)
        assert "worker-1 online" in rows(plan, prefect_server)["worker"].found
        flow_id = client.create_flow(of(ours))
        for name in pool._described()[1:]:
            client.create_deployment(flow_id, name)
        lacking = rows(plan, prefect_server)["deployments"]
        assert (lacking.status, lacking.found) == ("missing", "not registered: laptop-release")
        client.create_deployment(flow_id, "laptop-release")
        assert {each.status for each in rows(plan, prefect_server).values()} == {"ok"}
        client.request("PATCH", f"/work_pools/{ours}", json={"is_paused": True})
    paused = rows(plan, prefect_server)["work pool"]
    assert (paused.status, paused.remedy) == ("missing", f"prefect work-pool resume {ours}")


def test_runs_without_a_process_are_marked_as_crashed(ours: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = socket.gethostname()
    dead = start(ours, Running(), host=here, pid=gone.pid)
    alive = start(ours, Running(), host=here, pid=os.getpid())
    elsewhere = start(ours, Running(), host="another-machine", pid=gone.pid)
    unknown = start(ours, Running())
    starting = start(ours, Pending())

    (at_work, _) = runs.unfinished()
    assert at_work.status == "warning" and "cad0 doctor --fix" in at_work.remedy
    assert at_work.fix is not None and at_work.fix().startswith("marked as Crashed: ")
    assert state_of(dead) == "Crashed"
    assert [state_of(run) for run in (alive, elsewhere, unknown)] == ["Running"] * 3
    assert state_of(starting) == "Pending"
    (at_work, _) = runs.unfinished()
    assert (at_work.status, at_work.found) == ("ok", "4, none without its process")

    with get_client(sync_client=True) as client:
        run = client.read_flow_run(alive)
    assert not runs.is_dead(run)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)  # another process has the number by now
    assert runs.is_dead(run.model_copy(update={"start_time": long_ago}))
    for minutes, stuck in ((10, False), (40, True)):
        pending = Pending(timestamp=datetime.now(UTC) - timedelta(minutes=minutes))
        assert runs.is_dead(run.model_copy(update={"labels": {}, "state": pending})) == stuck


def test_a_run_that_waits_for_a_worker_or_a_slot(ours: str) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    start(ours, Scheduled(scheduled_time=soon))
    (_, waits) = runs.unfinished()
    assert waits.status == "ok"
    past = datetime.now(UTC) - timedelta(hours=1)
    late = start(ours, Scheduled(scheduled_time=past))
    (_, waits) = runs.unfinished()
    assert (waits.status, waits.remedy) == ("warning", pool.START_WORKER)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(late, Crashed(), force=True)
        slot = Scheduled(scheduled_time=past, name="AwaitingConcurrencySlot")
        waiting = client.create_flow_run(of(ours), state=slot).id
    pool._make_pool()
    with get_client(sync_client=True) as client:
        client.send_worker_heartbeat(ours, "worker-1", heartbeat_interval_seconds=30)
    (_, waits) = runs.unfinished()
    assert f"prefect flow-run cancel {waiting}" in waits.remedy


def test_a_run_notes_its_process_and_shows_its_preflight(ours: str, production: Ready) -> None:
    @flow(name=ours, persist_result=False)
    def release(preset: dict[str, Any]) -> None:
        note_process()
        preflight(Preset.model_validate(preset), "modal")

    release(production.plan.preset.model_dump(mode="json"))
    poor = production.plan.preset.replace(budget_usd=1)
    with pytest.raises(PreflightError, match=r"budget: 1\.00 USD.*--budget 29"):
        release(poor.model_dump(mode="json"))
    with get_client(sync_client=True) as client:
        made = [run for run in client.read_flow_runs(limit=200) if run.flow_version is not None]
        mine = [run for run in made if run.labels.get(runs.PID) == os.getpid()]
        artifacts = {each.key for each in client.read_artifacts(limit=200)}
    assert len(mine) >= 2 and "preflight" in artifacts


def doctor(*arguments: str) -> tuple[int, dict[str, Any]]:
    found = CliRunner().invoke(app, ["doctor", "--json", *arguments])
    assert found.exit_code in (0, 1) and found.stdout, found
    return found.exit_code, json.loads(found.stdout)


def test_the_command_with_all_in_order(
    ours: str, production: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `--fix` may make is made; the rest, a worker and the deployments, stands there."""
    monkeypatch.setattr("cad0_core.cli.doctor.named", lambda *_, **__: production.plan.preset)
    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(of(ours))
        for name in pool._described():
            client.create_deployment(flow_id, name)
    code, told = doctor("--preset", "full", "--fix")
    assert code == 1 and told["fixed"] == [
        f"state folder: made {production.plan.state.root}",
        f"work pool: made work pool {ours} for process workers",
    ]
    lacking = [row["name"] for row in told["checks"] if row["status"] in ("missing", "wrong")]
    assert lacking == ["worker"]
    with get_client(sync_client=True) as client:
        client.send_worker_heartbeat(ours, "worker-1", heartbeat_interval_seconds=30)
    code, told = doctor("--preset", "full", "--fix")
    assert (code, told["ready"], told["backend"], told["fixed"]) == (0, True, "modal", [])
    assert {row["area"] for row in told["checks"]} == {
        *("this machine", "Modal", "publication", "archive", "Prefect")
    }
    assert {row["status"] for row in told["checks"]} <= {"ok", "not needed"}


def test_the_command_with_nothing_configured(
    prefect_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "WANDB_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (("ID", ""), ("SECRET", "")):
        monkeypatch.setenv(f"MODAL_TOKEN_{name}", value)
    monkeypatch.setenv("MODAL_CONFIG_PATH", os.devnull)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("COLUMNS", "200")
    forget_account()
    nobody = ("--port", "9")
    try:
        code, told = doctor("--preset", "full", *nobody)
        shown = CliRunner().invoke(app, ["doctor", "--preset", "full", *nobody]).stdout
    finally:
        forget_account()
    status = {row["name"]: row["status"] for row in told["checks"]}
    assert code == 1 and not told["ready"]
    assert status["Modal token"] == status["Prefect server"] == "missing"
    for row in told["checks"]:
        assert row["remedy"] or row["status"] in ("ok", "not needed"), row
    for remedy in ("modal token new", "export HF_TOKEN", "cad0 ui", "not ready"):
        assert remedy in shown
    code, told = doctor(*nobody)
    assert code == 0 and told["ready"]
    kinds = {row["status"] for row in told["checks"] if row["area"] != "this machine"}
    assert kinds == {"not needed"}


def test_a_fix_that_fails_is_told_and_tried_once() -> None:
    said: list[str] = []

    def fail() -> str:
        raise PreflightError("no permission")

    found = mend(lambda: [Finding("thing", "missing", "not there", "x", fix=fail)], said.append)
    assert said == ["thing: could not be mended: no permission"] and len(found) == 1
