"""Mutated programs: whatever the text, the documented errors and nothing else."""

import random

from damage import SEEDS, mutate

from cad0_core import ir

KINDS = ("empty", "unsupported", "degenerate", "budget")


def test_mutated_programs():
    rng = random.Random(3)
    parsed = evaluated = 0
    for _ in range(3000):
        text = mutate(rng, rng.choice(SEEDS))
        errors = ir.check(text)
        if errors:
            assert all(str(error) for error in errors)
            continue
        parsed += 1
        program = ir.parse(text)
        try:
            rendered = ir.render(program)
        except ir.IRError as error:
            assert "rounding" in error.message
        else:
            assert ir.render(ir.parse(rendered)) == rendered
            assert len(ir.digest(program)) == 64
        assert ir.from_document(ir.to_document(program)).nodes == program.nodes
        if parsed % 10 == 0:
            try:
                solid = ir.evaluate(program, audit=True, limits=ir.Limits(triangles=20_000))
            except ir.SolidError as error:
                assert error.kind in KINDS, str(error)
            else:
                evaluated += 1
                assert solid.is_valid or solid.volume < 1e-3, text
                assert solid.bodies >= 1 and solid.genus >= 0 and solid.voids >= 0, text
    assert parsed > 300 and evaluated > 30
