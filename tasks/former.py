"""The published model's answers to the prompts of this run: what a new one is compared with."""

from dataclasses import dataclass
from typing import Literal

from cad0_core.artifacts import Artifact
from cad0_core.config import ONNX_FILES
from cad0_core.hub.release import publishable
from cad0_core.hub.standing import predecessor, published_artifact
from tasks.evaluate import evaluate
from tasks.stage import Run

Gate = Literal["cad0", "mini", "onnx"]


@dataclass(frozen=True)
class Former:
    """The published model, and its evaluations on the data of this run."""

    model: Artifact
    scores: tuple[Artifact, ...]


def former(run: Run, gate: Gate, model: Artifact, dataset: Artifact) -> Former | None:
    """What `model` is compared with at its gate; None if nothing is published, or if the gate has
    no level to compare at."""
    if getattr(run.preset.gates, gate).level is None:
        return None
    files = {name: model.manifest.files[name].sha256 for name in publishable(model)}
    version = predecessor(run.hub, repo_of(run, gate), files)
    if version is None:
        return None
    return answers_of(run, gate, published_artifact(run.hub, repo_of(run, gate), version), dataset)


def standing(run: Run, gate: Gate = "cad0") -> Artifact | None:
    """The model that is published now."""
    repo = repo_of(run, gate)
    return published_artifact(run.hub, repo) if run.hub.latest(repo) else None


def answers_of(run: Run, gate: Gate, model: Artifact, dataset: Artifact) -> Former:
    """Let a published model answer the prompts of this run; every kind of ONNX file it has."""
    labels = {"cad0": ["evaluate-published"], "mini": ["evaluate-mini-published"]}.get(gate)
    if labels is None:
        labels = [
            f"evaluate-onnx-{dtype}-published"
            for dtype, file in ONNX_FILES.items()
            if file in model.manifest.files and dtype in run.preset.export.dtypes
        ]
    return Former(model, tuple(evaluate(run, model, dataset, label=label) for label in labels))


def repo_of(run: Run, gate: Gate) -> str:
    """The repository that the gate guards."""
    return run.preset.hub.cad0 if gate == "cad0" else run.preset.hub.mini
