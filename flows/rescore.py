"""Flow `cad0` for a second look: any published version, evaluated again on any data."""

from pathlib import Path
from typing import Any, Literal

from prefect import flow
from prefect.states import Cancelled
from pydantic import BaseModel

from cad0_core import artifacts, presets, stages
from cad0_core.artifacts import Artifact
from cad0_core.config import ONNX_FILES, Dtype
from cad0_core.errors import ConfigError, StageCancelled
from cad0_core.evaluation.metrics import RATES
from cad0_core.hub.base import MAIN, METRICS
from cad0_core.hub.standing import published_artifact
from flows.run import BackendName, PresetName, cancel_calls, open_run, run_name
from tasks import evaluate, generate, show
from tasks.stage import Run

LABELS: dict[tuple[str, Dtype], str] = {
    ("cad0", "torch"): "evaluate-published",
    ("cad0-mini", "torch"): "evaluate-mini-published",
    **{("cad0-mini", dtype): f"evaluate-onnx-{dtype}-published" for dtype in ONNX_FILES},
}


class Rescore(BaseModel):
    """What a published version scores on some data: `scores` has one row for this evaluation, and
    one for the evaluation that it was published with."""

    model: str
    version: str
    dtype: Dtype
    dataset: str
    evaluation: str
    scores: list[dict[str, Any]]


@flow(name="cad0", flow_run_name=run_name, persist_result=False, on_cancellation=[cancel_calls])
def rescore(
    model: Literal["cad0", "cad0-mini"] = "cad0",
    version: str | None = None,
    dtype: Dtype = "torch",
    dataset: str | None = None,
    preset: PresetName = "laptop",
    backend: BackendName = "local",
    seed: int | None = None,
    samples: int | None = None,
    prompts: int | None = None,
    wait: bool = False,
    hub: dict[str, str | bool] | None = None,
) -> Rescore:
    """Evaluate a published model again; nothing is judged and nothing published.

    Args:
        model: Which of the two.
        version: A published version such as v0.1.0. By default the one that is served now.
        dtype: torch weights, or a published ONNX file of cad0-mini.
        dataset: Folder of a dataset. By default the one that preset, seed and samples make.
        preset: Whose settings for evaluation and, without a dataset, for the data.
        backend: local runs stages in child processes here, modal on rented GPUs.
        seed: Seed of the data.
        samples: Number of family samples to generate; primitives come on top.
        prompts: Held-out prompts to ask; by default as many as the preset says.
        wait: Wait for another run on the same state folder instead of being refused.
        hub: Settings of the hub in place of the preset's, named as in a release.
    """
    settings = presets.preset(preset, seed=seed, samples=samples, hub=hub)
    asked = {"samples": prompts} if prompts is not None else {}
    settings = settings.replace(evaluation=presets.replaced(settings.evaluation, asked))
    with open_run(settings, backend, kind="rescore", wait=wait) as run:
        try:
            return _rescore(run, model, version, dtype, dataset)
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]


def _rescore(
    run: Run, model: str, version: str | None, dtype: Dtype, dataset: str | None
) -> Rescore:
    repo = run.preset.hub.cad0 if model == "cad0" else run.preset.hub.mini
    published = published_artifact(run.hub, repo, version or MAIN)
    data = generate(run) if dataset is None else _folder(Path(dataset))
    scores = evaluate(run, published, data, label=_label(model, dtype))
    rows = [{"scores": "now", **_row(scores.metrics)}]
    then = artifacts.read_json(published.path / METRICS).get("evaluations", {}).get(dtype)
    if then:
        rows.append({"scores": "as published", **_row(then)})
    found = Rescore(
        model=repo,
        version=published.metrics["version"],
        dtype=dtype,
        dataset=data.digest,
        evaluation=scores.digest,
        scores=rows,
    )
    show.table("rescore", rows, f"{repo} {found.version} ({dtype}) on data {data.digest[:12]}")
    return found


def _label(model: str, dtype: Dtype) -> str:
    if (model, dtype) not in LABELS:
        raise ConfigError(f"{model} is published without {dtype} weights; cad0-mini has them")
    return LABELS[model, dtype]


def _row(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: metrics.get(name) for name in (*RATES, "n")}


def _folder(path: Path) -> Artifact:
    """A dataset folder as an artifact: a finished one, or any folder by its content.

    Raises `StageError` when it is missing or empty, `ArtifactError` when it is damaged.
    """
    if (path / artifacts.MANIFEST).is_file():
        return artifacts.load(path.resolve())
    given = stages.input_folder(path)
    return artifacts.described(given.path, artifacts.digest_files(given.path), stage="data")
