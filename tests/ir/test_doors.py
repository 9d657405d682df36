"""Files and documents: what goes out is read by others, what comes in is judged."""

import json
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from cad0_core import ir
from cad0_core.ir import kernel
from cad0_core.ir.document import FIELDS
from cad0_core.ir.formats import ENCODERS

PART = "C 20 20 5\nY 3 20\nT 1 10 10 -5\nD 0 2"


@pytest.fixture(scope="module")
def part() -> ir.Solid:
    return ir.evaluate(ir.parse(PART))


@pytest.mark.parametrize(("suffix", "unit"), [(".stl", 1), (".obj", 1), (".glb", 1e-3)])
def test_meshes_are_read_by_others(part, tmp_path, suffix, unit):
    path = tmp_path / f"part{suffix}"
    ir.write_mesh(part, path)
    mesh = trimesh.load(path, force="mesh")
    mesh.merge_vertices(merge_norm=True)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(part.volume * unit**3, rel=1e-6)
    # GLB has Y up: the height of 5 mm is along Y, and the part's y runs to -Z.
    low, high = ([0, 0, -20], [20, 5, 0]) if suffix == ".glb" else ([0, 0, 0], [20, 20, 5])
    assert mesh.bounds == pytest.approx(np.array([low, high]) * unit, abs=1e-6)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == [path.name]


def test_3mf_holds_the_mesh_in_millimetres(part, tmp_path):
    path = tmp_path / "part.3mf"
    ir.write_mesh(part, path)
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"
        model = ET.fromstring(package.read("3D/3dmodel.model"))
    tag = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
    assert model.get("unit") == "millimeter"
    vertices = [[float(v.get(k)) for k in "xyz"] for v in model.iter(f"{tag}vertex")]
    faces = [[int(t.get(k)) for k in ("v1", "v2", "v3")] for t in model.iter(f"{tag}triangle")]
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(part.volume, rel=1e-8)


def test_files_are_the_same_every_time_and_whole_or_absent(part, tmp_path):
    for suffix, encode in ENCODERS.items():
        assert encode(part) == encode(ir.evaluate(ir.parse(PART))), suffix
    with pytest.raises(OSError):
        ir.write_stl(part, tmp_path / "missing" / "part.stl")
    with pytest.raises(ValueError, match=r"unknown mesh format '.ply'"):
        ir.write_mesh(part, tmp_path / "part.ply")
    with pytest.raises(ValueError, match=r"cad0\[brep\]"):
        ir.write_mesh(part, tmp_path / "part.step")
    assert list(tmp_path.iterdir()) == []


def test_step_names_the_extra_that_can_write_it(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "find_spec", lambda name: None)
    with pytest.raises(ir.SolidError, match=r"STEP needs .* cad0\[brep\]: run `make brep`"):
        ir.write_step(ir.parse(PART), tmp_path / "part.step")
    assert list(tmp_path.iterdir()) == []


EVERYTHING = """\
C 1 2 3 "a \\"b\\""
Y 1 2
S 1
K 1 0 2
T 0 1 2 3
R 4 10 20 30
X 5 1 -1 2
U 6 1
D 7 2
I 8 3
LP 9 1 0 0 3 5
CP 10 0 0 0 0 0 1 4 360
SH 11 0.1
FI 12 0.2
CH 13 0.3
SK 0 0 0 1 0 0 0 1 0 "profile"
L 0 0 4 0
L 4 0 4 3
A 4 3 0 3 2 3 1
L 0 3 0 0
END
E 15 0 0 5
V 15 0 0 0 0 1 0 90
M steel 0.5 0.5 0.5 1 0.2 7.8
ROOT 16 steel
ROOT 17 steel hidden"""


def test_documents_hold_every_operation_and_come_back():
    program = ir.parse(EVERYTHING)
    assert {node.code for node in program.nodes} == set(ir.OPS) - {"L", "A", "END"}
    document = json.dumps(ir.to_document(program))
    again = ir.from_document(document)
    assert again == program
    assert ir.render(again) == EVERYTHING


