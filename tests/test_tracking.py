"""W&B runs and published models name each other; runs recorded offline by the real client, a
stand-in in place of `wandb sync`."""

import sys
from pathlib import Path

import pytest
from releases import CAD0, MINI, Works

from cad0_core import artifacts, tracking
from cad0_core.errors import TrackingError
from cad0_core.model.watch import Watch
from cad0_core.state import State
from cad0_core.store import Store

# Marks what it was given as the real command does, but for runs whose path holds REFUSE.
SYNC = """
import os, pathlib, sys
refused = os.environ.get("REFUSE")
for name in sys.argv[1:]:
    if refused and refused in name:
        print("wandb: ERROR permission denied", file=sys.stderr)
        sys.exit(1)
    (run,) = pathlib.Path(name).glob("run-*.wandb")
    run.with_name(run.name + ".synced").touch()
    with open(os.environ["SENT"], "a") as file:
        file.write(pathlib.Path(name).name + "\\n")
"""


@pytest.fixture
def sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    script = tmp_path / "sync.py"
    script.write_text(SYNC)
    monkeypatch.setenv("SENT", str(tmp_path / "sent"))
    monkeypatch.setenv("WANDB_API_KEY", "x" * 40)
    return [sys.executable, str(script)]


def offline(folder: Path, run_id: str) -> Watch:
    watch = Watch({"mode": "offline", "project": "cad0", "dir": str(folder)}, {}, run_id)
    return watch


def test_a_run_recorded_offline_learns_of_its_model_and_is_sent_once(
    state: State,
    tmp_path: Path,
    sync: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WANDB_MODE")
    works = Works(state)
    with offline(state.wandb, "aaaa1111") as watch:
        watch.log(1, loss=2.0)
        facts = watch.facts
    assert facts == {"id": "aaaa1111", "project": "cad0", "entity": None, "url": None}
    watch.keep_offline(tmp_path / "kept")
    (kept,) = (tmp_path / "kept").glob("offline-run-*-aaaa1111")

    published = works.release(1)
    store = Store.scan(state)
    cad0 = store.find(published.manifest.inputs["cad0/model"])
    assert cad0 is not None
    watched = cad0.manifest.model_copy(update={"metrics": {"wandb": facts}})
    artifacts.write_atomic(cad0.path / artifacts.MANIFEST, watched.model_dump_json())
    ((run, told),) = tracking.links(Store.scan(state), published)
    assert run.id == "aaaa1111" and not run.online
    assert told["published_model"] == f"{CAD0} v0.1.0"
    assert told["published_revision"] == works.hub.revision(CAD0, "v0.1.0")
    tracking.link(run, told, state.wandb)

    tries = tracking.unsent(Store.scan(state), state.wandb)
    # Tries of one second are told apart by one more number at the end.
    assert len(tries) == 2 and all("-aaaa1111" in path.name for path in tries)
    (said,) = tries[1].glob("run-*.wandb")
    assert f"{CAD0} v0.1.0".encode() in said.read_bytes()
    assert kept.name == tries[0].name

    monkeypatch.setenv("REFUSE", tries[1].name)
    with pytest.raises(TrackingError, match=r"1 of 2 runs unsent.*permission denied"):
        tracking.send(tries, sync)
    monkeypatch.delenv("REFUSE")
    tracking.send(tracking.unsent(Store.scan(state), state.wandb), sync)
    assert tracking.unsent(Store.scan(state), state.wandb) == []
    assert (tmp_path / "sent").read_text().split() == [path.name for path in tries]


def test_without_a_key_nothing_is_sent(
    tmp_path: Path, sync: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WANDB_API_KEY")
    with pytest.raises(TrackingError, match="set WANDB_API_KEY"):
        tracking.send([tmp_path], sync)
    tracking.send([], sync)
    assert not (tmp_path / "sent").exists()


def test_runs_kept_by_trainings_elsewhere_are_found(state: State) -> None:
    """A container leaves its tries in the artifact; sending them may not change that."""
    works = Works(state)
    data = works.data(1)
    name = "offline-run-20260101_000000-bbbb2222"
    kept = {f"report/wandb/{name}/run-bbbb2222.wandb": "records", "model.safetensors": "weights"}
    model = works.make("train", kept, {"dataset": data})
    (found,) = tracking.unsent(Store.scan(state), state.wandb)
    (found / "run-bbbb2222.wandb.synced").touch()
    artifacts.check(model)
    assert tracking.unsent(Store.scan(state), state.wandb) == []
    assert MINI not in str(found)
