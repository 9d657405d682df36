"""`cad0 ir` as a user meets it: what is printed, what is written, what is refused and how."""

import io
import itertools
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import trimesh
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from cad0_core import ir
from cad0_core.cli.app import app
from cad0_core.ir.measure import measure_lines

PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\n"
# Two combs that cross: few triangles predicted, about a million pieces made.
BOMB = (
    "C 1 900 1\nLP 0 1 0 0 600 2\nC 1800 1 1\nLP 2 0 1 0 600 2\n"
    "I 1 3\nLP 4 0 0 1 20 2\nR 5 10 20 30\nI 5 6"
)


def run(*arguments: object, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, ["ir", *map(str, arguments)], input=given)


def complaint(result: Result) -> str:
    """The one message of a command that failed as it should."""
    assert result.exit_code == 1
    return str(result.exception)


def picture_size(path: Path) -> tuple[int, int]:
    return Image.open(io.BytesIO(path.read_bytes())).size


@pytest.fixture
def plate(tmp_path: Path) -> Path:
    path = tmp_path / "plate.vcadc"
    path.write_text(PLATE)
    return path


def test_check_accepts_and_warns(plate: Path) -> None:
    done = run("check", plate)
    assert (done.exit_code, done.stdout) == (0, f"{plate}: 4 nodes, no errors\n")
    done = run("check", "-", given="C 1 2 3\nS 1")
    assert done.exit_code == 0
    assert "line 1: node 0 (C) is not used" in done.stdout


def test_check_shows_every_error_with_a_caret() -> None:
    done = run("check", "-", given="C 1 2\nQ 3\nT 0 1 2 nan")
    assert complaint(done) == "-: 3 errors"
    lines = done.stdout.splitlines()
    assert [line.split(": ")[1] for line in lines if line.startswith("-:")] == [
        "line 1, column 6",
        "line 2, column 1",
        "line 3, column 9",
    ]
    assert lines[-1] == "    " + " " * 8 + "^"


def test_format_prints_the_canonical_text_and_the_normal_form(plate: Path) -> None:
    assert run("format", "-", given="# a\r\nC  1.50 2\t3e0 # b").stdout == "C 1.5 2 3\n"
    assert run("format", plate).stdout == PLATE
    twice = "C 1 1 1\nC 1 1 1\nS 9\nT 0 2 0 0\nU 1 3"
    assert run("format", "--normal", "-", given=twice).stdout == "C 1 1 1\nT 0 2 0 0\nU 0 1\n"


def test_explain_says_what_lines_make(plate: Path) -> None:
    assert "cylinder of 5 mm diameter" in run("explain", plate).stdout


def test_measure_prints_and_warns(plate: Path) -> None:
    text = run("measure", plate).stdout
    assert "size      50 x 30 x 5 mm" in text
    assert "holes     1" in text
    idle = run("measure", "-", given=PLATE + "T 1 900 0 0\nD 3 4\nS 2\nROOT 5 steel").stdout
    assert "node 5 does nothing" in idle
    assert "node 6 is not used" in idle


def test_measure_as_json(plate: Path) -> None:
    found = json.loads(run("measure", "--json", "--segments", 64, plate).stdout)
    solid = ir.evaluate(ir.parse(PLATE), 64)
    assert found["ok"] is True
    assert (found["volume"], found["bbox"]) == (solid.volume, [0, 0, 0, 50, 30, 5])
    assert (found["bodies"], found["voids"], found["genus"]) == (1, 0, 1)
    done = run("measure", "--json", "-", given="C 1 1 1\nD 0 0")
    assert "the result is empty" in complaint(done)
    assert json.loads(done.stdout)["ok"] is False


def test_lines_are_answered_in_order_whatever_they_hold() -> None:
    lines = [
        json.dumps({"ir": PLATE, "text": "a plate"}).encode(),
        b"no json",
        b"",
        b'{"ir": 7}',
        b'["ir"]',
        b"[" * 100_000,
        b'{"ir": "\xff"}',
        json.dumps({"ir": "C 1 2"}).encode(),
        json.dumps({"ir": "C 1 1 1\nD 0 0"}).encode(),
        json.dumps({"ir": "#" * (9 << 20)}).encode(),
        *(json.dumps({"ir": f"C {i} 1 1"}).encode() for i in range(1, 40)),
        b'{"ir": "S 1"}',
    ]
    done = run("measure", "--jsonl", "--segments", 16, given=b"\n".join(lines))
    assert done.exit_code == 0, done.exception
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == len(lines)
    assert [record["ok"] for record in records] == [True, *[False] * 9, *[True] * 40]
    assert all(
        list(record) == ["ok", "error", "volume", "area", "bbox", "bodies", "voids", "genus",
                         "triangles", "ms"] for record in records
    )  # fmt: skip
    assert [record["volume"] for record in records[10:-1]] == pytest.approx(list(range(1, 40)))
    assert records[7]["error"].startswith("line 1, column 6: ")
    assert "empty" in records[8]["error"]
    assert "longer than" in records[9]["error"]
    assert records[-1]["volume"] == ir.evaluate(ir.parse("S 1"), 16).volume


def test_a_runaway_line_is_stopped_and_only_that_line() -> None:
    lines = [json.dumps({"ir": text}).encode() for text in ("C 2 2 2", BOMB, "C 3 3 3")]
    records = list(measure_lines(lines, limits=ir.Limits(seconds=1)))
    assert [record["volume"] for record in records] == [8, None, 27]
    assert "stopped after 1 s" in records[1]["error"]


