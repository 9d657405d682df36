"""The smoke release, run as a user runs it: the command, a real server, real child processes.

The tests share one state folder and go in order: the first makes what the others reuse.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from prefect import get_client
from prefect.client.schemas.filters import ArtifactFilter
from prefect.states import Cancelling

from cad0_core.artifacts import digest_file, digest_files
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.hub.local import LocalHub
from cad0_core.presets import preset
from flows.server import Server

pytestmark = pytest.mark.flow

REPOS = ("campedersen/cad0", "campedersen/cad0-mini")
CAD0 = [sys.executable, "-m", "cad0_core.cli"]


def environment(state: Path, server: Server) -> dict[str, str]:
    return {**os.environ, "CAD0_STATE": str(state), "PREFECT_API_URL": server.api_url}


def start(state: Path, server: Server, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*CAD0, "release", "--preset", "smoke", *arguments],
        env=environment(state, server),
        cwd=state,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(state: Path, server: Server, *arguments: str) -> tuple[int, str, str]:
    process = start(state, server, *arguments)
    out, err = process.communicate(timeout=180)
    return process.returncode, out, err


def release(state: Path, server: Server, *arguments: str) -> dict[str, Any]:
    code, out, err = run(state, server, "--json", *arguments)
    assert code == 0, err
    summary: dict[str, Any] = json.loads(out)
    return summary


def outcomes(summary: dict[str, Any]) -> set[str]:
    return {row["outcome"] for row in summary["stages"] if row["stage"] != "this run"}


def hub_of(state: Path) -> LocalHub:
    return LocalHub(state / "hub", REPOS)


def latest_run() -> Any:
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        return client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)[0]


def test_first_release(prefect_server: Server, released: Path) -> None:
    started = time.monotonic()
    summary = release(released, prefect_server)
    assert time.monotonic() - started < 120
    assert summary["version"] == "v0.1.0"
    assert outcomes(summary) == {"made"}
    assert [row["model"] for row in summary["scores"]] == [
        "cad0",
        "cad0-mini",
        "cad0-mini fp32",
        "cad0-mini q8",
    ]
    assert {row["result"] for row in summary["checks"]} == {"passed"}
    run_ = latest_run()
    assert run_.name == "smoke-local-v0.1.0"
    assert run_.state.is_completed()


def test_both_models_are_published_as_judged(released: Path) -> None:
    hub = hub_of(released)
    verdicts = [
        read_verdict(path.parent) for path in released.glob("artifacts/gate/*/verdict.json")
    ]
    judged = {digest for verdict in verdicts for digest in verdict.files.values()}
    assert len(verdicts) == 3
    weights = {
        "campedersen/cad0": {"model.safetensors"},
        "campedersen/cad0-mini": {
            "model.safetensors",
            "onnx/model.onnx",
            "onnx/model_quantized.onnx",
        },
    }
    for repo, needed in weights.items():
        assert hub.versions(repo) == ["v0.1.0"]
        folder = hub.resolve(repo, "v0.1.0")
        files = digest_files(folder)
        assert needed | {"README.md", "metrics.json", "tokenizer.json", "config.json"} <= set(files)
        for name, entry in files.items():
            assert name in ("README.md", "metrics.json") or entry.sha256 in judged, name


def test_artifacts_in_the_ui(prefect_server: Server, released: Path) -> None:
    with get_client(sync_client=True) as client:
        everything = client.read_artifacts(artifact_filter=ArtifactFilter(), limit=200)
    found = {artifact.key: artifact for artifact in everything if artifact.key}
    pictures = {"contact-sheet", "loss-cad0", "loss-cad0-mini", "evaluate", "evaluate-mini"}
    others = {"dataset", "gate", "gate-mini", "gate-onnx", "export-sizes", "published"}
    assert pictures | others | {"volume", "release-report"} <= set(found)
    for key in pictures:
        assert "data:image/png;base64," in str(found[key].data), key
        assert len(str(found[key].data)) < 1_500_000


def test_second_release_reuses_everything(prefect_server: Server, released: Path) -> None:
    started = time.monotonic()
    summary = release(released, prefect_server)
    assert time.monotonic() - started < 30
    assert outcomes(summary) == {"reused"}
    assert summary["version"] == "v0.1.0"
    assert hub_of(released).versions(REPOS[0]) == ["v0.1.0"]


def test_dry_run_makes_nothing(prefect_server: Server, released: Path) -> None:
    before = digest_files(released / "artifacts")
    summary = release(released, prefect_server, "--dry-run", "--seed", "5")
    assert outcomes(summary) == {"planned"}
    assert digest_files(released / "artifacts") == before


def test_a_missed_floor_publishes_nothing(prefect_server: Server, released: Path) -> None:
    before = digest_files(released / "hub")
    code, _, err = run(released, prefect_server, "--floor", "cad0.exact_match_accuracy=0.999")
    assert code == 1
    samples = preset("smoke").evaluation.samples
    for fact in ("exact_match_accuracy", "0.999", f"n = {samples}", "cad0 does not pass"):
        assert fact in err
    assert digest_files(released / "hub") == before
    assert latest_run().state.is_failed()
    assert "exact_match_accuracy" in latest_run().state.message


def test_an_existing_version_is_refused(prefect_server: Server, released: Path) -> None:
    code, _, err = run(released, prefect_server, "--version", "v0.1.0")
    assert (code, "v0.1.0 is published already" in err) == (1, True)


def test_a_damaged_artifact_is_made_anew(prefect_server: Server, released: Path) -> None:
    validation = next(released.glob("artifacts/validate/*/report.json"))
    sound = digest_file(validation)
    validation.write_text("{}")
    summary = release(released, prefect_server)
    made = {row["stage"] for row in summary["stages"] if row["outcome"] == "made"}
    assert made == {"validate"} | ({"this run"} & made)
    assert digest_file(validation) == sound


def test_a_busy_state_folder_is_refused(prefect_server: Server, released: Path) -> None:
    first = start(released, prefect_server, "--seed", "11")
    try:
        until_printed(first, "validate")
        code, _, err = run(released, prefect_server)
        assert code == 1
        assert f"process {first.pid}" in err and "another release" in err
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate()


def test_killed_in_training_it_goes_on(prefect_server: Server, released: Path) -> None:
    first = start(released, prefect_server, "--seed", "3")
    until_printed(first, "train: started")
    scratch = released / "jobs"
    wait_until(lambda: any(scratch.glob("train-*/scratch/*")))
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    killed = latest_run()
    summary = release(released, prefect_server, "--seed", "3")
    by_stage = {row["stage"]: row["outcome"] for row in summary["stages"]}
    assert [by_stage[s] for s in ("generate", "validate", "upload")] == ["reused"] * 3
    assert by_stage["publish"] == "made"
    assert summary["version"] == "v0.2.0"
    with get_client(sync_client=True) as client:
        assert client.read_flow_run(killed.id).state.is_crashed()


def test_cancelled_in_the_ui_the_stage_stops(prefect_server: Server, released: Path) -> None:
    process = start(released, prefect_server, "--seed", "17", "--samples", "400000")
    until_printed(process, "generate: started")
    with get_client(sync_client=True) as client:
        current = latest_run()
        client.set_flow_run_state(current.id, Cancelling(), force=True)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "cancelled" in err
        assert client.read_flow_run(current.id).state.is_cancelled()


def until_printed(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"{text!r} was never printed")


def wait_until(condition: Any, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
