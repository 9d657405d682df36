"""The seam between the laptop and a GPU: submit a stage, hold a call, follow it, take its result.

The shape is that of a long remote job. A call has an id that outlives the process which made it
where the backend is `detached`; `attach` finds it again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from cad0_core.artifacts import Artifact
from cad0_core.job import Progress
from cad0_core.stages import StageSpec


@dataclass(frozen=True)
class LogLine:
    """One line that a stage logged, with a level name of the logging module."""

    level: str
    message: str


Event = Progress | LogLine
How = Literal["started", "attached", "finished"]


class Call(Protocol):
    """One submitted stage."""

    @property
    def id(self) -> str: ...

    @property
    def detached(self) -> bool:
        """Whether the call lives on when the process that submitted it dies."""

    @property
    def how(self) -> How:
        """How this process came to it."""

    def events(self) -> Iterator[Event | None]:
        """What the stage reports, until it ends; None about once a second when nothing comes,
        so that the caller can look for a cancellation."""

    def result(self) -> Artifact:
        """The artifact. Raises the stage's `Cad0Error`, or `StageError` if it died."""

    def cancel(self) -> None:
        """Ask the stage to save its checkpoint and stop; insist after a grace period."""


class Volume(Protocol):
    """Where a backend's stages read their data."""

    def find(self, artifact: Artifact) -> Artifact | None:
        """The artifact as it lies on the volume, verified; None when it is absent or damaged."""

    def put(self, artifact: Artifact) -> Artifact:
        """Upload the artifact and verify what arrived."""


@dataclass(frozen=True)
class Probe:
    """A prompt to try an endpoint with, and the program that it has to answer; with None any
    program of the language will do."""

    prompt: str
    program: str | None


@dataclass(frozen=True)
class Served:
    """What an endpoint answers with: version, and SHA-256 by path of the model's files."""

    version: str
    files: Mapping[str, str]


class Backend(Protocol):
    """A place where stages run."""

    name: str

    @property
    def volume(self) -> Volume: ...

    def gpu(self, stage: str) -> str | None:
        """The GPU that `stage` is billed for, by its name in `cost.GPUS`; None: it is free."""

    def submit(self, call: StageSpec) -> Call:
        """Start `call`. Raises `BackendError` when the backend can't take it."""

    def attach(self, call_id: str) -> Call:
        """The call with this id. Raises `BackendError` when it is gone."""

    def discard(self, call: StageSpec) -> None:
        """Forget what `call` made elsewhere, so that it is made anew; the state folder's copy is
        the caller's."""

    def served(self) -> Served | None:
        """What the endpoint answers with; None where none is deployed."""

    def serve(self, name: str, version: str, model: Artifact, probe: Probe) -> str | None:
        """Let the backend's endpoint answer with a published model; returns what was done, None
        where the backend has no endpoint. Raises `BackendError` when the answer is wrong; the
        endpoint is then back at the model that it had."""
