"""Data files: JSON Lines with `text` and `ir` first, one pair a line, UTF-8; Parquet beside them.

In JSONL `params` is an object and `predicates` a list of objects; Parquet has both as JSON text,
since their shape differs from row to row.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from cad0_core.errors import DataError

SPLITS = ("train", "val", "test")
# What is never trained on beside val and test: plain primitives; sizes beyond the training
# ranges; kinds of part that training never shows; prompts written by people.
PROBES = ("primitives", "ood-range", "ood-family", "ood-human")
SETS = (*SPLITS, *PROBES)
_FIELDS = ("text", "ir", "family", "variant", "digest")
COLUMNS = ("text", "ir", "family", "variant", "params", "predicates", "digest")
_CHUNK = 50_000  # lines that are in memory as JSON at once: some 60 MB


@dataclass(frozen=True, slots=True)
class Row:
    """A text and the program that it asks for; the rest is empty where it is not known.

    `digest` is that of the program's normal form: rows with the same one are the same part.
    """

    text: str
    ir: str
    family: str = ""
    variant: str = ""
    digest: str = ""
    predicates: str = ""  # JSON


def split_path(folder: Path, split: str) -> Path:
    """Where a dataset folder keeps a split."""
    return folder / f"{split}.jsonl"


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows to `path`, replacing what is there."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            record = {field: getattr(row, field) for field in _FIELDS}
            if row.predicates:
                record["predicates"] = json.loads(row.predicates)
            file.write(encode(record) + "\n")


def write_table(folder: Path, name: str, table: pl.DataFrame) -> None:
    """Write a set (COLUMNS, all text) as NAME.jsonl and NAME.parquet."""
    table = table.select(COLUMNS)
    with split_path(folder, name).open("w", encoding="utf-8", newline="\n") as file:
        for chunk in table.iter_slices(_CHUNK):
            file.writelines(chunk.select(line=_json_line())["line"])
    table.write_parquet(folder / f"{name}.parquet")


def _json_line() -> pl.Expr:
    pieces: list[pl.Expr] = []
    for i, column in enumerate(COLUMNS):
        pieces.append(pl.lit(f'{", " if i else "{"}"{column}": '))
        plain = column in ("params", "predicates")
        pieces.append(pl.col(column) if plain else _json_string(column))
    return pl.concat_str([*pieces, pl.lit("}\n")])


def _json_string(column: str) -> pl.Expr:
    """A text as JSON; ours hold no control characters but line ends."""
    text = pl.col(column).str.replace_all("\\", "\\\\", literal=True)
    text = text.str.replace_all('"', '\\"', literal=True)
    text = text.str.replace_all("\n", "\\n", literal=True)
    return pl.concat_str([pl.lit('"'), text, pl.lit('"')])


def read_rows(path: Path, limit: int | None = None) -> list[Row]:
    """The rows of `path`, the first `limit` of them if that is given.

    Fields beyond those of `Row` are ignored; all but `text` and `ir` may be absent. Raises
    DataError naming file, line (from 1) and fault if the file or one of these lines cannot be
    read.
    """
    rows: list[Row] = []
    try:
        with path.open("rb") as file:
            for line in islice(file, limit):
                rows.append(_row(line))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise DataError(f"{path}, line {len(rows) + 1}: {error}") from error
    return rows


def _row(line: bytes) -> Row:
    """Raises ValueError saying what is wrong with the line."""
    text = _decoded(line)
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        found = f"not JSON ({error.msg} at column {error.colno})"
        raise ValueError("the line is empty" if not text.strip() else found) from error
    except RecursionError as error:
        raise ValueError("not JSON that anyone means (nested too deeply)") from error
    if type(record) is not dict:
        raise ValueError(f"expected an object, found {_kind(record)}")
    known = record.get
    try:
        values = (
            record["text"], record["ir"],
            known("family", ""), known("variant", ""), known("digest", ""),
        )  # fmt: skip
    except KeyError as error:
        raise ValueError(f"field {error} is missing") from error
    if set(map(type, values)) != {str} or "\\u" in text:
        _check_strings(values)
    if not values[0].strip() or not values[1].strip():
        raise ValueError(f"field {'ir' if values[0].strip() else 'text'!r} is empty")
    return Row(*values, json.dumps(predicates) if (predicates := known("predicates")) else "")


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1})") from error


def _check_strings(values: tuple[object, ...]) -> None:
    """Every value must be a string that can be written as UTF-8."""
    for field, value in zip(_FIELDS, values, strict=True):
        if type(value) is not str:
            raise ValueError(f"field {field!r} must be a string, not {_kind(value)}")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError(f"field {field!r} holds half of a surrogate pair") from error


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")
