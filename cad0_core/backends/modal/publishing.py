"""Function `publish`: the newest models of the volume to the hub, past their gates, in a container.

The same stages as a release's, without its comparison with the published model; so it refuses to
follow one that is published.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cad0_core import artifacts, stages
from cad0_core.artifacts import Artifact
from cad0_core.backends.modal import container, wire
from cad0_core.config import GateConfig, Preset, PublishConfig
from cad0_core.errors import ArtifactError, HubError
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.hub import open_hub
from cad0_core.stages import Input
from cad0_core.state import State
from cad0_core.store import Store


def publish(request: dict[str, Any], volume: container.Volume) -> dict[str, Any]:
    """Judge and publish; returns an envelope, whatever comes of it."""
    volume.reload()
    try:
        record = _publish(Preset.model_validate(request["preset"]), State(container.root()))
        return wire.done(record.digest, "publish", record.manifest.key)
    except Exception as error:
        return container.failed(error)
    finally:
        volume.commit()


def _publish(preset: Preset, state: State) -> Artifact:
    _refuse_to_follow(preset, state)
    store = Store.scan(state)
    cad0 = _newest(store, "train", {})
    mini = _newest(store, "distill", {"teacher": cad0.digest})
    onnx = _newest(store, "export", {"model": mini.digest})
    kinds = tuple(onnx.metrics["dtypes"])
    weights = {"reference": Input.of(_evaluation(store, mini, "torch"))}
    parts = {
        **_judged("cad0", cad0, preset.gates.cad0, ("torch",), store, state),
        **_judged("mini", mini, preset.gates.mini, ("torch",), store, state),
        **_judged("onnx", onnx, preset.gates.onnx, kinds, store, state, weights),
    }
    if preset.hub.dataset:
        digest = _evaluation(store, cad0, "torch").manifest.inputs["dataset"]
        parts["dataset"] = _dataset(store, state, digest)
    config = PublishConfig(hub=preset.hub)
    watch = {"hub": str(state.hub)}
    return stages.run(stages.spec("publish", config, parts, watch=watch), state, container.show)


def _refuse_to_follow(preset: Preset, state: State) -> None:
    """Raise `HubError` where a release is needed: a published model wants a comparison."""
    hub = open_hub(preset.hub, state.hub)
    for repo in (preset.hub.cad0, preset.hub.mini):
        if version := hub.latest(repo):
            raise HubError(
                f"{repo} {version} is published already, and this command compares nothing: make "
                "a release, cad0 release --backend modal"
            )


def _judged(
    part: str,
    model: Artifact,
    gate: GateConfig,
    dtypes: tuple[str, ...],
    store: Store,
    state: State,
    reference: Mapping[str, Input] = MappingProxyType({}),
) -> dict[str, Input]:
    """The model, its evaluations, and a verdict that they pass. Raises `GateError` else."""
    scores = {f"evaluation-{dtype}": _evaluation(store, model, dtype) for dtype in dtypes}
    digest = next(iter(scores.values())).manifest.inputs["dataset"]
    given = {"model": Input.of(model), "dataset": _dataset(store, state, digest)}
    evidence = {name: Input.of(found) for name, found in scores.items()}
    spec = stages.spec("gate", gate, {**given, **evidence, **reference})
    verdict = stages.find(spec, state) or stages.run(spec, state, container.show)
    read_verdict(verdict.path).require()
    judged = {"model": given["model"], "verdict": Input.of(verdict), **evidence}
    return {f"{part}/{name}": found for name, found in judged.items()}


def _newest(store: Store, stage: str, inputs: dict[str, str]) -> Artifact:
    found = store.with_inputs(stage, inputs)
    if not found:
        raise ArtifactError(f"the volume has no finished {stage} of the newest model; run it first")
    return found[-1]


def _evaluation(store: Store, model: Artifact, dtype: str) -> Artifact:
    found = [
        scores
        for scores in store.with_inputs("evaluate", {"model": model.digest})
        if scores.manifest.config["dtype"] == dtype
    ]
    if not found:
        raise ArtifactError(
            f"{model.manifest.stage} {model.manifest.key} was not evaluated as {dtype}; run first: "
            "modal run modal_app.py --action evaluate"
        )
    return found[-1]


def _dataset(store: Store, state: State, digest: str) -> Input:
    made = store.find(digest, "generate")
    folder = made.path if made else state.root / "inputs" / digest[:20]
    artifacts.load(folder)
    return Input(path=folder, digest=digest)
