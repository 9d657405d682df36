"""The work pools and the limits that runs share."""

from typing import Any, Literal

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.exceptions import ObjectNotFound

from cad0_core.errors import ConfigError
from flows.deploy.change import Change
from tasks.limits import LIMITS

PoolType = Literal["process", "ecs"]
DESCRIPTION = "Runs of cad0: data, training, gate, publication"
# A run waits for rented GPUs most of the time; exporting and judging on its own CPUs is the rest.
# The sizes are a pair that Fargate knows (4 vCPU go with 8 to 30 GB).
ECS_DEFAULTS: dict[str, Any] = {
    "launch_type": "FARGATE",
    "cpu": 4096,
    "memory": 30720,
    "family": "cad0",
    "match_latest_revision_in_family": True,
}


def lay_pool(client: SyncPrefectClient, name: str, kind: PoolType, image: str | None) -> Change:
    """Make the work pool if it is missing; one that is there stays as it is.

    Raises `ConfigError` when the pool that is there is of another type.
    """
    try:
        found = client.read_work_pool(name)
    except ObjectNotFound:
        client.create_work_pool(
            WorkPoolCreate(
                name=name,
                type=kind,
                description=DESCRIPTION,
                base_job_template=job_template(kind, image),
            )
        )
        return Change("work pool", name, "created", kind)
    if found.type != kind:
        raise ConfigError(
            f"work pool {name} is of type {found.type}, not {kind}: give --pool-type {found.type}, "
            f"or delete it with prefect work-pool delete {name}"
        )
    return Change("work pool", name, "unchanged", kind)


def job_template(kind: PoolType, image: str | None) -> dict[str, Any]:
    """The base job template of a work pool: what the worker starts for each run.

    For ECS it is prefect-aws's, with defaults of ours. Roles, cluster and network belong to an
    account and are filled in on the pool's page, or per deployment as job variables.
    """
    if kind == "process":
        from prefect.workers.process import ProcessWorker

        return ProcessWorker.get_default_base_job_template()
    from prefect_aws.workers.ecs_worker import ECSWorker

    if image is None:
        raise ConfigError("a pool of type ecs needs --image: the one of deployments/Dockerfile")
    template = ECSWorker.get_default_base_job_template()
    for name, value in {**ECS_DEFAULTS, "image": image}.items():
        template["variables"]["properties"][name]["default"] = value
    return template


def lay_limits(client: SyncPrefectClient) -> list[Change]:
    """Make the limits that are missing; a size that was changed in the UI stays."""
    return [_lay_limit(client, name, limit) for name, limit in LIMITS.items()]


def _lay_limit(client: SyncPrefectClient, name: str, limit: int) -> Change:
    try:
        found = client.read_global_concurrency_limit_by_name(name).limit
    except ObjectNotFound:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=limit))
        return Change("limit", name, "created", f"{limit} at a time")
    return Change("limit", name, "unchanged", f"{found} at a time")
