"""Let a model answer held-out prompts and measure every answer as a solid."""

from collections.abc import Mapping
from typing import Any

from cad0_core.artifacts import Artifact
from cad0_core.config import ONNX_FILES, Dtype
from cad0_core.errors import HubError
from cad0_core.evaluation.metrics import RATES, SHAPE_RATES
from cad0_core.evaluation.report import FAILURES, PAGE, SAMPLES
from cad0_core.hub.base import MAIN
from cad0_core.hub.pages import figures
from tasks import show
from tasks.stage import Function, Run, is_planned, stage_task

STEPS: Mapping[str, Dtype] = {  # what each evaluation of a release runs
    "evaluate": "torch",
    "evaluate-mini": "torch",
    **{f"evaluate-onnx-{dtype}": dtype for dtype in ONNX_FILES},
}


def evaluate(run: Run, model: Artifact, dataset: Artifact, label: str = "evaluate") -> Artifact:
    """Metrics of `model` on the test prompts; the label says which step of the release it is.

    Labels are those of `STEPS`, with `-published` at the end for the published model.
    """
    return _TASKS[label](run, model, dataset)


def _make(label: str, dtype: Dtype) -> Function:
    @stage_task(label)
    def step(run: Run, model: Artifact, dataset: Artifact) -> Artifact:
        config = run.preset.evaluation.replace(dtype=dtype)
        scores = run.perform(label, "evaluate", config, {"model": model, "dataset": dataset})
        if not is_planned(scores):
            before = published(run, label, dtype)
            show.markdown(label, page(label, scores, before), f"Scores, {label}, {run.version}")
            show.table(f"{label}-families", family_rows(scores), f"Scores by family, {run.version}")
        return scores

    return step


_TASKS: dict[str, Function] = {
    name: _make(name, dtype)
    for label, dtype in STEPS.items()
    for name in (label, f"{label}-published")
}


def page(label: str, scores: Artifact, before: Mapping[str, Any] | None = None) -> str:
    """The headline against what was published before, failures by kind, sets, pictures."""
    metrics = scores.metrics
    families = [{name: _short(value) for name, value in row.items()} for row in family_rows(scores)]
    latency = metrics["latency"]
    return (
        f"## {label}: {metrics['n']} held-out prompts, dtype {metrics['dtype']}\n\n"
        + show.markdown_table(headline(metrics, before))
        + f"{metrics['prompts_per_second']:.1f} prompts/s, p95 {latency['p95']:.2f} s a prompt at "
        f"{latency['batch_size']} a batch, {metrics['mean_tokens']:.0f} tokens an "
        f"answer; {metrics['test_programs_in_train']} test programs occur in training. The whole "
        f"report is `{PAGE}` in `{scores.path}`.\n\n"
        + "### Sets\n\n"
        + show.markdown_table(set_rows(metrics))
        + "### Failures by kind\n\n"
        + (show.markdown_table(failure_rows(metrics)) or "None.\n\n")
        + "### Families\n\n"
        + show.markdown_table(families)
        + "### Failures: expected and got\n\n"
        + (show.picture(scores.path / FAILURES, "failures") or "None.\n\n")
        + "### Samples\n\n"
        + show.picture(scores.path / SAMPLES, "random answers")
    )


def headline(metrics: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """One row a metric; with the published model's figure where there is one."""
    rows = []
    for name in (*RATES, *SHAPE_RATES):
        row = {
            "metric": name,
            "value": f"{metrics[name]:.4f}",
            "95 % interval": "{:.4f} to {:.4f}".format(*metrics["intervals"][name]),
        }
        then = (before or {}).get(name)
        if before:
            row["published"] = "" if then is None else f"{then:.4f}"
            row["change"] = "" if then is None else f"{metrics[name] - then:+.4f}"
        rows.append(row)
    return rows


def set_rows(metrics: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a set; `no_extra_feature` is the measure of plain primitives alone."""
    names = ("valid_solid_rate", "exact_match_accuracy", "dim_pass", "iou", "no_extra_feature")
    return [
        {
            "set": split,
            "n": found["n"],
            **{
                name: "" if name == names[-1] and split != "primitives" else _short(found[name])
                for name in names
            },
        }
        for split, found in metrics["splits"].items()
    ]


def failure_rows(metrics: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each kind of failure that occurs, with its counts by set."""
    splits: Mapping[str, Any] = metrics["splits"]
    rows = [
        {"failure": kind, **{split: found["failures"][kind] for split, found in splits.items()}}
        for kind in metrics["failures"]
    ]
    return [row for row in rows if any(row[split] for split in splits)]


def family_rows(scores: Artifact) -> list[dict[str, Any]]:
    """One row a family: its rates and number of prompts."""
    return [
        {"family": family, **{name: row[name] for name in (*RATES, "n")}}
        for family, row in scores.metrics["families"].items()
    ]


def published(run: Run, label: str, dtype: str) -> dict[str, Any] | None:
    """Metrics of the model that the hub serves, None where it serves none of this kind."""
    repo = run.preset.hub.cad0 if label == "evaluate" else run.preset.hub.mini
    try:
        found: dict[str, Any] | None = figures(run.hub, repo, MAIN)["evaluations"].get(dtype)
        return found
    except HubError:
        return None  # what is published is of no concern to the scores of this model


def _short(value: Any) -> Any:
    return f"{value:.4f}" if isinstance(value, float) else value
