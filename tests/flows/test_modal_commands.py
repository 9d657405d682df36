"""The commands of the pipeline's description: started on the deployed app, and left alone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import modal
import pytest
from deploying import ROOT
from modal_server import ModalServer
from typer.testing import CliRunner
from waiting import wait_until

from cad0_core.cli.app import app
from cad0_core.config import ModalConfig
from cad0_core.hub.local import LocalHub
from cad0_core.presets import smoke
from cad0_core.state import State

pytestmark = pytest.mark.production

LONG = 900.0
CONFIG = ModalConfig()
EXPORTS = "artifacts/export/*/manifest.json"
KIND = {"family": "primitive", "variant": "cube"}
REPOS = ("campedersen/cad0", "campedersen/cad0-mini")


def modal_run(*arguments: str) -> str:
    """`cd deployments && modal run ...`, finished; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "modal", "run", *arguments, "--preset", "smoke"],
        cwd=ROOT / "deployments",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def cad0(*arguments: str) -> str:
    found = CliRunner().invoke(app, ["modal", *arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_from_data_to_models_by_the_commands(
    cloud: ModalServer, state: State, tmp_path: Path
) -> None:
    """Upload, train, distil, export, evaluate: each command returns, each stage is called once."""
    cloud.secret("huggingface-secret", HUGGING_FACE_HUB_TOKEN="hf_secret")
    cloud.secret("wandb-secret", WANDB_API_KEY="wb_secret")
    _write_dataset(tmp_path / "data")
    before = {s: len(cloud.calls_of(s)) for s in ("train", "distill", "export", "evaluate")}
    assert "of vcad-training-vol" in cad0("upload-data", str(tmp_path / "data"))

    for arguments, stage in (
        (("modal_app.py",), "train"),
        (("distill.py",), "distill"),
        (("distill.py", "--action", "export-onnx"), "export"),
    ):
        printed = modal_run(*arguments)
        call = re.search(rf"{stage} runs as (fc-\w+)", printed)
        assert call is not None, printed
        assert CONFIG.dashboard_url in printed and CONFIG.endpoint_url in printed
        there = cloud.cloud.calls[call[1]]
        wait_until(there.done.is_set, LONG)
        assert there.attempts == 1

    started = re.findall(
        r"evaluate runs as (fc-\w+)", modal_run("modal_app.py", "--action", "evaluate")
    )
    exported = json.loads(next(cloud.volume(CONFIG.volume).glob(EXPORTS)).read_text())
    kinds = exported["metrics"]["dtypes"]
    assert kinds and len(started) == 2 + len(kinds)  # cad0, cad0-mini, and its ONNX files
    for name in started:
        wait_until(cloud.cloud.calls[name].done.is_set, LONG)
    made = {s: len(cloud.calls_of(s)) - n for s, n in before.items()}
    assert made == {"train": 1, "distill": 1, "export": 1, "evaluate": len(started)}
    _publish(cloud)
    assert cad0("download", "train").startswith("train ")
    assert len(list((state.artifacts / "train").iterdir())) == 1
    assert "step" in cad0("logs", cloud.calls_of("train")[-1].id)
    status = json.loads(cad0("status", "--json"))
    assert status["missing"] == [] and len(status["calls"]) == 2 + len(started)


def _publish(cloud: ModalServer) -> None:
    """What passed its gates is on the volume's hub; a second time is a release's work."""
    for ok, told in ((True, ""), (False, "compares nothing")):
        printed = modal_run("distill.py", "--action", "upload")
        call = cloud.cloud.calls[re.findall(r"publish runs as (fc-\w+)", printed)[0]]
        wait_until(call.done.is_set, LONG)
        envelope = modal.FunctionCall.from_id(call.id).get(timeout=0)
        assert envelope["ok"] == ok, envelope
        assert told in envelope.get("message", "")
    hub = LocalHub(cloud.volume(CONFIG.volume) / "hub", REPOS)
    assert hub.latest(REPOS[0]) == hub.latest(REPOS[1]) == "v0.1.0"


def _write_dataset(folder: Path) -> None:
    folder.mkdir()
    for split, first, rows in (("train", 1, 60), ("val", 101, 12), ("test", 201, 40)):
        lines = (
            json.dumps({"text": f"{n}mm cube", "ir": f"C {n} {n} {n}", **KIND})
            for n in range(first, first + rows)
        )
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n")
    assert smoke().evaluation.samples == 40
