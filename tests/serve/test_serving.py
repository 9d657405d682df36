"""`cad0 serve` as a process: what the README pastes, how it ends, and what it refuses to start."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.cli.infer import model_folder
from cad0_core.cli.serve import browser_model, published_version
from cad0_core.errors import ConfigError, ModelError
from cad0_core.hub.base import revision_of
from cad0_core.hub.layout import Repo
from cad0_core.serve.settings import BrowserModel
from cad0_core.state import State

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "127.0.0.1:8000"
SERVING = README.split("## Serving\n")[1].split("\n## ")[0]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", SERVING, re.S)


def commands(code: str) -> list[str]:
    """The `curl` commands of a block, those over several lines in one piece."""
    found = code.replace("\\\n", " ").strip().splitlines()
    return [line for line in found if line.startswith("curl")]


CURLS = [line for kind, code in BLOCKS if kind == "bash" for line in commands(code)]
SCRIPTS = [code for kind, code in BLOCKS if kind == "javascript" and "fetch(" in code]


class Process:
    """`cad0 serve` on a port that it chose itself."""

    def __init__(self, model: Path) -> None:
        command = [sys.executable, "-m", "cad0_core.cli", "serve", "--port", "0"]
        self.child = subprocess.Popen(
            [*command, "--model", str(model)], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.child.stderr
        self.banner = self.child.stderr.readline()
        self.address = re.findall(r"http://(\S+?),", self.banner)[0]
        self.client = httpx.Client(base_url=f"http://{self.address}", timeout=30)
        end = time.monotonic() + 120
        while self.client.get("/healthz").status_code != 200 and time.monotonic() < end:
            time.sleep(0.1)

    def stop(self, number: int) -> int:
        self.child.send_signal(number)
        return self.child.wait(60)

    def close(self) -> None:
        """Put it away, however it fares."""
        self.client.close()
        with self.child:
            self.child.kill()


@pytest.fixture(scope="module")
def process(model: Path) -> Iterator[Process]:
    found = Process(model)
    yield found
    found.close()


def pasted(process: Process, line: str, folder: Path) -> str:
    assert ADDRESS in line
    done = subprocess.run(
        ["bash", "-c", line.replace(ADDRESS, process.address)],
        capture_output=True, text=True, cwd=folder, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout


def test_there_is_something_to_paste() -> None:
    assert len(CURLS) >= 4 and len(SCRIPTS) == 1


@pytest.mark.parametrize("line", CURLS)
def test_the_readmes_curl_works_when_pasted(process: Process, line: str, tmp_path: Path) -> None:
    printed = pasted(process, line, tmp_path)
    if "--output" in line:
        (made,) = tmp_path.iterdir()
        assert made.stat().st_size > 600
    elif "stream" in line:
        assert "event: done" in printed
    elif "/metrics" in line:
        assert "cad0_requests_total" in printed
    else:
        answer = json.loads(printed)
        assert "error" not in answer
        if '"prompt"' in line and "solid" not in line:
            assert set(answer) == {"ir", "tokens"}


def test_the_readmes_javascript_works_when_pasted(process: Process, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    script = tmp_path / "ask.mjs"
    script.write_text(SCRIPTS[0].replace(ADDRESS, process.address), encoding="utf-8")
    done = subprocess.run([node, script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()


def test_it_finishes_what_it_began_and_ends_in_peace(process: Process) -> None:
    assert process.banner.startswith("tiny (torch) at http://127.0.0.1:")
    found: dict[str, Any] = {}

    def ask() -> None:
        body = {"prompt": "box", "temperature": 2, "max_tokens": 1024, "n_best": 8}
        found["answer"] = httpx.post(f"http://{process.address}/", json=body, timeout=60)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.2)
    assert process.stop(signal.SIGTERM) == 0
    asking.join(60)
    assert found["answer"].status_code == 200 and len(found["answer"].json()["answers"]) == 8


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (["--model", "none"], ModelError, "neither a model folder nor one of"),
        (["--model", "cad0"], ModelError, "publishes it"),
        (["--dtype", "fp64"], ConfigError, "unknown dtype"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(
    options: list[str], error: type[Exception], says: str
) -> None:
    result = CliRunner().invoke(app, ["serve", *options])
    assert isinstance(result.exception, error) and says in str(result.exception)


def test_a_port_in_use_and_a_model_that_cannot_be_loaded(model: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["serve", "--model", str(model), "--port", port])
        assert isinstance(result.exception, ConfigError) and "--port" in str(result.exception)
    command = [sys.executable, "-m", "cad0_core.cli", "serve", "--port", "0"]
    done = subprocess.run(
        [*command, "--model", str(tmp_path)], capture_output=True, text=True, timeout=120,
        cwd=ROOT, env={**os.environ, "COLUMNS": "300"},
    )  # fmt: skip
    assert done.returncode == 1 and "error:" in done.stderr and "tokenizer" in done.stderr


def test_the_page_gets_the_published_mini_where_the_served_model_is_for_servers_only(
    state: State,
) -> None:
    for repo, files in (("cad0", ["a"]), ("cad0-mini", ["a", "onnx/model.onnx"])):
        at = Repo(state.hub, f"campedersen/{repo}")
        at.folder.joinpath("blobs").mkdir(parents=True)
        content = {name: at.add_page(name.encode()) for name in files}
        at.add_snapshot(content)
        for ref in ("v0.3.0", "main"):
            at.set_ref(ref, revision_of(content))
    mini = model_folder("cad0-mini")
    assert (mini / "onnx/model.onnx").is_file() and published_version("cad0") == "v0.3.0"
    for name in ("cad0", "cad0-mini"):
        found = browser_model(model_folder(name), name, "v0.3.0")
        assert found == BrowserModel(name="cad0-mini", version="v0.3.0", folder=mini)
    assert published_version(str(mini)) == ""
