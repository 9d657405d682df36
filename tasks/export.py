"""Export cad0-mini for the browser."""

from cad0_core.artifacts import Artifact
from tasks import show
from tasks.stage import Run, is_planned, stage_task


@stage_task("export")
def export(run: Run, model: Artifact) -> Artifact:
    """ONNX files in the layout of Transformers.js."""
    exported = run.perform("export", "export", run.preset.export, {"model": model})
    if not is_planned(exported):
        rows = [
            {"file": name, "MB": round(entry.bytes / 1e6, 3), "sha256": entry.sha256}
            for name, entry in exported.manifest.files.items()
        ]
        show.table("export-sizes", rows, f"Files of the export, {run.version}")
    return exported
