"""Flow `cad0`: from part families to published models. Nothing is published unless it passed.

The body reads as the release goes: one line a stage; cad0-mini's stages are in `steps.student`.
"""

from prefect import flow
from prefect.states import Cancelled

from cad0_core import presets
from cad0_core.errors import StageCancelled
from flows.approval import NotPublished
from flows.run import BackendName, PresetName, cancel_calls, open_run, run_name
from flows.steps import hand_over, not_published, student
from flows.summary import Summary
from tasks import evaluate, former, gate, generate, train, upload, validate
from tasks.stage import Run, Step


@flow(name="cad0", flow_run_name=run_name, on_cancellation=[cancel_calls])
def release(
    preset: PresetName = "laptop",
    backend: BackendName = "local",
    version: str | None = None,
    seed: int | None = None,
    samples: int | None = None,
    floors: dict[str, float] | None = None,
    start_from: Step | None = None,
    dry_run: bool = False,
    wait: bool = False,
    budget_usd: float | None = None,
    approval_hours: float | None = None,
    hub: dict[str, str | bool] | None = None,
    archive: dict[str, str] | None = None,
) -> Summary:
    """Make the data, train cad0 and cad0-mini, and publish both if they pass their gates.

    Args:
        preset: full is the production configuration (7B on rented GPUs), laptop the same
            stages on two CPU cores in minutes, smoke every stage in seconds.
        backend: local runs stages in child processes here, modal on rented GPUs.
        version: Tag to publish under, such as v0.2.0. A tag that exists is refused. By default
            the next minor version.
        seed: Seed of data and training; another seed is another model.
        samples: Number of family samples to generate; primitives come on top.
        floors: Floors of the gate, by metric (exact_match_accuracy, valid_solid_rate,
            syntax_accuracy, iou, dim_pass, n); of one model (cad0-mini.iou), of one set
            (ood-human.dim_pass), of each family (families.dim_pass) or one (families.gear.iou).
        start_from: Make this step and all later ones anew, though they are finished.
        dry_run: Only say which steps would be made and which reused.
        wait: Wait for another release on the same state folder instead of being refused.
        budget_usd: What this run may spend on rented GPUs, in USD; a stage whose estimate goes
            over it is not started. By default the preset's.
        approval_hours: Ask a person before publishing, and wait this long for the answer.
            Without one nothing is published. By default nobody is asked.
        hub: Where to publish, in place of the preset's: kind (local or huggingface), cad0, mini,
            dataset and space (repositories), private, gated (auto or manual).
        archive: Archive in S3, in place of the preset's, which is off: block (the name that
            `cad0 archive setup` saved) or bucket, prefix, endpoint_url, region.
    """
    settings = presets.preset(
        preset,
        seed=seed,
        samples=samples,
        floors=floors,
        budget_usd=budget_usd,
        hub=hub,
        archive=archive,
    )
    with open_run(
        settings,
        backend,
        version=version,
        start_from=start_from,
        dry_run=dry_run,
        wait=wait,
    ) as run:
        try:
            return _release(run, approval_hours)
        except NotPublished as reason:
            return not_published(run, str(reason))  # type: ignore[no-any-return]
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]


def _release(run: Run, approval_hours: float | None) -> Summary:
    made = generate(run)
    validate(run, made)
    data = upload(run, made)

    cad0 = train(run, data)
    scores = evaluate(run, cad0, data)
    before = former(run, "cad0", cad0, data)
    verdict = gate(run, cad0, data, scores, former=before)

    parts = {"cad0/model": cad0, "cad0/verdict": verdict, "cad0/evaluation-torch": scores}
    return hand_over(run, parts | student(run, cad0, data), approval_hours)
