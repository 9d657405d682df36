"""The local backend with real stages in real child processes."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cad0_core import stages
from cad0_core.backends import backend, examine
from cad0_core.backends.local import LocalBackend, LocalCall
from cad0_core.config import DataConfig, ModalConfig, ValidateConfig
from cad0_core.errors import BackendError, ConfigError, DataError, StageCancelled, StageError
from cad0_core.finding import lacking
from cad0_core.job import Progress
from cad0_core.stages import StageSpec
from cad0_core.state import State

SMALL = DataConfig(
    samples=300,
    primitive_share=0.1,
    families=("spacer", "primitive"),
    phrasings=2,
    val_share=0.1,
    test_share=0.1,
    probes=10,
)
LONG = SMALL.replace(samples=9_000_000, families=("bracket",))


def generate(config: DataConfig) -> StageSpec:
    return stages.spec("generate", config, {})


def child(call: LocalCall) -> psutil.Process:
    return psutil.Process(call._process.pid)


def wait_until(condition: object, seconds: float = 20.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_stage_reports_progress_and_returns_its_artifact(state: State) -> None:
    call = LocalBackend(state).submit(generate(SMALL))
    progress = [event for event in call.events() if isinstance(event, Progress)]
    artifact = call.result()
    assert artifact.metrics["train_rows"] > 0
    assert progress[-1].fraction == 1
    assert [p.fraction for p in progress] == sorted(p.fraction for p in progress)


def test_a_stage_error_arrives_as_itself(state: State, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for split in ("train", "val", "test"):
        (data / f"{split}.jsonl").write_text('{"text": "cube", "ir": "C 1 1 1"}\n{"text": 1}\n')
    given = {"dataset": stages.input_folder(data)}
    call = LocalBackend(state).submit(stages.spec("validate", ValidateConfig(), given))
    with pytest.raises(DataError, match=r"train\.jsonl, line 2"):
        call.result()


def test_an_unexpected_error_names_the_log(state: State) -> None:
    call = LocalBackend(state).submit(StageSpec(stage="generate", config={"samples": -1}))
    with pytest.raises(StageError, match=r"(?s)ValidationError.*log\.txt"):
        call.result()


def test_cancel_stops_the_child(state: State) -> None:
    call = LocalBackend(state).submit(generate(LONG))
    next(call.events())
    process = child(call)
    call.cancel()
    with pytest.raises(StageCancelled):
        call.result()
    assert not process.is_running()


def test_a_killed_child_is_named_with_its_signal(state: State) -> None:
    call = LocalBackend(state).submit(generate(LONG))
    next(call.events())
    child(call).send_signal(signal.SIGKILL)
    with pytest.raises(StageError, match="ended by SIGKILL"):
        call.result()


PARENT = """
import sys
from pathlib import Path
from cad0_core import stages
from cad0_core.backends.local import LocalBackend, LocalCall
from cad0_core.config import DataConfig
from cad0_core.state import State
config = DataConfig.model_validate_json(sys.argv[2])
call = LocalBackend(State(Path(sys.argv[1]))).submit(stages.spec("generate", config, {}))
next(call.events())
print("running", flush=True)
call.result()
"""


def test_the_child_dies_with_its_parent(state: State) -> None:
    """Even kill -9, which the parent cannot answer, leaves nothing running."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(state.root), LONG.model_dump_json()],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None and parent.stdout.readline() == "running\n"
    children = psutil.Process(parent.pid).children(recursive=True)
    assert children
    parent.kill()
    parent.communicate()
    wait_until(lambda: not any(c.is_running() and c.status() != "zombie" for c in children))


def test_attach_finds_a_call_of_this_process_only(state: State) -> None:
    here = LocalBackend(state)
    call = here.submit(generate(LONG))
    assert here.attach(call.id) is call
    call.cancel()
    with pytest.raises(BackendError, match="continues from the last checkpoint"):
        LocalBackend(state).attach(call.id)


def test_an_unknown_backend_is_refused(state: State) -> None:
    assert not lacking(examine("local", ModalConfig()))
    for ask in (lambda: examine("cloud", ModalConfig()), lambda: backend("cloud", state)):
        with pytest.raises(ConfigError, match="known: local, modal"):
            ask()


def test_the_volume_holds_a_verified_copy(state: State) -> None:
    here = backend("local", state)
    made = here.submit(generate(SMALL)).result()
    assert here.volume.find(made) is None
    there = here.volume.put(made)
    assert (there.digest, there.path != made.path) == (made.digest, True)
    assert here.volume.find(made) == there
    (there.path / "train.jsonl").write_text("torn")
    assert here.volume.find(made) is None
