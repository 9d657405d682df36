"""Datasets: reproducible, split by program, every text with one program, every variant in all."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cad0_core import ir
from cad0_core.config import DataConfig
from cad0_core.data.files import SPLITS, Row, read_rows, split_path
from cad0_core.data.generate import Program, generate, plan, split
from cad0_core.errors import ConfigError, DataError, StageCancelled
from cad0_core.job import Job, Metrics, Progress
from cad0_core.parts.catalog import FAMILIES

CONFIG = DataConfig(
    samples=4000, primitive_share=0.2, phrasings=4, val_share=0.1, test_share=0.05, seed=7
)


def make(folder: Path, config: DataConfig = CONFIG, **job: Any) -> Metrics:
    folder.mkdir()
    return generate(Job(config=config, inputs={}, out=folder, scratch=folder, **job))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Metrics]:
    folder = tmp_path_factory.mktemp("data") / "set"
    return folder, make(folder)


@pytest.fixture(scope="module")
def rows(dataset: tuple[Path, Metrics]) -> dict[str, list[Row]]:
    return {name: read_rows(split_path(dataset[0], name)) for name in SPLITS}


def everything(rows: dict[str, list[Row]]) -> list[Row]:
    return [row for name in SPLITS for row in rows[name]]


def test_quotas_are_met_to_the_row(rows: dict[str, list[Row]]) -> None:
    counts = Counter(row.family for row in everything(rows))
    shares = dict.fromkeys(("bracket", "standoff", "enclosure", "flange"), 1000)
    assert counts == shares | {"primitive": 800}


def test_metrics_count_what_is_in_the_files(
    dataset: tuple[Path, Metrics], rows: dict[str, list[Row]]
) -> None:
    metrics = dataset[1]
    assert metrics["rows"] == 4800
    digests = [{row.digest for row in rows[name]} for name in SPLITS]
    assert metrics["programs"] == len(set.union(*digests)) == sum(map(len, digests))
    for name, programs in zip(SPLITS, digests, strict=True):
        assert metrics[f"{name}_rows"] == len(rows[name])
        assert metrics[f"{name}_programs"] == len(programs)
        for family in FAMILIES:
            count = sum(row.family == family for row in rows[name])
            assert metrics["families"][family][name] == count
    json.dumps(metrics)


def test_no_program_is_in_two_splits_and_digests_are_true(rows: dict[str, list[Row]]) -> None:
    home: dict[str, str] = {}
    for name in SPLITS:
        for row in rows[name]:
            assert row.digest == ir.digest(ir.parse(row.ir))
            assert home.setdefault(row.digest, name) == name


def test_texts_are_distinct_and_few_for_each_program(rows: dict[str, list[Row]]) -> None:
    texts = [row.text for row in everything(rows)]
    assert len(texts) == len(set(texts))
    counts = Counter(row.digest for row in everything(rows))
    assert set(counts.values()) == {1, 2, 3, 4}


def test_every_variant_is_in_every_split(rows: dict[str, list[Row]]) -> None:
    known = {(family.name, name) for family in FAMILIES.values() for name in family.variants}
    for name in SPLITS:
        assert {(row.family, row.variant) for row in rows[name]} == known


def test_rows_are_shuffled(rows: dict[str, list[Row]]) -> None:
    neighbours = zip(rows["train"], rows["train"][1:], strict=False)
    same = sum(a.family == b.family for a, b in neighbours) / len(rows["train"])
    assert 0.1 < same < 0.3


def test_variants_of_a_family_have_similar_shares(rows: dict[str, list[Row]]) -> None:
    counts = Counter(row.variant for row in everything(rows) if row.family == "bracket")
    assert min(counts.values()) > 0.6 * max(counts.values())


def test_texts_that_rely_on_defaults_are_not_rare(rows: dict[str, list[Row]]) -> None:
    plates = [row.text for row in everything(rows) if row.variant == "plate_corner_holes"]
    brief = [text for text in plates if "inset" not in text and "from" not in text]
    assert len(brief) > 0.1 * len(plates)


def test_statistics_add_up(dataset: tuple[Path, Metrics], rows: dict[str, list[Row]]) -> None:
    statistics = json.loads((dataset[0] / "statistics.json").read_text())
    for name in SPLITS:
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows[name]:
            groups[row.family, row.variant].append(row)
        for (family, variant), members in groups.items():
            told = statistics[name][family][variant]
            assert told["texts"] == len(members)
            assert told["programs"] == len({row.digest for row in members})
            mean = sum(len(row.ir) for row in members) / len(members)
            assert told["mean_ir_length"] == pytest.approx(mean, abs=0.06)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, dataset: tuple[Path, Metrics]) -> None:
    assert make(tmp_path / "again") == dataset[1]
    assert contents(tmp_path / "again") == contents(dataset[0])
    make(tmp_path / "other", CONFIG.replace(seed=8))
    assert contents(tmp_path / "other").keys() == contents(dataset[0]).keys()
    assert not set(contents(tmp_path / "other").values()) & set(contents(dataset[0]).values())


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_program_keeps_its_split_in_other_datasets(
    tmp_path: Path, rows: dict[str, list[Row]]
) -> None:
    """All but the few that a small dataset lends to a variant without any."""
    make(tmp_path / "more", CONFIG.replace(samples=12_000, seed=9))
    home = {row.digest: name for name in SPLITS for row in rows[name]}
    others = [
        (name, home[row.digest])
        for name in SPLITS
        for row in read_rows(split_path(tmp_path / "more", name))
        if row.digest in home
    ]
    assert len(others) > 100
    assert sum(ours == theirs for ours, theirs in others) > 0.95 * len(others)


def test_families_can_be_chosen(tmp_path: Path) -> None:
    metrics = make(tmp_path / "some", CONFIG.replace(families=("flange", "bracket"), samples=101))
    counts = {name: sum(splits.values()) for name, splits in metrics["families"].items()}
    assert counts == {"bracket": 51, "flange": 50}


def test_primitives_alone_are_a_family_like_any_other() -> None:
    assert plan(CONFIG.replace(families=("primitive",))) == {"primitive": 4000}


def test_an_unknown_family_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown family 'gear'; known: bracket"):
        make(tmp_path / "none", CONFIG.replace(families=("gear",)))


def test_a_family_that_runs_out_of_parts_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = FAMILIES["primitive"]
    cubes = replace(family, variants={"cube": family.variants["cube"]})
    monkeypatch.setitem(FAMILIES, "primitive", cubes)
    config = CONFIG.replace(families=("primitive",), samples=1000)
    with pytest.raises(ConfigError, match=r"primitive has parts for \d+ texts, 1,000 were asked"):
        make(tmp_path / "few", config)


def test_a_text_with_two_programs_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that states the wrong parameter as its own."""
    family = FAMILIES["primitive"]
    box = family.variants["box"]
    texts = [f"{i}: {{x}} {{y}} {{z}}" for i in range(8)] + ["box {x} {y}"]
    vague = replace(box, templates=texts, defaults={"z": lambda p: p.get("z", 1)})
    monkeypatch.setitem(FAMILIES, "primitive", replace(family, variants={"box": vague}))
    config = CONFIG.replace(families=("primitive",), samples=100_000)
    with pytest.raises(DataError, match="stands for two programs: 'C "):
        make(tmp_path / "vague", config)


