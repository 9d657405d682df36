"""Datasets made and measured by containers are those of one machine, whatever befalls either."""

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import map_app
import pytest
from deploying_modal import modal
from modal_proto import api_pb2
from modal_server import ModalServer
from waiting import wait_until

from cad0_core import stages
from cad0_core.artifacts import content_digest, digest_files
from cad0_core.backends.local import LocalBackend
from cad0_core.backends.modal import mapped, pieces
from cad0_core.backends.modal.spread import ModalSpread
from cad0_core.config import DataConfig, ModalConfig, ValidateConfig
from cad0_core.data import generate as stage
from cad0_core.data import shards
from cad0_core.data import validate as judging
from cad0_core.data.generate import generate
from cad0_core.data.spread import Processes
from cad0_core.data.validate import QUARANTINE, validate
from cad0_core.errors import (
    BackendError,
    ConfigError,
    DataError,
    OutageError,
    StageCancelled,
    StageError,
)
from cad0_core.job import Job
from cad0_core.presets import smoke
from cad0_core.state import State

MODAL = ModalConfig(app=map_app.NAME, volume=map_app.VOLUME, outage_seconds=120)
CONFIG = DataConfig(
    samples=150, primitive_share=0.2, phrasings=4, val_share=0.1, test_share=0.1, seed=7,
    families=("bracket", "primitive"), probes=20,
)  # fmt: skip
PIECES = [f"bracket-trained-0000{i}-of-00003" for i in range(3)]


@pytest.fixture(scope="module")
def deployed(cloud: ModalServer) -> ModalServer:
    """The server with the app of the two functions deployed."""
    done = modal("deploy", map_app.__file__)
    assert done.returncode == 0, done.stdout + done.stderr
    return cloud


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """A family is made in pieces of a few dozen texts; pictures are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.card, "CELL", (60, 80))
        patch.setattr(judging, "CELL", (60, 80))
        patch.setattr(shards, "PIECE", 60)
        yield


def job(folder: Path, config: Any, **more: Any) -> Job:
    (folder / "out").mkdir(parents=True, exist_ok=True)
    return Job(config=config, out=folder / "out", scratch=folder / "scratch",
               **{"inputs": {}, "every_seconds": 0, **more})  # fmt: skip


def spread(state: State, key: str) -> ModalSpread:
    return ModalSpread(MODAL, state, key)


def goes(pool: ModalSpread, key: str, task: str, marks: Path, kind: str, times: int = 1) -> None:
    mode = {"kind": kind, "times": times, "marks": str(marks)}
    pool.volume.write_json(PurePosixPath("modes", key, task), mode)


def digest(folder: Path) -> str:
    return content_digest(digest_files(folder))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset as one process of this machine makes it, in pieces as well."""
    folder = tmp_path_factory.mktemp("here")
    generate(job(folder, CONFIG, watch={"workers": 1}))
    assert {path.name for path in folder.glob("scratch/*/bracket-trained*")} == set(PIECES)
    return folder / "out"


def test_containers_make_the_same_bytes_though_some_of_them_die(
    deployed: ModalServer, state: State, tmp_path: Path, here: Path
) -> None:
    pool, marks = spread(state, "faulty"), [tmp_path / f"{i}" for i in range(3)]
    goes(pool, "faulty", PIECES[0], marks[0], "die")
    goes(pool, "faulty", PIECES[1], marks[1], "raise")
    # As often as one call bears it: the task is sent again.
    goes(pool, "faulty", PIECES[2], marks[2], "raise", times=1 + map_app.RETRIES)
    generate(job(tmp_path, CONFIG, spread=pool))
    assert digest(tmp_path / "out") == digest(here)
    assert pool.seconds > 0
    assert pool.cost_usd == pytest.approx(pool.seconds * (0.0000131 + 4 * 0.00000222))
    assert [len(mark.read_text()) for mark in marks] == [2, 2, 2 + map_app.RETRIES]
    made = deployed.volume(map_app.VOLUME) / pieces.SHARDS / "faulty" / PIECES[0]
    noted = json.loads((made / pieces.DIGESTS).read_text())
    assert noted.keys() == {"parts.parquet", "texts.parquet"}


