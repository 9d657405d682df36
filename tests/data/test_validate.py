"""Validation passes sound datasets and fails every kind of unsound one."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cad0_core.config import DataConfig, ValidateConfig
from cad0_core.data import validate as stage
from cad0_core.data.files import SPLITS, Row, read_rows, split_path, write_rows
from cad0_core.data.generate import generate
from cad0_core.data.measure import Claim, judge_all
from cad0_core.data.validate import validate
from cad0_core.errors import DataError, StageCancelled
from cad0_core.job import Job, Metrics, Progress
from cad0_core.parts.catalog import FAMILIES

FAMILY_NAMES = ("bracket", "primitive")
CONFIG = DataConfig(
    samples=300, primitive_share=0.5, phrasings=2, val_share=0.1, test_share=0.1,
    families=FAMILY_NAMES, probes=20,
)  # fmt: skip
LOOSE = ValidateConfig(max_failure_rate=0.5)

Rows = dict[str, list[Row]]


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the time of a small validation is drawing."""
    monkeypatch.setattr(stage, "CELL", (60, 80))
    monkeypatch.setattr(stage, "SAMPLES", 2)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("sound")
    generate(Job(config=CONFIG, inputs={}, out=folder, scratch=folder))
    return {name: read_rows(split_path(folder, name)) for name in (*SPLITS, "ood-range")}


