"""A checkpoint is whole or passed over, whatever a crash or a disk made of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cad0_core.model.checkpoints import LIST, latest, writing


def save(root: Path, step: int) -> Path:
    with writing(root, step) as folder:
        (folder / "model.safetensors").write_bytes(b"weights of %d" % step)
        (folder / "optimizer.pt").write_bytes(b"state")
    return root / f"step-{step:08d}"


def test_the_newest_is_found_and_old_ones_go(tmp_path: Path) -> None:
    assert latest(tmp_path) is None
    for step in (9, 10, 100):
        save(tmp_path, step)
    assert latest(tmp_path) == (tmp_path / "step-00000100", 100)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-00000010", "step-00000100"]


def _cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def _flip(folder: Path) -> None:
    path = folder / "optimizer.pt"
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


@pytest.mark.parametrize(
    "tear",
    [
        _cut,
        _flip,
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / LIST).unlink(),
        lambda folder: (folder / LIST).write_text('{"model.safe'),
        lambda folder: (folder / LIST).write_text("{}"),
        lambda folder: (folder / LIST).write_text("[]"),
    ],
    ids=["cut", "flipped bit", "file lost", "list lost", "list cut", "empty list", "no list"],
)
def test_a_torn_one_is_passed_over(tmp_path: Path, tear: Callable[[Path], object]) -> None:
    save(tmp_path, 10)
    tear(save(tmp_path, 20))
    assert latest(tmp_path) == (tmp_path / "step-00000010", 10)


def test_a_crash_while_writing_leaves_the_last_one(tmp_path: Path) -> None:
    save(tmp_path, 10)
    with pytest.raises(OSError, match="disk"), writing(tmp_path, 20) as folder:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError("disk")
    assert latest(tmp_path) == (tmp_path / "step-00000010", 10)
    save(tmp_path, 20)  # and what it left is no obstacle
    assert latest(tmp_path) == (tmp_path / "step-00000020", 20)
