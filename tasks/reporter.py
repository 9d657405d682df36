"""Who watches a run beside Prefect, such as the terminal."""

from contextvars import ContextVar
from typing import Literal, Protocol

from cad0_core.artifacts import Artifact
from cad0_core.job import Progress

Outcome = Literal["made", "reused", "planned", "failed"]


class Reporter(Protocol):
    """Somebody who watches a run, such as the terminal."""

    def started(self, label: str) -> None: ...
    def progress(self, label: str, progress: Progress) -> None: ...
    def note(self, label: str, text: str) -> None: ...
    def finished(self, label: str, outcome: Outcome, artifact: Artifact | None) -> None: ...


class Silent:
    """Watches nothing; the Prefect logs tell the story."""

    def started(self, label: str) -> None: ...
    def progress(self, label: str, progress: Progress) -> None: ...
    def note(self, label: str, text: str) -> None: ...
    def finished(self, label: str, outcome: Outcome, artifact: Artifact | None) -> None: ...


REPORTER: ContextVar[Reporter] = ContextVar("reporter", default=Silent())  # noqa: B039
