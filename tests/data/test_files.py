"""Data files: what is written is read back, and damage is named by file and line."""

import json
from pathlib import Path

import pytest

from cad0_core.data.files import Row, read_rows, write_rows
from cad0_core.errors import DataError

GOOD = '{"text": "a 5mm cube", "ir": "C 5 5 5"}'


def test_rows_survive_a_round_trip(tmp_path: Path) -> None:
    rows = [
        Row("a 5mm cube", "C 5 5 5", "primitive", "cube", "ab12"),
        Row('Würfel "5\u2028mm"\\n 😀', "C 5 5 5"),
        Row("a\nb\r\nc", "Y 1 2\nT 0 1 0 0"),
    ]
    path = tmp_path / "rows.jsonl"
    write_rows(path, rows)
    assert read_rows(path) == rows
    assert path.read_text(encoding="utf-8").startswith('{"text": "a 5mm cube", "ir": "C 5 5 5", ')
    assert len(path.read_bytes().split(b"\n")) == 4


def test_only_text_and_ir_are_needed_and_more_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(GOOD + "\r\n" + GOOD[:-1] + ', "params": {"side": 5}, "family": "primitive"}')
    assert read_rows(path) == [
        Row("a 5mm cube", "C 5 5 5", "", "", ""),
        Row("a 5mm cube", "C 5 5 5", "primitive", "", ""),
    ]


def test_a_limit_spares_the_rest_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{GOOD}\n{GOOD}\nrubbish\n")
    assert len(read_rows(path, limit=2)) == 2
    assert read_rows(path, limit=0) == []
    with pytest.raises(DataError, match="line 3"):
        read_rows(path)


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.touch()
    assert read_rows(path) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b'{"text": "a", "ir": "C 1 1 1"', "not JSON"),
        (b'{"text": "a", "ir": "C 1 1 1"}{"text": "b", "ir": "C 1 1 1"}', "not JSON"),
        (b'{"text": "a", "ir": "C 1 1 1"},', "not JSON"),
        (b"", "empty"),
        (b"   ", "empty"),
        (b'["a", "C 1 1 1"]', "expected an object, found an array"),
        (b"null", "expected an object, found null"),
        (b'{"ir": "C 1 1 1"}', "'text' is missing"),
        (b'{"text": "a"}', "'ir' is missing"),
        (b'{"text": 5, "ir": "C 1 1 1"}', "'text' must be a string, not a number"),
        (b'{"text": "a", "ir": ["C 1 1 1"]}', "'ir' must be a string, not an array"),
        (b'{"text": "a", "ir": "C 1 1 1", "family": null}', "'family' must be a string, not null"),
        (
            b'{"text": "a", "ir": "C 1 1 1", "digest": true}',
            "'digest' must be a string, not a bool",
        ),
        (b'{"text": "", "ir": "C 1 1 1"}', "'text' is empty"),
        (b'{"text": " \\n", "ir": "C 1 1 1"}', "'text' is empty"),
        (b'{"text": "a", "ir": ""}', "'ir' is empty"),
        (b'{"text": "\xff", "ir": "C 1 1 1"}', "not UTF-8"),
        (b'{"text": "\\ud83d", "ir": "C 1 1 1"}', "half of a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a\nb", "ir": "C 1 1 1"}', "not JSON"),
    ],
)
def test_damage_is_named_by_file_and_line(tmp_path: Path, line: bytes, fault: str) -> None:
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(f"{GOOD}\n{GOOD}\n".encode() + line + f"\n{GOOD}\n".encode())
    with pytest.raises(DataError, match=rf"damaged\.jsonl, line 3: .*{fault}"):
        read_rows(path)


def test_an_emoji_written_as_two_escapes_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": "a 😀", "ir": "C 1 1 1"}))
    assert read_rows(path)[0].text == "a 😀"


def test_a_missing_file_or_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.jsonl: No such file"):
        read_rows(tmp_path / "nowhere.jsonl")
    with pytest.raises(DataError, match="directory"):
        read_rows(tmp_path)
