"""What the UI cannot show never reaches it."""

import base64
import io
import math
import random
from pathlib import Path

import pytest
from PIL import Image

from tasks import show


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What would be created, by key, as if inside a task run."""
    found: dict[str, object] = {}

    class TaskRun:
        id = "run"

    monkeypatch.setattr(show.runtime, "task_run", TaskRun)
    monkeypatch.setattr(
        show, "create_table_artifact", lambda rows, key, description: found.update({key: rows})
    )
    return found


def test_tables_are_uniform_and_plain(shown: dict[str, object]) -> None:
    rows = [{"a": math.inf, "b": {"x": 1}}, {"a": None, "c": Path("p")}, {"a": math.nan}]
    show.table("t", rows, "")
    assert shown["t"] == [
        {"a": "inf", "b": "{'x': 1}", "c": ""},
        {"a": "", "b": "", "c": "p"},
        {"a": "nan", "b": "", "c": ""},
    ]


def test_an_empty_table_is_not_shown(shown: dict[str, object]) -> None:
    show.table("t", [], "")
    assert shown == {}


def test_markdown_cells_cannot_break_the_table() -> None:
    text = show.markdown_table([{"a": "x|y\nz"}])
    assert text.splitlines()[2] == "| x\\|y<br>z |"


def test_large_pictures_shrink_until_they_fit(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (900, 900), random.Random(0).randbytes(900 * 900 * 3))
    noise.save(tmp_path / "noise.png")
    assert (tmp_path / "noise.png").stat().st_size > show.MAX_PICTURE_BYTES
    text = show.picture(tmp_path / "noise.png", "noise")
    data = base64.b64decode(text.partition("base64,")[2].rstrip(")\n"))
    assert len(data) <= show.MAX_PICTURE_BYTES
    assert Image.open(io.BytesIO(data)).width > 100


def test_a_missing_picture_is_nothing(tmp_path: Path) -> None:
    assert show.picture(tmp_path / "none.png", "none") == ""
