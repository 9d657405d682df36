"""Calls that go wrong, each ending as it should, with what was spawned and started counted."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import fault_app
import pytest
from deploying_modal import modal
from modal_server import ModalServer
from waiting import wait_until

from cad0_core.backends.modal.backend import ModalBackend, cancel_calls_of
from cad0_core.backends.modal.ledger import NAME
from cad0_core.errors import (
    ArtifactError,
    BackendError,
    DataError,
    LostResultError,
    OutageError,
    StageCancelled,
    StageError,
)
from cad0_core.job import Progress
from cad0_core.stages import STAGES, StageSpec, discard, input_folder
from cad0_core.state import State

Going = Callable[..., StageSpec]


def count(server: ModalServer) -> int:
    return len(server.calls_of("validate"))


def other(backend: ModalBackend, tmp_path: Path) -> ModalBackend:
    """The same cloud from another state folder, such as another machine's."""
    return ModalBackend(State(tmp_path / "elsewhere"), backend.config)


def test_a_stage_runs_and_its_artifact_comes_home(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec
) -> None:
    before = count(faults)
    call = backend.submit(spec)
    events = [event for event in call.events() if event is not None]
    made = call.result()
    assert made.path == backend.state.artifact("validate", spec.key)
    assert made.metrics["programs"] == 3 and made.manifest.key == spec.key
    assert any(isinstance(event, Progress) for event in events)
    assert backend.ledger.open() == []
    assert count(faults) == before + 1


def test_what_is_finished_is_not_paid_for_again(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec, tmp_path: Path
) -> None:
    made = backend.submit(spec).result()
    before = count(faults)
    elsewhere = other(backend, tmp_path)
    assert elsewhere.submit(spec).result().digest == made.digest
    assert count(faults) == before


def test_a_stage_error_arrives_as_itself_and_is_not_tried_again(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec
) -> None:
    folder = spec.inputs["dataset"].path
    (folder / "train.jsonl").write_text('{"text": 1}\n')
    broken = spec.model_copy(update={"inputs": {"dataset": input_folder(folder)}})
    call = backend.submit(broken)
    with pytest.raises(DataError, match=r"train\.jsonl, line 1"):
        call.result()
    assert faults.cloud.calls[call.id].attempts == 1


@pytest.mark.parametrize(
    ("kind", "message", "attempts"),
    [
        ("raise", "ValueError: boom", 1 + fault_app.RETRIES),
        ("exit", "exit code 3", 1 + fault_app.RETRIES),
        ("timeout-error", "inside the stage", 1 + fault_app.RETRIES),
        ("no memory", "want of memory", 3),
    ],
)
def test_a_failure_of_the_function_is_told_as_what_it_is(
    faults: ModalServer,
    backend: ModalBackend,
    going: Going,
    kind: str,
    message: str,
    attempts: int,
) -> None:
    call = backend.submit(going(kind))
    with pytest.raises(StageError, match=message):
        call.result()
    assert faults.cloud.calls[call.id].attempts == attempts
    assert backend.ledger.open() == []


