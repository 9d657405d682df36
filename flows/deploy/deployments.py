"""Deployments by name: created, changed where they differ, pruned."""

from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentScheduleUpdate,
    DeploymentUpdate,
)
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowFilter,
    FlowFilterName,
)
from prefect.client.schemas.objects import ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound

from flows.deploy.change import Change, Done
from flows.deploy.file import Entry

TAG = "cad0"
FLOW = "cad0"


def lay_deployment(
    client: SyncPrefectClient, entry: Entry, directory: Path
) -> tuple[UUID, list[Change]]:
    """The id of the deployment as the file describes it, and what had to be done.

    `directory` is the checkout on the worker's machine, where a run starts. A pause, of the
    deployment or of a schedule, is not part of the description and stays.
    """
    flow = entry.flow()
    name = f"{flow.name}/{entry.name}"
    facts = _facts(entry, directory)
    try:
        found = client.read_deployment_by_name(name)
    except ObjectNotFound:
        made = client.create_deployment(
            flow_id=client.create_flow_from_name(flow.name),
            name=entry.name,
            schedules=[
                DeploymentScheduleCreate(schedule=s.clock(), slug=s.slug) for s in entry.schedules
            ],
            **facts,
        )
        return made, [Change("deployment", name, "created")]
    if _facts_of(found, facts) == facts and _same_schedules(entry, found):
        return found.id, [Change("deployment", name, "unchanged", _pauses(found))]
    # A patch deletes the runs that are scheduled ahead (the scheduler makes them again), so it is
    # sent only where something differs. Schedules are matched by their slugs.
    update = DeploymentUpdate(
        schedules=[
            DeploymentScheduleUpdate(schedule=s.clock(), slug=s.slug) for s in entry.schedules
        ],
        **facts,
    )
    client.update_deployment(found.id, update)
    return found.id, [Change("deployment", name, "updated", _pauses(found))]


def resume(client: SyncPrefectClient, entry: Entry) -> list[Change]:
    """End the pause of a deployment and of its schedules; nothing for one that is not there yet."""
    name = f"{FLOW}/{entry.name}"
    try:
        found = client.read_deployment_by_name(name)
    except ObjectNotFound:
        return []
    if found.paused:
        client.resume_deployment(found.id)
    asleep = [schedule for schedule in found.schedules if not schedule.active]
    for schedule in asleep:
        client.update_deployment_schedule(found.id, schedule.id, active=True)
    return [Change("pause", name, "deleted")] if found.paused or asleep else []


def prune(client: SyncPrefectClient, entries: list[Entry], delete: bool) -> list[Change]:
    """Deployments and schedules of cad0 that the file does not name; deleted if asked to."""
    done: Done = "deleted" if delete else "left over"
    wanted = {entry.name: {s.slug for s in entry.schedules} for entry in entries}
    changes: list[Change] = []
    for found in _ours(client):
        name = f"{FLOW}/{found.name}"
        if found.name not in wanted:
            changes.append(Change("deployment", name, done))
            if delete:
                client.delete_deployment(found.id)
            continue
        for schedule in found.schedules:
            # One without a slug was made in the UI and is a person's own.
            if schedule.slug and schedule.slug not in wanted[found.name]:
                changes.append(Change("schedule", f"{name} {schedule.slug}", done))
                if delete:
                    client.delete_deployment_schedule(found.id, schedule.id)
    return changes


def _ours(client: SyncPrefectClient) -> list[DeploymentResponse]:
    return client.read_deployments(
        flow_filter=FlowFilter(name=FlowFilterName(any_=[FLOW])),
        deployment_filter=DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG])),
        limit=200,
    )


def _facts(entry: Entry, directory: Path) -> dict[str, Any]:
    limit = entry.concurrency_limit
    options = {"collision_strategy": limit.collision_strategy} if limit else None
    step = {"prefect.deployments.steps.set_working_directory": {"directory": str(directory)}}
    return {
        "entrypoint": entry.entrypoint,
        "description": entry.description,
        "parameters": entry.parameters,
        "tags": entry.tags,
        "work_pool_name": entry.work_pool.name,
        "job_variables": entry.work_pool.job_variables,
        "concurrency_limit": limit.limit if limit else None,
        "concurrency_options": ConcurrencyOptions.model_validate(options) if options else None,
        # The types and the help texts of the form: signature and docstring of the flow.
        "parameter_openapi_schema": entry.flow().parameters.model_dump(mode="json"),
        "enforce_parameter_schema": True,
        "pull_steps": [step],
    }


def _facts_of(found: DeploymentResponse, facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts, as the server holds them."""
    limit = found.global_concurrency_limit
    options = found.concurrency_options
    kept = options.model_dump(include={"collision_strategy"}) if options else None
    return {
        **{name: getattr(found, name) for name in facts if name != "concurrency_limit"},
        "concurrency_limit": limit.limit if limit else None,
        "concurrency_options": ConcurrencyOptions.model_validate(kept) if kept else None,
    }


def _same_schedules(entry: Entry, found: DeploymentResponse) -> bool:
    there = {s.slug: s.schedule for s in found.schedules}
    return all(there.get(s.slug) == s.clock() for s in entry.schedules)


def _pauses(found: DeploymentResponse) -> str:
    """Whether a person, or an automation, has paused it."""
    if found.paused:
        return "paused, and stays so"
    asleep = [str(s.slug or s.id) for s in found.schedules if not s.active]
    return f"schedule {', '.join(asleep)} is paused, and stays so" if asleep else ""