def test_document_fields_match_the_table():
    for code, (_, fields) in FIELDS.items():
        assert len(fields.split()) == len(ir.OPS[code].args), code
    assert set(FIELDS) == set(ir.OPS) - {"END"}


def test_documents_in_any_order_with_any_ids():
    document = {
        "version": "0.1",
        "nodes": {
            "40": {"id": 40, "name": None, "op": {"type": "Difference", "left": 7, "right": 12}},
            "12": {"op": {"type": "Cylinder", "radius": 2, "height": 9.0, "segments": 64}},
            "7": {"id": 7, "op": {"type": "Cube", "size": {"x": 9, "y": 9, "z": 1e-3}}},
        },
        "materials": {},
        "part_materials": {},
        "roots": [{"root": 40, "material": "brushed steel"}],
    }
    assert ir.render(ir.from_document(document)) == (
        "C 9 9 0.001\nY 2 9\nD 0 1\nROOT 2 brushed_steel"
    )


CUBE = {"type": "Cube", "size": {"x": 1, "y": 1, "z": 1}}
BAD_OPS = {
    "text": {"type": "Text2D"},
    "no type": {},
    "list as type": {"type": []},
    "missing size": {"type": "Cube"},
    "word as size": {"type": "Sphere", "radius": "5"},
    "true as size": {"type": "Sphere", "radius": True},
    "zero size": {"type": "Sphere", "radius": 0},
    "not finite": {"type": "Sphere", "radius": float("nan")},
    "no such node": {"type": "Union", "left": 0, "right": 9},
    "itself": {"type": "Union", "left": 0, "right": 1},
    "id as text": {"type": "Union", "left": "0", "right": 0},
    "half a copy": {"type": "LinearPattern", "child": 0, "direction": {"x": 1, "y": 0, "z": 0},
                    "count": 2.5, "spacing": 1},
    "twist": {"type": "Extrude", "sketch": 0, "direction": {"x": 0, "y": 0, "z": 1},
              "twist_angle": 1},
    "no segments": {"type": "Sketch2D", "origin": {"x": 0, "y": 0, "z": 0},
                    "x_dir": {"x": 1, "y": 0, "z": 0}, "y_dir": {"x": 0, "y": 1, "z": 0}},
    "line as node": {"type": "Line", "start": {"x": 0, "y": 0}, "end": {"x": 1, "y": 0}},
    "huge": {"type": "Sphere", "radius": 10**30},
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_OPS)
def test_documents_are_refused_with_the_documented_error(name):
    nodes = {"0": {"id": 0, "op": CUBE}, "1": {"id": 1, "op": BAD_OPS[name]}}
    with pytest.raises(ir.IRError):
        ir.from_document({"nodes": nodes, "roots": []})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["nodes", "roots", "materials", "op", "type", "0", "1", "root", "name", "size", "x"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON | st.text() | st.binary())
def test_any_document_is_read_or_refused(document):
    try:
        program = ir.from_document(document)
    except ir.IRError as error:
        assert error.message
    else:
        assert program.root_ids


def test_explain_says_what_each_line_makes():
    lines = ir.explain(ir.parse(EVERYTHING)).split("\n")
    assert len(lines) == 18 + 2
    assert lines[0] == '0: box 1 x 2 x 3 mm, a corner at the origin ("a "b"")'
    assert lines[1] == "1: cylinder of 2 mm diameter, 2 mm tall, about Z from z=0"
    assert lines[5] == (
        "5: node 4 turned 30 degrees about Z, then 20 degrees about Y, then 10 degrees about X"
    )
    assert lines[6].endswith("mirrored")
    assert lines[11].endswith("90 degrees apart")
    assert lines[-2] == "The part is node 16."
    assert lines[-1].startswith("Not part of it: nodes 0, 1, ")
