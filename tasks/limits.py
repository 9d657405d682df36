"""Slots that runs share over all machines of a Prefect server; `cad0 deploy` makes the limits.

A slot is held by a lease that is renewed while its holder lives: what a killed run held is free
again after `LEASE_SECONDS`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect import get_client, runtime
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectNotFound

from tasks.follow import log

RELEASE, GPU = "cad0-release", "cad0-gpu"
# By name, how many at a time: one run that may publish; and a release and a rescore on rented GPUs.
LIMITS = {RELEASE: 1, GPU: 2}
LEASE_SECONDS = 300.0


@contextmanager
def slot(limit: str) -> Iterator[None]:
    """Hold one slot of the limit, waiting for it; nothing where the server has no such limit.

    A lease that could not be renewed does not end the work: the lock of the state folder and the
    journal of the hub still keep two releases apart.
    """
    if not runtime.flow_run.id or not _is_set(limit):
        yield
        return
    log().info("waits for a slot of %s", limit)
    with concurrency(
        limit, lease_duration=LEASE_SECONDS, strict=True, raise_on_lease_renewal_failure=False
    ):
        yield


def _is_set(limit: str) -> bool:
    with get_client(sync_client=True) as client:
        try:
            return bool(client.read_global_concurrency_limit_by_name(limit).active)
        except ObjectNotFound:
            return False
