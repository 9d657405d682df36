"""A person's word before publication: a form in the UI, or `cad0 approve` in a terminal."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect import get_client, runtime
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterName
from prefect.client.schemas.responses import SetStateStatus
from prefect.input import RunInput, keyset_from_paused_state
from prefect.states import Paused, Running
from pydantic import Field

from cad0_core.artifacts import Artifact
from cad0_core.errors import Cad0Error, ConfigError, StageCancelled
from cad0_core.evaluation.verdict import read_verdict
from tasks import show
from tasks.follow import log
from tasks.stage import Run

POLL_SECONDS = 2.0
SLACK_SECONDS = 600  # the server's own limit, which only matters when this process has died
VERDICTS = ("gate", "gate-mini", "gate-onnx")


class NotPublished(Cad0Error):
    """The run publishes nothing, and that is no fault: the message says why."""


class Approval(RunInput):
    """Publish both models?"""

    approve: bool = Field(default=False, description="Publish both models")
    note: str = Field(default="", description="Why; it stands in the log of the run")


def require_approval(run: Run, hours: float) -> None:
    """Pause the run until a person agrees; `NotPublished` if they refuse or do not answer."""
    run_id = runtime.flow_run.id
    if not run_id:
        raise NotPublished("there is no flow run that could be approved")
    log().info("waiting for approval: the form in the UI, or cad0 approve %s", run_id)
    answer = _ask(UUID(str(run_id)), _question(run), hours)
    if answer is None:
        raise NotPublished(f"nobody approved it within {timedelta(hours=hours)}")
    said = f": {answer.note}" if answer.note else ""
    log().info("%s%s", "approved" if answer.approve else "rejected", said)
    if not answer.approve:
        raise NotPublished(f"rejected by a person{said}")


def answer(run: str, approve: bool, note: str) -> str:
    """Answer the question of a paused run, given by id or name; returns its name.

    Raises `ConfigError` when there is no such run, or when it does not wait for an answer.
    """
    with get_client(sync_client=True) as client:
        found = _paused(client, run)
        given = {"approve": approve, "note": note}
        response = client.resume_flow_run(found.id, run_input=given)
    if response.status != SetStateStatus.ACCEPT:
        raise ConfigError(f"run {found.name} did not take the answer: {response.details}")
    return str(found.name)


def _paused(client: Any, run: str) -> Any:
    try:
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(run)]))
    except ValueError:
        chosen = FlowRunFilter(name=FlowRunFilterName(any_=[run]))
    runs = client.read_flow_runs(flow_run_filter=chosen)
    waiting = [r for r in runs if r.state is not None and r.state.is_paused()]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        ids = ", ".join(str(r.id) for r in waiting)
        raise ConfigError(f"{len(waiting)} runs named {run} wait for approval; give an id: {ids}")
    states = ", ".join(r.state.name for r in runs if r.state is not None)
    raise ConfigError(
        f"run {run} does not wait for approval: it is {states}" if states else f"no run {run}"
    )


def _ask(run_id: UUID, question: str, hours: float) -> Approval | None:
    """The answer, or None after `hours`. Raises `StageCancelled` when the run is cancelled."""
    seconds = hours * 3600
    state: Any = Paused(timeout_seconds=int(seconds) + SLACK_SECONDS, pause_key="approval")
    keyset = keyset_from_paused_state(state)
    state.state_details.run_input_keyset = keyset
    form = Approval.with_initial_data(description=question)
    with get_client(sync_client=True) as client:
        form.save(keyset, flow_run_id=run_id)
        client.set_flow_run_state(run_id, state)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(min(POLL_SECONDS, max(0.0, deadline - time.monotonic())))
            now = client.read_flow_run(run_id).state
            if now is None or now.is_paused():
                continue
            if now.is_running():
                answered: Any = Approval.load(keyset, flow_run_id=run_id)
                return Approval.model_validate(answered.model_dump())
            raise StageCancelled(f"the run became {now.name} while it waited for approval")
        client.set_flow_run_state(run_id, Running(), force=True)
    return None


def _question(run: Run) -> str:
    """What is to be decided, as markdown: verdicts and figures."""
    rows = [_verdict(run.made[label]) for label in VERDICTS if label in run.made]
    return f"## Publish {run.version}?\n\n" + show.markdown_table(rows)


def _verdict(artifact: Artifact) -> dict[str, str]:
    verdict = read_verdict(artifact.path)
    figures = (
        f"{check.metric} {check.value:.4g}" for check in verdict.checks if check.floor is not None
    )
    passed = "passed" if verdict.passed else "not passed"
    return {"model": verdict.model, "gate": passed, "figures": ", ".join(figures)}