def test_a_function_that_hits_its_timeout(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    call = backend.submit(going("wait", until=str(tmp_path / "never")))
    there = faults.cloud.calls[call.id]
    for attempt in range(1, 2 + fault_app.RETRIES):
        wait_until(lambda attempt=attempt: there.attempts == attempt)
        faults.time_out(there)
    with pytest.raises(StageError, match="time-out in every attempt"):
        call.result()
    assert there.attempts == 1 + fault_app.RETRIES


def test_a_run_that_died_is_attached_to(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    """The first process is gone after it noted the call; the second waits for the same call."""
    spec, before = going("wait", until=str(tmp_path / "go")), count(faults)
    first = backend.submit(spec)
    again = ModalBackend(backend.state, backend.config).submit(spec)
    assert (again.id, first.how, again.how) == (first.id, "started", "attached")
    (tmp_path / "go").touch()
    assert again.result().manifest.key == spec.key
    assert count(faults) == before + 1


@pytest.mark.parametrize("damage", ["torn", "lost"])
def test_without_its_note_the_claim_finds_the_call(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path, damage: str
) -> None:
    spec, before = going("wait", until=str(tmp_path / "go")), count(faults)
    first = backend.submit(spec)
    next(event for event in first.events() if event is not None)  # it has begun
    note = backend.state.job("validate", spec.key) / NAME
    note.unlink() if damage == "lost" else note.write_text(note.read_text()[:20])
    again = ModalBackend(backend.state, backend.config).submit(spec)
    assert again.id == first.id
    (tmp_path / "go").touch()
    again.result()
    assert count(faults) == before + 1


def test_of_two_calls_that_begin_at_once_one_works(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    """Neither has begun when both are spawned: the claim decides, the other is followed."""
    spec = going("wait", until=str(tmp_path / "go"), seconds=4)
    faults.cloud.start_containers = False
    here, there = backend.submit(spec), other(backend, tmp_path).submit(spec)
    assert here.id != there.id
    faults.release_queue()
    made = {}
    waiting = threading.Thread(target=lambda: made.update(there=there.result()))
    waiting.start()
    made["here"] = here.result()
    waiting.join()
    assert made["here"].digest == made["there"].digest
    assert made["here"].manifest == made["there"].manifest  # one of them made it, once


def test_polling_goes_through_an_outage(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    spec, before = going("wait", until=str(tmp_path / "go")), count(faults)
    call = backend.submit(spec)
    next(event for event in call.events() if event is not None)
    faults.down = True
    back = threading.Timer(5, lambda: setattr(faults, "down", False))
    back.start()
    (tmp_path / "go").touch()
    assert call.result().manifest.key == spec.key
    assert count(faults) == before + 1 and faults.cloud.calls[call.id].attempts == 1


def test_an_outage_without_end_ends_the_waiting_and_not_the_call(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    spec, before = going("wait", until=str(tmp_path / "go")), count(faults)
    short = ModalBackend(backend.state, backend.config.replace(outage_seconds=1))
    call = short.submit(spec)
    faults.down = True
    with pytest.raises(OutageError, match="attaches to it"):
        call.result()
    faults.down = False
    (tmp_path / "go").touch()
    again = backend.submit(spec)
    assert again.id == call.id and again.result().manifest.key == spec.key
    assert count(faults) == before + 1


def test_a_redeployment_and_a_preemption_in_the_middle(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    """What runs finishes on its code; taken away, the same call starts again on the new one."""
    spec, before = going("wait", until=str(tmp_path / "go")), count(faults)
    call = backend.submit(spec)
    there = faults.cloud.calls[call.id]
    next(event for event in call.events() if event is not None)
    first = there.container
    done = modal("deploy", fault_app.__file__)
    assert done.returncode == 0, done.stdout + done.stderr
    assert there.container is first and not there.done.is_set()
    faults.preempt(there)
    wait_until(lambda: there.attempts == 2)
    (tmp_path / "go").touch()
    assert call.result().manifest.key == spec.key
    assert count(faults) == before + 1 and there.retries == 0


def test_a_call_that_finds_no_gpu_is_given_up(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec
) -> None:
    faults.cloud.start_containers = False
    try:
        call = ModalBackend(backend.state, backend.config.replace(queue_seconds=1)).submit(spec)
        with pytest.raises(BackendError, match=r"for a A10G .* nothing was paid for"):
            call.result()
    finally:
        faults.release_queue()
    assert faults.cloud.calls[call.id].attempts == 0
    assert backend.ledger.open() == []


def test_a_call_that_works_for_too_long_is_ended(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    limits = {"validate": backend.config.limits["validate"].replace(total_hours=1e-4)}
    short = ModalBackend(backend.state, backend.config.replace(limits=limits))
    call = short.submit(going("wait", until=str(tmp_path / "never")))
    with pytest.raises(StageError, match="continues from its checkpoint"):
        call.result()
    wait_until(faults.cloud.calls[call.id].done.is_set)
    assert backend.ledger.open() == []


def test_what_is_made_anew_is_paid_for_again(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec
) -> None:
    """`--start-from` means it: neither this folder's copy nor the volume's is taken."""
    backend.submit(spec).result()
    before = count(faults)
    discard(spec, backend.state)
    backend.discard(spec)
    assert backend.volume.manifest("validate", spec.key) is None
    assert backend.submit(spec).result().manifest.key == spec.key
    assert count(faults) == before + 1


def test_cancelling_ends_the_remote_call(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    call = backend.submit(going("wait", until=str(tmp_path / "never")))
    next(event for event in call.events() if event is not None)
    call.cancel()
    with pytest.raises(StageCancelled):
        call.result()
    there = faults.cloud.calls[call.id]
    assert there.done.is_set() and there.container is None and there.attempts == 1
    assert backend.ledger.open() == []


def test_the_hook_of_a_cancelled_run_finds_its_calls(
    faults: ModalServer, state: State, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    """Its process is gone: what it noted under its id is cancelled, and nothing else."""
    spec = going("wait", until=str(tmp_path / "never"))
    call = ModalBackend(state, backend.config, run="run-1").submit(spec)
    assert cancel_calls_of(state, backend.config, "run-2") == []
    assert cancel_calls_of(state, backend.config, "run-1") == [call.id]
    assert faults.cloud.calls[call.id].done.is_set()


def test_an_expired_result_is_found_on_the_volume(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec
) -> None:
    call = backend.submit(spec)
    there = faults.cloud.calls[call.id]
    wait_until(there.done.is_set)
    faults.expire(there)
    assert call.result().manifest.key == spec.key


def test_a_lost_call_says_so_and_the_next_run_starts_anew(
    faults: ModalServer, backend: ModalBackend, going: Going, tmp_path: Path
) -> None:
    call = backend.submit(going("raise"))
    there = faults.cloud.calls[call.id]
    wait_until(there.done.is_set)
    faults.expire(there)
    with pytest.raises(LostResultError, match="its artifact is not on the volume"):
        call.result()
    assert backend.ledger.open() == []


def test_another_version_of_a_stage_is_refused(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is deployed would make something else under this name: it does not begin."""
    newer = replace(STAGES["validate"], version=STAGES["validate"].version + 1)
    monkeypatch.setitem(STAGES, "validate", newer)
    call = backend.submit(spec)
    with pytest.raises(BackendError, match="cad0 modal deploy"):
        call.result()
    assert not (faults.volume(fault_app.VOLUME) / "jobs" / f"validate-{spec.key}").exists()


def test_clocks_play_no_part(
    faults: ModalServer, backend: ModalBackend, spec: StageSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker whose clock is a year ahead waits, attaches and finishes as any other."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 365 * 86_400)
    call = backend.submit(spec)
    assert ModalBackend(backend.state, backend.config).submit(spec).id in (
        call.id,
        f"volume-validate-{spec.key}",
    )
    assert call.result().manifest.key == spec.key


def test_an_app_that_is_not_deployed(backend: ModalBackend, spec: StageSpec) -> None:
    absent = ModalBackend(backend.state, backend.config.replace(app="nowhere"))
    with pytest.raises(BackendError, match="cad0 modal deploy"):
        absent.submit(spec)
    assert absent.ledger.open() == []


def test_an_input_that_changed_is_not_uploaded(backend: ModalBackend, spec: StageSpec) -> None:
    folder = spec.inputs["dataset"].path
    (folder / "note.txt").write_text("nobody has uploaded this")
    given = {"dataset": input_folder(folder)}
    (folder / "note.txt").write_text("else")
    with pytest.raises(ArtifactError, match="changed since"):
        backend.submit(spec.model_copy(update={"inputs": given}))
