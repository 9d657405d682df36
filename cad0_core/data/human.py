"""The set `ood-human`: prompts as people type them, written by hand and never trained on.

`human.jsonl` holds one a line, with a program of the part by hand and predicates for what the text
states. What a text leaves open no predicate asks for: gears and plain funnels have none on volume,
since the shape of a tooth and the inside of a cone are open, and evenly spaced holes are asked for
as a count on a circle, from just inside to just outside of it, with a hole or a gap on an axis.
"""

import json
from importlib.resources import files
from typing import Any

import polars as pl

from cad0_core import ir
from cad0_core.data.files import COLUMNS


def human_rows() -> pl.DataFrame:
    """All prompts, those of a family together: columns as in every set, all text.

    `family` is the kind of part, registered or not; no variant or parameters are known;
    `predicates` is JSON.
    """
    lines = files("cad0_core.data").joinpath("human.jsonl").read_text(encoding="utf-8")
    rows = [_row(json.loads(line)) for line in lines.splitlines()]
    return pl.DataFrame(rows, dict.fromkeys(COLUMNS, pl.String), orient="row")


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    program, predicates = record["ir"], json.dumps(record["predicates"])
    digest = ir.digest(ir.parse(program))
    return record["text"], program, record["family"], "", "{}", predicates, digest
