"""The other side of a call: what a deployed function does with a request, for every stage.

The stage runs as on a laptop, in a child process; the volume is its state folder. An interrupted
container (preemption, cancellation) lets it save its checkpoint, commits, and gives way.
"""

import json
import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from cad0_core import stages
from cad0_core.artifacts import Artifact, write_atomic
from cad0_core.backends.base import Event, LogLine
from cad0_core.backends.local import LocalBackend, LocalCall
from cad0_core.backends.modal import wire
from cad0_core.errors import ArtifactError, Cad0Error
from cad0_core.job import Progress
from cad0_core.stages import StageSpec
from cad0_core.state import State

ROOT_VARIABLE = "CAD0_VOLUME"
COMMIT_SECONDS = 60.0
FINGERPRINT = "fingerprint.json"


class Volume(Protocol):
    """The part of `modal.Volume` that a container uses."""

    def commit(self) -> None: ...
    def reload(self) -> None: ...


def root() -> Path:
    """Where the volume is mounted."""
    return Path(os.environ[ROOT_VARIABLE])


def serve(
    request: dict[str, Any], volume: Volume, claim: Callable[[str], str], call: str
) -> dict[str, Any]:
    """Run the requested stage and return an envelope; never raises for a stage that failed.

    `claim` makes `call`, this function call's id, the owner of a stage and returns the owner, who
    may be somebody else. Raises only what interrupts the container.
    """
    volume.reload()  # a warm container would not see what was uploaded since it started
    try:
        spec = wire.received(request, root())
        state = State(root())
        owner = claim(f"{spec.stage}-{spec.key}")
        if owner != call:
            return wire.busy(owner)
        found = _finished(spec, state)
        artifact = found or _run(spec, state, volume, request["code"])
        return wire.done(artifact.digest, spec.stage, spec.key)
    except Exception as error:
        return failed(error)
    finally:
        volume.commit()  # before the result is known: the next stage may start at once


def _run(spec: StageSpec, state: State, volume: Volume, code: str) -> Artifact:
    for name, given in spec.inputs.items():
        found = stages.input_folder(given.path)
        if found.digest != given.digest:
            raise ArtifactError(
                f"input {name} in {given.path} is not what was sent: {found.digest[:12]} in place "
                f"of {given.digest[:12]}. Run the same command again: it uploads what differs"
            )
    _check_scratch(spec, state, code)
    submitted = LocalBackend(state).submit(spec)
    try:
        return _follow(submitted, volume)
    except Cad0Error:
        raise
    except BaseException:  # preempted or cancelled: some thirty seconds are left
        submitted.cancel()
        raise


def _follow(submitted: LocalCall, volume: Volume) -> Artifact:
    committed = time.monotonic()
    for event in submitted.events():
        if event is not None:
            _say(event)
        if time.monotonic() - committed > COMMIT_SECONDS:
            volume.commit()
            committed = time.monotonic()
    return submitted.result()


def _finished(spec: StageSpec, state: State) -> Artifact | None:
    """What an earlier call made, if it is whole; a damaged one is moved aside."""
    try:
        return stages.find(spec, state)
    except ArtifactError:
        stages.discard(spec, state)
        return None


def _check_scratch(spec: StageSpec, state: State, code: str) -> None:
    """Let no checkpoint be continued but one of this very stage version, settings and inputs."""
    folder = state.job(spec.stage, spec.key)
    path = folder / FINGERPRINT
    mine = {
        "stage": spec.stage,
        "version": stages.STAGES[spec.stage].version,
        "config": spec.config,
        "inputs": {name: given.digest for name, given in spec.inputs.items()},
    }
    try:
        there = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        there = None
    known = isinstance(there, dict) and {k: there.get(k) for k in mine} == mine
    if folder.exists() and not known:
        aside = folder.with_name(f"{folder.name}.other-{time.time_ns()}")
        folder.rename(aside)
        _say(LogLine("WARNING", f"{folder.name} was of another run; it is kept in {aside.name}"))
    if known and there["code"] != code:
        _say(LogLine("WARNING", f"continues what code {there['code']} began, with code {code}"))
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(path, json.dumps({**mine, "code": code}))


def failed(error: Exception) -> dict[str, Any]:
    """The envelope of an error; the log has where an unexpected one arose."""
    _say(LogLine("ERROR", f"{type(error).__name__}: {error}"))
    if not isinstance(error, Cad0Error):
        traceback.print_exception(error)
    return wire.failed(error)


def show(progress: Progress) -> None:
    """Report the progress of a stage that runs in this very process."""
    _say(progress)


def _say(event: Event) -> None:
    print(wire.line_of(event), flush=True)
