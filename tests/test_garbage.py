"""What may go goes; what a published model stands on stays, and with it its lineage."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from releases import CAD0, MINI, Works, files_below

from cad0_core import artifacts
from cad0_core.garbage import delete, find_waste
from cad0_core.lineage import trace
from cad0_core.state import State
from cad0_core.store import Store


@pytest.fixture
def works(state: State) -> Works:
    return Works(state)


def whys(state: State, works: Works, **options: Any) -> dict[str, str]:
    """Why what may go may go, by stage or path."""
    waste = find_waste(state, works.hub, **options)
    return {item.path.relative_to(state.root).as_posix(): item.why for item in waste}


def test_nothing_is_nothing(works: Works, state: State) -> None:
    assert find_waste(state, works.hub) == []


def test_every_published_version_keeps_all_it_stands_on(works: Works, state: State) -> None:
    works.release(1)
    superseded = works.teacher(works.data(50), 50)  # judged, but something else was published
    works.release(2)
    before = files_below(state.hub)
    delete(find_waste(state, works.hub, caches=True))
    store = Store.scan(state)
    for repo in (CAD0, MINI):
        for version in ("v0.1.0", "v0.2.0"):
            assert trace(store, works.hub, repo, version).faults == []
    assert all(not part.path.exists() for part in superseded.values())
    assert files_below(state.hub) == before
    assert len(list(state.volume.glob("generate/*"))) == 2
    assert find_waste(state, works.hub) == []


def test_what_came_after_the_last_publication_may_still_be_released(
    works: Works, state: State
) -> None:
    works.release(1)
    tried = works.teacher(works.data(2), 2)
    waste = whys(state, works)
    assert all(path.startswith("jobs/") for path in waste), waste
    delete(find_waste(state, works.hub))
    assert all(part.path.exists() for part in tried.values())


def test_a_try_that_was_not_published_goes_after_some_days(works: Works, state: State) -> None:
    works.release(1)
    lone, taken_up = works.data(2), works.data(3)
    given_up = state.job("train", "0" * 20)
    given_up.mkdir(parents=True)
    (given_up / "checkpoint").write_text("half way")
    age(state, timedelta(days=29))
    works.teacher(taken_up, 3)
    assert not [why for why in whys(state, works).values() if "finished" not in why]
    waste = whys(state, works, days=28)
    assert waste[f"artifacts/generate/{lone.manifest.key}"].startswith("tried over 28 days ago")
    assert waste[f"jobs/{given_up.name}"] == "checkpoints of a stage that was given up"
    assert f"artifacts/generate/{taken_up.manifest.key}" not in waste
    delete(find_waste(state, works.hub, days=0))
    assert trace(Store.scan(state), works.hub, CAD0, "v0.1.0").faults == []
    assert find_waste(state, works.hub, days=0) == []


def age(state: State, by: timedelta) -> None:
    """Let everything in the state folder be older than it is."""
    for made in Store.scan(state).items:
        aged = made.manifest.model_copy(update={"created": made.manifest.created - by})
        artifacts.write_atomic(made.path / artifacts.MANIFEST, aged.model_dump_json())
    for path in state.jobs.rglob("*"):
        then = path.stat().st_mtime - by.total_seconds()
        os.utime(path, (then, then))


def test_superseded_tries_go_with_their_data_and_its_copy(works: Works, state: State) -> None:
    data = works.data(50)
    works.release(1)
    waste = whys(state, works)
    assert waste[f"artifacts/generate/{data.manifest.key}"] == "superseded by a later publication"
    assert waste[f"volume/generate/{data.digest[:20]}"] == "copy of a superseded dataset"


def test_a_former_version_of_a_stage_goes_unless_it_is_published(
    works: Works, state: State
) -> None:
    works.release(1)
    old = works.make("generate", {"test.jsonl": "old"}, {}, version=1, seed=9)
    path = f"artifacts/generate/{old.manifest.key}"
    assert whys(state, works)[path] == "made by a former version of its stage"


def test_a_lost_record_does_not_expose_the_models(works: Works, state: State) -> None:
    record = works.release(1)
    works.release(2)
    (record.path / "manifest.json").unlink()
    kept = {a.path for a in Store.scan(state).items}
    delete(find_waste(state, works.hub))
    assert all(path.exists() for path in kept)


def test_folders_set_aside_and_torn_uploads_go(works: Works, state: State) -> None:
    record = works.release(1)
    aside = record.path.with_name(f"{record.path.name}.old-1")
    aside.mkdir()
    (aside / "file").write_text("damaged")
    torn = state.volume / "generate" / "x.part"
    torn.mkdir(parents=True)
    (torn / "half").write_text("half")
    waste = whys(state, works)
    assert waste[aside.relative_to(state.root).as_posix()] == "set aside when it was made anew"
    assert waste["volume/generate/x.part"] == "an upload that was not finished"


def test_checkpoints_of_unfinished_and_running_stages_stay(works: Works, state: State) -> None:
    data = works.data(1)
    unfinished = state.job("train", "0" * 20)
    unfinished.mkdir(parents=True)
    (unfinished / "checkpoint").write_text("half way")
    finished = state.job("generate", data.manifest.key)
    assert finished in {item.path for item in find_waste(state, works.hub)}
    assert unfinished not in {item.path for item in find_waste(state, works.hub)}
    waste = find_waste(state, works.hub)
    with FileLock(finished / "lock"):
        assert finished not in {item.path for item in find_waste(state, works.hub)}
        delete(waste)
    assert (finished / "log.txt").exists()


def test_caches_only_when_asked_and_sizes_are_bytes(works: Works, state: State) -> None:
    state.cache.mkdir(parents=True)
    (state.cache / "measured.jsonl").write_text("x" * 5000)
    assert find_waste(state, works.hub) == []
    (item,) = find_waste(state, works.hub, caches=True)
    assert (item.path, item.bytes) == (Path(state.cache), 5000)
