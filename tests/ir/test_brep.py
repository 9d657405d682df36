"""Exact bodies: fillets and chamfers against formulas, STEP read back by its own reader."""

import math
import tomllib
from pathlib import Path

import pytest

from cad0_core import ir

pytest.importorskip("OCP", reason="the extra cad0[brep] is not installed: make brep")

from OCP.STEPControl import STEPControl_Reader

from cad0_core.ir import occ

pytestmark = pytest.mark.brep

GOLDEN = tomllib.loads(Path(__file__).with_name("golden.toml").read_text())
# Those whose solid the exact kernel takes longest for, and whose code others cover.
SLOW = {"ellipsoid", "torus"}
SKETCHED = "SK 0 0 0 1 0 0 0 1 0\nL 1 0 4 0\nL 4 0 4 2\nA 4 2 1 2 2.5 2 1\nL 1 2 1 0\nEND\n"


def read_back(step: bytes, folder: Path) -> tuple[float, int]:
    """Volume and number of solids of a STEP file."""
    path = folder / "part.step"
    path.write_bytes(step)
    reader = STEPControl_Reader()
    assert int(reader.ReadFile(str(path))) == 1
    reader.TransferRoots()
    shape = reader.OneShape()
    # Without its sign: this reader turns a hollow cone inside out, which the file does not.
    return abs(occ.volume(shape)), len(list(occ.solids(shape)))


def test_every_golden_program_is_the_same_part_in_step(tmp_path):
    written = 0
    for name, entry in GOLDEN.items():
        if name in SLOW or "volume" not in entry:
            continue
        program = ir.parse(entry["ir"], lenient=True)
        solid = ir.evaluate(program, 128)
        volume, solids = read_back(ir.encode_step(program), tmp_path)
        assert volume == pytest.approx(solid.volume, rel=2e-3), name
        assert solids == solid.bodies, name
        written += 1
    assert written >= 60


def test_step_holds_cylinders_and_is_the_same_every_time(tmp_path):
    program = ir.parse("C 20 20 5\nY 3 20\nT 1 10 10 -5\nD 0 2")
    ir.write_step(program, tmp_path / "part.step")
    step = (tmp_path / "part.step").read_bytes()
    assert step.startswith(b"ISO-10303-21;")
    assert step.count(b"CYLINDRICAL_SURFACE") == 1
    assert b".MILLI.,.METRE." in step
    assert step == ir.encode_step(program)
    assert read_back(step, tmp_path) == (pytest.approx(2000 - 45 * math.pi, rel=1e-9), 1)


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("C 10 10 10", 1000),
        ("Y 3 7\nT 0 1 2 3\nR 1 10 20 30\nX 2 -2 2 2", 8 * 9 * 7 * math.pi),
        ("S 5", 4 / 3 * math.pi * 125),
        ("Y 4 10\nX 0 1 0.5 1", 80 * math.pi),
        ("Y 10 10\nSH 0 2", math.pi * (1000 - 64 * 6)),
        ("C 10 10 10\nC 20 20 20\nT 1 -5 -5 4\nI 0 2\nSH 3 1", 600 - 64 * 4),
        (SKETCHED + "E 0 0 0 -3", 3 * (6 + math.pi * 1.5**2 / 2)),
        (SKETCHED + "E 0 1 1 2", 2 * (6 + math.pi * 1.5**2 / 2)),
        (SKETCHED + "V 0 0 0 0 0 1 0 90", math.tau / 4 * 2.5 * (6 + math.pi * 1.5**2 / 2)),
        ("C 1 1 1\nLP 0 1 0 0 4 2", 4),
        ("Y 1 1\nT 0 5 0 0\nCP 1 0 0 0 0 0 1 6 360", 6 * math.pi),
    ],
)
def test_exact_volumes(text, volume, tmp_path):
    assert read_back(ir.encode_step(ir.parse(text)), tmp_path)[0] == pytest.approx(volume, rel=1e-5)


def corner_cut(size: float, cut: float) -> float:
    """Volume of a cube with all edges bevelled: 12 prisms and, at 8 corners, what they share."""
    return size**3 - 12 * (cut**2 / 2) * (size - 2 * cut) - 8 * (cut**3 * 5 / 6)


def test_a_chamfered_cube():
    solid = ir.evaluate(ir.parse("C 10 10 10\nCH 0 1"))
    assert solid.volume == pytest.approx(corner_cut(10, 1))
    assert (solid.bodies, solid.voids, solid.genus, solid.is_valid) == (1, 0, 0, True)


def test_a_filleted_cube():
    r, inner = 2.0, 6.0
    exact = inner**3 + 6 * inner**2 * r + 3 * math.pi * r**2 * inner + 4 / 3 * math.pi * r**3
    solid = ir.evaluate(ir.parse("C 10 10 10\nFI 0 2"), 128)
    assert solid.volume == pytest.approx(exact, rel=3e-4)
    assert solid.volume < exact  # facets lie inside
    assert solid.bbox == pytest.approx((0, 0, 0, 10, 10, 10))
    assert solid.is_valid


def test_facets_of_a_blended_cylinder_have_the_sides_asked_for():
    ngon = 16 * math.sin(math.pi / 16) * math.cos(math.pi / 16)  # 16 sides, radius 1
    frustum = (25 + 20 + 16) / 3
    solid = ir.evaluate(ir.parse("Y 5 10\nCH 0 1"), 16)
    assert solid.volume == pytest.approx(ngon * (25 * 8 + 2 * frustum))


def test_blended_bodies_go_on_into_booleans():
    text = "C 50 30 5\nFI 0 1\nY 2.5 20\nT 2 25 15 -5\nD 1 3\nT 4 0 0 50\nU 4 5"
    solid = ir.evaluate(ir.parse(text), audit=True)
    assert (solid.bodies, solid.genus, solid.noop_booleans) == (2, 2, ())
    again = ir.evaluate(ir.parse(text))
    assert (again.volume, again.triangles) == (solid.volume, solid.triangles)


def test_the_operand_at_fault_is_named():
    with pytest.raises(ir.SolidError) as caught:
        ir.evaluate(ir.parse("C 9 9 9\nFI 0 20\nT 1 1 1 1\nCH 2 0.1"))
    assert (caught.value.node, caught.value.line) == (1, 2)


def test_blending_nothing_makes_nothing():
    assert ir.evaluate(ir.parse("C 9 9 9\nD 0 0\nFI 1 1\nU 0 2")).volume == pytest.approx(729)


def test_an_empty_part_makes_no_file():
    with pytest.raises(ir.SolidError, match="empty"):
        ir.encode_step(ir.parse("C 1 1 1\nD 0 0"))
