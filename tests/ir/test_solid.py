"""Measures of solids against formulas of the faceted bodies, and what makes a solid bad."""

import math
import time

import numpy as np
import pytest

from cad0_core import ir
from cad0_core.ir import kernel, shells
from cad0_core.ir.solid import is_closed_manifold


def polygon(r: float, n: int = 32) -> float:
    """Area of a regular n-gon inscribed in a circle of radius r."""
    return n / 2 * math.sin(2 * math.pi / n) * r * r


PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 25 0\nD 3 4"


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
        # An inscribed sphere lacks about 5 pi^2 / (3 n^2) of the round one.
        ball = ir.evaluate(program, segments).volume - volume
        exact = 4 / 3 * math.pi * 9**3
        assert 15 / segments**2 < 1 - ball / exact < 17 / segments**2
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


def test_fillets_name_the_extra_that_can_do_them(monkeypatch):
    monkeypatch.setattr(kernel, "find_spec", lambda name: None)
    needs = r"CH \(chamfer\) needs Open CASCADE, the extra cad0\[brep\]: run `make brep`"
    with pytest.raises(ir.SolidError, match=needs) as caught:
        ir.evaluate(ir.parse("C 1 1 1\nCH 0 0.1\nU 0 1"))
    assert (caught.value.kind, caught.value.node, caught.value.line) == ("unsupported", 1, 2)


def test_the_same_program_gives_the_same_mesh():
    first, second = (ir.evaluate(ir.parse(PLATE)).mesh() for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_shared_nodes_are_built_once():
    # Each union doubles the row before it: 2**13 boxes if written out, 27 nodes if shared.
    steps = "\n".join(f"T {i} {2 ** (i // 2)} 0 0\nU {i} {i + 1}" for i in range(0, 26, 2))
    begun = time.process_time()
    solid = ir.evaluate(ir.parse("C 1 1 1\n" + steps))
    assert solid.volume == pytest.approx(2**13)
    assert time.process_time() - begun < 2  # as separate boxes it takes ten times as long


def test_many_bodies_are_counted_as_fast_as_few():
    begun = time.process_time()
    solid = ir.evaluate(ir.parse("Y 1 5\nLP 0 1 0 0 1000 3"))
    assert (solid.bodies, solid.voids, solid.genus) == (1000, 0, 0)
    assert time.process_time() - begun < 4  # cut apart by the kernel it takes ten times as long


@pytest.mark.parametrize(
    "text", ["C 9 9 9\nS 1\nT 1 4 4 4\nD 0 2\nT 3 20 0 0\nU 3 4", "Y 1 5\nLP 0 1 0 0 7 3", PLATE]
)
def test_shells_are_the_same_by_labels_and_by_pieces(text, monkeypatch):
    body = ir.evaluate(ir.parse(text)).manifold
    pieces = shells.shell_sizes(body)
    monkeypatch.setattr(shells, "SMALL", 0)
    for one, other in zip(pieces, shells.shell_sizes(body), strict=True):
        assert sorted(one) == pytest.approx(sorted(other))


def test_flat_faces_are_whole():
    bar = ir.evaluate(ir.parse("C 1 1 1\nLP 0 1 0 0 9 1"))
    assert (bar.triangles, bar.volume) == (12, 9)


def test_validity_is_checked_on_the_mesh():
    _, triangles = ir.evaluate(ir.parse("C 1 1 1")).mesh()
    assert is_closed_manifold(triangles, 8)
    assert not is_closed_manifold(triangles[1:], 8)
    assert not is_closed_manifold(np.vstack([triangles[1:], triangles[:1, ::-1]]), 8)
    assert not is_closed_manifold(np.vstack([triangles, triangles]), 8)
    assert not is_closed_manifold(triangles[:0], 8)
    assert not ir.evaluate(ir.parse("C 0.1 0.1 0.09")).is_valid  # under 1e-3 mm^3