@pytest.fixture(scope="module")
def known(sound: Rows, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The journal of a passed validation: later ones measure only what a test has changed."""
    journal = tmp_path_factory.mktemp("known") / "journal"
    claims = {Claim(row.ir, row.predicates) for members in sound.values() for row in members}
    list(judge_all(list(claims), ValidateConfig().segments, journal, lambda *_: None))
    return journal.read_bytes()


def trained(family: str) -> list[str]:
    """Names of the variants that a dataset is made of."""
    return [v.name for v in FAMILIES[family].variants.values() if not v.held_out]


def check(folder: Path, rows: Rows, journal: bytes = b"", **job: Any) -> Metrics:
    dataset, out, scratch = folder / "dataset", folder / "out", folder / "scratch"
    for each in (dataset, out, scratch):
        each.mkdir()
    for name, members in rows.items():
        write_rows(split_path(dataset, name), members)
    (scratch / "measured.jsonl").write_bytes(journal)
    config = job.pop("config", ValidateConfig())
    return validate(
        Job(config=config, inputs={"dataset": dataset}, out=out, scratch=scratch, **job)
    )


def test_a_sound_dataset_passes(tmp_path: Path, sound: Rows) -> None:
    seen: list[Progress] = []
    metrics = check(tmp_path, sound, report=seen.append)
    programs = len({row.ir for rows in sound.values() for row in rows})
    assert metrics.pop("programs_per_second") > 0
    assert metrics.pop("predicates") > 3 * programs
    assert metrics == {
        "rows": 470, "programs": programs, "valid": programs, "failed": 0,
        "test_programs_in_train": 0, "val_programs_in_train": 0,
    }  # fmt: skip
    assert seen[-1].fraction == 1.0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    counted = {(f, v) for f, variants in report["families"].items() for v in variants}
    assert counted == {(f, v) for f in FAMILY_NAMES for v in trained(f)}
    assert sum(v["programs"] for f in report["families"].values() for v in f.values()) == programs
    assert report["failures"] == report["ambiguous_texts"] == report["wrong_digests"] == []


def test_the_gallery_shows_every_variant(tmp_path: Path, sound: Rows, known: bytes) -> None:
    check(tmp_path, sound, known)
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"report.json", "gallery.png"}
    variants = sum(len(trained(family)) for family in FAMILY_NAMES)
    with Image.open(out / "gallery.png") as gallery:
        assert gallery.size == (2 * 60, variants * 80)
    shown = json.loads((out / "report.json").read_text())["gallery"]
    assert len(shown) == 2 * variants
    rows = {(row.text, row.ir) for members in sound.values() for row in members}
    assert all((cell["text"], cell["ir"]) in rows for cell in shown)


Change = Callable[[Rows], None]


def put(split: str, line: int, **changes: str) -> Change:
    """Change fields of a row; its digest is dropped, so that only the fault is found."""

    def change(rows: Rows) -> None:
        row = rows[split][line - 1]
        rows[split][line - 1] = replace(row, **{"digest": "", **changes})

    return change


def leak(of: str, into: str, respelled: bool) -> Change:
    """Copy a program to another split under a new text, perhaps written in another order."""

    def change(rows: Rows) -> None:
        row = next(row for row in rows[of] if row.variant == "angle")
        ir = row.ir.replace("U 0 1", "U 1 0") if respelled else row.ir
        rows[into][0] = replace(row, text="another bracket", ir=ir, digest="")

    return change


def same_text(rows: Rows) -> None:
    rows["train"][0] = replace(rows["train"][0], text=rows["train"][1].text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("test", 3, ir="C 5 5 5\nT 0 9 0 0\nU 0 1"), r"1 of .* test\.jsonl line 3.*: 2 bodies"),
        (put("val", 2, ir="C 9 9 9\nC 3 3 3\nT 1 3 3 3\nD 0 2"), r"val\.jsonl line 2.*sealed void"),
        (put("train", 1, ir="C 9 9 9\nY 1 9\nT 1 20 0 0\nD 0 2"), r"node 3 \(D\) does nothing"),
        (put("train", 1, ir="C 9 9"), "not a program"),
        (put("train", 1, ir="C 9 9 9\nC 5 5 5"), "node 0 is not used"),
        (put("train", 1, ir="C 9 9 9.0"), "not in canonical form"),
        (put("train", 4, digest="f" * 64), r"1 rows name the digest .* train\.jsonl line 4"),
        (leak("test", "train", respelled=False), "1 programs of test are in train"),
        (leak("test", "train", respelled=True), "1 programs of test are in train"),
        (leak("val", "train", respelled=False), "1 programs of val are in train"),
        (leak("val", "test", respelled=True), "1 programs of test are in val"),
        (leak("test", "ood-range", respelled=False), "1 programs of ood-range are in test"),
        (
            put("train", 1, predicates='[{"kind": "volume", "of": [], "volume": 1}]'),
            r"train\.jsonl line 1.*: volume: asked 1.0 mm3",
        ),
        (same_text, "1 texts ask for two programs"),
    ],
)
def test_an_unsound_dataset_fails(
    tmp_path: Path, sound: Rows, known: bytes, change: Change, message: str
) -> None:
    rows = {name: list(members) for name, members in sound.items()}
    change(rows)
    with pytest.raises(DataError, match=message):
        check(tmp_path, rows, known)
    assert (tmp_path / "out" / "report.json").is_file()


def test_what_was_refused_is_kept_though_the_stage_fails(
    tmp_path: Path, sound: Rows, known: bytes
) -> None:
    rows = {name: list(members) for name, members in sound.items()}
    put("train", 1, ir="C 9 9")(rows)
    with pytest.raises(DataError, match=r"All of them stand in .*quarantine\.jsonl"):
        check(tmp_path, rows, known)
    (line,) = (tmp_path / "scratch" / "quarantine.jsonl").read_text().splitlines()
    kept = json.loads(line)
    assert (kept["where"], kept["text"]) == ("train.jsonl line 1", rows["train"][0].text)
    assert kept["reason"].startswith("not a program")


def test_a_program_measured_for_another_dataset_is_not_measured_again(
    tmp_path: Path, sound: Rows
) -> None:
    cache = {"cache": str(tmp_path / "cache")}
    for name, speed in (("first", True), ("second", False)):
        (tmp_path / name).mkdir()
        metrics = check(tmp_path / name, sound, watch=cache)
        assert bool(metrics["programs_per_second"]) == speed


def test_failures_within_the_allowed_rate_are_shown(
    tmp_path: Path, sound: Rows, known: bytes
) -> None:
    rows = {name: list(members) for name, members in sound.items()}
    put("train", 1, ir="C 5 5 5\nT 0 9 0 0\nU 0 1")(rows)
    put("train", 2, ir="C 5 5")(rows)
    metrics = check(tmp_path, rows, known, config=LOOSE)
    assert metrics["failed"] == 2 and metrics["valid"] == metrics["programs"] - 2
    with Image.open(tmp_path / "out" / "refused.png") as refused:
        assert refused.size == (2 * 60, 80)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    reasons = {failure["reason"][:8] for failure in report["failures"]}
    assert reasons == {"2 bodies", "not a pr"}
    assert sum(v["failed"] for f in report["families"].values() for v in f.values()) == 2


def test_leaks_are_failures_at_any_rate(tmp_path: Path, sound: Rows, known: bytes) -> None:
    rows = {name: list(members) for name, members in sound.items()}
    leak("test", "train", respelled=True)(rows)
    with pytest.raises(DataError, match="in train as well"):
        check(tmp_path, rows, known, config=LOOSE)


def test_a_corrupt_line_is_named(tmp_path: Path, sound: Rows) -> None:
    broken = {name: list(members) for name, members in sound.items()}
    broken["val"][4] = replace(broken["val"][4], text=" ")
    with pytest.raises(DataError, match=r"val\.jsonl, line 5: field 'text' is empty"):
        check(tmp_path, broken)


def test_a_missing_split_is_named(tmp_path: Path, sound: Rows) -> None:
    with pytest.raises(DataError, match=r"test\.jsonl: No such file"):
        check(tmp_path, {name: sound[name] for name in ("train", "val")})


def test_rows_of_unknown_families_are_welcome(tmp_path: Path) -> None:
    rows = {name: [Row(f"a {i} cube", f"C {i} {i} {i}")] for i, name in enumerate(SPLITS, 1)}
    assert check(tmp_path, rows)["valid"] == 3


def test_an_empty_dataset_is_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows"):
        check(tmp_path, {name: [] for name in SPLITS})


def test_a_stop_is_obeyed_and_what_was_measured_is_kept(tmp_path: Path, sound: Rows) -> None:
    journal = tmp_path / "scratch" / "measured.jsonl"

    def stopping() -> bool:
        return journal.is_file() and journal.stat().st_size > 0

    with pytest.raises(StageCancelled):
        check(tmp_path, sound, stopping=stopping)
    kept = journal.read_bytes()
    assert kept
    (tmp_path / "again").mkdir()
    assert check(tmp_path / "again", sound, kept)["failed"] == 0
