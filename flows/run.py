"""Opening a run: one release at a time on a state folder, its settings checked before it starts."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, Literal
from uuid import UUID

from prefect import get_client, runtime
from prefect.exceptions import ObjectNotFound

from cad0_core import backends, presets
from cad0_core.artifacts import read_json, write_atomic
from cad0_core.config import Preset
from cad0_core.doctor.plan import PUBLISHING
from cad0_core.errors import ArtifactError, HubError, PreflightError
from cad0_core.finding import lacking
from cad0_core.hub import Hub, open_hub
from cad0_core.hub.layout import version_key
from cad0_core.state import State
from flows.doctor import note_process, of_run, plan_of
from flows.doctor.runs import crash
from tasks import show
from tasks.archive import archive_of, restore_hub
from tasks.follow import log
from tasks.limits import RELEASE, slot
from tasks.secrets import hub_token
from tasks.stage import Run, Step

LOCK = "release"
PresetName = Literal["full", "hour", "laptop", "smoke"]
BackendName = Literal["local", "modal"]


def run_name() -> str:
    """Name of the flow run, until its version is known."""
    asked = runtime.flow_run.parameters
    return f"{asked['preset']}-{asked['backend']}-{asked.get('version') or 'next'}"


@contextmanager
def open_run(
    settings: Preset,
    backend: str,
    *,
    kind: str = "release",
    version: str | None = None,
    start_from: Step | None = None,
    dry_run: bool = False,
    wait: bool = False,
) -> Iterator[Run]:
    """A run whose settings are checked and whose state folder is held until it ends.

    Raises `PreflightError` naming everything that is missing, `HubError` for a version that
    exists, `BusyError` when another release is at work, `DiskFullError` when too little space is
    free, and `ArchiveError` when the archive is not there.
    """
    state = State.default()
    note_process()
    preflight(settings, backend, kind=kind, dry_run=dry_run)
    archive = archive_of(settings.archive)
    state.require_free(settings.min_free_gb)
    publishes = kind in PUBLISHING and not dry_run  # one at a time on a server
    with (
        state.lock(LOCK, {"preset": settings.name}, wait=wait),
        slot(RELEASE) if publishes else nullcontext(),
    ):
        settle_former(state)
        hub = open_hub(settings.hub, state.hub, hub_token())
        if archive is not None:
            restore_hub(archive, state, hub)
        run = Run(
            preset=settings,
            state=state,
            backend=backends.backend(backend, state, settings.modal, _run_id()),
            hub=hub,
            version=_version(hub, version),
            pinned=version is not None,
            start_from=start_from,
            dry_run=dry_run,
            kind=kind,
            archive=archive,
        )
        name_run(run, run.version)
        yield run


def preflight(
    preset: Preset, backend: str, *, kind: str = "release", dry_run: bool = False
) -> None:
    """The checks of `cad0 doctor` that a run needs: what a person should know of is logged.

    Raises `PreflightError` naming everything that is missing, each with its remedy.
    """
    inside = runtime.flow_run.id is not None
    # Before there is a run, the command line cannot know the blocks of its server.
    plan = plan_of(preset, backend, kind=kind, dry_run=dry_run, blocks=inside)
    findings = of_run(plan)
    if inside:
        show.table("preflight", [found.row() for found in findings], "What this run needs")
        for found in findings:
            if found.status == "warning":
                log().warning("%s", found.line)
    if stops := lacking(findings):
        lines = "\n".join(f"  - {found.line}" for found in stops)
        raise PreflightError(
            f"preset {preset.name} on backend {backend} lacks:\n{lines}\n"
            f"See all of it: cad0 doctor --preset {preset.name}"
        )


def settle_former(state: State) -> None:
    """Mark a release whose process vanished (kill -9, power cut) as crashed.

    This process holds the lock, so that the run which was noted last can't be at work; without
    this it would look running for ever.
    """
    note, current = state.root / "last-run.json", runtime.flow_run.id
    former: str | None = None
    with suppress(ArtifactError):
        former = read_json(note)["flow_run"]
    write_atomic(note, json.dumps({"flow_run": current and str(current)}))
    if not former or former == str(current):
        return
    with get_client(sync_client=True) as client:
        try:
            before = client.read_flow_run(UUID(former)).state
        except ObjectNotFound:
            return
        if before is not None and (before.is_running() or before.is_paused()):
            crash(client, UUID(former))
            log().info("flow run %s was left running by a process that is gone: crashed", former)


def cancel_calls(flow: Any, flow_run: Any, state: Any) -> None:
    """Hook of every flow: when a run was cancelled and its process is gone or could not answer,
    end what it had submitted elsewhere. A run that answered has left nothing to end."""
    asked = flow_run.parameters
    if asked.get("backend") != "modal":
        return
    from cad0_core.backends.modal.backend import cancel_calls_of

    config = presets.preset(asked["preset"]).modal
    for call in cancel_calls_of(State.default(), config, str(flow_run.id)):
        logging.getLogger("cad0").warning("%s: call %s was cancelled", flow_run.name, call)


def _run_id() -> str | None:
    return str(runtime.flow_run.id) if runtime.flow_run.id else None


def _version(hub: Hub, asked: str | None) -> str:
    """The version to publish as; one that publication would refuse is refused before training."""
    if asked is None:
        return hub.next_version()
    key = version_key(asked)
    known = [hub.versions(repo) for repo in hub.repos]
    if all(asked in versions for versions in known):
        raise HubError(f"version {asked} is published already; leave it out for the next one")
    newest = max((v for versions in known for v in versions), key=version_key, default=asked)
    if version_key(newest) > key:
        raise HubError(
            f"version {asked} is older than {newest}, which is published; leave it out for the next"
        )
    return asked


def name_run(run: Run, version: str) -> None:
    """Give the flow run a name that says what ran: `laptop-local-v0.2.0`."""
    if runtime.flow_run.id:
        dry = "-dry-run" if run.dry_run else ""
        with get_client(sync_client=True) as client:
            kind = "" if run.kind == "release" else f"{run.kind}-"
            name = f"{kind}{run.preset.name}-{run.backend.name}-{version}{dry}"
            client.update_flow_run(runtime.flow_run.id, name=name)
