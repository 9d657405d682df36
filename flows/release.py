"""Flow `cad0`: from part families to published models. Nothing is published unless it passed.

The body reads as the release goes: one line a stage.
"""

from typing import Literal

from prefect import flow
from prefect.states import Cancelled

from cad0_core.errors import StageCancelled
from flows.run import name_run, open_run, run_name
from flows.summary import Summary, summarise
from tasks import distill, evaluate, export, gate, generate, publish, train, upload, validate
from tasks.stage import Run, Step


@flow(name="cad0", flow_run_name=run_name, persist_result=False)
def release(
    preset: Literal["full", "laptop", "smoke"] = "laptop",
    backend: Literal["local", "modal"] = "local",
    version: str | None = None,
    seed: int | None = None,
    samples: int | None = None,
    floors: dict[str, float] | None = None,
    start_from: Step | None = None,
    dry_run: bool = False,
    wait: bool = False,
    budget_usd: float | None = None,
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
            syntax_accuracy, iou, n) or by model and metric (cad0-mini.iou).
        start_from: Make this step and all later ones anew, though they are finished.
        dry_run: Only say which steps would be made and which reused.
        wait: Wait for another release on the same state folder instead of being refused.
        budget_usd: What this run may spend on rented GPUs, in USD; a stage whose estimate goes
            over it is not started. By default the preset's.
    """
    with open_run(
        preset=preset,
        backend=backend,
        version=version,
        seed=seed,
        samples=samples,
        floors=floors,
        start_from=start_from,
        dry_run=dry_run,
        wait=wait,
        budget_usd=budget_usd,
    ) as run:
        try:
            return _release(run)
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]


def _release(run: Run) -> Summary:
    made = generate(run)
    validate(run, made)
    data = upload(run, made)

    cad0 = train(run, data)
    scores = evaluate(run, cad0, data)
    verdict = gate(run, cad0, data, scores)

    mini = distill(run, cad0, data)
    mini_scores = evaluate(run, mini, data, label="evaluate-mini")
    mini_verdict = gate(run, mini, data, mini_scores, label="gate-mini")

    onnx = export(run, mini)
    fp32_scores = evaluate(run, onnx, data, label="evaluate-onnx-fp32")
    q8_scores = evaluate(run, onnx, data, label="evaluate-onnx-q8")
    onnx_verdict = gate(run, onnx, data, fp32_scores, q8_scores, label="gate-onnx")

    published = publish(
        run,
        {
            "cad0/model": cad0,
            "cad0/verdict": verdict,
            "cad0/evaluation-torch": scores,
            "mini/model": mini,
            "mini/verdict": mini_verdict,
            "mini/evaluation-torch": mini_scores,
            "onnx/model": onnx,
            "onnx/verdict": onnx_verdict,
            "onnx/evaluation-fp32": fp32_scores,
            "onnx/evaluation-q8": q8_scores,
        },
    )
    summary = summarise(run, published)
    name_run(run, summary.version)  # what was published before keeps its version
    return summary
