"""Paid stages: estimated and checked before they are submitted, billed beside the estimate."""

import sys
from types import ModuleType

import pytest

from cad0_core import stages
from cad0_core.artifacts import Artifact
from cad0_core.backends.local import LocalBackend
from cad0_core.config import ValidateConfig
from cad0_core.cost import GPUS
from cad0_core.errors import BudgetError
from cad0_core.hub.local import LocalHub
from cad0_core.job import Job, Metrics, Progress
from cad0_core.presets import smoke
from cad0_core.stages import STAGES, Stage, StageSpec
from cad0_core.state import State
from tasks.reporter import REPORTER, Outcome
from tasks.stage import Run, is_planned


class Watcher:
    """Keeps what a terminal would print about money."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def started(self, label: str) -> None: ...
    def progress(self, label: str, progress: Progress) -> None: ...
    def finished(self, label: str, outcome: Outcome, artifact: Artifact | None) -> None: ...
    def note(self, label: str, text: str) -> None:
        self.notes.append(f"{label}: {text}")


class DoneCall:
    """A call that has ended."""

    id = "rented-1"
    how = "started"

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact

    def events(self) -> list[None]:
        return []

    def result(self) -> Artifact:
        return self.artifact

    def cancel(self) -> None: ...


class Rented(LocalBackend):
    """Runs stages in this process and charges for them, but for the stage `free`."""

    name = "rented"

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.submitted: list[StageSpec] = []

    def gpu(self, stage: str) -> str | None:
        return None if stage == "free" else "H100"

    def submit(self, call: StageSpec) -> DoneCall:  # type: ignore[override]
        self.submitted.append(call)
        return DoneCall(stages.run(call, self.state))


@pytest.fixture(autouse=True)
def watcher(monkeypatch: pytest.MonkeyPatch) -> Watcher:
    """A watcher, and stages `paid` and `free` that take a moment."""

    def quick(job: Job) -> Metrics:
        (job.out / "file").write_text(str(job.config.segments))
        return {"told": job.cost(10)}

    module = ModuleType("quick_stage")
    module.run = quick  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "quick_stage", module)
    for name in ("paid", "free"):
        monkeypatch.setitem(STAGES, name, Stage("quick_stage:run", ValidateConfig, version=1))
    watcher = Watcher()
    REPORTER.set(watcher)
    return watcher


def make_run(state: State, budget: float, dry_run: bool = False) -> Run:
    preset = smoke().replace(budget_usd=budget)
    hub = LocalHub(state.hub, ("a/b", "a/c"))
    return Run(preset, state, Rented(state), hub, "v0.1.0", dry_run=dry_run)


def perform(run: Run, label: str = "train", stage: str = "paid", segments: int = 32) -> Artifact:
    return run.perform(label, stage, ValidateConfig(segments=segments), {})


def submitted(run: Run) -> list[StageSpec]:
    assert isinstance(run.backend, Rented)
    return run.backend.submitted


def test_a_stage_over_the_budget_is_not_submitted(state: State, watcher: Watcher) -> None:
    run = make_run(state, budget=0.001)
    with pytest.raises(BudgetError, match=r"of a budget of 0\.00 USD; it was not started"):
        perform(run)
    assert submitted(run) == []
    assert run.outcomes == {}
    (planned,) = run.costs.rows()  # what it would have cost is on record all the same
    assert planned["usd"] > 0.001 and planned["actual_usd"] is None
    assert "estimated at" in watcher.notes[0]


def test_within_the_budget_it_is_estimated_charged_and_billed(
    state: State, watcher: Watcher
) -> None:
    run = make_run(state, budget=5)
    made = perform(run)
    price = GPUS["H100"].usd_per_second
    (call,) = submitted(run)
    assert call.cost_per_second == price
    assert made.metrics["told"]["usd_left"] == pytest.approx(10 * price, abs=1e-4)
    (row,) = run.costs.rows()
    assert row["gpu"] == "H100"
    assert row["actual_seconds"] == made.manifest.seconds
    assert row["actual_usd"] == made.manifest.cost_usd
    assert [note.split()[1] for note in watcher.notes] == ["estimated", "stage", "took"]


def test_what_was_spent_counts_against_the_budget(state: State) -> None:
    run = make_run(state, budget=5)
    perform(run)
    bill = run.costs.bills["train"]
    run.costs.bills["train"] = bill.model_copy(update={"cost_usd": 4.99})
    with pytest.raises(BudgetError, match=r"spent so far 4\.99 USD"):
        perform(run, "distill", segments=33)
    assert len(submitted(run)) == 1


def test_reused_and_free_stages_cost_nothing(state: State, watcher: Watcher) -> None:
    perform(make_run(state, budget=5))
    watcher.notes.clear()
    again = make_run(state, budget=0)
    assert perform(again).manifest.stage == "paid"
    perform(again, "validate", "free")
    assert again.costs.rows() == [] and watcher.notes == []
    assert [call.cost_per_second for call in submitted(again)] == [0.0]


def test_a_dry_run_tells_the_cost_and_refuses_nothing(state: State, watcher: Watcher) -> None:
    run = make_run(state, budget=0, dry_run=True)
    assert is_planned(perform(run))
    assert run.costs.rows()[0]["usd"] > 0
    assert len(watcher.notes) == 1 and "stated means" in watcher.notes[0]


def test_data_that_is_mapped_is_held_to_the_budget(
    state: State, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is paid for, though the stage that spreads it runs on this machine."""
    quick = Stage("quick_stage:run", ValidateConfig, version=1)
    monkeypatch.setitem(STAGES, "validate", quick)
    run = make_run(state, budget=0.001)
    run.preset = run.costs.preset = run.preset.replace(map_over="modal")
    run.backend = LocalBackend(state)
    with pytest.raises(BudgetError, match=r"stage validate on CPU cores: estimated 0\.0"):
        perform(run, "validate", "validate")
    assert run.outcomes == {} and "samples" in watcher.notes[0]

    class Mapped(Rented):
        def gpu(self, stage: str) -> str | None:
            return None

    run = make_run(state, budget=5)
    run.preset = run.costs.preset = run.preset.replace(map_over="modal")
    run.backend = Mapped(state)
    perform(run, "validate", "validate")
    (row,) = run.costs.rows()
    assert row["gpu"] == "CPU cores" and row["actual_usd"] is not None
    assert submitted(run)[0].cost_per_second == 0, "its containers are billed, not this machine"


def test_the_local_backend_is_free(state: State) -> None:
    backend = LocalBackend(state)
    assert all(backend.gpu(stage) is None for stage in STAGES)
