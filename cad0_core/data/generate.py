"""Stage `generate`: parts become programs and texts, split so that no program leaks.

A program's split follows from its digest alone, so it stays what it is in larger and smaller
datasets, whatever the seed: a model can be scored on the test of another dataset.
"""

import json
from contextlib import closing

import numpy as np
import polars as pl

from cad0_core.artifacts import write_atomic
from cad0_core.config import DataConfig
from cad0_core.data import card, shards
from cad0_core.data.files import SETS, write_table
from cad0_core.data.human import human_rows
from cad0_core.data.shards import Made
from cad0_core.data.split import divide
from cad0_core.data.spread import spread_of
from cad0_core.errors import ConfigError, DataError
from cad0_core.job import Job, Metrics
from cad0_core.parts.catalog import FAMILIES, select

PRIMITIVE = "primitive"
_MADE, _MERGED, _WRITTEN = 0.6, 0.75, 0.95  # shares of the stage's time
_QUOTA = 0.99  # of the texts of a family must be there: the rest are chance repetitions


def generate(job: Job) -> Metrics:
    """Write every set as JSONL and Parquet, a card, statistics and a gallery (`DataConfig`).

    Shards that a former try finished are reused. Raises `ConfigError` for an unknown family, or
    for more samples than a family can make, and `DataError` if two programs share a text.
    """
    config: DataConfig = job.config
    quotas = plan(config)
    trained, probes = _make_shards(job, config, quotas)
    job.progress(_MADE, "merging programs and texts")
    rows = merge(trained, config, quotas)
    sets = divide(rows, config)
    known = sets_digests(sets)
    for name, made in probes.items():
        sets[name] = probe(made, known, config)
    sets["ood-human"] = human_rows()
    for i, name in enumerate(SETS):
        job.progress(_MERGED + (_WRITTEN - _MERGED) * i / len(SETS), f"writing {name}")
        write_table(job.out, name, sets[name])
    statistics = {name: card.describe(table) for name, table in sets.items()}
    write_atomic(job.out / "statistics.json", json.dumps(statistics, indent=1) + "\n")
    job.progress(_WRITTEN, "drawing the gallery")
    card.write(job.out, config, sets)
    metrics = _metrics(sets)
    job.progress(1.0, f"{metrics['rows']:,} rows, {metrics['programs']:,} programs")
    return metrics


def plan(config: DataConfig) -> dict[str, int]:
    """How many texts each family makes: equal shares of `samples`, primitives on top.

    Raises ConfigError for an unknown family name.
    """
    names = [family.name for family in select(config.families)]
    if unknown := sorted(config.weights.keys() - FAMILIES.keys()):
        raise ConfigError(f"weights of unknown families {', '.join(unknown)}")
    shares = [name for name in names if name != PRIMITIVE] or names
    weights = np.array([config.weights.get(name, 1.0) for name in shares])
    ends = np.rint(config.samples * np.cumsum(weights) / weights.sum()).astype(int)
    quotas = dict(zip(shares, np.diff(ends, prepend=0).tolist(), strict=True))
    if PRIMITIVE in names and PRIMITIVE not in quotas:
        quotas[PRIMITIVE] = round(config.samples * config.primitive_share)
    return quotas


