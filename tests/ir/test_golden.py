"""The golden files: measures and refusals worked out by hand, not by our own code."""

import math
import pickle
import tomllib
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cad0_core import ir

GOLDEN = tomllib.loads(Path(__file__).with_name("golden.toml").read_text())
REFUSED = tomllib.loads(Path(__file__).with_name("refused.toml").read_text())
SIDES = 32


def arc(degrees: float, pieces: int) -> float:
    """Twice the area of a fan of triangles of radius 1."""
    return pieces * math.sin(math.radians(degrees) / pieces)


def ngon(r: float) -> float:
    """Area of the regular polygon inscribed in a circle of radius r."""
    return arc(360, SIDES) / 2 * r * r


def frustum(r1: float, r2: float, h: float) -> float:
    return ngon(1) * h * (r1 * r1 + r1 * r2 + r2 * r2) / 3


def ball(r: float) -> float:
    """A stack of frusta between circles of latitude."""
    angles = [math.pi * j / (SIDES // 2) for j in range(SIDES // 2 + 1)]
    rings = [(r * math.sin(a), r * math.cos(a)) for a in angles]
    return sum(frustum(a, b, z0 - z1) for (a, z0), (b, z1) in pairwise(rings))


FORMULA = {"arc": arc, "ngon": ngon, "frustum": frustum, "ball": ball, "sqrt": math.sqrt}


def cases(entries: dict[str, Any]) -> list[Any]:
    """The names of entries; those that need the extra are marked, and skipped without it."""
    absent = pytest.mark.skipif(find_spec("OCP") is None, reason="needs cad0[brep]: make brep")
    marks = {True: (pytest.mark.brep, absent), False: ()}
    return [
        pytest.param(name, marks=marks[entry.get("brep", False)]) for name, entry in entries.items()
    ]


@pytest.mark.parametrize("name", cases(GOLDEN))
def test_measures_match_the_golden_file(name):
    entry = GOLDEN[name]
    solid = ir.evaluate(ir.parse(entry["ir"], lenient=entry.get("lenient", False)))
    volume = eval(entry["volume"], {"__builtins__": {}, "pi": math.pi, **FORMULA})
    assert solid.volume == pytest.approx(volume, rel=entry.get("within", 1e-9))
    if "bbox" in entry:
        assert solid.bbox == pytest.approx(entry["bbox"], abs=1e-9)
    assert [solid.bodies, solid.voids, solid.genus] == entry["shells"]
    assert solid.is_valid


def test_the_golden_file_covers_every_operation():
    assert len(GOLDEN) >= 60
    parts = [ir.parse(entry["ir"], lenient=True).nodes for entry in GOLDEN.values()]
    seen = {node.code for nodes in parts for node in nodes}
    seen |= {part.code for nodes in parts for node in nodes for part in node.segments}
    assert seen == set(ir.OPS) - {"END"}  # which makes no node


TEXTS = {name: entry for name, entry in REFUSED.items() if "at" in entry}
SOLIDS = {name: entry for name, entry in REFUSED.items() if "kind" in entry}


@pytest.mark.parametrize("name", TEXTS)
def test_refusals_name_line_column_found_and_expected(name):
    entry = TEXTS[name]
    with pytest.raises(ir.IRError) as caught:
        ir.parse(entry["ir"])
    error = caught.value
    assert [error.line, error.column] == entry["at"], str(error)
    assert entry["found"] in error.found
    assert entry["expected"] in error.expected
    assert error.found in error.message
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))


@pytest.mark.parametrize("name", cases(SOLIDS))
def test_programs_without_a_solid_name_kind_node_and_line(name):
    entry = SOLIDS[name]
    with pytest.raises(ir.SolidError) as caught:
        ir.evaluate(ir.parse(entry["ir"]))
    error = caught.value
    assert (error.kind, error.node, error.line) == (entry["kind"], entry["node"], entry["line"])
    assert entry["message"] in error.message


def test_every_operation_is_refused_somewhere():
    assert len(TEXTS) + len(SOLIDS) == len(REFUSED) >= 100
    about = [ir.check(entry["ir"])[0] for entry in TEXTS.values()]
    assert set(ir.OPS) <= {error.source.split()[0] for error in about if error.source.split()}
