"""Families, their variants, and the endless stream of parts that each of them can make."""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cad0_core.ir.program import Program
from cad0_core.parts.phrasing import Template, Value, Words
from cad0_core.parts.shape import Shape

Params = dict[str, Any]  # name -> Value: str for a thread size, else a number
Default = Value | Callable[[Params], Value]

# How often a part is drawn with some parameters at their defaults, so that texts which leave
# these out are learned as well as those that state everything.
BRIEF_SHARE = 0.35


@dataclass(frozen=True)
class Part:
    """One part: parameters in mm, the one program, and the words for it."""

    family: str
    variant: "Variant"
    params: Params

    @cached_property
    def program(self) -> Program:
        return self.variant.shape(**self.params).program()

    def texts(self, rng: random.Random, count: int) -> list[str]:
        """Up to `count` different sentences, each from a template of its own.

        Each of them determines the program: what it does not state is at its default.
        """
        fitting = self.variant.brief_templates(self.params)
        full = self.variant.full
        brief = min(len(fitting), sum(rng.random() < 0.5 for _ in range(count)))
        chosen = rng.sample(fitting, brief) + rng.sample(full, min(count - brief, len(full)))
        words = Words(self.params)
        return [rng.choice(template.forms).format_map(words) for template in chosen]

    def every_text(self) -> Iterator[str]:
        """All sentences for this part."""
        words = Words(self.params)
        for template in [*self.variant.full, *self.variant.brief_templates(self.params)]:
            for form in template.forms:
                yield form.format_map(words)


@dataclass(frozen=True, eq=False)
class Variant:
    """One kind of part: its shape, the values its parameters take, its defaults and its words.

    A default is a value or a rule that computes it from the other parameters.
    """

    name: str
    shape: Callable[..., Shape]
    grid: Mapping[str, Sequence[Value]]
    templates: Sequence[str]
    defaults: Mapping[str, Default] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for template in self._compiled:
            if unknown := template.states - self.grid.keys():
                raise ValueError(f"{self.name}: {template.source!r} has unknown slots {unknown}")
            if lost := self.grid.keys() - template.states - self.defaults.keys():
                raise ValueError(f"{self.name}: {template.source!r} does not determine {lost}")

    @cached_property
    def _compiled(self) -> tuple[Template, ...]:
        return tuple(Template.of(source) for source in self.templates)

    @cached_property
    def full(self) -> list[Template]:
        """Templates that state every parameter."""
        return [t for t in self._compiled if t.states == self.grid.keys()]

    @cached_property
    def brief(self) -> list[tuple[Template, list[str]]]:
        """Templates that rely on defaults, each with what it leaves out."""
        return [(t, [n for n in self.grid if n not in t.states])
                for t in self._compiled if t.states != self.grid.keys()]  # fmt: skip

    @cached_property
    def omissions(self) -> list[list[str]]:
        """The different sets of parameters that some template leaves out."""
        return [list(names) for names in dict.fromkeys(tuple(names) for _, names in self.brief)]

    def brief_templates(self, params: Params) -> list[Template]:
        """The templates that leave out only what is at its default."""
        usual = {name for name in self.defaults if params[name] == self.default(name, params)}
        return [template for template, omitted in self.brief if usual.issuperset(omitted)]

    def default(self, name: str, params: Params) -> Value:
        rule = self.defaults[name]
        return rule(params) if callable(rule) else rule

    def complete(self, stated: Mapping[str, Value]) -> Params:
        """All parameters, in the order of the grid, those not stated at their defaults."""
        known: Params = dict(stated)
        for name in self.defaults:
            if name not in known:
                known[name] = self.default(name, known)
        return {name: known[name] for name in self.grid}

    def draw(self, rng: random.Random) -> Iterator[Params]:
        """Parameters of sound parts in random order, until there are no others.

        The same ones may come twice: once by chance and once by leaving out defaults.
        """
        streams = [self._points(rng, [])]
        weights = [1 - BRIEF_SHARE]
        for omitted in self.omissions:
            streams.append(self._points(rng, omitted))
            weights.append(BRIEF_SHARE / len(self.omissions))
        while streams:
            i = rng.choices(range(len(streams)), weights)[0]
            params = next(streams[i], None)
            if params is not None:
                yield params
            else:
                del streams[i], weights[i]

    def _points(self, rng: random.Random, omitted: Sequence[str]) -> Iterator[Params]:
        """Sound points of the grid without the omitted axes, each once, in random order."""
        axes = [(name, values) for name, values in self.grid.items() if name not in omitted]
        for index in _shuffled(math.prod(len(values) for _, values in axes), rng):
            stated: dict[str, Value] = {}
            for name, values in axes:
                index, i = divmod(index, len(values))
                stated[name] = values[i]
            params = self.complete(stated) if omitted else stated
            if self.shape(**params).fault() is None:
                yield params


@dataclass(frozen=True)
class Family:
    """Parts that share a purpose; its variants get equal shares of a dataset."""

    name: str
    variants: Mapping[str, Variant]

    def draw(self, rng: random.Random) -> Iterator[Part]:
        """Parts in random order, variants by turns at random, until there are no others."""
        streams = {name: variant.draw(rng) for name, variant in self.variants.items()}
        while streams:
            name = rng.choice(tuple(streams))
            params = next(streams[name], None)
            if params is None:
                del streams[name]
            else:
                yield Part(self.name, self.variants[name], params)

    def part(self, variant: str, **stated: Value) -> Part:
        """The part with these parameters, the others at their defaults.

        Raises ValueError if no workshop would make it.
        """
        kind = self.variants[variant]
        params = kind.complete(stated)
        if (fault := kind.shape(**params).fault()) is not None:
            raise ValueError(f"{self.name} {variant}: {fault}")
        return Part(self.name, kind, params)


def family(name: str, *variants: Variant) -> Family:
    return Family(name, {variant.name: variant for variant in variants})


def _shuffled(size: int, rng: random.Random) -> Iterator[int]:
    """0..size-1 in random order; what has come is remembered, not what is still to come."""
    if size <= 100_000:
        yield from rng.sample(range(size), size)
        return
    seen: set[int] = set()
    while len(seen) < size:
        index = rng.randrange(size)
        if index not in seen:
            seen.add(index)
            yield index
