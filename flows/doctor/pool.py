"""Checks of the Prefect server: its version, the work pool, its workers, the deployments."""

import json
import urllib.request
from collections.abc import Iterator

import prefect
from packaging.version import Version
from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import WorkerStatus
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

from cad0_core.doctor import Plan
from cad0_core.finding import Finding, Fix, missing, not_needed, ok, unasked, warning
from flows.deploy import read_file
from flows.deploy.pool import lay_pool
from flows.server import Server

POOL, FLOW = "cad0", "cad0"
PAGE = 200  # entries of a listing
SERVER, WORK_POOL, WORKER, DEPLOYMENTS = "Prefect server", "work pool", "worker", "deployments"
DEPLOY = "cad0 deploy"
START_WORKER = f"prefect worker start --pool {POOL}"
REMEDIES = {WORK_POOL: DEPLOY, WORKER: START_WORKER, DEPLOYMENTS: DEPLOY}


def without_server(plan: Plan, why: str, start: Fix) -> Iterator[Finding]:
    """The rows while no server answers."""
    if not plan.fine_tunes:
        yield not_needed(SERVER, f"{why}. cad0 release starts one")
        for name in (*REMEDIES, "runs"):
            yield not_needed(name, "cad0 release needs none; there is no server to ask")
        return
    yield missing(SERVER, why, "cad0 ui, or set PREFECT_API_URL to the one to use", start)
    for name, remedy in REMEDIES.items():
        yield unasked(name, "without a server", remedy)
    yield unasked("runs", "without a server", "cad0 ui")


def checks(plan: Plan, server: Server) -> Iterator[Finding]:
    """The rows of the server that Prefect's client is connected to."""
    yield _version(server)
    with get_client(sync_client=True) as client:
        yield _work_pool(plan, client)
        yield _worker(plan, client)
        yield _deployments(plan, client)


def online(client: SyncPrefectClient) -> list[str]:
    """Names of the workers of our pool that sent a heartbeat lately."""
    try:
        workers = client.read_workers_for_work_pool(POOL)
    except PrefectHTTPStatusError as error:
        if error.response.status_code == 404:  # there is no such pool
            return []
        raise
    return [worker.name for worker in workers if worker.status == WorkerStatus.ONLINE]


def _lacking(plan: Plan, name: str, found: str, remedy: str, fix: Fix | None = None) -> Finding:
    """What a preset on rented GPUs needs, which runs as a deployment, and others may have."""
    if plan.fine_tunes:
        return missing(name, found, remedy, fix)
    return not_needed(name, f"{found}; only for deployments: {remedy}")


def _version(server: Server) -> Finding:
    with urllib.request.urlopen(f"{server.api_url}/admin/version", timeout=10) as reply:
        there = str(json.loads(reply.read(64)))
    here = prefect.__version__
    found = f"{there} at {server.ui_url}"
    if Version(there).release[:2] == Version(here).release[:2]:
        return ok(SERVER, found)
    remedy = "run client and server with the version of requirements-lock.txt"
    return warning(SERVER, f"{found}, but the client here is {here}", remedy)


def _work_pool(plan: Plan, client: SyncPrefectClient) -> Finding:
    try:
        found = client.read_work_pool(POOL)
    except ObjectNotFound:
        return _lacking(plan, WORK_POOL, f"no pool {POOL}", DEPLOY, _make_pool)
    if found.is_paused:
        remedy = f"prefect work-pool resume {POOL}"
        return _lacking(plan, WORK_POOL, f"{POOL} is paused, so nothing starts", remedy)
    return ok(WORK_POOL, f"{POOL}, of type {found.type}")


def _make_pool() -> str:
    with get_client(sync_client=True) as client:
        lay_pool(client, POOL, "process", None)
    return f"made work pool {POOL} for process workers"


def _worker(plan: Plan, client: SyncPrefectClient) -> Finding:
    names = online(client)
    if names:
        return ok(WORKER, f"{', '.join(names)} online")
    return _lacking(plan, WORKER, f"none of pool {POOL} is online", START_WORKER)


def _deployments(plan: Plan, client: SyncPrefectClient) -> Finding:
    ours = FlowFilter(name=FlowFilterName(any_=[FLOW]))
    there = {found.name for found in client.read_deployments(flow_filter=ours, limit=PAGE)}
    lacking = [name for name in _described() if name not in there]
    if not lacking:
        return ok(DEPLOYMENTS, ", ".join(_described()))
    return _lacking(plan, DEPLOYMENTS, f"not registered: {', '.join(lacking)}", DEPLOY)


def _described() -> list[str]:
    return [entry.name for entry in read_file()]
