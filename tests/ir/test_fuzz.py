"""Mutated programs: whatever the text, the documented errors and nothing else."""

import random
import tomllib
from pathlib import Path

from cad0_core import ir

# Edges are blended by a kernel that may crash: `tests/bench/ir_fuzz.py` does it in a child.
SEEDS = [
    entry["ir"]
    for entry in tomllib.loads(Path(__file__).with_name("golden.toml").read_text()).values()
    if "brep" not in entry and "lenient" not in entry
]
TOKENS = [
    *("0", "1", "-1", "2", "1e6", "1e-9", "nan", "-0", "90", "1000", "#", '"', "\\", "\r", "\t"),
    *("\ufeff", "é", "\u00a0", "\u2028", "\x00", "\ud800", "END", "SK 0 0 0 1 0 0 0 1 0"),
    *("L 0 0 1 0", "A 1 0 -1 0 0 0 1", "E 0 0 0 1", "V 0 0 0 0 0 1 0 360", "ROOT 0 m hidden"),
]
KINDS = ("empty", "unsupported", "degenerate", "budget")


def mutate(rng: random.Random, text: str) -> str:
    """A program with one or a few changes to its characters, words or lines."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        spot = rng.randrange(len(text) + 1)
        match rng.randrange(7):
            case 0:
                text = text[:spot] + rng.choice(TOKENS) + text[spot:]
            case 1:
                text = text[:spot] + text[spot + rng.randint(1, 4) :]
            case 2:
                words = text.split(" ")
                text = " ".join(rng.choice(TOKENS) if rng.random() < 0.1 else w for w in words)
            case 3:
                lines = text.split("\n")
                text = "\n".join(rng.sample(lines, len(lines)))
            case 4:
                lines = text.split("\n")
                del lines[rng.randrange(len(lines))]
                text = "\n".join(lines)
            case 5:
                text = text + "\n" + rng.choice(SEEDS)
            case _:
                text = text.replace(rng.choice(text.split(" ")), rng.choice(TOKENS), 1)
    return text


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
