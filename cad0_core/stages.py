"""Every stage by name: the one table that the laptop's child process and a GPU container use."""

import errno
import importlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict

from cad0_core import artifacts
from cad0_core.artifacts import Artifact, stage_key
from cad0_core.config import (
    DataConfig,
    DistillConfig,
    EvalConfig,
    ExportConfig,
    GateConfig,
    Preset,
    PublishConfig,
    Settings,
    TrainConfig,
    ValidateConfig,
)
from cad0_core.errors import ArtifactError, BusyError, Cad0Error, DiskFullError, StageError
from cad0_core.job import Job, Progress, StageFunction
from cad0_core.state import State


@dataclass(frozen=True)
class Stage:
    """A row of the table. Raise `version` whenever the same input would give another result."""

    function: str
    config: type[Settings]
    version: int

    def load(self) -> StageFunction:
        """Import the function only where it runs: a flow never imports torch."""
        module, _, name = self.function.partition(":")
        return cast(StageFunction, getattr(importlib.import_module(module), name))


VERSION_VARIABLE = "CAD0_VERSION"
NO_SPACE = 100_000  # bytes; with less a failure is taken for one of the disk

STAGES = {
    "generate": Stage("cad0_core.data.generate:generate", DataConfig, version=2),
    "validate": Stage("cad0_core.data.validate:validate", ValidateConfig, version=2),
    "train": Stage("cad0_core.model.sft:train", TrainConfig, version=2),
    "evaluate": Stage("cad0_core.evaluation.evaluate:evaluate", EvalConfig, version=3),
    "gate": Stage("cad0_core.evaluation.gate:gate", GateConfig, version=3),
    "distill": Stage("cad0_core.model.distill:distill", DistillConfig, version=4),
    "export": Stage("cad0_core.export.onnx:export", ExportConfig, version=2),
    "publish": Stage("cad0_core.publication:publish", PublishConfig, version=1),
}


MAPPED = ("generate", "validate")  # stages whose pieces may be computed elsewhere


class Input(BaseModel):
    """One input of a stage: where it lies and what it must hold."""

    model_config = ConfigDict(frozen=True)

    path: Path
    digest: str

    @classmethod
    def of(cls, artifact: Artifact) -> "Input":
        return cls(path=artifact.path, digest=artifact.digest)


class StageSpec(BaseModel):
    """A stage call as data, small enough to send anywhere. `watch` does not change the result."""

    model_config = ConfigDict(frozen=True)

    stage: str
    config: dict[str, Any]
    inputs: dict[str, Input] = {}
    watch: dict[str, Any] = {}
    cost_per_second: float = 0.0

    @property
    def key(self) -> str:
        """Name of the work; equal specs have equal keys wherever their inputs lie."""
        digests = {name: given.digest for name, given in self.inputs.items()}
        return stage_key(self.stage, STAGES[self.stage].version, self.config, digests)


def spec(stage: str, config: Settings, inputs: dict[str, Input], **more: Any) -> StageSpec:
    return StageSpec(stage=stage, config=config.model_dump(mode="json"), inputs=inputs, **more)


def mapped(preset: Preset, stage: str) -> dict[str, Any]:
    """What `watch` tells a data stage of where its pieces are computed."""
    if stage not in MAPPED or preset.map_over == "processes":
        return {}
    return {"map_over": preset.map_over, "modal": preset.modal.model_dump(mode="json")}


def find(call: StageSpec, state: State) -> Artifact | None:
    """The finished artifact of `call`, verified; None when there is none.

    Raises `ArtifactError` when it is there but damaged.
    """
    folder = state.artifact(call.stage, call.key)
    return artifacts.load(folder) if (folder / artifacts.MANIFEST).is_file() else None


def discard(call: StageSpec, state: State) -> Path | None:
    """Move what stands under this key out of the way, keeping it; returns where it went."""
    return set_aside(state.artifact(call.stage, call.key))


