"""The container's side in this process: what it refuses, continues, and says."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from cad0_core.backends.base import LogLine
from cad0_core.backends.modal import claims, container, locked, smoke, wire
from cad0_core.backends.modal.claims import Claims
from cad0_core.errors import ArtifactError, DataError, StageError
from cad0_core.job import Progress
from cad0_core.stages import StageSpec
from cad0_core.state import State

ME = "fc-me"


class FakeVolume:
    """A volume that is a folder of this machine; counts what it is asked for."""

    commits = reloads = 0

    def commit(self) -> None:
        self.commits += 1

    def reload(self) -> None:
        self.reloads += 1


class Table(dict[str, str]):
    """A table with the one promise that claims rest on."""

    def put(self, key: str, value: str, *, skip_if_exists: bool = False) -> bool:
        if skip_if_exists and key in self:
            return False
        self[key] = value
        return True


@pytest.fixture
def request_(spec: StageSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The stage as a request, its data on a volume that is mounted at `tmp_path/vol`."""
    (tmp_path / "vol").mkdir()
    (tmp_path / "data").rename(tmp_path / "vol" / "data")
    monkeypatch.setenv(container.ROOT_VARIABLE, str(tmp_path / "vol"))
    return wire.request(spec, {"dataset": PurePosixPath("data")})


def serve(request: dict[str, Any], volume: FakeVolume, owner: str = ME) -> dict[str, Any]:
    return container.serve(request, volume, lambda key: owner, ME)


def test_a_stage_is_committed_before_its_result_is_told(
    request_: dict[str, Any], spec: StageSpec, tmp_path: Path
) -> None:
    volume = FakeVolume()
    envelope = serve(request_, volume)
    assert envelope["ok"] and envelope["key"] == spec.key
    assert (volume.reloads, volume.commits) == (1, 1)
    again = serve(request_, volume)
    assert again == envelope  # found finished


def test_the_owner_of_a_stage_is_named(request_: dict[str, Any], tmp_path: Path) -> None:
    assert serve(request_, FakeVolume(), owner="fc-other") == wire.busy("fc-other")
    assert not (tmp_path / "vol" / "jobs").exists()


def test_an_input_that_arrived_damaged(request_: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "vol" / "data" / "train.jsonl").write_text("torn")
    error = wire.rebuilt(serve(request_, FakeVolume()))
    assert isinstance(error, ArtifactError) and "uploads what differs" in str(error)


def test_other_settings_under_the_same_name_are_refused(request_: dict[str, Any]) -> None:
    request_["spec"]["config"]["segments"] = 64
    envelope = serve(request_, FakeVolume())
    assert envelope["kind"] == "BackendError" and "cad0 modal deploy" in envelope["message"]


def test_a_checkpoint_of_another_run_is_not_continued(
    request_: dict[str, Any], spec: StageSpec, tmp_path: Path
) -> None:
    job = State(tmp_path / "vol").job("validate", spec.key)
    (job / "scratch").mkdir(parents=True)
    (job / "scratch" / "checkpoint").write_text("of another run")
    (job / container.FINGERPRINT).write_text(json.dumps({"stage": "validate", "version": 0}))
    assert serve(request_, FakeVolume())["ok"]
    (aside,) = job.parent.glob(f"{job.name}.other-*")
    assert (aside / "scratch" / "checkpoint").read_text() == "of another run"


def test_an_event_survives_the_log() -> None:
    for event in (Progress(0.5, "step 3", {"loss": 0.25}), LogLine("WARNING", "low\nmemory")):
        line = wire.line_of(event)
        assert "\n" not in line and wire.event_of(line) == event
    assert wire.event_of("a library's line") == LogLine("INFO", "a library's line")
    assert wire.event_of('cad0:{"fraction": 0.') == LogLine("INFO", 'cad0:{"fraction": 0.')
    assert wire.event_of(" ") is None


def test_errors_keep_their_type_where_it_is_ours() -> None:
    assert isinstance(wire.rebuilt(wire.failed(DataError("x, line 3"))), DataError)
    error = wire.rebuilt(wire.failed(KeyError("x")))
    assert type(error) is StageError and "KeyError" in str(error)


def test_of_claims_the_first_wins_until_its_call_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    live = {"fc-1", "fc-2", "fc-3"}
    monkeypatch.setattr(claims, "is_live", lambda call: call in live)
    table = Claims(Table())
    assert table.owner("k") is None
    assert table.claim("k", "fc-1") == "fc-1"
    assert table.claim("k", "fc-2") == "fc-1"
    assert table.claim("k", "fc-1") == "fc-1"  # it was preempted and is back
    live.remove("fc-1")
    assert table.owner("k") is None and table.last("k") == "fc-1"
    assert table.claim("k", "fc-3") == "fc-3"
    assert table.claim("k", "fc-2") == "fc-3"


def test_two_that_find_the_owner_gone_do_not_both_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one is faster, between the look and the claim."""
    live = {"fc-2", "fc-3"}
    monkeypatch.setattr(claims, "is_live", lambda call: call in live)

    class Raced(Table):
        def put(self, key: str, value: str, *, skip_if_exists: bool = False) -> bool:
            self.setdefault(key, "fc-3")
            return super().put(key, value, skip_if_exists=skip_if_exists)

    assert Claims(Raced({"k/0": "fc-1"})).claim("k", "fc-2") == "fc-3"


def test_a_smoke_run_costs_cents() -> None:
    assert 0.05 < smoke.estimate() < 0.5
    assert smoke.settings().train.max_steps == smoke.settings().distill.max_steps == 1


def test_an_image_has_the_lock_s_versions_and_no_more() -> None:
    packages = locked.packages()
    names = {package.partition("==")[0] for package in packages}
    assert {"torch", "transformers", "fastapi", "onnxruntime", "wandb"} <= names
    assert not names & {"prefect", "pytest", "modal", "mypy", "prefect-aws"}
    lock = (Path(__file__).parents[2] / locked.LOCK).read_text().lower().replace("_", "-")
    assert all(package.replace("_", "-") in lock for package in packages)
