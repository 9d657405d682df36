"""The dataset's card, its statistics and a picture of every kind of part."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from cad0_core import ir
from cad0_core.artifacts import write_atomic
from cad0_core.config import DataConfig
from cad0_core.data.files import SETS
from cad0_core.data.tokens import lengths

GALLERY, CARD = "gallery.png", "README.md"
CELL = (340, 190)  # pixels of a picture; wide, for the text above it
COLUMNS = 5
_COUNTED = 2000  # rows whose tokens are counted for the card

MEANING = {
    "train": "trained on",
    "val": "watched while training",
    "test": "programs that training never shows",
    "primitives": "plain solids and nothing else, never trained on",
    "ood-range": "one size beyond the range of the training data",
    "ood-family": "kinds of part that training never shows",
    "ood-human": "written by people, not by templates",
}


def describe(table: pl.DataFrame) -> dict[str, Any]:
    """Texts, distinct programs and mean lengths (characters) by family and variant."""
    groups = table.group_by("family", "variant").agg(
        texts=pl.len(),
        programs=pl.col("digest").n_unique(),
        mean_text_length=pl.col("text").str.len_chars().mean().round(1),
        mean_ir_length=pl.col("ir").str.len_chars().mean().round(1),
    )
    found: dict[str, Any] = {}
    for row in groups.sort("family", "variant").iter_rows(named=True):
        found.setdefault(row.pop("family"), {})[row.pop("variant")] = row
    return found


def write(folder: Path, config: DataConfig, sets: Mapping[str, pl.DataFrame]) -> None:
    """README.md, which the Hub's viewer and `datasets` read, and the gallery that it shows."""
    shown = pl.concat([sets[name] for name in ("train", "ood-family")])
    kinds = shown.unique(["family", "variant"], keep="first", maintain_order=True)
    kinds = kinds.sort("family", "variant")
    cells = [
        (ir.evaluate(ir.parse(row["ir"])), f"{row['family']}: {row['text']}")
        for row in kinds.iter_rows(named=True)
    ]
    (folder / GALLERY).write_bytes(ir.contact_sheet(cells, columns=COLUMNS, cell=CELL))
    write_atomic(folder / CARD, _page(config, sets))


def _page(config: DataConfig, sets: Mapping[str, pl.DataFrame]) -> str:
    files = "\n".join(
        f"  - split: {name.replace('-', '_')}\n    path: {name}.parquet"
        for name in SETS
        if len(sets[name])  # the library refuses a split without rows
    )
    rows = "\n".join(
        f"| {name} | {len(sets[name]):,} | {sets[name]['digest'].n_unique():,} | {MEANING[name]} |"
        for name in SETS
    )
    families = sets["train"]["family"].value_counts().sort("family").iter_rows()
    shares = "\n".join(f"| {family} | {count:,} |" for family, count in families)
    some = sets["train"].head(_COUNTED)
    tokens = sorted(lengths(some["text"].to_list(), some["ir"].to_list()))
    first = sets["train"].row(0, named=True)
    return f"""---
license: mit
task_categories:
- text-generation
tags:
- text-to-cad
- compact-ir
configs:
- config_name: default
  data_files:
{files}
---

# cad0 dataset

Sentences and the Compact IR programs that they determine. Every number of a program is stated in
its text or follows from it by a documented rule; every program was built as an exact solid and
every predicate (a size, a hole, a wall that the text speaks of) was measured on it.

| set | texts | programs | |
|---|---|---|---|
{rows}

| family | texts in train |
|---|---|
{shares}

A row of `train` has {tokens[len(tokens) // 2]} tokens of Qwen2.5 in the median, prompt and end
included, {tokens[len(tokens) * 95 // 100]} at the 95th percentile and {tokens[-1]} at most
(of {len(tokens):,} rows). {config.cm_share:.0%} of the texts speak of centimetres,
{config.inch_share:.0%} of the parts are in tenths of an inch. {config.casual_share:.0%} of the
texts are worded as people type them, {config.slip_share:.0%} have a typing error.

```
{first["text"]}

{first["ir"]}
```

Columns: `text`, `ir`, `family`, `variant`, `params` (mm), `predicates`, `digest` (SHA-256 of the
program's normal form). Seed {config.seed}. The JSONL files hold the same rows.

![one part of every kind]({GALLERY})
"""
