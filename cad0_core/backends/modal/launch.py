"""Starting one stage on the deployed app and returning at once: the commands of `modal run`.

Inputs are what lies on the volume already: the current dataset and the newest models.
"""

from pathlib import Path, PurePosixPath
from typing import Any

from cad0_core import stages
from cad0_core.artifacts import Manifest
from cad0_core.backends.modal import wire
from cad0_core.backends.modal.backend import ModalBackend
from cad0_core.backends.modal.deployment import deploy, is_current
from cad0_core.config import ModalConfig, Preset
from cad0_core.cost import GPUS
from cad0_core.errors import BackendError, ConfigError
from cad0_core.presets import preset as named
from cad0_core.stages import Input, StageSpec
from cad0_core.state import State

ACTIONS = ("train", "evaluate", "distill", "export-onnx", "upload")


def run(action: str, preset: str, known: tuple[str, ...] = ACTIONS) -> list[str]:
    """Start what `action` names, print each call and where to watch it; returns the call ids.

    The app is deployed first where it is not, or where it has other code. Raises `ConfigError` for
    an unknown action and `BackendError` when something that it needs is not on the volume.
    """
    if action not in known:
        raise ConfigError(f"unknown action {action!r}; known: {', '.join(known)}")
    chosen = named(preset)
    config = chosen.modal
    if not is_current(config):
        print(f"deploying {config.app}")
        deploy(config)
    backend = ModalBackend(State.default(), config)
    if action == "upload":
        calls = [("publish", _publish(backend, chosen))]
    else:
        calls = [
            (spec.stage, backend.submit_remote(spec, placed=True).id)
            for spec in specs(action, chosen, backend)
        ]
    for stage, call in calls:
        print(f"{stage} runs as {call}: cad0 modal logs {call}")
    _where(chosen, config)
    return [call for _, call in calls]


def specs(action: str, chosen: Preset, backend: ModalBackend) -> list[StageSpec]:
    """What an action asks for, on the inputs that the volume has."""
    volume = backend.volume
    match action:
        case "train":
            return [_spec(chosen, "train", chosen.train, {"dataset": volume.current()})]
        case "evaluate":
            return _evaluations(chosen, backend)
        case "distill":
            inputs = {"teacher": _newest(backend, "train"), "dataset": volume.current()}
            return [_spec(chosen, "distill", chosen.distill, inputs)]
        case "export-onnx":
            inputs = {"model": _newest(backend, "distill"), "dataset": volume.current()}
            return [_spec(chosen, "export", chosen.export, inputs)]
    raise ConfigError(f"unknown action {action!r}")


def _evaluations(chosen: Preset, backend: ModalBackend) -> list[StageSpec]:
    """Every model that is there, each on its own files."""
    data = backend.volume.current()
    there = [(stage, "torch") for stage in ("train", "distill") if backend.volume.manifests(stage)]
    exports = backend.volume.manifests("export")
    there += [("export", dtype) for dtype in (exports[-1].metrics["dtypes"] if exports else ())]
    if not there:
        raise BackendError("the volume has no model to evaluate; train one: modal run modal_app.py")
    return [
        _spec(
            chosen,
            "evaluate",
            chosen.evaluation.replace(dtype=dtype),
            {"model": _newest(backend, stage), "dataset": data},
        )
        for stage, dtype in there
    ]


def _spec(chosen: Preset, stage: str, config: Any, inputs: dict[str, Input]) -> StageSpec:
    price = GPUS[chosen.modal.gpus[stage]].usd_per_second
    watch = {**chosen.wandb.model_dump(mode="json"), "name": stage}
    return stages.spec(stage, config, inputs, watch=watch, cost_per_second=price)


def _publish(backend: ModalBackend, chosen: Preset) -> str:
    import modal

    function = modal.Function.from_name(backend.config.app, "publish")
    request = {"preset": chosen.model_dump(mode="json"), "code": wire.code()}
    return str(function.spawn(request).object_id)


def _newest(backend: ModalBackend, stage: str) -> Input:
    made: list[Manifest] = backend.volume.manifests(stage)
    if not made:
        raise BackendError(f"the volume has no finished {stage}; run that first")
    place = PurePosixPath("artifacts", stage, made[-1].key)
    return Input(path=Path(place), digest=made[-1].digest)


def _where(chosen: Preset, config: ModalConfig) -> None:
    print(f"Modal:    {config.dashboard_url}")
    print(f"W&B:      {chosen.wandb.url}")
    print(f"endpoint: {config.endpoint_url}")
    print("it runs on the deployed app, whatever becomes of this terminal; cad0 modal status")
