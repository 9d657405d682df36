"""What goes to a container and what comes back: plain dicts, so that no class has to be there.

A result is an envelope: a remote exception as such would arrive as `SystemExit`, as the very
`TimeoutError` that means "not finished", or not at all.
"""

import hashlib
import json
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import gettempdir
from typing import Any

import cad0_core
from cad0_core import errors
from cad0_core.backends.base import Event, LogLine
from cad0_core.errors import BackendError, Cad0Error, StageError
from cad0_core.job import Progress
from cad0_core.stages import STAGES, Input, StageSpec
from cad0_core.state import State

MARK = "cad0:"  # begins a line of the log that is an event
WATCH_FOLDERS = ("dir", "hub", "cache")  # of the sender; a container has its own


def request(spec: StageSpec, places: dict[str, PurePosixPath]) -> dict[str, Any]:
    """The call as data; `places` tells where each input lies on the volume."""
    inputs = {
        name: {"path": str(places[name]), "digest": given.digest}
        for name, given in spec.inputs.items()
    }
    watch = {name: value for name, value in spec.watch.items() if name not in WATCH_FOLDERS}
    moved = {**spec.model_dump(mode="json"), "inputs": inputs, "watch": watch}
    return {"spec": moved, "key": spec.key, "code": code()}


def received(request: dict[str, Any], root: Path) -> StageSpec:
    """The call as it is to run in a container whose volume is mounted at `root`.

    Raises `BackendError` when this code would make something else of it than the sender's.
    """
    given = request["spec"]
    inputs = {
        name: Input(path=root / entry["path"], digest=entry["digest"])
        for name, entry in given["inputs"].items()
    }
    state = State(root)
    folders = {"dir": state.wandb, "hub": state.hub, "cache": Path(gettempdir(), "cad0-cache")}
    watch = {**given["watch"], **{name: str(path) for name, path in folders.items()}}
    spec = StageSpec.model_validate({**given, "inputs": inputs, "watch": watch})
    if spec.stage not in STAGES or spec.key != request["key"]:
        raise BackendError(
            f"the deployed app knows another version of stage {spec.stage} or of its settings than "
            "who calls it. Deploy this one, `cad0 modal deploy`, and run the same command again"
        )
    return spec


def done(digest: str, stage: str, key: str) -> dict[str, Any]:
    return {"ok": True, "digest": digest, "stage": stage, "key": key}


def busy(owner: str) -> dict[str, Any]:
    """Another call is at work on the same stage."""
    return {"ok": False, "kind": "Busy", "message": owner}


def failed(error: BaseException) -> dict[str, Any]:
    return {"ok": False, "kind": type(error).__name__, "message": str(error)}


def rebuilt(envelope: dict[str, Any]) -> Cad0Error:
    """The error in an envelope, as the type that it had where it arose."""
    kind = getattr(errors, envelope["kind"], None)
    if isinstance(kind, type) and issubclass(kind, Cad0Error):
        return kind(envelope["message"])
    return StageError(f"{envelope['kind']}: {envelope['message']} (the call's log has more)")


def line_of(event: Event) -> str:
    """An event as one line of a log."""
    match event:
        case Progress():
            body = {
                "fraction": event.fraction,
                "message": event.message,
                "metrics": dict(event.metrics),
            }
        case LogLine():
            body = {"level": event.level, "message": event.message}
    return MARK + json.dumps(body)


def event_of(line: str) -> Event | None:
    """What a line of a log says; lines that are no events are log lines, blank ones nothing."""
    if line.startswith(MARK):
        try:
            body = json.loads(line.removeprefix(MARK))
            return Progress(**body) if "fraction" in body else LogLine(**body)
        except (ValueError, TypeError):
            pass  # a line that the log tore
    return LogLine("INFO", line) if line.strip() else None


@cache
def code() -> str:
    """Digest of all source files of `cad0_core`: 12 hex digits."""
    root = Path(cad0_core.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