def set_aside(folder: Path) -> Path | None:
    """Give a folder another name, if it is there; returns the new one."""
    if not folder.exists():
        return None
    n = 1
    while (aside := folder.with_name(f"{folder.name}.old-{n}")).exists():
        n += 1
    folder.rename(aside)
    return aside


def run(
    call: StageSpec,
    state: State,
    report: Callable[[Progress], None] = lambda progress: None,
    stopping: Callable[[], bool] = lambda: False,
    spread: Any = None,
) -> Artifact:
    """Run one stage here and now; the artifact appears whole or not at all.

    `spread` is where the pieces of data stages are computed (`Job.spread`).

    Raises the stage's own `Cad0Error`, `BusyError` when the same stage runs already, and
    `DiskFullError` when space runs out. Checkpoints of a failed try stay for the next one.
    """
    folder = state.job(call.stage, call.key)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=0):
            return _run(call, state, folder, report, stopping, spread)
    except Timeout as error:
        raise BusyError(f"stage {call.stage} ({call.key}) runs already in {folder}") from error
    except Cad0Error:
        raise
    except Exception as error:
        if disk_is_full(error):
            raise DiskFullError(
                f"no space left while stage {call.stage} wrote below {state.root}. Free some "
                "space and run the same command again: finished stages and checkpoints are kept"
            ) from error
        raise


def _run(
    call: StageSpec,
    state: State,
    folder: Path,
    report: Callable[[Progress], None],
    stopping: Callable[[], bool],
    spread: Any,
) -> Artifact:
    stage = STAGES[call.stage]
    out, scratch = folder / "out", folder / "scratch"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    scratch.mkdir(exist_ok=True)
    job = Job(
        config=stage.config.model_validate(call.config),
        inputs={name: given.path for name, given in call.inputs.items()},
        out=out,
        scratch=scratch,
        watch=call.watch,
        report=report,
        stopping=stopping,
        cost_per_second=call.cost_per_second,
        spread=spread,
    )
    started = time.monotonic()
    try:
        metrics = stage.load()(job)
    except BaseException as error:
        full = isinstance(error, Exception) and shutil.disk_usage(folder).free < NO_SPACE
        shutil.rmtree(out, ignore_errors=True)  # only checkpoints are of use to the next try
        if full:  # polars, for one, cuts a file short and only says so to who reads it
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error
        raise
    seconds = time.monotonic() - started
    artifacts.complete(
        out,
        stage=call.stage,
        version=stage.version,
        key=call.key,
        config=call.config,
        inputs={name: given.digest for name, given in call.inputs.items()},
        metrics=metrics,
        seconds=round(seconds, 3),
        cost_usd=round(seconds * call.cost_per_second + (spread.cost_usd if spread else 0), 4),
        code=code_version(),
    )
    target = state.artifact(call.stage, call.key)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise ArtifactError(f"{target}: stands there already without being whole; move it away")
    out.rename(target)
    shutil.rmtree(scratch, ignore_errors=True)
    return artifacts.load(target, verify=False)


def code_version() -> str:
    """Version of this package; a container has its source without having it installed."""
    try:
        return package_version("cad0")
    except PackageNotFoundError:
        return os.environ.get(VERSION_VARIABLE, "unknown")


def input_folder(path: Path) -> Input:
    """Any folder of files as an input, by its content; a manifest is not needed.

    Raises `StageError` when the folder is missing or empty.
    """
    if not path.is_dir():
        raise StageError(f"{path}: no such folder")
    files = artifacts.digest_files(path)
    if not files:
        raise StageError(f"{path}: an empty folder")
    return Input(path=path.resolve(), digest=artifacts.content_digest(files))


def disk_is_full(error: BaseException) -> bool:
    """Whether `error` comes from a full disk; native libraries say so only in their text."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(sign in str(seen) for sign in ("No space left on device", "os error 28")):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
