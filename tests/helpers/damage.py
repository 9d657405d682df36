"""Damaged texts: programs with a few characters, words or lines changed."""

import random
import tomllib
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "ir" / "golden.toml"
# Edges are blended by a kernel that may crash: `tests/bench/ir_fuzz.py` does it in a child.
SEEDS = [
    entry["ir"]
    for entry in tomllib.loads(GOLDEN.read_text()).values()
    if "brep" not in entry and "lenient" not in entry
]
TOKENS = [
    *("0", "1", "-1", "2", "1e6", "1e-9", "nan", "-0", "90", "1000", "#", '"', "\\", "\r", "\t"),
    *("\ufeff", "é", "\u00a0", "\u2028", "\x00", "\ud800", "END", "SK 0 0 0 1 0 0 0 1 0"),
    *("L 0 0 1 0", "A 1 0 -1 0 0 0 1", "E 0 0 0 1", "V 0 0 0 0 0 1 0 360", "ROOT 0 m hidden"),
]


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
