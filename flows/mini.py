"""Flow `cad0` from the middle: a new cad0-mini from the cad0 that is published."""

from prefect import flow
from prefect.states import Cancelled

from cad0_core import presets
from cad0_core.errors import ArtifactError, StageCancelled
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.lineage import stands_on
from cad0_core.store import Store
from flows.approval import NotPublished
from flows.run import BackendName, PresetName, cancel_calls, open_run, run_name
from flows.steps import hand_over, not_published, student
from flows.summary import Summary
from tasks import upload
from tasks.stage import Run


@flow(name="cad0", flow_run_name=run_name, on_cancellation=[cancel_calls])
def mini(
    preset: PresetName = "laptop",
    backend: BackendName = "local",
    version: str | None = None,
    seed: int | None = None,
    steps: int | None = None,
    floors: dict[str, float] | None = None,
    wait: bool = False,
    approval_hours: float | None = None,
    hub: dict[str, str | bool] | None = None,
    archive: dict[str, str] | None = None,
) -> Summary:
    """Distil the published cad0 again, and publish both models if the new cad0-mini passes.

    cad0 keeps its weights and its verdict; the data is the one that it was trained on.

    Args:
        preset: Whose settings for distillation, evaluation and gates.
        backend: local runs stages in child processes here, modal on rented GPUs.
        version: Tag to publish under. By default the next minor version.
        seed: Seed of the distillation.
        steps: Optimiser steps; by default as many as the preset says.
        floors: Floors of the gate, named as in a release.
        wait: Wait for another run on the same state folder instead of being refused.
        approval_hours: Ask a person before publishing, and wait this long for the answer.
        hub: Settings of the hub in place of the preset's, named as in a release.
        archive: Settings of the archive in place of the preset's, named as in a release.
    """
    settings = presets.preset(preset, floors=floors, hub=hub, archive=archive)
    given = {"seed": seed, "max_steps": steps}
    changes = {name: value for name, value in given.items() if value is not None}
    distill = presets.replaced(settings.distill, changes)
    settings = settings.replace(distill=distill)
    with open_run(settings, backend, kind="mini", version=version, wait=wait) as run:
        try:
            return _mini(run, approval_hours)
        except NotPublished as reason:
            return not_published(run, str(reason))  # type: ignore[no-any-return]
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]


def _mini(run: Run, approval_hours: float | None) -> Summary:
    store = Store.scan(run.state)
    parts = stands_on(store, run.hub, run.preset.hub.cad0, "cad0/")
    digest = read_verdict(parts["cad0/verdict"].path).dataset_digest
    made = store.find(digest, "generate")
    if made is None:
        raise ArtifactError(
            f"the data {digest[:12]} that the published cad0 was judged on is no longer in "
            f"{run.state.root}; make a release, which makes its own"
        )
    data = upload(run, made)
    return hand_over(run, parts | student(run, parts["cad0/model"], data), approval_hours)
