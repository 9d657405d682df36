"""Runs around published models: asked for approval, retrained, scored again, made anew."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from deploying import run_flow
from prefect import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

from cad0_core.artifacts import digest_files
from cad0_core.errors import ConfigError
from cad0_core.evaluation.metrics import RATES
from flows import approval

pytestmark = pytest.mark.flow


def waiting(factory: Any, before: UUID, flow_run: Callable[[UUID], Any]) -> UUID:
    """The run that came after `before`, once it waits for approval."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        run: UUID = factory.last_run
        if run != before and flow_run(run).state.is_paused():
            return run
        time.sleep(0.5)
    raise AssertionError("the run never asked")


def artifacts_of(run: UUID) -> dict[str, Any]:
    chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=chosen, limit=200)
    return {str(artifact.key): artifact for artifact in found}


def test_a_person_may_refuse(factory: Any, flow_run: Callable[[UUID], Any]) -> None:
    before = digest_files(factory.state / "hub")
    last = factory.last_run
    with factory.started("--approval-hours", "1", "--json") as process:
        run = waiting(factory, last, flow_run)
        asked = f"{factory.server.api_url}/flow_runs/{run}/input/filter"
        form = httpx.post(asked, json={"prefix": "", "limit": 10}).json()
        given = {entry["key"].rpartition("-")[2]: json.loads(entry["value"]) for entry in form}
        assert set(given["schema"]["properties"]) == {"approve", "note"}
        assert (
            given["description"].startswith("## Publish v") and "cad0-mini" in given["description"]
        )
        approval.answer(flow_run(run).name, False, "not on a Friday")
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    summary = json.loads(out)
    assert summary["decision"] == "not published: rejected by a person: not on a Friday"
    assert summary["models"] == {}
    assert flow_run(run).state.name == "NotPublished"
    assert digest_files(factory.state / "hub") == before
    with pytest.raises(ConfigError, match="does not wait for approval: it is NotPublished"):
        approval.answer(str(run), True, "")


def test_a_person_may_agree_from_the_terminal(
    factory: Any, flow_run: Callable[[UUID], Any]
) -> None:  # fmt: skip
    last = factory.last_run
    with factory.started("--approval-hours", "1", "--json") as process:
        run = waiting(factory, last, flow_run)
        name = flow_run(run).name  # once approved, the run takes the version that it stands for
        code, said, err = factory.command("approve", str(run))
        assert code == 0, err
        assert f"{name}: approved" in said
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert json.loads(out)["models"]
    assert flow_run(run).state.name == "Completed"


def test_without_an_answer_nothing_is_published(
    factory: Any, flow_run: Callable[[UUID], Any]
) -> None:
    summary, _ = factory.release("--approval-hours", "0.001")
    assert summary["decision"].startswith("not published: nobody approved it within 0:00:03")
    state = flow_run(factory.last_run).state
    assert (state.type.value, state.name) == ("COMPLETED", "NotPublished")


def test_a_model_that_is_not_better_is_not_published(
    factory: Any, flow_run: Callable[[UUID], Any]
) -> None:
    """One more step on the data of the first release."""
    before = digest_files(factory.state / "hub")
    code, out, err = factory.command(
        "retrain", "--preset", "smoke", "--seed", "0", "--steps", "1", "--json"
    )
    assert code == 0, err
    summary = json.loads(out)
    made = {row["stage"]: row["outcome"] for row in summary["stages"]}
    assert made["generate"] == made["validate"] == "reused"
    assert made["train"] == "made" and "evaluate-published" in made and "distill" not in made
    run = flow_run(factory.last_run)
    assert (run.state.name, run.name.startswith("retrain-smoke-local-v0.")) == (
        "NotPublished",
        True,
    )
    (row,) = json.loads(artifacts_of(run.id)["retrain-decision"].data)
    assert row["decision"] == "not published"
    assert row["reason"] == run.state.message
    assert row["reason"].partition(":")[0] in ("equal", "not better", "worse")
    assert digest_files(factory.state / "hub") == before


def test_a_published_version_scores_again_what_it_scored(factory: Any) -> None:
    code, out, err = factory.command("rescore", "cad0@v0.1.0", "--preset", "smoke", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["version"], found["dtype"]) == ("v0.1.0", "torch")
    now, then = found["scores"]
    assert [now[name] for name in (*RATES, "n")] == [then[name] for name in (*RATES, "n")]


def test_data_alone_is_what_a_release_makes(factory: Any) -> None:
    made = run_flow(factory.server, factory.state, "data", preset="smoke")
    assert made["test_programs_in_train"] == 0 and made["valid"] == made["programs"]
    assert str(factory.state / "volume") in made["path"]
    run = artifacts_of(factory.last_run)
    assert {"dataset", "contact-sheet"} <= set(run)


def test_verdicts_are_events(factory: Any) -> None:
    factory.run("--floor", "cad0.exact_match_accuracy=0.998")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        failed = events(factory, "cad0.gate.failed")
        if any("0.998" in reason for event in failed for reason in event["payload"]["missed"]):
            break
        time.sleep(0.5)
    event = failed[0]
    assert event["resource"]["prefect.resource.id"] == "cad0.model.cad0"
    assert len(event["resource"]["cad0.model-digest"]) == 64
    related = {resource["prefect.resource.role"] for resource in event["related"]}
    assert {"flow-run", "task-run"} <= related
    assert events(factory, "cad0.gate.passed")


def events(factory: Any, name: str) -> list[dict[str, Any]]:
    asked = {"filter": {"event": {"name": [name]}}, "limit": 50}
    reply = httpx.post(f"{factory.server.api_url}/events/filter", json=asked)
    reply.raise_for_status()
    found: list[dict[str, Any]] = reply.json()["events"]
    return found
