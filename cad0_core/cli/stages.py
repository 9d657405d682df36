"""Commands that run one stage on folders, without Prefect: same stages, same store, same child."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cad0_core import stages
from cad0_core.artifacts import MANIFEST, Artifact
from cad0_core.backends import backend
from cad0_core.cli.console import StageLines, err, headline, out
from cad0_core.config import MapOver, Preset, PublishConfig, Settings
from cad0_core.errors import ArtifactError, ConfigError
from cad0_core.presets import preset as named
from cad0_core.presets import replaced
from cad0_core.stages import Input, StageSpec
from cad0_core.state import State


def run_stage(
    stage: str,
    preset: str,
    section: str,
    inputs: Mapping[str, Path],
    output: Path | None,
    as_json: bool,
    *,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    map_over: MapOver | None = None,
) -> None:
    """Run `stage` with one section of a preset on `inputs`, and say where the result lies."""
    settings = named(preset, seed=seed)
    config: Settings = replaced(getattr(settings, section), changes or {})
    given = {name: stages.input_folder(path) for name, path in inputs.items()}
    tracking = settings.wandb.model_dump(mode="json")
    artifact = obtain(stage, config, given, {**tracking, **_mapped(settings, stage, map_over)})
    finish(artifact, output, as_json)


def run_generate(
    preset: str,
    samples: int | None,
    seed: int | None,
    changes: Mapping[str, Any],
    workers: int | None,
    map_over: MapOver | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Generate a dataset; with `output`, its files stand there as well."""
    settings = named(preset, samples=samples, seed=seed)
    config = replaced(settings.data, changes)
    if output is not None:
        _require_folder(output)
    watch = {"workers": workers, **_mapped(settings, "generate", map_over)}
    finish(obtain("generate", config, {}, watch), output, as_json)


def run_gate(
    preset: str,
    model: Path,
    data: Path,
    evaluations: list[Path],
    floors: Mapping[str, float] | None,
    reference: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Judge a model by its evaluations; a missed floor raises `GateError` after the report.

    Only flows compare it with the published model: they let both answer the same prompts. An
    export is compared with its weights where `reference`, their evaluation, is given.
    """
    from cad0_core.evaluation.verdict import read_verdict

    loaded = {f"evaluation-{n}": load(path) for n, path in enumerate(evaluations)}
    candidate = load(model)
    gate = {"train": "cad0", "distill": "mini"}.get(candidate.manifest.stage, "onnx")
    compared = {"level": None} if reference else {"level": None, "max_drop": None}
    config = replaced(getattr(named(preset, floors=floors).gates, gate), compared)
    inputs = {"model": candidate, "dataset": load(data), **loaded}
    if reference:
        inputs["reference"] = load(reference)
    artifact = obtain("gate", config, {name: Input.of(a) for name, a in inputs.items()})
    if not as_json:
        out.print((artifact.path / "verdict.md").read_text(encoding="utf-8"), soft_wrap=True)
    finish(artifact, output, as_json)
    read_verdict(artifact.path).require()


def _mapped(settings: Preset, stage: str, map_over: MapOver | None) -> dict[str, Any]:
    chosen = settings.replace(map_over=map_over) if map_over else settings
    return stages.mapped(chosen, stage)


def load(folder: Path) -> Artifact:
    """A verified artifact folder; the gate and publication take nothing less."""
    from cad0_core import artifacts

    return artifacts.load(folder)


def obtain(
    stage: str, config: Settings, inputs: Mapping[str, Input], tracking: Mapping[str, Any] = {}
) -> Artifact:
    """The artifact of a stage: found in the state folder, or made there by a child process."""
    state = State.default()
    state.make()
    folders = {"dir": str(state.wandb), "hub": str(state.hub), "cache": str(state.cache)}
    watch = {**tracking, "name": stage, **folders}
    call = stages.spec(stage, config, dict(inputs), watch=watch)
    try:
        found = stages.find(call, state)
    except ArtifactError as error:
        aside = stages.discard(call, state)
        err.print(f"{error}; it is made anew, the damaged one is kept in {aside}", soft_wrap=True)
        found = None
    lines = StageLines(err)
    lines.started(stage)
    if found is not None:
        lines.finished(stage, "reused", found)
        return found
    try:
        artifact = _run(call, state, lines)
    except BaseException:
        lines.finished(stage, "failed", None)
        raise
    lines.finished(stage, "made", artifact)
    return artifact


def _run(call: StageSpec, state: State, lines: StageLines) -> Artifact:
    from cad0_core.job import Progress

    submitted = backend("local", state).submit(call)
    try:
        for event in submitted.events():
            if isinstance(event, Progress):
                lines.progress(call.stage, event)
        return submitted.result()
    except BaseException:
        submitted.cancel()
        raise


def finish(artifact: Artifact, output: Path | None, as_json: bool) -> None:
    """Copy the result if asked, and say where it is and what it measured."""
    folder = artifact.path
    if output is not None:
        _copy(artifact, output)
        folder = output
    if as_json:
        print(json.dumps({"path": str(folder), **artifact.manifest.model_dump(mode="json")}))
        return
    out.print(f"{folder}  {headline(artifact)}", soft_wrap=True)


def _require_folder(output: Path) -> None:
    """Make the folder before the work rather than after it; ConfigError if it can't be."""
    if output.exists() and not output.is_dir():
        raise ConfigError(f"{output}: not a folder")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be made ({error.strerror})") from error
    if not os.access(output, os.W_OK | os.X_OK):
        raise ConfigError(f"{output}: cannot be written to; name another folder")


def _copy(artifact: Artifact, output: Path) -> None:
    """The files first, the manifest last, so that a torn copy never looks whole."""
    _require_folder(output)
    try:
        (output / MANIFEST).unlink(missing_ok=True)
        for name in [*artifact.manifest.files, MANIFEST]:
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(artifact.path / name, target)
    except OSError as error:
        raise ArtifactError(
            f"{output}: cannot be written ({error.strerror}); the result is in {artifact.path}"
        ) from error


def run_publish(
    preset: str,
    hub: Mapping[str, Any] | None,
    models: Mapping[str, Path],
    verdicts: Mapping[str, Path],
    evaluations: list[Path],
    version: str | None,
    as_json: bool,
) -> None:
    """Publish models whose verdicts passed; each evaluation goes to the verdict that names it."""
    from cad0_core.evaluation.verdict import read_verdict

    known = [load(path) for path in evaluations]
    inputs: dict[str, Input] = {}
    for part, folder in models.items():
        inputs[f"{part}/model"] = Input.of(load(folder))
        inputs[f"{part}/verdict"] = Input.of(load(verdicts[part]))
        for name, digest in read_verdict(verdicts[part]).evaluations.items():
            given = [Input.of(evaluation) for evaluation in known if evaluation.digest == digest]
            if not given:
                raise ConfigError(
                    f"the verdict on {part} rests on evaluation {digest[:12]}: give it"
                )
            inputs[f"{part}/{name}"] = given[0]
    settings = named(preset, hub=hub)
    config = replaced(PublishConfig(hub=settings.hub), {"version": version})
    finish(obtain("publish", config, inputs), None, as_json)
