"""Many parts at once: a parameter is one number, or a column with one number a part.

Family files compute with either (`self.length - 2 * self.wall`), so that a hundred thousand
programs are written as a few dozen column operations.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cad0_core.ir.render import number

Column = NDArray[np.float64]
Value = float | Column
Condition = bool | NDArray[np.bool_]
Params = dict[str, Value]
Piece = str | Value | pl.Series  # of a line of text: a constant, numbers, or words


def least(*values: Value) -> Value:
    """The smallest of the values, part by part."""
    result = values[0]
    for value in values[1:]:
        result = np.minimum(result, value)
    return result


def most(*values: Value) -> Value:
    """The largest of the values, part by part."""
    result = values[0]
    for value in values[1:]:
        result = np.maximum(result, value)
    return result


def sine(degrees: Value) -> Value:
    return np.sin(np.radians(degrees))


def cosine(degrees: Value) -> Value:
    return np.cos(np.radians(degrees))


class Table(dict[float, float]):
    """A documented table of numbers by number that also looks up whole columns."""

    def __call__(self, keys: Value) -> Value:
        """The entry of each key; raises KeyError for one that is not in the table."""
        if not isinstance(keys, np.ndarray):
            return self[keys]
        distinct, place = np.unique(keys, return_inverse=True)
        return np.array([self[key] for key in distinct.tolist()])[place]

    def at_least(self, bounds: Value) -> Value:
        """The smallest key that is not below each bound; the largest key where there is none."""
        keys = np.array(sorted(self))
        found: Column = keys[np.minimum(np.searchsorted(keys, bounds), len(keys) - 1)]
        return found


def next_of(values: Sequence[float], bounds: Value) -> Value:
    """The first of ascending `values` that is not below each bound; the last where none is."""
    return Table((value, 0.0) for value in values).at_least(bounds)


def rows_of(values: Mapping[str, Value]) -> int:
    """How many parts these parameters describe; single numbers describe one."""
    return max((len(v) for v in values.values() if isinstance(v, np.ndarray)), default=1)


def take(values: Mapping[str, Value], rows: NDArray[Any]) -> Params:
    """The parameters of some of the parts, by index or mask."""
    return {n: v[rows] if isinstance(v, np.ndarray) else v for n, v in values.items()}


def numbers(column: Column) -> pl.Series:
    """A column as canonical text: at most 3 decimals, no trailing zeros."""
    distinct, place = np.unique(column, return_inverse=True)
    return pl.Series([number(value) for value in distinct.tolist()], dtype=pl.String)[place]


def join(pieces: Sequence[Piece], rows: int) -> pl.Series:
    """One text a part: the pieces end to end."""
    run: list[str] = []  # constants that stand side by side
    parts: list[pl.Expr] = []
    for piece in pieces:
        if isinstance(piece, np.ndarray):
            piece = numbers(piece)
        if isinstance(piece, pl.Series):
            parts.append(pl.lit("".join(run)))
            parts.append(pl.lit(piece))
            run = []
        else:
            run.append(piece if isinstance(piece, str) else number(float(piece)))
    parts.append(pl.lit("".join(run)))
    joined = pl.select(pl.concat_str(parts).alias("text"))["text"]
    return joined if len(joined) == rows else joined.extend_constant(joined[0], rows - 1)


def json_pieces(value: Any) -> list[Piece]:
    """JSON with columns as leaves, as pieces for `join`: `{"d": column}` is one object a part."""
    match value:
        case dict():
            pairs = [[f'"{name}": ', *json_pieces(member)] for name, member in value.items()]
            return ["{", *_separated(pairs), "}"]
        case list() | tuple():
            return ["[", *_separated([json_pieces(member) for member in value]), "]"]
        case bool():
            return ["true" if value else "false"]
        case str():
            return [f'"{value}"']
        case _:
            return [value]


def _separated(groups: Sequence[list[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for i, group in enumerate(groups):
        pieces += [", "] * (i > 0) + group
    return pieces
