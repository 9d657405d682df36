"""All that `cad0 deploy` does, in order."""

from dataclasses import dataclass
from pathlib import Path

from prefect import get_client

from cad0_core.errors import ConfigError
from flows.deploy import alerts, automations, deployments, pool, settings
from flows.deploy.change import Change
from flows.deploy.file import DEFAULT_FILE, ROOT, read_file


@dataclass(frozen=True)
class Wishes:
    """What a person may choose: `directory` is the checkout on the machine of the worker, `resume`
    the name of a deployment that is to run again after a pause."""

    file: Path = DEFAULT_FILE
    directory: Path = ROOT
    pool_type: pool.PoolType = "process"
    image: str | None = None
    notify: str | None = None
    prune: bool = False
    resume: str | None = None


def deploy(wishes: Wishes) -> list[Change]:
    """Lay everything of the file on the server that Prefect's client is connected to.

    Raises `ConfigError` for a bad file or wish; the file is read whole before anything changes.
    """
    entries = read_file(wishes.file)
    names = [entry.name for entry in entries]
    if wishes.resume not in (None, *names):
        raise ConfigError(f"--resume {wishes.resume}: known deployments are {', '.join(names)}")
    changes: list[Change] = []
    with get_client(sync_client=True) as client:
        alert, told = alerts.lay_alerts(client, wishes.notify)
        for name in dict.fromkeys(entry.work_pool.name for entry in entries):
            changes.append(pool.lay_pool(client, name, wishes.pool_type, wishes.image))
        changes += [*pool.lay_limits(client), *told]
        ids = {}
        for entry in entries:
            if entry.name == wishes.resume:
                changes += deployments.resume(client, entry)
            ids[entry.name], done = deployments.lay_deployment(client, entry, wishes.directory)
            changes += done
        known = automations.wanted(entries, ids, alert)
        changes += automations.lay_automations(client, known)
        changes += deployments.prune(client, entries, wishes.prune)
        changes += automations.prune(client, known, wishes.prune)
        changes += settings.survey(client)
    return changes
