"""What all tasks share: key, reuse, backend call, progress, cancellation.

A task asks `Run.perform` for an artifact. If the store holds it (same stage version, config and
input digests, every file as its manifest says), the task ends in state `Cached`; if not, the
backend makes it. Prefect's own result cache stays out of it: it could not see that a file below
an artifact changed, and a second truth about what is finished is one too many.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from prefect import State as PrefectState
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled, Completed

from cad0_core import stages
from cad0_core.archive import Archive
from cad0_core.artifacts import Artifact, Manifest
from cad0_core.backends.base import Backend
from cad0_core.config import ONNX_FILES, Preset, Settings
from cad0_core.cost import CORES, GPUS
from cad0_core.errors import (
    ArchiveError,
    ArtifactError,
    DamagedArchiveError,
    PreflightError,
    StageCancelled,
)
from cad0_core.hub import Hub
from cad0_core.job import Progress
from cad0_core.stages import Input, StageSpec
from cad0_core.state import State
from tasks.costs import Costs
from tasks.follow import follow, log, wanted
from tasks.limits import GPU, slot
from tasks.reporter import REPORTER, Outcome

Step = Literal[
    "generate", "validate", "upload", "train", "evaluate", "distill", "export", "publish"
]
# A release in order; `start_from` names the first of a kind.
ORDER = (
    "generate",
    "validate",
    "upload",
    "train",
    "evaluate",
    "evaluate-published",
    "gate",
    "distill",
    "evaluate-mini",
    "evaluate-mini-published",
    "gate-mini",
    "export",
    *(f"evaluate-onnx-{dtype}" for dtype in ONNX_FILES),
    *(f"evaluate-onnx-{dtype}-published" for dtype in ONNX_FILES),
    "gate-onnx",
    "publish",
)
PLANNED = "planned"


@dataclass
class Run:
    """One run: what all its tasks need, and what they have made so far. `kind` names its flow."""

    preset: Preset
    state: State
    backend: Backend
    hub: Hub
    version: str
    pinned: bool = False  # the version was asked for, so it must be a new one
    start_from: Step | None = None
    dry_run: bool = False
    kind: str = "release"
    archive: Archive | None = None
    made: dict[str, Artifact] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.costs = Costs(self.preset)

    def perform(
        self,
        label: str,
        stage: str,
        config: Settings,
        inputs: Mapping[str, Artifact],
        *,
        here: bool = False,
        stands: Callable[[Artifact], bool] = lambda artifact: True,
    ) -> Artifact:
        """The artifact of `stage`: found or made (`here`: in this process, for light stages).

        `stands` may refuse a finished artifact whose effect is gone. Raises what the stage
        raises, `PreflightError` if `start_from` skips something that was never finished, and
        `BudgetError` if a paid stage would go over the budget; it is not submitted then.
        """
        gpu = None if here else self.backend.gpu(stage)
        mapped = stages.mapped(self.preset, stage)
        rented = gpu or (CORES if mapped else None)
        call = stages.spec(
            stage,
            config,
            {name: Input.of(a) for name, a in inputs.items()},
            watch={**self._watch(label), **mapped},
            cost_per_second=GPUS[gpu].usd_per_second if gpu else 0.0,
        )
        REPORTER.get().started(label)
        try:
            artifact, outcome = self._obtain(label, call, here, stands, rented)
        except BaseException:
            REPORTER.get().finished(label, "failed", None)
            raise
        self.record(label, outcome, artifact)
        if rented and outcome == "made":
            self._say(label, self.costs.settle(label, artifact.manifest))
        if outcome == "made":
            self._keep(label, artifact)
        return artifact

    def record(self, label: str, outcome: Outcome, artifact: Artifact) -> None:
        self.made[label], self.outcomes[label] = artifact, outcome
        REPORTER.get().finished(label, outcome, artifact)

    def forces(self, label: str) -> bool:
        """Whether `start_from` asks for this step to be done again."""
        return self.start_from is not None and ORDER.index(label) >= ORDER.index(self.start_from)

    def _obtain(
        self,
        label: str,
        call: StageSpec,
        here: bool,
        stands: Callable[[Artifact], bool],
        rented: str | None,
    ) -> tuple[Artifact, Outcome]:
        found = self._find(label, call)
        if found is not None and not stands(found):
            log().warning("%s %s was made, but what it made is gone: again", label, call.key)
            stages.discard(call, self.state)
            found = None
        if found is not None:
            log().info("reused: %s %s, made %s", label, call.key, _when(found))
            return found, "reused"
        if self.dry_run:
            if rented:
                self._say(label, self.costs.plan(label, call, rented))
            return planned(call), "planned"
        if self.start_from is not None and not self.forces(label):
            raise PreflightError(
                f"start_from={self.start_from} needs a finished {label}, and there is none for "
                "these settings. Start without it, or from an earlier step"
            )
        if rented:
            self._say(label, self.costs.plan(label, call, rented))
            self._say(label, self.costs.admit(label))
        if here:
            return stages.run(call, self.state, lambda p: self._show(label, p)), "made"
        with slot(GPU) if rented in GPUS else nullcontext():
            return self._submit(label, call), "made"

    def _find(self, label: str, call: StageSpec) -> Artifact | None:
        if self.forces(label):
            if not self.dry_run:
                self._discard(label, call)
            return None
        try:
            return stages.find(call, self.state) or self._fetch(label, call)
        except ArtifactError as error:
            if self.dry_run:
                return None
            aside = stages.discard(call, self.state)
            log().warning("%s; it is made anew, the damaged one is kept in %s", error, aside)
            return self._fetch(label, call)

    def _fetch(self, label: str, call: StageSpec) -> Artifact | None:
        """The artifact from the archive, if that has it; a dry run fetches nothing."""
        if self.archive is None or self.dry_run:
            return None
        try:
            found = self.archive.find(call.stage, call.key, self.state)
        except DamagedArchiveError as error:
            log().warning("%s; %s is made anew", error, label)
            return None
        if found is not None:
            self._say(label, f"fetched from {self.archive.store.where}")
        return found

    def _keep(self, label: str, artifact: Artifact) -> None:
        """Archive it at once: a run that goes on elsewhere finds it there."""
        if self.archive is None:
            return
        try:
            _, sent = self.archive.save(artifact)
        except ArchiveError as error:  # what was made counts more; the release sends it again
            log().warning("%s is not in the archive yet: %s", label, error)
            return
        log().info("%s %s is archived, %.1f MB sent", label, artifact.manifest.key, sent / 1e6)

    def _discard(self, label: str, call: StageSpec) -> None:
        if aside := stages.discard(call, self.state):
            log().info("%s is made anew; the former artifact is kept in %s", label, aside)
        self.backend.discard(call)

    def _submit(self, label: str, call: StageSpec) -> Artifact:
        submitted = self.backend.submit(call)
        where = f"{self.backend.name} as {submitted.id} ({submitted.how})"
        log().info("%s %s runs on %s", label, call.key, where)
        try:
            follow(submitted, lambda p: self._show(label, p))
            return submitted.result()
        except BaseException as stopped:
            # A local stage ends with its run and leaves its checkpoint. A detached one was paid
            # for: it runs on, and the next run attaches, unless a person wanted it to end.
            if not submitted.detached or wanted(stopped):
                submitted.cancel()
            raise

    def _say(self, label: str, text: str) -> None:
        log().info("%s: %s", label, text)
        REPORTER.get().note(label, text)

    def _show(self, label: str, progress: Progress) -> None:
        REPORTER.get().progress(label, progress)

    def _watch(self, label: str) -> dict[str, Any]:
        tracking = self.preset.wandb.model_dump(mode="json")
        state = self.state
        folders = {"dir": str(state.wandb), "hub": str(state.hub), "cache": str(state.cache)}
        return {**tracking, "name": f"{label}-{self.version}", **folders}


Function = Callable[..., Artifact]


def stage_task(label: str) -> Callable[[Function], Function]:
    """Make a Prefect task of a function that performs `label` and shows what came out.

    The function takes the run first. The task ends `Completed`, `Cached` when everything stood
    there already, `Planned` in a dry run, or `Cancelled`. No retries here: a local stage fails
    for good, and a remote one is retried where it runs.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def body(run: Run, *args: Any, **kwargs: Any) -> Any:
            try:
                artifact = function(run, *args, **kwargs)
            except StageCancelled as stopped:
                return Cancelled(message=str(stopped))
            match run.outcomes.get(label):
                case "reused":
                    return Completed(name="Cached", message=_reused(artifact), data=artifact)
                case "planned":
                    return Completed(name="Planned", message="would be made", data=artifact)
            return artifact

        options: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
        prefect_task = task(name=label, task_run_name=label, **options)(body)

        @wraps(function)
        def call(run: Run, *args: Any, **kwargs: Any) -> Artifact:
            value = prefect_task(run, *args, **kwargs)
            if isinstance(value, PrefectState):
                if value.is_cancelled():
                    raise StageCancelled(value.message or f"{label} was cancelled")
                value = value.result()
            assert isinstance(value, Artifact)
            return value

        return call

    return decorate


def planned(call: StageSpec) -> Artifact:
    """Stands for an artifact that a dry run does not make; what depends on it is planned too."""
    manifest = Manifest(
        stage=call.stage,
        version=0,
        key=call.key,
        digest=f"{PLANNED}-{call.key}",
        config=call.config,
        inputs={name: given.digest for name, given in call.inputs.items()},
        files={},
        metrics={},
        seconds=0,
        cost_usd=0,
        code="",
        created=datetime.now(UTC),
    )
    return Artifact(path=Path(PLANNED), manifest=manifest)


def is_planned(artifact: Artifact) -> bool:
    return artifact.digest.startswith(PLANNED)


def _reused(artifact: Artifact) -> str:
    return f"reused {artifact.manifest.stage} {artifact.manifest.key}, made {_when(artifact)}"


def _when(artifact: Artifact) -> str:
    return f"{artifact.manifest.created:%Y-%m-%d %H:%M} in {artifact.manifest.seconds:.0f} s"
