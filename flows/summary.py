"""What a release ended with: for the terminal, for `--json`, and as an artifact in the UI."""

from typing import Any

from pydantic import BaseModel

from cad0_core.artifacts import Artifact
from cad0_core.config import ONNX_FILES
from cad0_core.cost import PRICES_OF, release_costs
from cad0_core.evaluation.metrics import RATES
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.presets import full
from tasks import show
from tasks.stage import Run, is_planned

SCORES = {
    "evaluate": "cad0",
    "evaluate-published": "cad0 as published",
    "evaluate-mini": "cad0-mini",
    **{f"evaluate-onnx-{dtype}": f"cad0-mini {dtype}" for dtype in ONNX_FILES},
}
VERDICTS = ("gate", "gate-mini", "gate-onnx")


class Summary(BaseModel):
    """A release at a glance. Times in seconds, costs in USD."""

    preset: str
    backend: str
    version: str
    dry_run: bool
    stages: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    checks: list[dict[str, str]]
    models: dict[str, dict[str, str]]
    full_preset_costs: list[dict[str, Any]]
    costs: list[dict[str, Any]] = []  # of the paid stages: estimated, actual, budget
    decision: str = ""


def summarise(run: Run, published: Artifact | None, decision: str = "") -> Summary:
    """Collect the figures and show them in the UI as `release-report`; `published` is None where
    nothing was, and `decision` says why."""
    done = published is not None and not is_planned(published)
    made = {label: a for label, a in run.made.items() if not is_planned(a)}
    summary = Summary(
        preset=run.preset.name,
        backend=run.backend.name,
        version=published.metrics["version"] if published and done else run.version,
        dry_run=run.dry_run,
        stages=_stages(run),
        scores=[_scores(made[label], name) for label, name in SCORES.items() if label in made],
        checks=[row for label in VERDICTS if label in made for row in _checks(made[label])],
        models=published.metrics["models"] if published and done else {},
        full_preset_costs=full_costs(),
        costs=run.costs.rows(),
        decision=decision,
    )
    show.markdown("release-report", page(summary), f"Release {summary.version}, {summary.preset}")
    return summary


def full_costs() -> list[dict[str, Any]]:
    """What the production preset would pay for one release, and the sum."""
    rows: list[dict[str, Any]] = [
        {
            "task": row.task,
            "GPU": row.gpu,
            "hours": row.seconds / 3600,
            "quoted USD": row.quoted_usd,
            "USD at list price": round(row.usd, 2),
        }
        for row in release_costs(full())
    ]
    figures = ("hours", "quoted USD", "USD at list price")
    sums = {figure: round(sum(float(row[figure]) for row in rows), 2) for figure in figures}
    return [*rows, {"task": "sum", "GPU": "", **sums}]


def page(summary: Summary) -> str:
    """The summary as markdown."""
    scores = [
        {k: f"{v:.4f}" if isinstance(v, float) else v for k, v in row.items()}
        for row in summary.scores
    ]
    return (
        f"## {summary.preset} {summary.version} on {summary.backend}"
        f"{' (dry run)' if summary.dry_run else ''}\n\n"
        + (f"**{summary.decision}**\n\n" if summary.decision else "")
        + show.markdown_table(scores)
        + "### Gate\n\n"
        + show.markdown_table(summary.checks)
        + "### Time and cost\n\n"
        + show.markdown_table(summary.stages)
        + show.markdown_table(summary.costs)
        + f"### The production preset would have cost (list prices of {PRICES_OF})\n\n"
        + show.markdown_table(summary.full_preset_costs)
    )


def _stages(run: Run) -> list[dict[str, Any]]:
    rows = [
        {
            "stage": label,
            "outcome": run.outcomes[label],
            "seconds": round(artifact.manifest.seconds, 1),
            "USD": artifact.manifest.cost_usd,
            "key": artifact.manifest.key,
            "digest": artifact.digest[:12],
        }
        for label, artifact in run.made.items()
    ]
    paid = [
        artifact.manifest for label, artifact in run.made.items() if run.outcomes[label] == "made"
    ]
    total: dict[str, Any] = {
        "stage": "this run",
        "outcome": f"{len(paid)} made",
        "seconds": round(sum(manifest.seconds for manifest in paid), 1),
        "USD": round(sum(manifest.cost_usd for manifest in paid), 4),
        "key": "",
        "digest": "",
    }
    return [*rows, total]


def _scores(scores: Artifact, name: str) -> dict[str, Any]:
    metrics = scores.metrics
    return {"model": name, **{rate: metrics[rate] for rate in RATES}, "n": metrics["n"]}


def _checks(verdict: Artifact) -> list[dict[str, str]]:
    decision = read_verdict(verdict.path)
    return [{"model": decision.model, **row} for row in decision.rows()]
