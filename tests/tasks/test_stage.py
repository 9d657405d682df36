"""Reuse, forced repetition and planning, without a Prefect server."""

import sys
from types import ModuleType

import pytest

from cad0_core.artifacts import Artifact
from cad0_core.backends import backend
from cad0_core.config import ValidateConfig
from cad0_core.errors import DataError, PreflightError
from cad0_core.hub.local import LocalHub
from cad0_core.job import Job, Metrics, Progress
from cad0_core.presets import smoke
from cad0_core.stages import STAGES, Stage
from cad0_core.state import State
from tasks.follow import wanted
from tasks.reporter import REPORTER, Outcome
from tasks.stage import Run, Step, is_planned


class Watcher:
    """Notes what a terminal would be told."""

    def __init__(self) -> None:
        self.finished_: list[tuple[str, str]] = []

    def started(self, label: str) -> None: ...
    def progress(self, label: str, progress: Progress) -> None: ...
    def note(self, label: str, text: str) -> None: ...
    def finished(self, label: str, outcome: Outcome, artifact: Artifact | None) -> None:
        self.finished_.append((label, outcome))


@pytest.fixture
def watcher() -> Watcher:
    watcher = Watcher()
    REPORTER.set(watcher)
    return watcher


@pytest.fixture(autouse=True)
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A quick stage that counts its tries and fails on 13 segments."""
    tries: list[str] = []

    def fake(job: Job) -> Metrics:
        tries.append("try")
        if job.config.segments == 13:
            raise DataError("unlucky")
        (job.out / "file").write_text(str(job.config.segments))
        return {}

    module = ModuleType("fake_stage")
    module.run = fake  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_stage", module)
    monkeypatch.setitem(STAGES, "fake", Stage("fake_stage:run", ValidateConfig, version=1))
    return tries


def make_run(state: State, start_from: Step | None = None, dry_run: bool = False) -> Run:
    hub = LocalHub(state.hub, ("a/b", "a/c"))
    return Run(smoke(), state, backend("local", state), hub, "v0.1.0", False, start_from, dry_run)


def perform(run: Run, label: str = "train", segments: int = 32) -> Artifact:
    return run.perform(label, "fake", ValidateConfig(segments=segments), {}, here=True)


def test_made_once_then_reused(state: State, watcher: Watcher, tries: list[str]) -> None:
    first = perform(make_run(state))
    assert perform(make_run(state)).digest == first.digest
    assert watcher.finished_ == [("train", "made"), ("train", "reused")]
    assert len(tries) == 1


def test_a_failure_is_told_and_raised(state: State, watcher: Watcher) -> None:
    with pytest.raises(DataError, match="unlucky"):
        perform(make_run(state), segments=13)
    assert watcher.finished_ == [("train", "failed")]


def test_start_from_repeats_that_step_and_later_ones(state: State, tries: list[str]) -> None:
    for label in ("generate", "train", "distill"):
        perform(make_run(state), label, segments=32 + len(label))
    tries.clear()
    again = make_run(state, start_from="train")
    for label in ("generate", "train", "distill"):
        perform(again, label, segments=32 + len(label))
    assert again.outcomes == {"generate": "reused", "train": "made", "distill": "made"}
    assert len(tries) == 2


def test_start_from_needs_what_stands_before(state: State) -> None:
    with pytest.raises(PreflightError, match="needs a finished generate"):
        perform(make_run(state, start_from="train"), "generate")


def test_a_dry_run_makes_nothing(state: State, tries: list[str]) -> None:
    assert is_planned(perform(make_run(state, dry_run=True)))
    assert tries == []
    made = perform(make_run(state))
    assert perform(make_run(state, dry_run=True)).digest == made.digest


def test_a_dry_run_leaves_a_damaged_artifact_alone(state: State) -> None:
    made = perform(make_run(state))
    (made.path / "file").write_text("changed")
    assert is_planned(perform(make_run(state, dry_run=True)))
    assert (made.path / "file").read_text() == "changed"


def test_a_damaged_artifact_is_kept_and_made_anew(state: State) -> None:
    made = perform(make_run(state))
    (made.path / "file").write_text("changed")
    run = make_run(state)
    assert perform(run).digest == made.digest
    assert run.outcomes == {"train": "made"}
    kept = made.path.with_name(f"{made.path.name}.old-1")
    assert (kept / "file").read_text() == "changed"


def test_an_artifact_whose_effect_is_gone_is_made_anew(state: State, tries: list[str]) -> None:
    perform(make_run(state))
    run = make_run(state)
    run.perform("publish", "fake", ValidateConfig(), {}, here=True, stands=lambda artifact: False)
    assert run.outcomes == {"publish": "made"}
    assert len(tries) == 2


def test_only_a_person_ends_a_paid_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a terminal does; an interrupted worker, or any other error, does not."""
    assert wanted(KeyboardInterrupt())
    assert not wanted(SystemExit(1))
    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__ID", "a-deployment")
    assert not wanted(KeyboardInterrupt())
