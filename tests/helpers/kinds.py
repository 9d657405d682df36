"""What the suites over all variants share: which there are, and parts drawn from them."""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from cad0_core import ir
from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.family import Family, Parts, Variant

VARIANTS = [
    (family, variant) for family in FAMILIES.values() for variant in family.variants.values()
]

every_variant = pytest.mark.parametrize(
    ("family", "variant"), VARIANTS, ids=[f"{family.name}-{kind.name}" for family, kind in VARIANTS]
)


def drawn(variant: Variant, count: int, seed: int = 1) -> Parts:
    return variant.draw(np.random.default_rng(seed), count)


def all_kinds(variant: Variant, count: int) -> Iterator[Parts]:
    """Parts in mm, in tenths of an inch, and with one size beyond its range."""
    rng = np.random.default_rng(2)
    yield variant.draw(rng, count)
    yield variant.draw(rng, count, {name: axis.inches() for name, axis in variant.axes.items()})
    for name, axis in variant.axes.items():
        if (beyond := axis.beyond()) is not None:
            yield variant.draw(rng, 2, {**variant.axes, name: beyond})


def single(parts: Parts) -> Iterator[Parts]:
    for row in range(parts.rows):
        yield parts.chosen(np.array([row]))


def solid(text: str, segments: int = 32) -> ir.Solid:
    return ir.evaluate(ir.parse(text), segments)


def masked(text: str, family: Family) -> str:
    """The phrasing: numbers, units and words for the part itself made alike."""
    text = re.sub(r"\d+(\.\d+)?", "#", text)
    text = re.sub(r"(?<=[# ])(mm|cm|in)\b", "u", text)
    nouns = "|".join(sorted(map(re.escape, family.nouns), key=len, reverse=True))
    return re.sub(rf"\b({nouns})s?\b", "N", text)
