"""Datasets: reproducible, split by program, every text with one program, every variant in all."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import polars as pl
import pytest

from cad0_core import ir
from cad0_core.config import DataConfig
from cad0_core.data import generate as stage
from cad0_core.data import shards
from cad0_core.data.files import COLUMNS, PROBES, SETS, SPLITS, Row, read_rows, split_path
from cad0_core.data.generate import generate, merge, plan
from cad0_core.data.shards import PARTS, TEXTS, Made
from cad0_core.data.split import divide
from cad0_core.data.tokens import lengths, longest
from cad0_core.errors import ConfigError, DataError, StageCancelled
from cad0_core.job import Job, Metrics, Progress
from cad0_core.parts.catalog import FAMILIES

SEED_FAMILIES = tuple(name for name, family in FAMILIES.items() if family.seed)
CONFIG = DataConfig(
    samples=4000, primitive_share=0.2, phrasings=4, val_share=0.1, test_share=0.05, seed=7,
    families=("bracket", "primitive"), probes=200, slip_share=0.05,
)  # fmt: skip


def make(folder: Path, config: DataConfig = CONFIG, **job: Any) -> Metrics:
    folder.mkdir()
    scratch = folder.with_name(f"{folder.name}-scratch")
    scratch.mkdir(exist_ok=True)
    return generate(Job(config=config, inputs={}, out=folder, scratch=scratch, **job))


@pytest.fixture(autouse=True, scope="module")
def small_pictures() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.card, "CELL", (60, 80))
        yield


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Metrics]:
    folder = tmp_path_factory.mktemp("data") / "set"
    return folder, make(folder)


@pytest.fixture(scope="module")
def rows(dataset: tuple[Path, Metrics]) -> dict[str, list[Row]]:
    return {name: read_rows(split_path(dataset[0], name)) for name in SETS}


def everything(rows: dict[str, list[Row]]) -> list[Row]:
    return [row for name in (*SPLITS, "primitives") for row in rows[name]]


def test_quotas_are_met_to_the_row(rows: dict[str, list[Row]]) -> None:
    counts = Counter(row.family for row in everything(rows))
    assert counts == {"bracket": 4000, "primitive": 800}


def test_metrics_count_what_is_in_the_files(
    dataset: tuple[Path, Metrics], rows: dict[str, list[Row]]
) -> None:
    metrics = dataset[1]
    for name, members in rows.items():
        assert metrics[f"{name}_rows"] == len(members)
        assert metrics[f"{name}_programs"] == len({row.digest for row in members})
        assert metrics["families"]["bracket"][name] == sum(r.family == "bracket" for r in members)
    assert metrics["rows"] == sum(map(len, rows.values()))
    json.dumps(metrics)


def test_no_program_is_in_two_sets_and_digests_are_true(rows: dict[str, list[Row]]) -> None:
    home: dict[str, str] = {}
    for name in SETS:
        for row in rows[name]:
            assert row.digest == ir.digest(ir.parse(row.ir))
            if name != "ood-human":
                assert home.setdefault(row.digest, name) == name


def test_texts_are_distinct_and_few_for_each_program(rows: dict[str, list[Row]]) -> None:
    texts = [row.text for row in everything(rows)]
    assert len(texts) == len(set(texts))
    counts = Counter(row.digest for row in everything(rows))
    assert set(counts.values()) == {1, 2, 3, 4}


def test_every_variant_is_in_every_split(rows: dict[str, list[Row]]) -> None:
    wanted = {
        (name, variant.name)
        for name in CONFIG.families
        for variant in FAMILIES[name].variants.values()
        if not variant.held_out
    }
    for split in SPLITS:
        assert {(row.family, row.variant) for row in rows[split]} == wanted


def test_held_out_variants_are_in_their_own_set_only(rows: dict[str, list[Row]]) -> None:
    held_out = {
        (f.name, v.name) for f in FAMILIES.values() for v in f.variants.values() if v.held_out
    }
    assert {(row.family, row.variant) for row in rows["ood-family"]} <= held_out
    assert not held_out & {(row.family, row.variant) for row in everything(rows)}


def test_sizes_beyond_the_range_are_beyond_it(dataset: tuple[Path, Metrics]) -> None:
    """Each part of `ood-range` has a size above every value that training draws."""
    table = pl.read_parquet(dataset[0] / "ood-range.parquet")
    assert len(table) == CONFIG.probes
    for row in table.iter_rows(named=True):
        axes = FAMILIES[row["family"]].variants[row["variant"]].axes
        params = json.loads(row["params"])
        assert any(value > max(axes[name].values) for name, value in params.items()), row


def test_no_probes_are_no_rows_beyond_the_training_data(tmp_path: Path) -> None:
    metrics = make(tmp_path / "none", CONFIG.replace(samples=100, probes=0), watch={"workers": 1})
    assert metrics["ood-range_rows"] == metrics["ood-family_rows"] == 0 < metrics["train_rows"]


def test_a_large_order_is_made_in_pieces_that_share_no_part(monkeypatch: Any) -> None:
    monkeypatch.setattr(shards, "PIECE", 400)
    made = [shards.make(order) for order in shards.pieces("bracket", "trained", 1000, CONFIG)]
    digests = [set(piece.parts["digest"]) for piece in made]
    assert len(made) == 3 and sum(map(len, digests)) == len(set.union(*digests))
    assert sum(len(piece.texts) for piece in made) >= 1000


def test_units_and_slips_come_in_their_shares(rows: dict[str, list[Row]]) -> None:
    texts = [row.text for row in everything(rows)]
    centimetres = sum("cm" in text for text in texts) / len(texts)
    inches = sum(bool(re.search(r"\d ?in\b", text)) for text in texts) / len(texts)
    assert 0.02 < centimetres < 0.08
    assert 0.01 < inches < 0.06


def test_primitives_have_a_set_of_their_own(rows: dict[str, list[Row]]) -> None:
    assert rows["primitives"] and {row.family for row in rows["primitives"]} == {"primitive"}


@pytest.mark.parametrize("name", SETS)
def test_parquet_holds_what_jsonl_holds(dataset: tuple[Path, Metrics], name: str) -> None:
    table = pl.read_parquet(dataset[0] / f"{name}.parquet")
    assert tuple(table.columns) == COLUMNS
    lines = split_path(dataset[0], name).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(table)
    for line, row in zip(lines[:200], table.iter_rows(named=True), strict=False):
        record = json.loads(line)
        assert list(record) == list(COLUMNS), "text and ir come first"
        for column in ("params", "predicates"):
            row[column] = json.loads(row[column])
        assert record == row


def test_the_folder_loads_as_a_hugging_face_dataset(
    dataset: tuple[Path, Metrics], tmp_path: Path
) -> None:
    loaded = datasets.load_dataset(str(dataset[0]), cache_dir=str(tmp_path))
    assert {name: len(table) for name, table in loaded.items()} == {
        name.replace("-", "_"): rows
        for name in SETS
        if (rows := dataset[1][f"{name}_rows"])  # an empty split is none to the library
    }


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(
    dataset: tuple[Path, Metrics], tmp_path: Path
) -> None:
    make(tmp_path / "again", watch={"workers": 1})
    assert digests(tmp_path / "again") == digests(dataset[0])


def test_another_seed_gives_another_dataset(dataset: tuple[Path, Metrics], tmp_path: Path) -> None:
    make(tmp_path / "other", CONFIG.replace(seed=8, samples=400, probes=10))
    assert digests(tmp_path / "other")["train.jsonl"] != digests(dataset[0])["train.jsonl"]


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_a_split_does_not_depend_on_size_or_seed(
    rows: dict[str, list[Row]], tmp_path: Path
) -> None:
    """Programs that two datasets share lie in the same split, but for the few that chance moves."""
    make(tmp_path / "other", CONFIG.replace(seed=8, samples=3000, probes=10))
    home = {row.digest: name for name in SPLITS for row in rows[name]}
    shared = [
        (home[row.digest], name)
        for name in SPLITS
        for row in read_rows(split_path(tmp_path / "other", name))
        if row.digest in home
    ]
    moved = sum(a != b for a, b in shared)
    assert len(shared) > 100 and moved <= 0.02 * len(shared)


def test_a_stopped_run_continues_with_the_shards_it_has(tmp_path: Path) -> None:
    seen: list[Progress] = []

    def stopping() -> bool:
        return any(p.message.startswith("1 of") for p in seen)

    job: dict[str, Any] = {"report": seen.append, "watch": {"workers": 1}, "every_seconds": 0}
    with pytest.raises(StageCancelled):
        make(tmp_path / "set", stopping=stopping, **job)
    first = {p: p.stat().st_mtime_ns for p in (tmp_path / "set-scratch").rglob("*.parquet")}
    assert 0 < len(first) < 8, "parts and texts of some of the four shards"
    (tmp_path / "set").rmdir()
    seen.clear()
    make(tmp_path / "set", **job)
    assert all(path.stat().st_mtime_ns == when for path, when in first.items())


def table(*texts: tuple[str, str], family: str = "bracket", slip: bool = False) -> Made:
    parts = [
        {**dict.fromkeys(PARTS, ""), "ir": program, "digest": program, "family": family}
        for _, program in texts
    ]
    words = [{"part": i, "text": text, "slip": slip} for i, (text, _) in enumerate(texts)]
    return Made(pl.DataFrame(parts, schema=PARTS), pl.DataFrame(words, schema=TEXTS))


def test_a_text_with_two_programs_is_refused() -> None:
    made = table(("a box", "C 1 1 1"), ("a box", "C 2 2 2"))
    with pytest.raises(DataError, match="1 texts stand for two programs, such as 'a box'"):
        merge([made], CONFIG, {"bracket": 1})


def test_a_slip_that_makes_a_text_ambiguous_costs_that_text_only() -> None:
    meant, slipped = table(("a box", "C 1 1 1")), table(("a box", "C 2 2 2"), slip=True)
    assert merge([meant, slipped], CONFIG, {"bracket": 1})["ir"].to_list() == ["C 1 1 1"]


def test_a_program_of_two_families_is_one_with_few_texts() -> None:
    ours = table(*[(f"box {i}", "C 1 1 1") for i in range(3)])
    theirs = table(*[(f"block {i}", "C 1 1 1") for i in range(3)], family="primitive")
    rows = merge([ours, theirs], CONFIG, {"bracket": 3, "primitive": 1})
    assert len(rows) == CONFIG.phrasings
    assert Counter(rows["family"]) == {"bracket": 3, "primitive": 1}


def test_a_family_with_too_few_parts_is_named() -> None:
    with pytest.raises(ConfigError, match="family bracket has parts for 1 texts, 9 were asked for"):
        merge([table(("a box", "C 1 1 1"))], CONFIG, {"bracket": 9})


@pytest.mark.parametrize(
    ("families", "quotas"),
    [
        (("bracket",), {"bracket": 4000}),
        (("primitive",), {"primitive": 4000}),
        (("bracket", "primitive"), {"bracket": 4000, "primitive": 800}),
    ],
)
def test_families_share_the_samples(families: tuple[str, ...], quotas: dict[str, int]) -> None:
    assert plan(CONFIG.replace(families=families)) == quotas


def test_an_unknown_family_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown family 'sprocket'"):
        make(tmp_path / "set", CONFIG.replace(families=("sprocket",)))


def test_small_variants_give_their_nearest_programs_to_the_test() -> None:
    rows = pl.DataFrame({"digest": [f"{i:x}" * 64 for i in (15, 14, 13)],
                         "family": ["x"] * 3, "variant": ["y"] * 3})  # fmt: skip
    sets = divide(rows, CONFIG)
    assert {name: len(sets[name]) for name in SPLITS} == {"train": 1, "val": 1, "test": 1}
    assert sets["test"]["digest"][0][0] == "d"


def test_tokens_are_those_of_qwen() -> None:
    text, program = "50x30mm mounting plate with 4 corner holes", "C 50 30 5\nY 2.5 10\nT 1 5 5 0"
    assert lengths([text], [program])[0] == 49, "48 tokens and the end"
    assert longest(len(text), len(program)) > 49


def test_no_row_is_longer_than_the_full_model_reads(rows: dict[str, list[Row]]) -> None:
    for row in [row for name in SETS for row in rows[name]]:
        if longest(len(row.text.encode()), len(row.ir.encode())) > 1024:
            assert lengths([row.text], [row.ir])[0] <= 1024, row.text


def test_the_card_shows_every_set(dataset: tuple[Path, Metrics]) -> None:
    card = (dataset[0] / "README.md").read_text(encoding="utf-8")
    for name in (*SPLITS, *PROBES):
        assert f"| {name} | {dataset[1][f'{name}_rows']:,} |" in card
    assert (dataset[0] / "gallery.png").is_file()


def test_a_dataset_of_everything(tmp_path: Path) -> None:
    """All families and both kinds of parts that training never shows."""
    metrics = make(tmp_path / "all", CONFIG.replace(samples=1700, families=()))
    trained = {name for name, counts in metrics["families"].items() if counts["train"]}
    assert trained == set(FAMILIES)
    assert metrics["ood-family_rows"] == CONFIG.probes
    assert metrics["ood-human_rows"] >= 220
    held_out = {
        family.name
        for family in FAMILIES.values()
        if any(variant.held_out for variant in family.variants.values())
    }
    found = pl.read_parquet(tmp_path / "all" / "ood-family.parquet")["family"].unique()
    assert set(found) == held_out and len(held_out) >= 10


def test_weights_share_the_samples_unevenly() -> None:
    config = CONFIG.replace(
        samples=1000, families=("gear", "flange", "spacer"), weights={"gear": 2.5, "spacer": 0.5}
    )
    assert plan(config) == {"gear": 625, "flange": 250, "spacer": 125}
    with pytest.raises(ConfigError, match="weights of unknown families gears"):
        plan(config.replace(weights={"gears": 2.0}))
