"""What several flows do alike: a judged cad0-mini, and how a run ends that publishes nothing."""

from typing import Any

from prefect.states import Completed

from cad0_core.artifacts import Artifact
from flows.approval import require_approval
from flows.run import name_run
from flows.summary import Summary, summarise
from tasks import distill, dtypes, endpoint, evaluate, export, former, gate, publish
from tasks.archive import archive_release
from tasks.events import NOT_PUBLISHED
from tasks.links import link_runs
from tasks.stage import Run

Parts = dict[str, Artifact]


def student(run: Run, cad0: Artifact, data: Artifact) -> Parts:
    """cad0-mini from its teacher to its ONNX files, each past its gate."""
    mini = distill(run, cad0, data)
    scores = evaluate(run, mini, data, label="evaluate-mini")
    before = former(run, "mini", mini, data)
    verdict = gate(run, mini, data, scores, former=before, label="gate-mini")

    onnx = export(run, mini, data)
    files = {
        dtype: evaluate(run, onnx, data, label=f"evaluate-onnx-{dtype}")
        for dtype in dtypes(run, onnx)
    }
    before = former(run, "onnx", onnx, data)
    onnx_verdict = gate(
        run, onnx, data, *files.values(), former=before, reference=scores, label="gate-onnx"
    )
    return {
        "mini/model": mini,
        "mini/verdict": verdict,
        "mini/evaluation-torch": scores,
        "onnx/model": onnx,
        "onnx/verdict": onnx_verdict,
        **{f"onnx/evaluation-{dtype}": found for dtype, found in files.items()},
        **({"dataset": data} if run.preset.hub.dataset else {}),
    }


def hand_over(run: Run, parts: Parts, approval_hours: float | None, decision: str = "") -> Summary:
    """Publish both models, after a person agreed where one is to be asked; then let the backend's
    endpoint answer with them, and archive what they stand on.

    Raises `NotPublished` for a refusal, or when nobody answered in time.
    """
    if approval_hours is not None and not run.dry_run:
        require_approval(run, approval_hours)
    published = publish(run, parts)
    endpoint(run, published, parts["cad0/model"], parts["cad0/evaluation-torch"])
    link_runs(run, published)
    archive_release(run, published)
    summary = summarise(run, published, decision)
    name_run(run, summary.version)  # what was published before keeps its version
    return summary


def not_published(run: Run, reason: str) -> Any:
    """The final state of a run that did its work and published nothing, and why."""
    summary = summarise(run, None, f"not published: {reason}")
    return Completed(name=NOT_PUBLISHED, message=reason, data=summary)
