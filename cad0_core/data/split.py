"""Which program goes where: by its digest alone, so that no text of a test part is trained on."""

import polars as pl

from cad0_core.config import DataConfig

PRIMITIVES = 0.015  # share of the plain primitives that are kept for a test of their own


def divide(rows: pl.DataFrame, config: DataConfig) -> dict[str, pl.DataFrame]:
    """Rows (columns digest, family, variant at least) by set: train, val, test, primitives.

    The digest, read as a fraction, falls below a share or does not. A variant that chance left
    out of the test or of val gives its nearest program, so that a small dataset still has every
    variant in all splits if it has three programs of it.
    """
    kind = ["family", "variant"]
    fraction = pl.col("digest").str.slice(0, 12).str.to_integer(base=16) / 16**12
    programs = rows.unique("digest", keep="first", maintain_order=True).with_columns(f=fraction)
    test, val = config.test_share, config.test_share + config.val_share
    own = pl.when(pl.col("family") == "primitive").then(PRIMITIVES).otherwise(0.0)
    least = (pl.len() > 2).cast(pl.Int64)
    tests = pl.max_horizontal((pl.col("f") < test).sum(), least).over(kind)
    vals = pl.max_horizontal(((pl.col("f") >= test) & (pl.col("f") < val)).sum(), least).over(kind)
    rank = pl.col("f").rank("ordinal").over(kind) - 1
    programs = programs.with_columns(
        set=pl.when(rank < tests).then(pl.lit("test"))
        .when(rank < tests + vals).then(pl.lit("val"))
        .when(pl.col("f").is_between(val, val + own, closed="left")).then(pl.lit("primitives"))
        .otherwise(pl.lit("train"))
    )  # fmt: skip
    placed = rows.join(programs.select("digest", "set"), on="digest", maintain_order="left")
    return {
        name: placed.filter(pl.col("set") == name).drop("set")
        for name in ("train", "val", "test", "primitives")
    }
