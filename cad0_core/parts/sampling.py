"""A few samples of some variants: for looking at, for tests and for benchmarks."""

from typing import NamedTuple

import numpy as np

from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.family import Variant
from cad0_core.parts.wording import Manner, word


class Sample(NamedTuple):
    """One part: a text, its program (canonical) and its predicates (JSON)."""

    family: str
    variant: str
    text: str
    ir: str
    predicates: str

    @property
    def has_sketch(self) -> bool:
        return "SK " in self.ir


def samples(family: str, variant: Variant, count: int, seed: int = 0) -> list[Sample]:
    """Up to `count` parts of a variant, each with one text; equal seeds give equal samples."""
    rng = np.random.default_rng([seed, *variant.name.encode()])
    parts = variant.draw(rng, count)
    words = word(parts, np.ones(parts.rows, np.int64), Manner(), rng)
    programs, checks = parts.program_texts(), parts.predicates()
    return [
        Sample(family, variant.name, text, programs[part], checks[part])
        for part, text in words.select("part", "text").iter_rows()
    ]


def of_every_variant(count: int, seed: int = 0) -> list[Sample]:
    """Up to `count` parts of each variant of each family."""
    return [
        sample
        for name, family in FAMILIES.items()
        for variant in family.variants.values()
        for sample in samples(name, variant, count, seed)
    ]
