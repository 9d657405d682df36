"""The smoke release, run as a user runs it: the command, a real server, real child processes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from prefect import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.states import Cancelling

from cad0_core.artifacts import digest_file, digest_files
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.presets import preset

pytestmark = pytest.mark.flow

REPOS = ("campedersen/cad0", "campedersen/cad0-mini")
WEIGHTS = {
    "campedersen/cad0": {"model.safetensors"},
    "campedersen/cad0-mini": {
        "model.safetensors",
        "onnx/model.onnx",
        "onnx/model_quantized.onnx",
    },
}


def stages(summary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["stage"]: row for row in summary["stages"] if row["stage"] != "this run"}


def outcomes(summary: dict[str, Any]) -> set[str]:
    return {row["outcome"] for row in stages(summary).values()}


def test_first_release(first: Any, flow_run: Callable[[UUID], Any]) -> None:
    assert first.summary["version"] == "v0.1.0"
    assert outcomes(first.summary) == {"made"}
    assert [row["model"] for row in first.summary["scores"]] == [
        "cad0",
        "cad0-mini",
        "cad0-mini fp32",
        "cad0-mini q8",
    ]
    assert all(row["result"].startswith("passed") for row in first.summary["checks"])
    run = flow_run(first.run)
    assert run.name == "smoke-local-v0.1.0"
    assert run.state.is_completed()


@pytest.mark.parametrize("repo", REPOS)
def test_models_are_published_as_judged(first: Any, factory: Any, repo: str) -> None:
    made = stages(first.summary)
    verdicts = [
        read_verdict(factory.state / "artifacts" / "gate" / made[label]["key"])
        for label in ("gate", "gate-mini", "gate-onnx")
    ]
    judged = {digest for verdict in verdicts for digest in verdict.files.values()}
    drawn = {digest_file(path).sha256 for path in (factory.state / "artifacts").rglob("*.png")}
    assert "v0.1.0" in factory.hub.versions(repo)
    files = digest_files(factory.hub.resolve(repo, "v0.1.0"))
    written = {"README.md", "FINDINGS.md", "metrics.json"}
    needed = {*written, "tokenizer.json", "config.json"}
    assert needed | WEIGHTS[repo] <= set(files)
    for name, entry in files.items():
        known = drawn if name.endswith(".png") else judged
        assert name in written or entry.sha256 in known, name


def test_the_gate_command_tells_what_an_export_loses(first: Any, factory: Any) -> None:
    made = stages(first.summary)

    def folder(label: str, stage: str) -> str:
        return str(factory.state / "artifacts" / stage / made[label]["key"])

    scores = [folder(f"evaluate-onnx-{dtype}", "evaluate") for dtype in ("fp32", "q8")]
    asked = ["gate", folder("export", "export"), folder("generate", "generate"), *scores]
    reference = ["--reference", folder("evaluate-mini", "evaluate")]
    # By the laptop's gate: that of smoke has no floors, and compares nothing.
    for more, told in ((reference, True), ([], False)):
        code, out, _ = factory.command(*asked, "--preset", "laptop", *more)
        assert code == 1 and "# cad0-mini: NOT passed" in out
        assert ("dim_pass lost against the weights" in out) == told


def test_artifacts_in_the_ui(first: Any) -> None:
    of_the_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[first.run]))
    with get_client(sync_client=True) as client:
        everything = client.read_artifacts(artifact_filter=of_the_run, limit=200)
    found = {artifact.key: artifact for artifact in everything if artifact.key}
    pictures = {"contact-sheet", "loss-cad0", "loss-cad0-mini", "evaluate", "evaluate-mini"}
    others = {"dataset", "gate", "gate-mini", "gate-onnx", "export-sizes", "published"}
    assert pictures | others | {"volume", "release-report"} <= set(found)
    for key in pictures:
        assert "data:image/png;base64," in str(found[key].data), key
        assert len(str(found[key].data)) < 1_500_000


def test_second_release_reuses_everything(factory: Any) -> None:
    before = digest_files(factory.state / "hub")
    started = time.monotonic()
    summary, _ = factory.release()
    assert time.monotonic() - started < 30
    assert outcomes(summary) == {"reused"}
    assert summary["version"] == "v0.1.0"
    assert digest_files(factory.state / "hub") == before


def test_dry_run_makes_nothing(factory: Any) -> None:
    before = digest_files(factory.state / "artifacts")
    summary, _ = factory.release("--dry-run", "--seed", "5")
    assert outcomes(summary) == {"planned"}
    assert digest_files(factory.state / "artifacts") == before


def test_a_missed_floor_publishes_nothing(factory: Any, flow_run: Callable[[UUID], Any]) -> None:
    before = digest_files(factory.state / "hub")
    code, _, err = factory.run("--floor", "cad0.exact_match_accuracy=0.999")
    assert code == 1
    samples = preset("smoke").evaluation.samples
    for fact in ("exact_match_accuracy", "0.999", f"n = {samples}", "cad0 does not pass"):
        assert fact in err
    assert digest_files(factory.state / "hub") == before
    run = flow_run(factory.last_run)
    assert run.state.is_failed()
    assert "exact_match_accuracy" in run.state.message


@pytest.mark.parametrize(
    ("version", "complaint"),
    [
        ("v0.1.0", "v0.1.0 is published already"),
        ("v0.0.9", "v0.0.9 is older than v0."),
        ("latest", "'latest' is no version"),
    ],
)
def test_a_version_that_cannot_be_is_refused_at_once(
    factory: Any, version: str, complaint: str
) -> None:
    code, _, err = factory.run("--seed", "23", "--version", version)
    assert (code, complaint in err) == (1, True)
    assert "generate" not in err


def test_a_damaged_artifact_is_made_anew(first: Any, factory: Any) -> None:
    key = stages(first.summary)["validate"]["key"]
    validation = factory.state / "artifacts" / "validate" / key / "report.json"
    sound = digest_file(validation)
    validation.write_text("{}")
    summary, _ = factory.release()
    made = {name for name, row in stages(summary).items() if row["outcome"] == "made"}
    assert made == {"validate"}
    assert digest_file(validation) == sound


def test_a_busy_state_folder_is_refused(factory: Any) -> None:
    with factory.started("--seed", "11") as other:
        until_printed(other, "validate")
        code, _, err = factory.run()
        assert code == 1
        assert f"process {other.pid}" in err and "another release" in err


def test_killed_in_training_it_goes_on(factory: Any, flow_run: Callable[[UUID], Any]) -> None:
    version = factory.hub.next_version()
    with factory.started("--seed", "3") as killed:
        until_printed(killed, "train: started")
        wait_until(lambda: any(factory.state.glob("jobs/train-*/scratch/**/step-*/complete.json")))
        os.killpg(killed.pid, signal.SIGKILL)
    run = factory.last_run
    summary, _ = factory.release("--seed", "3")
    made = {name: row["outcome"] for name, row in stages(summary).items()}
    assert [made[name] for name in ("generate", "validate", "upload")] == ["reused"] * 3
    assert made["publish"] == "made"
    assert summary["version"] == version
    assert flow_run(run).state.is_crashed()


def test_cancelled_in_the_ui_the_stage_stops(
    factory: Any, flow_run: Callable[[UUID], Any]
) -> None:  # fmt: skip
    with factory.started("--seed", "17", "--samples", "400000") as process:
        until_printed(process, "generate: started")
        run = factory.last_run
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(run, Cancelling(), force=True)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "cancelled" in err
        assert flow_run(run).state.is_cancelled()


def until_printed(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"{text!r} was never printed")


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
