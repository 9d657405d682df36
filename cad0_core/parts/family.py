"""Families, their variants, and the parts that can be drawn from each."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cad0_core import ir
from cad0_core.parts.columns import Column, Params, Value, join, json_pieces, rows_of, take
from cad0_core.parts.phrasing import Form, Template, sheets
from cad0_core.parts.shape import Shape

Unit = Literal["mm", "deg", "count", "thread"]
Default = float | Callable[[Params], Value]
Rng = np.random.Generator

INCH = 2.54  # mm: tenths of an inch, whose halves and quarters have at most 3 decimals
_MANY = 8  # an axis with fewer values is a choice, not a range that a part could leave
_MOST = 4_000_000  # points looked at in one go: some 300 MB


@dataclass(frozen=True)
class Axis:
    """The values that a parameter takes, ascending, and what a specification calls it.

    `unit`: "mm" for lengths, "deg", "count", or "thread" for the nominal size of a metric thread.
    """

    values: tuple[float, ...]
    label: str
    unit: Unit = "mm"

    def inches(self) -> "Axis":
        """Lengths at the nearest tenths of an inch; other values as they are."""
        if self.unit != "mm":
            return self
        tenths = sorted({max(1, round(value / INCH)) for value in self.values})
        return Axis(tuple(round(INCH * n, 2) for n in tenths), self.label)

    def beyond(self) -> "Axis | None":
        """Up to half as much again as the largest, in steps of the last; None for choices."""
        if self.unit != "mm" or len(self.values) < _MANY:
            return None
        last = self.values[-1]
        step = last - self.values[-2]
        return Axis(tuple(last + step * i for i in range(1, int(last / 2 / step) + 1)), self.label)


@dataclass(frozen=True)
class Parts:
    """Parts of one variant: their parameters as columns, and all that follows from them."""

    variant: "Variant"
    params: Params

    @cached_property
    def rows(self) -> int:
        return rows_of(self.params)

    @cached_property
    def shape(self) -> Shape:
        return self.variant.shape(**self.params)

    def programs(self) -> Iterator[ir.Program]:
        return self.shape.built().programs(self.rows)

    def program_texts(self) -> pl.Series:
        """Canonical programs."""
        return self.shape.built().text(self.rows)

    def predicates(self) -> pl.Series:
        """Predicates, as JSON."""
        return join(json_pieces(self.shape.checked().items), self.rows)

    def params_json(self) -> pl.Series:
        return join(json_pieces(self.params), self.rows)

    def chosen(self, rows: NDArray[Any]) -> "Parts":
        return Parts(self.variant, take(self.params, rows))

    def say(self, form: Form, rng: Rng, unit: str = "mm") -> pl.Series:
        """The sentence of `form` for each part, with a name drawn for each."""
        names = pl.Series(self.variant.names)[rng.integers(len(self.variant.names), size=self.rows)]
        return join([*form.pieces(self.params, self.variant.units, names, unit)], self.rows)

    def every_text(self) -> Iterator[str]:
        """All sentences for a single part."""
        for template in self.variant.fitting(self.params):
            for form in template.forms:
                for name in self.variant.names if "{name}" in form.text else ("",):
                    names = pl.Series([name])
                    yield join([*form.pieces(self.params, self.variant.units, names, "mm")], 1)[0]


@dataclass(frozen=True, eq=False)
class Variant:
    """One kind of part: its shape, its parameters, its defaults and its words.

    `names` are noun phrases that name the variant with all its features and no number. `templates`
    are sentences by hand; those of a specification sheet are made from the labels of the axes.
    A default is a value or a rule that computes it from the other parameters. A variant that is
    `held_out` is never trained on: it shows what a model makes of kinds that it has not seen.
    """

    name: str
    shape: Callable[..., Shape]
    axes: Mapping[str, Axis]
    names: Sequence[str]
    templates: Sequence[str]
    defaults: Mapping[str, Default] = field(default_factory=dict)
    held_out: bool = False
    ruled: frozenset[str] = frozenset()  # stated by every text, though their default rules them

    def __post_init__(self) -> None:
        for template in self.compiled:
            if unknown := template.states - self.axes.keys():
                raise ValueError(f"{self.name}: {template.source!r} has unknown slots {unknown}")
            if lost := self.axes.keys() - template.states - self.defaults.keys():
                raise ValueError(f"{self.name}: {template.source!r} does not determine {lost}")

    @cached_property
    def compiled(self) -> tuple[Template, ...]:
        """Templates by hand, then those of a specification sheet."""
        labels = {name: (axis.label, axis.unit) for name, axis in self.axes.items()}
        return tuple(Template.of(source) for source in [*self.templates, *sheets(labels)])

    @cached_property
    def units(self) -> dict[str, str]:
        return {name: axis.unit for name, axis in self.axes.items()}

    @cached_property
    def omissions(self) -> list[frozenset[str]]:
        """The different sets of parameters that some template leaves out."""
        left = dict.fromkeys(frozenset(self.axes.keys() - t.states) for t in self.compiled)
        return [names for names in left if names]

    def usual(self, params: Params) -> dict[str, NDArray[np.bool_]]:
        """Where the parameters that have a default are at it."""
        rows = rows_of(params)
        return {
            name: np.broadcast_to(np.isclose(params[name], self.default(name, params)), rows)
            for name in self.defaults
        }

    def fitting(self, params: Params) -> list[Template]:
        """The templates that determine a single part: what they leave out is at its default."""
        usual = {name for name, at in self.usual(params).items() if at[0]}
        return [t for t in self.compiled if usual.issuperset(self.axes.keys() - t.states)]

    def default(self, name: str, params: Params) -> Value:
        rule = self.defaults[name]
        return rule(params) if callable(rule) else rule

    def complete(self, stated: Mapping[str, Value]) -> Params:
        """All parameters, in the order of the axes, those not stated at their defaults."""
        known: Params = dict(stated)
        for name in self.defaults:
            if name not in known:
                known[name] = self.default(name, known)
        return {name: known[name] for name in self.axes}

    def draw(
        self,
        rng: Rng,
        count: int,
        axes: Mapping[str, Axis] | None = None,
        omitted: frozenset[str] = frozenset(),
        piece: tuple[int, int] = (0, 1),
    ) -> Parts:
        """Up to `count` different sound parts; fewer where the variant has no more.

        `axes` replaces the variant's own; what is `omitted` or `ruled` is at its default. Of
        `piece` (i, n) only every n-th point of the grid is drawn, from the i-th on, so that no
        part is in two pieces.
        """
        fixed = omitted | self.ruled
        free = {n: axis for n, axis in (axes or self.axes).items() if n not in fixed}
        first, step = piece
        total = -(-(math.prod(len(axis.values) for axis in free.values()) - first) // step)
        if total < 1:
            return self._points(np.empty(0, dtype=np.int64), free)
        size = 2 * count
        while True:
            every = total <= 2 * size
            index = rng.permutation(total) if every else _distinct(rng.integers(total, size=size))
            found = self._points(first + step * index, free)
            if found.rows >= count or every or size >= _MOST:
                return found.chosen(np.arange(min(count, found.rows)))
            size = min(4 * size, _MOST)

    def _points(self, index: NDArray[np.int64], free: Mapping[str, Axis]) -> Parts:
        """The sound parts among these points of the grid."""
        stated: Params = {}
        for name, axis in free.items():
            index, place = np.divmod(index, len(axis.values))
            stated[name] = np.array(axis.values, dtype=np.float64)[place]
        rows = len(index)
        params: Params = {
            name: np.round(column, 6)
            for name, column in columns_of(self.complete(stated), rows).items()
        }
        return Parts(self, take(params, ~self.refused(params)))

    def refused(self, params: Params) -> NDArray[np.bool_]:
        """Which parts no workshop would make."""
        bad = np.zeros(rows_of(params), dtype=bool)
        for condition, _ in self.shape(**params).faults():
            bad = bad | condition
        return bad

    def fault(self, params: Params) -> str | None:
        """Why a single part is no good, or None."""
        return next((why for bad, why in self.shape(**params).faults() if np.any(bad)), None)


@dataclass(frozen=True)
class Family:
    """Parts that share a purpose; its variants get equal shares of a dataset.

    `nouns` are the words for the part itself: two texts that differ only in these (and in numbers
    and units) count as one phrasing. `seed` marks the six families that cad0 began with.
    """

    name: str
    variants: Mapping[str, Variant]
    nouns: frozenset[str]
    seed: bool = False

    def only(self, variants: Collection[str]) -> "Family":
        """This family with these of its variants."""
        return replace(self, variants={n: v for n, v in self.variants.items() if n in variants})

    def part(self, variant: str, **stated: float) -> Parts:
        """The part with these parameters, the others at their defaults.

        Raises ValueError if no workshop would make it.
        """
        kind = self.variants[variant]
        params = kind.complete(stated)
        if (fault := kind.fault(params)) is not None:
            raise ValueError(f"{self.name} {variant}: {fault}")
        return Parts(kind, params)


def family(name: str, *variants: Variant, nouns: str, seed: bool = False) -> Family:
    """A family of these variants; `nouns` are separated by blanks."""
    return Family(name, {v.name: v for v in variants}, frozenset(nouns.split()), seed)


def _distinct(index: NDArray[np.int64]) -> NDArray[np.int64]:
    """The different numbers, in the order of their first appearance."""
    _, first = np.unique(index, return_index=True)
    return index[np.sort(first)]


def columns_of(params: Params, rows: int) -> dict[str, Column]:
    """All parameters as columns."""
    return {n: np.broadcast_to(np.asarray(v, np.float64), rows) for n, v in params.items()}
