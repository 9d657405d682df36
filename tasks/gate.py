"""The gate: a model goes on only if it reached its floors, on evidence about these very files."""

from typing import Literal

from cad0_core.artifacts import Artifact
from cad0_core.evaluation.verdict import Verdict, read_verdict
from tasks import show
from tasks.events import emit_verdict
from tasks.former import Former
from tasks.stage import Function, Run, is_planned, stage_task

Label = Literal["gate", "gate-mini", "gate-onnx"]
FLOORS_OF = {"gate": "cad0", "gate-mini": "mini", "gate-onnx": "onnx"}


def gate(
    run: Run,
    model: Artifact,
    dataset: Artifact,
    *scores: Artifact,
    former: Former | None = None,
    reference: Artifact | None = None,
    label: Label = "gate",
) -> Artifact:
    """The verdict on `model`, compared with the `former` one where there is one.

    `reference` is the evaluation of the weights that an exported `model` was made from.

    Raises `GateError` when a floor is missed, or when the former model is better.
    """
    return _TASKS[label](run, model, dataset, *scores, former=former, reference=reference)


def _make(label: Label) -> Function:
    @stage_task(label)
    def step(
        run: Run,
        model: Artifact,
        dataset: Artifact,
        *scores: Artifact,
        former: Former | None,
        reference: Artifact | None,
    ) -> Artifact:
        evaluations = {_name(given): given for given in scores}
        if former is not None:
            evaluations |= {f"published-{_name(given)}": given for given in former.scores}
            evaluations["published"] = former.model
        if reference is not None:
            evaluations["reference"] = reference
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
            emit_verdict(decision, run.version)
            decision.require()
        return verdict

    return step


_TASKS: dict[Label, Function] = {
    "gate": _make("gate"),
    "gate-mini": _make("gate-mini"),
    "gate-onnx": _make("gate-onnx"),
}


def _name(evaluation: Artifact) -> str:
    return f"evaluation-{evaluation.manifest.config['dtype']}"


def page(verdict: Verdict) -> str:
    """The verdict line by line, what passed and what did not."""
    return f"{'✅' if verdict.passed else '❌'} " + verdict.markdown().lstrip("# ")
