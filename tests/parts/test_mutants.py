"""Predicates refuse what is not the part: every number changed, every boolean dropped."""

import json

import pytest
from kinds import drawn, every_variant, single
from mutation import mutants, survivors

from cad0_core import ir
from cad0_core.parts.family import Family, Variant

PARTS = 3
CAUGHT = 0.99


@every_variant
def test_predicates_refuse_mutants(family: Family, variant: Variant) -> None:
    tried, left = 0, []
    for part in single(drawn(variant, PARTS, seed=7)):
        more, alive = survivors(part.program_texts()[0], json.loads(part.predicates()[0]))
        tried += more
        left += [f"{part.program_texts()[0]!r} -> {text}" for text in alive]
    assert tried >= 3
    assert len(left) <= (1 - CAUGHT) * tried, "\n".join([f"{len(left)} of {tried}", *left])


@pytest.mark.parametrize("code", ["U", "D", "I"])
def test_dropped_booleans_are_among_the_mutants(code: str) -> None:
    program = ir.parse(f"C 5 5 5\nC 3 3 9\n{code} 0 1")
    assert any(m.nodes[2].code == "T" for m in mutants(program))
