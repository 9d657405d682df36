"""Put the dataset where training reads it."""

from cad0_core.artifacts import Artifact
from tasks import show
from tasks.follow import log
from tasks.reporter import REPORTER
from tasks.stage import Run, is_planned, stage_task


@stage_task("upload")
def upload(run: Run, dataset: Artifact) -> Artifact:
    """The dataset on the backend's volume, verified there file by file."""
    REPORTER.get().started("upload")
    if is_planned(dataset):
        run.record("upload", "planned", dataset)
        return dataset
    there = None if run.forces("upload") else run.backend.volume.find(dataset)
    if there is None and run.dry_run:
        run.record("upload", "planned", dataset)
        return dataset
    uploaded = there or run.backend.volume.put(dataset)
    log().info("dataset %s lies on the volume of %s", dataset.digest[:12], run.backend.name)
    rows = [
        {"file": name, "bytes": entry.bytes, "sha256": entry.sha256}
        for name, entry in uploaded.manifest.files.items()
    ]
    show.table("volume", rows, f"Files on the volume of {run.backend.name}, {run.version}")
    run.record("upload", "reused" if there else "made", uploaded)
    return uploaded
