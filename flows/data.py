"""Flow `cad0` for data alone: generate, validate, and lay it where training reads it."""

from typing import Any

from prefect import flow
from prefect.states import Cancelled

from cad0_core import presets
from cad0_core.errors import StageCancelled
from flows.run import BackendName, PresetName, cancel_calls, open_run, run_name
from tasks import generate, upload, validate


@flow(name="cad0", flow_run_name=run_name, persist_result=False, on_cancellation=[cancel_calls])
def data(
    preset: PresetName = "laptop",
    backend: BackendName = "local",
    seed: int | None = None,
    samples: int | None = None,
    upload_to_volume: bool = True,
    wait: bool = False,
) -> dict[str, Any]:
    """Make a dataset and measure every program in it; a later release with it reuses all of it.

    Args:
        preset: Whose data: full 500,000 samples, laptop 138,000, smoke 2,000.
        backend: local runs stages in child processes here, modal on rented GPUs.
        seed: Seed of the data.
        samples: Number of family samples to generate; primitives come on top.
        upload_to_volume: Lay the data on the backend's volume as well.
        wait: Wait for another run on the same state folder instead of being refused.
    """
    settings = presets.preset(preset, seed=seed, samples=samples)
    with open_run(settings, backend, kind="data", wait=wait) as run:
        try:
            made = generate(run)
            report = validate(run, made)
            lies = upload(run, made) if upload_to_volume else made
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]
        return {"path": str(lies.path), "digest": lies.digest, **made.metrics, **report.metrics}
