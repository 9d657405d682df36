"""Let a model answer held-out prompts and measure every answer as a solid."""

from typing import Any, Literal

from cad0_core.artifacts import Artifact
from cad0_core.evaluation.metrics import RATES
from cad0_core.evaluation.report import FAILURES, SAMPLES
from tasks import show
from tasks.stage import Function, Run, is_planned, stage_task

Label = Literal["evaluate", "evaluate-mini", "evaluate-onnx-fp32", "evaluate-onnx-q8"]


def evaluate(run: Run, model: Artifact, dataset: Artifact, label: Label = "evaluate") -> Artifact:
    """Metrics of `model` on the test prompts; the label says which step of the release it is."""
    return _TASKS[label](run, model, dataset)


def _make(label: Label, dtype: str) -> Function:
    @stage_task(label)
    def step(run: Run, model: Artifact, dataset: Artifact) -> Artifact:
        config = run.preset.evaluation.replace(dtype=dtype)
        scores = run.perform(label, "evaluate", config, {"model": model, "dataset": dataset})
        if not is_planned(scores):
            show.markdown(label, page(label, scores), f"Scores, {label}, {run.version}")
            show.table(f"{label}-families", family_rows(scores), f"Scores by family, {run.version}")
        return scores

    return step


_TASKS: dict[Label, Function] = {
    "evaluate": _make("evaluate", "torch"),
    "evaluate-mini": _make("evaluate-mini", "torch"),
    "evaluate-onnx-fp32": _make("evaluate-onnx-fp32", "fp32"),
    "evaluate-onnx-q8": _make("evaluate-onnx-q8", "q8"),
}


def page(label: str, scores: Artifact) -> str:
    """The headline with 95 % intervals, then failures and samples as pictures."""
    metrics = scores.metrics
    rows = [
        {
            "metric": name,
            "value": f"{metrics[name]:.4f}",
            "95 % interval": _interval(metrics["intervals"].get(name)),
        }
        for name in RATES
    ]
    families = [{name: _short(value) for name, value in row.items()} for row in family_rows(scores)]
    return (
        f"## {label}: {metrics['n']} held-out prompts, dtype {metrics['dtype']}\n\n"
        + show.markdown_table(rows)
        + f"{metrics['prompts_per_second']:.1f} prompts/s, {metrics['mean_tokens']:.0f} tokens an "
        f"answer; {metrics['test_programs_in_train']} test programs occur in training.\n\n"
        + show.markdown_table(families)
        + "### Failures: expected and got\n\n"
        + (show.picture(scores.path / FAILURES, "failures") or "None.\n\n")
        + "### Samples\n\n"
        + show.picture(scores.path / SAMPLES, "random answers")
    )


def family_rows(scores: Artifact) -> list[dict[str, Any]]:
    """One row a family: its rates and number of prompts."""
    return [
        {"family": family, **{name: row[name] for name in (*RATES, "n")}}
        for family, row in scores.metrics["families"].items()
    ]


def _interval(interval: Any) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}" if interval else ""


def _short(value: Any) -> Any:
    return f"{value:.4f}" if isinstance(value, float) else value