def test_a_stream_can_be_left_and_a_broken_source_is_reported() -> None:
    before = threading.active_count()
    stream = measure_lines(itertools.repeat(b'{"ir": "C 1 1 1"}'), workers=1)
    assert next(stream)["volume"] == 1
    stream.close()
    begun = time.monotonic()
    while threading.active_count() > before and time.monotonic() - begun < 5:
        time.sleep(0.01)
    assert threading.active_count() == before

    def broken() -> Iterator[bytes]:
        yield b'{"ir": "C 1 1 1"}'
        raise OSError("the disk is gone")

    stream = measure_lines(broken(), workers=1)
    assert next(stream)["ok"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(stream)


def test_an_answer_comes_before_the_next_question() -> None:
    command = [sys.executable, "-m", "cad0_core.cli", "ir", "measure", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for size in (1, 2):
            process.stdin.write(json.dumps({"ir": f"C {size} 1 1"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["volume"] == size
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_reader_that_goes_away_ends_the_stream_quietly() -> None:
    lines = b'{"ir": "C 1 1 1"}\n' * 20_000
    command = [sys.executable, "-m", "cad0_core.cli", "ir", "measure", "--jsonl"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    process.stdin.write(lines[: 1 << 14])
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    begun = time.monotonic()
    process.stdin.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(30)
    assert b"Traceback" not in errors
    assert time.monotonic() - begun < 30


def test_render_draws_one_part_or_a_sheet(plate: Path, tmp_path: Path) -> None:
    assert run("render", plate, "--width", 200, "--height", 160).exit_code == 0
    assert picture_size(plate.with_suffix(".png")) == (200, 160)
    sheet = tmp_path / "sheet.png"
    options = ["--columns", 2, "--width", 100, "--height", 100, "--out", sheet]
    assert run("render", plate, plate, plate, *options).exit_code == 0
    assert picture_size(sheet) == (200, 200)


@pytest.mark.parametrize("ending", ["stl", "obj", "glb"])
def test_export_by_ending(plate: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"part.{ending}"
    assert run("export", plate, "--out", out, "--segments", 32).exit_code == 0
    mesh = trimesh.load(out, force="mesh")
    scale = 1e-9 if ending == "glb" else 1
    assert mesh.volume == pytest.approx(ir.evaluate(ir.parse(PLATE)).volume * scale, rel=1e-6)


def test_exports_that_are_no_mesh_come_back(plate: Path, tmp_path: Path) -> None:
    document, text, package = (tmp_path / f"out.{end}" for end in ("json", "vcadc", "3mf"))
    for out in (document, text, package):
        assert run("export", plate, "-o", out).exit_code == 0
    assert run("format", document).stdout == PLATE + "ROOT 3 default\n"
    assert text.read_text() == PLATE
    with zipfile.ZipFile(package) as files:
        assert files.testzip() is None


def test_export_divides_circles_by_the_chord_error(tmp_path: Path) -> None:
    sizes = []
    for chord in (0.5, 0.001):
        out = tmp_path / "part.stl"
        assert run("export", "-", "-o", out, "--chord", chord, given="Y 50 5").exit_code == 0
        sizes.append(out.stat().st_size)
    assert sizes[1] > 10 * sizes[0]


@pytest.mark.brep
@pytest.mark.skipif(find_spec("OCP") is None, reason="the extra cad0[brep] is not installed")
def test_export_step(plate: Path, tmp_path: Path) -> None:
    out = tmp_path / "part.step"
    assert run("export", plate, "-o", out).exit_code == 0
    assert out.read_bytes().count(b"CYLINDRICAL_SURFACE") == 1


def test_diff_compares_and_draws(plate: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.vcadc"
    other.write_text("C 30 50 5")
    out = tmp_path / "diff.png"
    found = json.loads(run("diff", plate, other, "--json", "--out", out).stdout)
    assert found["iou_placed"] < 0.6 < 0.95 < found["iou_aligned"] < 1
    assert found["topology_match"] is False
    assert (found["a"]["genus"], found["b"]["genus"]) == (1, 0)
    assert found["b"]["bbox"] == [0, 0, 0, 30, 50, 5]
    assert picture_size(out) == (1080, 300)
    rows = [line.split() for line in run("diff", plate, other).stdout.splitlines()]
    assert [str(plate), str(other)] in rows
    assert ["holes", "1", "0"] in rows
    same = run("diff", plate, plate).stdout
    assert "iou_placed    1.000000" in same


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        ("format no-such-file", "", "no-such-file: No such file or directory"),
        ("measure .", "", ".: Is a directory"),
        ("measure -", "C 1 1", "-: line 1, column 6: "),
        ("format -", "C 0.0001 1 1", "rounding to 3 decimals destroys a value"),
        ("format -", "CAM 1", "CAM is not part of a solid"),
        ("render -", "C 1 1 1", "give the picture one, --out"),
        ("render - -o part.jpg", "C 1 1 1", "the ending must be .png"),
        ("export - -o part.ply", "C 1 1 1", "the ending must be .stl or .obj"),
        ("export - -o no/such/folder/part.stl", "C 1 1 1", "cannot be written"),
        ("export - -o part.stl", "C 1 1 1\nD 0 0", "node 1: the result is empty"),
        ("diff - -o part.jpg -", "C 1 1 1", "the ending must be .png"),
    ],
)
def test_wrong_input_gets_one_message(
    arguments: str, given: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in complaint(run(*arguments.split(), given=given))
    assert list(tmp_path.iterdir()) == []


def test_lenient_skips_what_is_no_solid() -> None:
    assert run("format", "--lenient", "-", given="C 1 1 1\nCAM 1").stdout == "C 1 1 1\n"


def test_no_traceback_reaches_the_user(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cad0_core.cli", "ir", "check", "-"],
        input="C 1 2 [red]",
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "error: -: 1 error"
    assert done.stdout.splitlines()[1] == "    C 1 2 [red]"
