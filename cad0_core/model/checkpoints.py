"""Checkpoints that are whole or not there: written aside, listed, then renamed into place.

A folder `step-00000640` with `complete.json` holds every file that the list names, at its size
and digest. Anything else (a kill in the middle, a torn disk) is passed over.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cad0_core.artifacts import digest_file, write_atomic

LIST = "complete.json"
_KEPT = 2  # the last one, and the one before in case a disk tears the last


@contextmanager
def writing(root: Path, step: int) -> Iterator[Path]:
    """A folder to fill; when the block ends it becomes the checkpoint of `step`."""
    aside = root / f".step-{step:08d}.part"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    yield aside
    entries = {
        path.name: digest_file(path).model_dump() for path in aside.iterdir() if path.is_file()
    }
    write_atomic(aside / LIST, json.dumps(entries))
    final = _folder(root, step)
    shutil.rmtree(final, ignore_errors=True)
    aside.rename(final)
    for old in _folders(root)[_KEPT:]:
        shutil.rmtree(old)


def latest(root: Path) -> tuple[Path, int] | None:
    """The newest whole checkpoint and its step; None when there is none."""
    for folder in _folders(root):
        if _is_whole(folder):
            return folder, int(folder.name.removeprefix("step-"))
    return None


def drop_after(root: Path, step: int) -> None:
    """Remove what a try wrote that got further than `step` and is done again from there."""
    for folder in _folders(root):
        if int(folder.name.removeprefix("step-")) > step:
            shutil.rmtree(folder)


def at(root: Path, step: int) -> Path | None:
    """The checkpoint of `step`; None when it is not there or not whole."""
    folder = _folder(root, step)
    return folder if _is_whole(folder) else None


def _folder(root: Path, step: int) -> Path:
    return root / f"step-{step:08d}"


def _folders(root: Path) -> list[Path]:
    """Checkpoint folders, newest first."""
    return sorted(root.glob("step-*"), reverse=True)


def _is_whole(folder: Path) -> bool:
    try:
        entries = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return bool(entries) and all(
            digest_file(folder / name).model_dump() == entry for name, entry in entries.items()
        )
    except (OSError, ValueError, AttributeError):
        return False
