"""Events that automations of the Prefect server can hear."""

from typing import Any

from prefect import runtime
from prefect.events import emit_event

from cad0_core.evaluation.verdict import Verdict

PASSED, FAILED = "cad0.gate.passed", "cad0.gate.failed"
BUDGET = "cad0.budget.exceeded"
NOT_PUBLISHED = "NotPublished"  # the state in which a run ends that published nothing, not an error


def emit_verdict(verdict: Verdict, version: str) -> None:
    """`cad0.gate.passed` or `cad0.gate.failed` about `cad0.model.NAME`; nothing outside a run.

    Prefect adds the flow run and the task run as related resources.
    """
    if not runtime.flow_run.id:
        return
    payload: dict[str, Any] = {
        "model": verdict.model,
        "version": version,
        "missed": [check.reason for check in verdict.misses],
        "checks": len(verdict.checks),
    }
    emit_event(
        event=PASSED if verdict.passed else FAILED,
        resource={
            "prefect.resource.id": f"cad0.model.{verdict.model}",
            "prefect.resource.name": f"{verdict.model} {version}",
            "cad0.model-digest": verdict.model_digest,
            "cad0.dataset-digest": verdict.dataset_digest,
        },
        payload=payload,
    )


def emit_over_budget(label: str, reason: str) -> None:
    """`cad0.budget.exceeded` about `cad0.stage.LABEL`, which is not started."""
    if not runtime.flow_run.id:
        return
    emit_event(
        event=BUDGET,
        resource={"prefect.resource.id": f"cad0.stage.{label}", "prefect.resource.name": label},
        payload={"stage": label, "reason": reason},
    )
