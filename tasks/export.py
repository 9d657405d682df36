"""Export cad0-mini for the browser."""

from typing import Any

from cad0_core.artifacts import Artifact
from cad0_core.export.runtimes import runs_on
from tasks import show
from tasks.stage import Run, is_planned, stage_task


@stage_task("export")
def export(run: Run, model: Artifact, dataset: Artifact) -> Artifact:
    """ONNX files in the layout of Transformers.js, but those that lose too much on `dataset`."""
    inputs = {"model": model, "dataset": dataset}
    exported = run.perform("export", "export", run.preset.export, inputs)
    if not is_planned(exported):
        show.table("export-sizes", size_rows(exported), f"ONNX files, {run.version}")
    return exported


def dtypes(run: Run, exported: Artifact) -> tuple[str, ...]:
    """The kinds of file that an export holds; in a dry run those that it is to hold."""
    if is_planned(exported):
        return run.preset.export.dtypes
    return tuple(exported.metrics["dtypes"])


def size_rows(exported: Artifact) -> list[dict[str, Any]]:
    """One row a kind of file: sizes in MB, how it did on trial, and whether it is published.

    The download is the file with tokenizer, configuration and `cad0.json`.
    """
    metrics = exported.metrics
    rows = []
    for dtype in exported.manifest.config["dtypes"]:
        trial = metrics.get("trial", {}).get(dtype, {})
        download = metrics.get(f"download_{dtype}")
        rows.append(
            {
                "dtype": dtype,
                "MB": round(metrics[f"bytes_{dtype}"] / 1e6, 3),
                "download MB": round(download / 1e6, 3) if download else "",
                "runs on": ", ".join(runs_on(dtype)),
                "same programs": trial.get("same", ""),
                "DimPass": trial.get("dim_pass", ""),
                "drop": trial.get("drop", ""),
                "tokens/s": round(trial["tokens_per_second"]) if trial else "",
                "published": metrics["withheld"].get(dtype, "yes"),
            }
        )
    return rows
