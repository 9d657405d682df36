"""Runs that look alive and are not, and runs that wait for what does not come.

A flow run whose process was killed (kill -9, power cut) stays Running on the server, since nobody
is left to say otherwise. Every run notes its machine and process as labels; where that machine is
this one and the process is gone, the run is over.
"""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psutil
from prefect import get_client, runtime
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed

from cad0_core.finding import Finding, ok, warning
from flows.doctor import pool

HOST, PID = "cad0.host", "cad0.pid"
LATE = timedelta(minutes=10)  # a worker that restarts, or does something else, is no news
NEVER_STARTED = timedelta(minutes=30)  # Pending: a worker took it and was gone before it started
CLOCKS = 5.0  # seconds that two clocks may differ
MANY = 3
GONE = "its process is gone; a later release takes over its finished stages"
OPEN = (StateType.RUNNING, StateType.PENDING, StateType.PAUSED, StateType.CANCELLING)


def note_process() -> None:
    """Label the flow run at work with this machine and process; outside of a run, nothing."""
    if runtime.flow_run.id:
        labels: dict[str, Any] = {HOST: socket.gethostname(), PID: os.getpid()}
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(UUID(str(runtime.flow_run.id)), labels)


def crash(client: SyncPrefectClient, run: UUID) -> None:
    """Give a run whose process is gone its final state."""
    client.set_flow_run_state(run, Crashed(message=GONE), force=True)


def unfinished() -> Iterator[Finding]:
    """A row for the runs that nobody is at work on, and one for those that wait too long."""
    with get_client(sync_client=True) as client:
        begun = _read(client, *OPEN)
        dead = [run for run in begun if is_dead(run)]
        yield _dead(dead, len(begun) - len(dead))
        yield _waiting(client)


def is_dead(run: FlowRun) -> bool:
    """Whether nobody is at work on it: its process, on this machine, is gone; or it never began."""
    state, labels = run.state, run.labels
    if labels.get(HOST) == socket.gethostname():
        return not _is_process(int(str(labels[PID])), run.start_time)
    if state is None or state.type != StateType.PENDING:
        return False
    return _since(state) > NEVER_STARTED


def _dead(dead: list[FlowRun], alive: int) -> Finding:
    name = "runs at work"
    if not dead:
        return ok(name, f"{alive}, none without its process")

    def mark() -> str:
        with get_client(sync_client=True) as client:
            for run in dead:
                crash(client, run.id)
        return f"marked as Crashed: {', '.join(run.name for run in dead)}"

    found = f"nobody is at work on {_told(dead)}"
    return warning(name, found, "cad0 doctor --fix marks them as Crashed", mark)


def _waiting(client: SyncPrefectClient) -> Finding:
    name, now = "runs that wait", datetime.now(UTC)
    late = [run for run in _read(client, StateType.SCHEDULED) if _due(run) < now - LATE]
    if not late:
        return ok(name, "none is late")
    slots = [run for run in late if run.state and run.state.name == "AwaitingConcurrencySlot"]
    if slots and pool.online(client):
        remedy = f"end what is at work, or this one: prefect flow-run cancel {slots[0].id}"
        return warning(name, f"another run has the only slot: {_told(slots)}", remedy)
    return warning(name, f"no worker took {_told(late)}", pool.START_WORKER)


def _read(client: SyncPrefectClient, *types: StateType) -> list[FlowRun]:
    chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
    ours = FlowFilter(name=FlowFilterName(any_=[pool.FLOW]))
    return client.read_flow_runs(flow_filter=ours, flow_run_filter=chosen, limit=pool.PAGE)


def _is_process(pid: int, started: datetime | None) -> bool:
    """Whether that process lives, and was there before the run started: numbers come again."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return started is None or process.create_time() <= started.timestamp() + CLOCKS
    except psutil.NoSuchProcess:
        return False


def _since(state: State[Any]) -> timedelta:
    return datetime.now(UTC) - state.timestamp


def _due(run: FlowRun) -> datetime:
    """When it was to start; a run without a time waits for nothing."""
    at = run.expected_start_time or (run.state.timestamp if run.state else None)
    return at or datetime.max.replace(tzinfo=UTC)


def _told(runs: list[FlowRun]) -> str:
    names = ", ".join(run.name for run in runs[:MANY])
    return names if len(runs) <= MANY else f"{names} and {len(runs) - MANY} more"
