"""The gate: a model goes on only if it reached its floors, on evidence about these very files."""

from typing import Literal

from cad0_core.artifacts import Artifact
from cad0_core.evaluation.verdict import Verdict, read_verdict
from tasks import show
from tasks.stage import Function, Run, is_planned, stage_task

Label = Literal["gate", "gate-mini", "gate-onnx"]
FLOORS_OF = {"gate": "cad0", "gate-mini": "mini", "gate-onnx": "onnx"}


def gate(
    run: Run, model: Artifact, dataset: Artifact, *scores: Artifact, label: Label = "gate"
) -> Artifact:
    """The verdict on `model`. Raises `GateError` when a floor is missed."""
    return _TASKS[label](run, model, dataset, *scores)


def _make(label: Label) -> Function:
    @stage_task(label)
    def step(run: Run, model: Artifact, dataset: Artifact, *scores: Artifact) -> Artifact:
        evaluations = {f"evaluation-{s.manifest.config['dtype']}": s for s in scores}
        verdict = run.perform(
            label,
            "gate",
            getattr(run.preset.gates, FLOORS_OF[label]),
            {"model": model, "dataset": dataset, **evaluations},
            here=True,
        )
        if not is_planned(verdict):
            decision = read_verdict(verdict.path)
            show.markdown(label, page(decision), f"Verdict on {decision.model}, {run.version}")
            decision.require()
        return verdict

    return step


_TASKS: dict[Label, Function] = {
    "gate": _make("gate"),
    "gate-mini": _make("gate-mini"),
    "gate-onnx": _make("gate-onnx"),
}


def page(verdict: Verdict) -> str:
    """The verdict line by line, what passed and what did not."""
    return f"{'✅' if verdict.passed else '❌'} " + verdict.markdown().lstrip("# ")
