"""Measures of solids against formulas of the faceted bodies, and what makes a solid bad."""

import math

import numpy as np
import pytest

from cad0_core import ir
from cad0_core.ir.solid import is_closed_manifold


def polygon(r: float, n: int = 32) -> float:
    """Area of a regular n-gon inscribed in a circle of radius r."""
    return n / 2 * math.sin(2 * math.pi / n) * r * r


def sphere(r: float, n: int = 32) -> float:
    """Volume of a sphere of n meridians by n/2 bands: a stack of pyramidal frusta."""
    rings = [
        (r * math.cos(math.pi * j / (n // 2)), r * math.sin(math.pi * j / (n // 2)))
        for j in range(n // 2 + 1)
    ]
    slices = zip(rings, rings[1:], strict=False)
    return sum(polygon(1, n) * (z0 - z1) * (a * a + a * b + b * b) / 3
               for (z0, a), (z1, b) in slices)  # fmt: skip


PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4\nT 1 5 25 0\nD 5 6\nT 1 45 25 0\nD 7 8"  # noqa: E501
CASES = {
    # text: (volume, bbox, bodies, voids, genus)
    "C 10 20 30": (6000, (0, 0, 0, 10, 20, 30), 1, 0, 0),
    "Y 5 25": (polygon(5) * 25, (-5, -5, 0, 5, 5, 25), 1, 0, 0),
    "S 10": (sphere(10), (-10, -10, -10, 10, 10, 10), 1, 0, 0),
    "K 10 4 6": (polygon(1) * 6 * (100 + 40 + 16) / 3, (-10, -10, 0, 10, 10, 6), 1, 0, 0),
    "K 0 3 6": (polygon(3) * 2, (-3, -3, 0, 3, 3, 6), 1, 0, 0),
    "K 3 0 6": (polygon(3) * 2, (-3, -3, 0, 3, 3, 6), 1, 0, 0),
    "C 1 2 3\nT 0 -5 0 0.5": (6, (-5, 0, 0.5, -4, 2, 3.5), 1, 0, 0),
    # Z first: the long side goes to Y; then X turns Y to Z.
    "C 10 1 2\nR 0 90 0 90": (20, (-1, -2, 0, 0, 0, 10), 1, 0, 0),
    "C 10 1 2\nR 0 0 90 0": (20, (0, 0, -10, 2, 1, 0), 1, 0, 0),
    "C 1 2 3\nX 0 -2 1 1": (12, (-2, 0, 0, 0, 2, 3), 1, 0, 0),
    "C 1 2 3\nX 0 -1 -1 -1": (6, (-1, -2, -3, 0, 0, 0), 1, 0, 0),
    "C 4 4 4\nT 0 4 0 0\nU 0 1": (128, (0, 0, 0, 8, 4, 4), 1, 0, 0),
    "C 4 4 4\nT 0 5 0 0\nU 0 1": (128, (0, 0, 0, 9, 4, 4), 2, 0, 0),
    "C 4 4 4\nT 0 4 4 0\nU 0 1": (128, (0, 0, 0, 8, 8, 4), 2, 0, 0),
    "C 4 4 4\nT 0 2 2 2\nI 0 1": (8, (2, 2, 2, 4, 4, 4), 1, 0, 0),
    "S 10\nS 5\nD 0 1": (sphere(10) - sphere(5), (-10, -10, -10, 10, 10, 10), 1, 1, 0),
    PLATE: (7500 - 4 * polygon(2.5) * 5, (0, 0, 0, 50, 30, 5), 1, 0, 4),
    "C 1 1 1\nLP 0 0 3 0 4 2": (4, (0, 0, 0, 1, 7, 1), 4, 0, 0),
    "C 1 1 1\nLP 0 0 3 4 3 -5": (3, (0, -6, -8, 1, 1, 1), 3, 0, 0),
    "C 1 1 1\nLP 0 1 0 0 4 1": (4, (0, 0, 0, 4, 1, 1), 1, 0, 0),
    "C 1 1 1\nLP 0 1 0 0 1 9": (1, (0, 0, 0, 1, 1, 1), 1, 0, 0),
    "C 2 1 1\nT 0 3 0 0\nCP 1 0 0 0 0 0 1 4 360": (8, (-5, -5, 0, 5, 5, 1), 4, 0, 0),
    # Two copies over 180 degrees: the step is 90, right-handed about -Z.
    "C 2 1 1\nT 0 3 0 0\nCP 1 0 0 0 0 0 -2 2 180": (4, (0, -5, 0, 5, 1, 1), 2, 0, 0),
    # Half of -180 about +Y at x=10 takes x-10 to z: [-1,0].
    "C 1 1 1\nT 0 9 0 0\nCP 1 10 0 0 0 1 0 2 -180": (2, (9, 0, -1, 10, 1, 1), 1, 0, 0),
    "C 9 9 9\nS 2\nROOT 0 a\nROOT 1 a hidden": (729, (0, 0, 0, 9, 9, 9), 1, 0, 0),
    "C 9 9 9\nC 1 1 1\nT 1 20 0 0\nROOT 0 a\nROOT 2 a": (730, (0, 0, 0, 21, 9, 9), 2, 0, 0),
}


@pytest.mark.parametrize("text", CASES)
def test_measures_match_the_formulas(text):
    volume, bbox, bodies, voids, genus = CASES[text]
    solid = ir.evaluate(ir.parse(text))
    assert solid.volume == pytest.approx(volume, rel=1e-9)
    assert solid.bbox == pytest.approx(bbox, abs=1e-9)
    assert (solid.bodies, solid.voids, solid.genus) == (bodies, voids, genus)
    assert solid.is_valid


def test_a_cylinder_has_its_first_vertex_on_x():
    vertices, triangles = ir.evaluate(ir.parse("Y 5 10")).mesh()
    top = vertices[vertices[:, 2] == 10]
    angles = np.sort(np.degrees(np.arctan2(top[:, 1], top[:, 0])) % 360)
    assert angles == pytest.approx(np.arange(32) * 11.25, abs=1e-9)
    assert (vertices.shape, triangles.shape) == ((64, 3), (124, 3))


@pytest.mark.parametrize("segments", [3, 7, 12, 100])
def test_segments_are_a_parameter(segments):
    program = ir.parse("Y 5 10\nS 9\nT 1 50 0 0\nU 0 2")
    volume = polygon(5, segments) * 10
    if segments % 2 == 0:
        expected = volume + sphere(9, segments)
        assert ir.evaluate(program, segments).volume == pytest.approx(expected)
    cylinder = ir.evaluate(ir.parse("Y 5 10"), segments)
    assert cylinder.volume == pytest.approx(volume)
    assert ir.evaluate(program, segments).is_valid
    with pytest.raises(ValueError, match="at least 3"):
        ir.evaluate(program, 2)


NOOPS = {
    PLATE: (),
    "C 9 9 9\nY 1 5\nT 1 20 0 0\nD 0 2": (3,),
    "C 9 9 9\nC 1 1 1\nU 0 1": (2,),
    "C 1 1 1\nC 9 9 9\nU 0 1": (2,),
    "C 9 9 9\nS 50\nI 0 1": (2,),
    "S 50\nC 9 9 9\nI 0 1": (2,),
    "C 9 9 9\nT 0 9 0 0\nU 0 1": (),
    "C 9 9 9\nT 0 9 0 0\nD 0 1": (2,),  # touching faces: nothing is removed
    "C 9 9 9\nT 0 1 0 0\nI 0 1": (),
    "C 9 9 9\nT 0 1 0 0\nD 0 1\nT 0 50 0 0\nI 0 3\nU 2 4": (5,),  # an empty operand
}


@pytest.mark.parametrize("text", NOOPS)
def test_booleans_that_do_nothing_are_found(text):
    assert ir.evaluate(ir.parse(text), audit=True).noop_booleans == NOOPS[text]


def test_noops_can_not_be_mistaken_for_none_found():
    with pytest.raises(ValueError, match="audit=True"):
        _ = ir.evaluate(ir.parse("C 1 1 1")).noop_booleans


@pytest.mark.parametrize(
    ("text", "kind", "node", "line"),
    [("# x\nC 1 1 1\nD 0 0", "empty", 1, 3), ("C 1 1 1\nT 0 5 0 0\nI 0 1", "empty", 2, 3),
     ("C 1 1 1\nFI 0 0.1\nU 0 1", "unsupported", 1, 2),
     ("S 9\nLP 0 1 0 0 1000 1\nLP 1 0 1 0 10 1", "budget", 2, 3)],
)  # fmt: skip
def test_errors_name_kind_node_and_line(text, kind, node, line):
    with pytest.raises(ir.SolidError) as caught:
        ir.evaluate(ir.parse(text))
    assert (caught.value.kind, caught.value.node, caught.value.line) == (kind, node, line)


def test_fillets_name_the_extra_that_can_do_them():
    with pytest.raises(ir.SolidError, match=r"cad0\[brep\]"):
        ir.evaluate(ir.parse("C 1 1 1\nCH 0 0.1"))


def test_the_same_program_gives_the_same_mesh():
    first, second = (ir.evaluate(ir.parse(PLATE)).mesh() for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_shared_nodes_are_built_once():
    # Each node doubles the one before: 2**17 boxes if written out, 18 if shared.
    steps = "\n".join(f"T {i} {2 ** (i // 2)} 0 0\nU {i} {i + 1}" for i in range(0, 32, 2))
    solid = ir.evaluate(ir.parse("C 1 1 1\n" + steps))
    assert solid.volume == pytest.approx(2**16)


def test_validity_is_checked_on_the_mesh():
    _, triangles = ir.evaluate(ir.parse("C 1 1 1")).mesh()
    assert is_closed_manifold(triangles, 8)
    assert not is_closed_manifold(triangles[1:], 8)
    assert not is_closed_manifold(np.vstack([triangles[1:], triangles[:1, ::-1]]), 8)
    assert not is_closed_manifold(np.vstack([triangles, triangles]), 8)
    assert not is_closed_manifold(triangles[:0], 8)
    assert not ir.evaluate(ir.parse("C 0.1 0.1 0.09")).is_valid  # under 1e-3 mm^3