def test_what_containers_cost_is_what_the_stage_did_cost(state: State) -> None:
    class Paid(Processes):
        cost_usd = 1.25

    config = CONFIG.replace(samples=20, families=("primitive",))
    made = stages.run(stages.spec("generate", config, {}), state, spread=Paid(1))
    assert made.manifest.cost_usd == 1.25


def test_a_killed_coordinator_finds_the_shards_that_it_had_ordered(
    deployed: ModalServer, state: State, tmp_path: Path
) -> None:
    """From a child process, as commands and flows run the stage, by the preset's setting."""
    config = CONFIG.replace(seed=101, samples=50, families=("primitive",))
    watch = stages.mapped(smoke().replace(map_over="modal", modal=MODAL), "generate")
    call = stages.spec("generate", config, {}, watch=watch)
    assert stages.spec("generate", config, {}).key == call.key, (
        "where pieces are made is no part of what is made"
    )
    last, marks = "primitive-range", tmp_path / "marks"
    goes(spread(state, call.key), call.key, last, marks, "wait")
    there = deployed.volume(map_app.VOLUME) / pieces.SHARDS / call.key

    first = LocalBackend(state).submit(call)
    wait_until(lambda: len(list(there.glob(f"*/{pieces.DIGESTS}"))) >= 1 and marks.exists())
    os.killpg(first._process.pid, signal.SIGKILL)
    with pytest.raises(StageError, match="SIGKILL"):
        first.result()
    asked = [str(c.input.args) for c in deployed.calls_of(pieces.MAKE)]
    calls = zip(deployed.calls_of(pieces.MAKE), asked, strict=True)
    (waiting,) = [c for c, text in calls if last in text and call.key in text]
    assert waiting.container is not None
    waiting.container.kill(signal.SIGKILL)
    before = {p: p.stat().st_mtime_ns for p in there.glob("*/*.parquet")}

    shutil.rmtree(state.job("generate", call.key))  # from another machine, say
    mapped = LocalBackend(state).submit(call).result()
    after = {p: p.stat().st_mtime_ns for p in there.glob("*/*.parquet")}
    assert before.items() <= after.items() and len(after) > len(before)
    generate(job(tmp_path / "here", config, watch={"workers": 1}))
    files = digest_files(tmp_path / "here" / "out")
    assert {n: e for n, e in files.items() if n.endswith((".jsonl", ".parquet"))}.items() <= (
        mapped.manifest.files.items()
    )


def test_containers_find_the_same_wrong_rows(
    deployed: ModalServer, state: State, tmp_path: Path, here: Path, monkeypatch: Any
) -> None:
    data = tmp_path / "data"
    shutil.copytree(here, data)
    lines = (data / "train.jsonl").read_text().splitlines()
    lines[3] = json.dumps({"text": "nothing", "ir": "C 20 20 20\nC 10 10 10\nT 1 5 5 5\nD 0 2"})
    lines[70] = json.dumps({**json.loads(lines[70]), "ir": "C 5 5"})
    (data / "train.jsonl").write_text("\n".join(lines) + "\n")
    pool, marks = spread(state, "any"), tmp_path / "marks"
    monkeypatch.setattr(pool, "batch", 30)
    goes(pool, "claims", "1", marks, "die")
    found = {}
    for name, more in {"here": {}, "there": {"spread": pool}}.items():
        one = job(tmp_path / name, ValidateConfig(), inputs={"dataset": data},
                  watch={"workers": 1}, **more)  # fmt: skip
        with pytest.raises(DataError, match=r"2 of .* train\.jsonl line 4: 1 sealed void"):
            validate(one)
        report = (tmp_path / name / "out" / "report.json").read_bytes()
        found[name] = report, (one.scratch / QUARANTINE).read_bytes()
    assert found["here"] == found["there"]
    assert len(marks.read_text()) == 2


def test_a_task_that_no_container_finishes_is_named(
    deployed: ModalServer, state: State, tmp_path: Path
) -> None:
    pool, config = spread(state, "lost"), CONFIG.replace(families=("primitive",), probes=0)
    goes(pool, "lost", "primitive-trained-00001-of-00003", tmp_path / "marks", "raise", times=99)
    with pytest.raises(StageError, match=r"1 of 4 tasks of make-shard .*boom.*00001-of-00003"):
        generate(job(tmp_path, config, spread=pool))
    hours = MODAL.map_limits.replace(total_hours=0.001)
    pool.config = MODAL.replace(map_limits=hours)
    goes(pool, "lost", "primitive-trained-00001-of-00003", tmp_path / "marks", "wait", times=99)
    with pytest.raises(StageError, match=r"1 of 1 tasks .*for 0.001 hours.*00001-of-00003"):
        generate(job(tmp_path, config, spread=pool))
    assert (tmp_path / "scratch").is_dir(), "what was finished is kept"


