"""A release that is disturbed at every request: both models serve one release, old or new.

A killed process cannot take anything back, so that after it this holds as of the next run.
"""

import copy
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hub_server import Fault, HubServer
from hub_server.faults import Kind
from making import Factory, with_data

from cad0_core.config import HubConfig
from cad0_core.errors import HubError
from cad0_core.hub.base import DATASET, Release
from cad0_core.hub.huggingface import HuggingFaceHub
from cad0_core.hub.patience import Patience
from cad0_core.hub.staging import judged

HASTY = Patience(attempts=3, first=0.0, longest=0.0, answer=0.2)
FEWEST = 35  # requests that a release of two small models takes at least
WITH_DATA = ("503 for good",)  # cases in which a dataset goes along


class World:
    """A Hub that serves v0.1.0, as often as it is asked for, and a v0.2.0 to publish: two models,
    or with their data."""

    def __init__(
        self, server: HubServer, folder: Path, first: list[Release], second: list[Release]
    ) -> None:
        self.repos = [(release.type, release.repo) for release in first]
        self.server, self.folder, self.second = server, folder, second
        self.points = self.pending = self.mixed = 0
        self.client("first").publish("v0.1.0", first)
        self.start = copy.deepcopy(server.hub)
        self.releases = {
            version: {release.repo: judged(release) for release in releases}
            for version, releases in (("v0.1.0", first), ("v0.2.0", second))
        }

    def client(self, name: str) -> HuggingFaceHub:
        data = next((repo for type, repo in self.repos if type == DATASET), None)
        config = HubConfig(kind="huggingface", dataset=data)
        return HuggingFaceHub(self.folder / name, config, "hf_secret", HASTY)

    def begin(self, fault: Fault) -> str:
        """The Hub as it was before; returns the name of a fresh folder for a client."""
        self.server.hub, self.server.fault = copy.deepcopy(self.start), fault
        self.points += 1
        return f"{fault.kind}-{fault.lasting}-{fault.at}"

    def serves(self) -> set[str]:
        """The versions that the mains serve, byte for byte; two names are a mixture."""
        return {self.version_of(at[1], self.server.hub.repos[at].main.files) for at in self.repos}

    def version_of(self, repo: str, files: Any) -> str:
        held = {path: blob.sha256 for path, blob in files.items() if path != ".gitattributes"}
        for version, contents in self.releases.items():
            if held == {path: content.sha256 for path, content in contents[repo].items()}:
                return version
        return "something else"

    def check_tags(self) -> None:
        """Whatever was ever tagged was that version, whole."""
        for at in self.repos:
            for version, files in self.server.hub.repos[at].log:
                assert self.version_of(at[1], files) == version

    def finish(self, name: str) -> None:
        """One more run without a fault leads to v0.2.0."""
        self.server.fault = None
        self.client(name).publish("v0.2.0", self.second)
        assert self.serves() == {"v0.2.0"}
        for at in self.repos:
            held = self.server.hub.repos[at]
            assert sorted(held.tags()) == ["v0.1.0", "v0.2.0"]
            assert held.tags()["v0.2.0"] == held.main.id
            assert not [r for r in held.requests.values() if r.status == "open"]
        assert not (self.folder / name / "release.json").exists()
        self.check_tags()


@pytest.fixture
def world(
    server: HubServer,
    tmp_path: Path,
    first: list[Release],
    second: list[Release],
    factory: Factory,
    case: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    # Uploads wait by huggingface_hub's own back-off, which knows only whole seconds.
    clock = SimpleNamespace(sleep=lambda seconds: None, time=time.time)
    monkeypatch.setattr("huggingface_hub.utils._http.time", clock)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # it takes 4 ms
    if case in WITH_DATA:
        first = with_data("v0.1.0", first, factory.data("data 1"))
        second = with_data("v0.2.0", second, factory.data("data 2"))
    yield World(server, tmp_path / "clients", first, second)


def every_request(kind: Kind, lasting: bool = False) -> Iterator[Fault]:
    """A fault at the first request, at the second, and so on, until none is left."""
    for at in range(1, 1000):
        fault = Fault(kind, at, lasting)
        yield fault
        if not fault.hits:
            assert at > FEWEST
            return


def passing(world: World, kind: Kind) -> None:
    """A fault that passes is survived: the release is complete without a second run."""
    for fault in every_request(kind):
        name = world.begin(fault)
        world.client(name).publish("v0.2.0", world.second)
        fault.over.set()
        assert world.serves() == {"v0.2.0"}, f"{kind} at {fault.at}"
        world.finish(name)


def lasting(world: World, kind: Kind) -> None:
    """A request that fails for good ends the release: old or new, and the next run completes."""
    outcomes = []
    for fault in every_request(kind, lasting=True):
        name = world.begin(fault)
        try:
            world.client(name).publish("v0.2.0", world.second)
        except HubError as error:
            world.pending += "could not be taken back yet" in str(error)
            assert world.serves() == {"v0.1.0"}, f"{kind} at {fault.name}: {error}"
        else:
            assert world.serves() == {"v0.2.0"}, f"{kind} at {fault.name}"
        outcomes.append(world.serves())
        world.check_tags()
        world.finish(name)
    assert outcomes[0] == {"v0.1.0"}
    assert outcomes[-1] == {"v0.2.0"}


def outage(world: World, kind: Kind) -> None:
    """From some request on nothing is answered: what can't be taken back is said to be due."""
    for fault in every_request(kind, lasting=True):
        fault.onward = True
        name = world.begin(fault)
        try:
            world.client(name).publish("v0.2.0", world.second)
        except HubError as error:
            due = "could not be taken back yet" in str(error)
            world.pending += due
            world.mixed += len(world.serves()) > 1
            assert due or world.serves() == {"v0.1.0"}, f"{kind} at {fault.at}: {error}"
        world.check_tags()
        world.finish(name)


def killed(world: World, kind: Kind) -> None:
    """A process that is killed leaves what one more run completes or takes back."""
    for fault in every_request(kind):
        name = world.begin(fault)
        fault.victim, status = in_a_child(
            fault, lambda name=name: world.client(name).publish("v0.2.0", world.second)
        )
        assert os.WIFSIGNALED(status) == bool(fault.hits)
        world.mixed += len(world.serves()) > 1
        world.check_tags()
        world.finish(name)


def in_a_child(fault: Fault, action: Callable[[], Any]) -> tuple[int, int]:
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        finally:
            os._exit(1)
    fault.victim = child
    return os.waitpid(child, 0)


CASES: dict[str, tuple[Callable[[World, Kind], None], Kind]] = {
    "answer lost": (passing, "lost"),
    "503 for good": (lasting, "503"),
    "killed": (killed, "kill after"),
}
MORE: dict[str, tuple[Callable[[World, Kind], None], Kind]] = {
    "connection cut": (passing, "cut"),
    "timeout": (passing, "timeout"),
    "cut for good": (lasting, "cut"),
    "answers lost for good": (lasting, "lost"),
    "killed before": (killed, "kill"),
    "outage": (outage, "cut"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_at_every_request(world: World, case: str) -> None:
    run(world, *CASES[case], case)


@pytest.mark.production
@pytest.mark.parametrize("case", MORE)
def test_more_faults_at_every_request(world: World, case: str) -> None:
    run(world, *MORE[case], case)


def run(world: World, disturb: Callable[[World, Kind], None], kind: Kind, case: str) -> None:
    disturb(world, kind)
    print(
        f"{case}: {world.points} points tried; after {world.pending} an error said that a run was "
        f"due; {world.mixed} left the models apart until the next run"
    )
    assert world.points > FEWEST
