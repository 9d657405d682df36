"""Publication killed at every step: both models serve one release, and a re-run completes it."""

import os
from pathlib import Path
from typing import Any

import pytest

from cad0_core.artifacts import write_atomic
from cad0_core.hub.base import Release
from cad0_core.hub.layout import Repo
from cad0_core.hub.local import LocalHub

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"


class Killed(BaseException):
    """Stands for kill -9: nothing in the code under test may catch it."""


class Kill:
    """Raises at the n-th step that changes the disk, before it or after it."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, after: bool) -> None:
        self.left, self.after = at, after
        for name in ("add_file", "add_page", "add_snapshot", "set_ref"):
            patch.setattr(Repo, name, self.wrap(getattr(Repo, name)))
        patch.setattr("cad0_core.hub.local.write_atomic", self.wrap(write_atomic))
        patch.setattr(os, "fsync", self.wrap(lambda descriptor: None))  # and it takes 4 ms
        patch.setattr(Path, "symlink_to", self.wrap(Path.symlink_to))
        patch.setattr(Path, "rename", self.wrap(Path.rename))
        patch.setattr(Path, "replace", self.wrap(Path.replace))
        patch.setattr(Path, "unlink", self.wrap(Path.unlink))

    def wrap(self, step: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            now = self.left == 0
            if now and not self.after:
                raise Killed
            result = step(*args, **kwargs)
            if now:
                raise Killed
            return result

        return wrapped


def serves(hub: LocalHub) -> set[str]:
    """What both mains serve, by the weights' text: one release, or a mixture."""
    return {
        (hub.resolve(repo) / "model.safetensors").read_text().removeprefix(kind)
        for repo, kind in ((CAD0, "teacher"), (MINI, "mini"))
    }


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_every_step_leaves_the_old_release_or_the_new(
    tmp_path: Path,
    first: list[Release],
    second: list[Release],
    after: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    outcomes: list[str] = []
    for step in range(1, 1000):
        root = tmp_path / f"hub-{after}-{step}"
        LocalHub(root, (CAD0, MINI)).publish("v0.1.0", first)
        with pytest.MonkeyPatch.context() as patch:
            Kill(patch, step, after)
            try:
                LocalHub(root, (CAD0, MINI)).publish("v0.2.0", second)
            except Killed:
                killed = True
            else:
                killed = False
        hub = LocalHub(root, (CAD0, MINI))
        assert len(serves(hub)) == 1, f"a mixture after step {step}"
        assert hub.versions(CAD0) == hub.versions(MINI)
        outcomes.append(hub.versions(CAD0)[-1])
        hub.publish("v0.2.0", second)
        assert serves(hub) == {" 2"}
        for repo in (CAD0, MINI):
            assert hub.versions(repo) == ["v0.1.0", "v0.2.0"]
            hub.verify(repo, "v0.1.0")
            hub.verify(repo)
        if not killed:
            break
    print(f"{step - 1} points of death tried")
    assert step > 50
    if not after:  # steps lie within each other, so only their beginnings are in order
        assert outcomes == sorted(outcomes)  # old until the release is decided, then new
    assert set(outcomes) == {"v0.1.0", "v0.2.0"}


def test_a_kill_at_every_ref_leaves_no_tag_without_the_other_model(
    tmp_path: Path, first: list[Release]
) -> None:
    for step in range(1, 5):
        hub = LocalHub(tmp_path / f"hub-{step}", (CAD0, MINI))
        calls = 0
        real = Repo.set_ref

        def die(self: Repo, name: str, revision: str, real: Any = real, step: int = step) -> None:
            nonlocal calls
            calls += 1
            if calls == step:
                raise Killed
            real(self, name, revision)

        with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
            patch.setattr(Repo, "set_ref", die)
            hub.publish("v0.1.0", first)
        opened = LocalHub(hub.root, (CAD0, MINI))
        assert opened.next_version() == "v0.2.0"
        assert opened.latest(CAD0) == opened.latest(MINI) == "v0.1.0"
        assert opened.find({r.repo: r.digests for r in first}) == "v0.1.0"
