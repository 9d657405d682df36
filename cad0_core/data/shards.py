"""Shards of a dataset: the parts and texts of one family, made from a seed and nothing else.

A shard is the same whichever process makes it, so a dataset does not depend on their number.
"""

import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from cad0_core import ir
from cad0_core.config import DataConfig
from cad0_core.parts.catalog import select
from cad0_core.parts.family import Axis, Parts, Rng, Variant
from cad0_core.parts.wording import Manner, word

Kind = Literal["trained", "range", "held-out"]

# How often a part is drawn with some parameters at their defaults, so that texts which leave
# these out are learned as well as those that state everything.
BRIEF_SHARE = 0.35
PIECE = 200_000  # texts of one shard at most: a family beyond that is made in several pieces
SLACK = 1.1  # parts and texts made for each one wanted: some turn out to be equal to others
_ROUNDS = 6


@dataclass(frozen=True)
class Shard:
    """An order for `texts` texts of a family: trained variants, larger ones, or held-out ones.

    Of a large order it is one piece, `piece` (i, n); no part is in two of them.
    """

    family: str
    kind: Kind
    texts: int
    config: DataConfig
    piece: tuple[int, int] = (0, 1)

    @property
    def name(self) -> str:
        number, of = self.piece
        return f"{self.family}-{self.kind}" + (f"-{number:05d}-of-{of:05d}" if of > 1 else "")

    def rng(self, variant: str) -> Rng:
        """Random numbers of this shard for one of its variants."""
        name = f"{self.config.seed}:{self.name}:{variant}".encode()
        return np.random.default_rng([zlib.crc32(name), self.config.seed])

    @property
    def variants(self) -> list[Variant]:
        held_out = self.kind == "held-out"
        (family,) = (f for f in select(self.config.families) if f.name == self.family)
        return [v for v in family.variants.values() if v.held_out == held_out]


@dataclass(frozen=True)
class Made:
    """What came of a shard: one row a part, and one row a text that names its part's row."""

    parts: pl.DataFrame
    texts: pl.DataFrame


def pieces(family: str, kind: Kind, texts: int, config: DataConfig) -> list[Shard]:
    """Orders for `texts` texts, each for PIECE at most; one where so many fit into it."""
    of = max(1, -(-texts // PIECE))
    ends = [texts * i // of for i in range(of + 1)]
    return [Shard(family, kind, ends[i + 1] - ends[i], config, (i, of)) for i in range(of)]


def make(shard: Shard) -> Made:
    """Variants get equal shares; what one of them lacks is made by those that have more."""
    if not shard.texts:
        return joined([])
    variants = {variant.name: variant for variant in shard.variants}
    wanted = math.ceil(SLACK * shard.texts)
    quotas = dict.fromkeys(variants, math.ceil(wanted / max(1, len(variants))))
    made: dict[str, Made] = {}
    for _ in range(_ROUNDS):
        made |= {name: _of_variant(shard, variants[name], n) for name, n in quotas.items()}
        short = wanted - sum(len(each.texts) for each in made.values())
        rich = [name for name, quota in quotas.items() if len(made[name].texts) >= quota]
        if short <= 0 or not rich:
            break
        quotas = {name: quotas[name] + math.ceil(short / len(rich)) for name in rich}
    return joined([made[name] for name in variants])


def _of_variant(shard: Shard, variant: Variant, quota: int) -> Made:
    """Up to `quota` texts of different parts, 1 to `phrasings` of them for each part."""
    rng = shard.rng(variant.name)
    config = shard.config
    parts_wanted = math.ceil(SLACK * quota / (1 + config.phrasings) * 2)
    found = []
    for unit, parts in _parts(shard, variant, parts_wanted, rng):
        counts = rng.integers(1, config.phrasings + 1, size=parts.rows)
        if parts.rows * (1 + config.phrasings) / 2 < quota * parts.rows / parts_wanted:
            counts[:] = config.phrasings  # the variant is small: all that can be said is said
        manner = Manner(unit, config.cm_share, config.casual_share, config.slip_share)
        found.append(_worded(shard.family, parts, word(parts, counts, manner, rng)))
    made = joined(found)
    shuffled = made.texts.sample(fraction=1.0, shuffle=True, seed=int(rng.integers(1 << 32)))
    return Made(made.parts, shuffled.head(quota))


def _parts(shard: Shard, variant: Variant, wanted: int, rng: Rng) -> Iterator[tuple[str, Parts]]:
    """Parts in mm with all parameters free, then at defaults, then in tenths of an inch."""
    if shard.kind == "range":
        for axes in _larger(variant):
            count = math.ceil(wanted / max(1, len(variant.axes)))
            yield "mm", variant.draw(rng, count, axes, piece=shard.piece)
        return
    brief = BRIEF_SHARE if variant.omissions else 0.0
    metric = 1 - shard.config.inch_share
    yield "mm", variant.draw(rng, math.ceil(wanted * metric * (1 - brief)), piece=shard.piece)
    for omitted in variant.omissions:
        share = metric * brief / len(variant.omissions)
        count = math.ceil(wanted * share)
        yield "mm", variant.draw(rng, count, omitted=omitted, piece=shard.piece)
    if shard.config.inch_share:
        inches = {name: axis.inches() for name, axis in variant.axes.items()}
        count = math.ceil(wanted * shard.config.inch_share)
        yield "in", variant.draw(rng, count, inches, piece=shard.piece)


def _larger(variant: Variant) -> Iterator[dict[str, Axis]]:
    """The axes of the variant with one size at a time beyond its range."""
    for name, axis in variant.axes.items():
        if (beyond := axis.beyond()) is not None:
            yield {**variant.axes, name: beyond}


def _worded(family: str, parts: Parts, words: pl.DataFrame) -> Made:
    table = pl.DataFrame(
        {
            "digest": [ir.digest(program) for program in parts.programs()],
            "ir": parts.program_texts(),
            "family": pl.repeat(family, parts.rows, eager=True),
            "variant": pl.repeat(parts.variant.name, parts.rows, eager=True),
            "params": parts.params_json(),
            "predicates": parts.predicates(),
        },
        schema=PARTS,
    )
    return Made(table, words)


PARTS = dict.fromkeys(("digest", "ir", "family", "variant", "params", "predicates"), pl.String)
TEXTS = {"part": pl.Int64, "text": pl.String, "slip": pl.Boolean}


def joined(pieces: list[Made]) -> Made:
    """All parts and texts; texts are numbered on to the new rows of their parts."""
    parts = [pl.DataFrame(schema=PARTS), *(piece.parts for piece in pieces)]
    texts, before = [pl.DataFrame(schema=TEXTS)], 0
    for piece in pieces:
        texts.append(piece.texts.with_columns(pl.col("part") + before))
        before += len(piece.parts)
    return Made(pl.concat(parts), pl.concat(texts))


def make_file(order: tuple[Shard, Path]) -> Path:
    """Make a shard into a folder unless it stands there already; returns the folder."""
    shard, root = order
    folder = root / shard.name
    if not folder.is_dir():
        made = make(shard)
        aside = root / f".{shard.name}.{os.getpid()}"
        aside.mkdir(parents=True, exist_ok=True)
        made.parts.write_parquet(aside / "parts.parquet", compression="lz4")
        made.texts.write_parquet(aside / "texts.parquet", compression="lz4")
        aside.rename(folder)
    return folder


def read(folder: Path) -> Made:
    return Made(
        pl.read_parquet(folder / "parts.parquet"), pl.read_parquet(folder / "texts.parquet")
    )