def test_what_cannot_be_made_is_said(
    deployed: ModalServer, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = CONFIG.replace(families=("sprocket",))
    order = shards.Shard("sprocket", "trained", 5, config)
    with pytest.raises(ConfigError, match="sprocket"):
        list(spread(state, "bad").make([order], tmp_path))
    monkeypatch.setattr(pieces.wire, "code", lambda: "another")
    with pytest.raises(BackendError, match="cad0 modal deploy"):
        list(spread(state, "code").make([shards.Shard("bracket", "range", 5, CONFIG)], tmp_path))
    monkeypatch.undo()
    with pytest.raises(BackendError, match="no function make-shard"):
        nowhere = ModalSpread(MODAL.replace(app=map_app.NAME + "-x"), state, "k")
        list(nowhere.make([order], tmp_path))


def test_what_is_stopped_stops_there_too_and_costs_nothing_more(
    deployed: ModalServer, state: State, tmp_path: Path
) -> None:
    """One shard comes and the next never would: a cancellation ends the containers at work."""
    pool, marks = spread(state, "stopped"), tmp_path / "marks"
    for piece in PIECES[1:]:
        goes(pool, "stopped", piece, marks, "wait", times=99)
    stopped = job(tmp_path, CONFIG, spread=pool, stopping=marks.exists)
    before = len(deployed.calls_of(pieces.MAKE))
    with pytest.raises(StageCancelled):
        generate(stopped)
    sent = deployed.calls_of(pieces.MAKE)[before:]
    assert len(sent) > 2, "all of them are sent at once: containers do not wait for this process"
    wait_until(lambda: all(call.done.is_set() for call in sent))
    ended = {call.status for call in sent}
    assert api_pb2.GenericResult.GENERIC_STATUS_TERMINATED in ended
    attempts = marks.stat().st_size
    generate(job(tmp_path / "other", CONFIG, spread=spread(state, "other")))
    assert marks.stat().st_size == attempts, "a container that served others tried it again"


def test_a_map_goes_through_an_outage_and_one_without_end_ends_it(
    deployed: ModalServer, state: State, tmp_path: Path, here: Path
) -> None:
    """The control plane goes away with the first look for a cancellation."""
    went: list[float] = []

    def back() -> bool:
        if not went:
            went.append(1)
            deployed.down = True
            threading.Timer(4, lambda: setattr(deployed, "down", False)).start()
        return False

    before = len(deployed.calls_of(pieces.MAKE))
    generate(job(tmp_path, CONFIG, spread=spread(state, "outage"), stopping=back))
    assert went and digest(tmp_path / "out") == digest(here)
    sent = deployed.calls_of(pieces.MAKE)[before:]
    assert len({str(call.input.args) for call in sent}) == len(sent), "nothing was sent twice"

    def away() -> bool:
        deployed.down = True
        return False

    short = ModalSpread(MODAL.replace(outage_seconds=1), state, "endless")
    try:
        with pytest.raises(OutageError, match="mapping make-shard"):
            generate(job(tmp_path / "endless", CONFIG, spread=short, stopping=away))
    finally:
        deployed.down = False


def test_a_window_of_tasks_is_sent(deployed: ModalServer, state: State, tmp_path: Path) -> None:
    """Thousands of tasks do not lie on Modal at once; those that wait are sent as others end."""
    pool = ModalSpread(MODAL.replace(map_containers=1), state, "window")
    requests = [
        pieces.shard_request(shards.Shard("primitive", "range", n, CONFIG), "window")
        for n in range(1, 5)
    ]
    for n, request in enumerate(requests):
        request["name"] = f"task-{n}"
    function = pool._function(pieces.MAKE)
    tasks = mapped.Mapped(function, requests, 2)
    most, came = 0, []
    while tasks.sent or tasks.waiting:
        came += tasks.step()
        most = max(most, len(tasks.sent))
    tasks.close()
    assert most == 2 and len(came) == 4 and all(envelope["ok"] for envelope in came)
