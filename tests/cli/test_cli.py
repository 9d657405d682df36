"""The command line as a user meets it: real processes, real exit codes, one message an error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cad0_core.config import DataConfig
from cad0_core.presets import PRESETS
from cad0_core.state import State


def cad0(
    *arguments: str, given: str = "", cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cad0_core.cli", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100"},
    )


COMMANDS = [
    "release",
    "generate",
    "validate",
    "train",
    "evaluate",
    "gate",
    "distill",
    "export",
    "publish",
    "infer",
    "cost",
    "ui",
    "stop",
    "presets",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = cad0(command, "--help")
    assert done.returncode == 0
    assert "Usage: cad0" in done.stdout or "Usage: python -m cad0_core.cli" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("release --preset huge", "unknown preset 'huge'; known: full"),
        ("release --preset smoke --floor iou=2", "must lie in 0..1"),
        ("release --preset smoke --floor speed=0.5", "unknown metric 'speed'"),
        ("release --preset full", "a CUDA GPU with 80 GB"),
        ("release --preset laptop --backend modal", "backend modal"),
        ("release --preset smoke --backend cloud", "unknown backend 'cloud'"),
        ("release --preset smoke --start-from nowhere", "start-from"),
        ("release --preset smoke --version 1.0", "'1.0' is no version: expected one such as"),
        ("release --preset smoke --budget -1", "budget_usd"),
        ("cost --preset huge", "unknown preset 'huge'"),
        ("cost --data no-such-folder", "no-such-folder: no train.parquet"),
        ("release --preset smoke --port 0", "'--port'"),
        ("--state /dev/null release --preset smoke", "is a file: name another with --state"),
        ("--state /dev/null generate --preset smoke", "cannot be the state folder"),
        ("generate --preset smoke --samples 0", "samples"),
        ("validate no-such-folder", "no such folder"),
        ("train no-such-folder", "no such folder"),
        ("evaluate no-model no-data", "no such folder"),
        ("infer cube --model no-such-model", "neither a model folder nor one of cad0, cad0-mini"),
        ("infer cube", "cad0 release --preset laptop"),
        ("infer", "needs a prompt"),
        ("infer cube --out part.step", "must be .stl or .png"),
        ("presets huge", "unknown preset"),
    ],
)
def test_wrong_input_gets_one_message(arguments: str, complaint: str, tmp_path: Path) -> None:
    done = cad0(*arguments.split(), cwd=tmp_path)
    assert done.returncode != 0
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_floor_that_is_no_number_is_refused() -> None:
    done = cad0("release", "--preset", "smoke", "--floor", "iou=high")
    assert done.returncode == 2
    assert "METRIC=NUMBER" in done.stderr


def test_generate_writes_the_dataset_and_reuses_it(tmp_path: Path, state: State) -> None:
    data = tmp_path / "data"
    made = cad0("generate", "--preset", "smoke", "--samples", "400", "--output", str(data))
    assert made.returncode == 0, made.stderr
    rows = (data / "train.jsonl").read_text().splitlines()
    assert list(json.loads(rows[0]))[:2] == ["text", "ir"]
    again = cad0("generate", "--preset", "smoke", "--samples", "400", "--json")
    assert "reused" in again.stderr
    manifest = json.loads(again.stdout)
    assert DataConfig.model_validate(manifest["config"]).samples == 400


def test_a_corrupt_line_is_named_by_number(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert (
        cad0("generate", "--preset", "smoke", "--samples", "400", "-o", str(data)).returncode == 0
    )
    lines = (data / "val.jsonl").read_text().splitlines()
    lines[4] = lines[4][:-7]
    (data / "val.jsonl").write_text("\n".join(lines) + "\n")
    done = cad0("validate", str(data))
    assert done.returncode == 1
    assert "val.jsonl, line 5:" in done.stderr


def test_an_output_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cad0("generate", "--preset", "smoke", "--samples", "400", "-o", str(tmp_path / "file"))
    assert done.returncode == 1
    assert "not a folder" in done.stderr and "started" not in done.stderr


def test_presets_as_json() -> None:
    found = json.loads(cad0("presets", "--json").stdout)
    assert {"full", "hour", "laptop", "smoke"} <= set(found) == set(PRESETS)
    assert found["full"]["train"]["model"]["lora_r"] == 64
    assert json.loads(cad0("presets", "laptop").stdout) == found["laptop"]


def test_a_preset_without_gpus_costs_nothing() -> None:
    assert "no GPU, 0 USD" in cad0("cost", "--preset", "laptop").stdout
    assert json.loads(cad0("cost", "--preset", "laptop", "--json").stdout)["total_usd"] == 0


def test_stop_without_a_server() -> None:
    done = cad0("stop")
    assert (done.returncode, "no Prefect server" in done.stdout) == (0, True)