def _make_shards(
    job: Job, config: DataConfig, quotas: dict[str, int]
) -> tuple[list[Made], dict[str, list[Made]]]:
    """Shards of the trained families in the order of the registry, and those of each probe."""
    few = -(-config.probes // len(quotas))
    wanted: list[tuple[str, shards.Kind, int]]
    wanted = [(family, "trained", quota) for family, quota in quotas.items()]
    wanted += [(family, "range", few) for family in quotas]
    wanted += [
        (family.name, "held-out", config.probes // 2)
        for family in select(list(quotas))
        if any(variant.held_out for variant in family.variants.values())
    ]
    orders = [
        order
        for family, kind, texts in wanted
        for order in shards.pieces(family, kind, texts, config)
    ]
    root = job.scratch / f"shards-{config.digest()[:12]}"
    done = 0
    with closing(spread_of(job).make(orders, root)) as folders:
        for folder in folders:
            done += folder is not None
            job.progress(_MADE * done / len(orders), f"{done} of {len(orders)} shards made")
    made = {order.name: shards.read(root / order.name) for order in orders}
    probes = {
        f"ood-{name}": [made[order.name] for order in orders if order.kind == kind]
        for name, kind in (("range", "range"), ("family", "held-out"))
    }
    return [made[order.name] for order in orders if order.kind == "trained"], probes


def merge(made: list[Made], config: DataConfig, quotas: dict[str, int]) -> pl.DataFrame:
    """All texts with their programs, as many of each family as planned, in random order.

    A program that came up more than once is one: the first of its spellings stands for all, with
    at most `phrasings` texts. Raises DataError if two programs share a text, ConfigError if a
    family has too few texts.
    """
    rows = _rows(made)
    _refuse_ambiguous(rows)
    rows = rows.unique("text", keep="first", maintain_order=True)
    rows = rows.filter(pl.int_range(pl.len()).over("digest") < config.phrasings)
    rows = rows.sample(fraction=1.0, shuffle=True, seed=config.seed)
    planned = pl.col("family").replace_strict(quotas, return_dtype=pl.Int64)
    rows = rows.filter(pl.int_range(pl.len()).over("family") < planned)
    counts = dict(rows.group_by("family").len().iter_rows())
    for family, quota in quotas.items():
        if counts.get(family, 0) < _QUOTA * quota:
            raise ConfigError(
                f"family {family} has parts for {counts.get(family, 0):,} texts, {quota:,} were "
                f"asked for: ask for fewer samples or more phrasings than {config.phrasings}"
            )
    return rows


def _rows(made: list[Made]) -> pl.DataFrame:
    whole = shards.joined(made)
    parts = whole.parts.with_columns(ir=pl.col("ir").first().over("digest")).with_row_index("part")
    parts = parts.with_columns(pl.col("part").cast(pl.Int64))
    return whole.texts.join(parts, on="part", how="left", maintain_order="left").drop("part")


def _refuse_ambiguous(rows: pl.DataFrame) -> None:
    """DataError for a text with two programs, unless a typing error made it so: those go."""
    meant = rows.filter(~pl.col("slip")) if "slip" in rows.columns else rows
    double = meant.group_by("text").agg(pl.col("ir").unique()).filter(pl.col("ir").list.len() > 1)
    for text, programs in double.sort("text").head(1).iter_rows():
        raise DataError(
            f"{len(double):,} texts stand for two programs, such as {text!r}: {programs[0]!r} "
            f"and {programs[1]!r}"
        )


def sets_digests(sets: dict[str, pl.DataFrame]) -> pl.Series:
    """Digests of all programs of these sets."""
    return pl.concat([table["digest"] for table in sets.values()]).unique()


def probe(made: list[Made], known: pl.Series, config: DataConfig) -> pl.DataFrame:
    """Texts beyond the training data, none of whose programs is known to the other sets."""
    rows = _rows(made).filter(~pl.col("slip"), ~pl.col("digest").is_in(known.implode()))
    rows = rows.unique("text", keep="first", maintain_order=True)
    return rows.sample(min(config.probes, len(rows)), shuffle=True, seed=config.seed)


def _metrics(sets: dict[str, pl.DataFrame]) -> Metrics:
    """Counts by set, and rows of each family by set."""
    families = sorted({family for table in sets.values() for family in table["family"].unique()})
    counts = {
        name: dict(table["family"].value_counts().iter_rows()) for name, table in sets.items()
    }
    return {
        "rows": sum(map(len, sets.values())),
        "programs": len(sets_digests(sets)),
        **{f"{name}_rows": len(table) for name, table in sets.items()},
        **{f"{name}_programs": table["digest"].n_unique() for name, table in sets.items()},
        "families": {f: {name: counts[name].get(f, 0) for name in sets} for f in families},
    }