def test_equal_programs_of_two_families_share_one_split() -> None:
    """A standoff that is also a cylinder: whichever family drew it, its rows stay together."""
    shared = Program("0" * 64, "Y 5 25", [("a", "standoff", "round"), ("b", "primitive", "cyl")])
    others = [Program(f"{i:x}" * 64, f"C {i} 1 1", [("c", "p", "box")]) for i in range(1, 16)]
    splits = split([shared, *others], val_share=0.2, test_share=0.1)
    assert [name for name in SPLITS if shared in splits[name]] == ["test"]
    assert len(list(shared.rows())) == 2
    assert [len(splits[name]) for name in SPLITS] == [11, 3, 2]


def test_a_variant_that_chance_left_out_lends_its_nearest_program() -> None:
    programs = [Program(f"{i:x}" * 64, f"C {i} 1 1", [("c", "p", "box")]) for i in range(8, 12)]
    splits = split(programs, val_share=0.05, test_share=0.01)
    assert [splits[name] for name in SPLITS] == [programs[2:], [programs[1]], [programs[0]]]
    assert split(programs[:2], 0.05, 0.01)["train"] == programs[:2]


def test_progress_is_reported_and_a_stop_is_obeyed(tmp_path: Path) -> None:
    seen: list[Progress] = []
    make(tmp_path / "seen", CONFIG, report=seen.append, every_seconds=0.0)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0 and len(fractions) > 100
    calls = 0

    def stopping() -> bool:
        nonlocal calls
        calls += 1
        return calls > 50

    stop: Callable[[], bool] = stopping
    with pytest.raises(StageCancelled):
        make(tmp_path / "stopped", CONFIG, stopping=stop)
