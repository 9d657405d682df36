"""The browser's parser, solids and files against the Python ones."""

import base64
import io
import json
import random
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import node
import numpy as np
import pytest
import trimesh
from damage import SEEDS, mutate

from cad0_core import ir
from cad0_core.ir.op_table import op_table
from cad0_core.ir.render import number
from cad0_core.parts.sampling import of_every_variant

pytestmark = pytest.mark.browser

FILES = Path(__file__).parents[1] / "ir"
GOLDEN = tomllib.loads((FILES / "golden.toml").read_text())
REFUSED = tomllib.loads((FILES / "refused.toml").read_text())


@pytest.fixture(scope="module")
def browser():
    node.build_for_node()
    with node.driver("ir.mjs") as driver:
        yield driver


def test_the_browser_has_the_op_table_of_today():
    committed = json.loads((node.WEB / "src" / "ir" / "op_table.json").read_text())
    assert committed == json.loads(json.dumps(op_table())), "run python -m cad0_core.ir.op_table"


def measured(text, lenient=False):
    solid = ir.evaluate(ir.parse(text, lenient=lenient))
    return solid, [solid.bodies, solid.voids, solid.genus]


def assert_equal_solids(answer, solid, shells):
    assert answer["volume"] == pytest.approx(solid.volume, rel=1e-6)
    assert answer["area"] == pytest.approx(solid.area, rel=1e-6)
    assert answer["bbox"] == pytest.approx(solid.bbox, abs=1e-6)
    assert answer["shells"] == shells
    assert answer["mesh"]["triangles"] == answer["triangles"]
    assert answer["mesh"]["unit"]


def test_golden_programs_build_to_the_same_solids(browser):
    seen = 0
    for name, entry in GOLDEN.items():
        lenient = entry.get("lenient", False)
        request = {"do": "measure", "text": entry["ir"], "lenient": lenient}
        answer = browser.ask_one(request)
        if entry.get("brep"):
            assert answer["error"]["kind"] == "unsupported", name
            assert "endpoint" in answer["error"]["message"]
            answer = browser.ask_one(request | {"skipBlends": True})
            assert answer["ok"]["skipped"], name
            continue
        assert_equal_solids(answer["ok"], *measured(entry["ir"], lenient))
        seen += 1
    assert seen >= 55


def test_refusals_are_the_same_to_the_letter(browser):
    texts = {name: entry for name, entry in REFUSED.items() if "at" in entry}
    assert len(texts) >= 90
    for name, entry in texts.items():
        own = [vars(error) for error in ir.check(entry["ir"])]
        for error in own:
            del error["source"]
        assert browser.ask_one({"do": "check", "text": entry["ir"]})["ok"] == own, name


def test_programs_without_a_solid_name_kind_node_and_line(browser):
    entries = [entry for entry in REFUSED.values() if "kind" in entry and not entry.get("brep")]
    assert len(entries) >= 5
    for entry in entries:
        error = browser.ask_one({"do": "measure", "text": entry["ir"]})["error"]
        found = error["name"], error["kind"], error["node"], error["line"]
        assert found == ("SolidError", entry["kind"], entry["node"], entry["line"]), entry["ir"]


def test_parts_of_every_variant_build_to_the_same_solids(browser):
    parts = [sample.ir for sample in of_every_variant(1, seed=5)]
    assert len(parts) >= 60
    for text in parts:
        assert_equal_solids(browser.ask_one({"do": "measure", "text": text})["ok"], *measured(text))


def test_damaged_texts_get_the_same_verdicts_and_texts(browser):
    rng = random.Random(7)
    parsed = 0
    for _ in range(1500):
        # A lone surrogate cannot pass a pipe.
        text = mutate(rng, rng.choice(SEEDS)).replace("\ud800", "?")
        own = [[error.line, error.column, error.message] for error in ir.check(text)]
        answer = browser.ask_one({"do": "check", "text": text})["ok"]
        assert [[e["line"], e["column"], e["message"]] for e in answer] == own, text
        answer = browser.ask_one({"do": "format", "text": text})
        if own:
            assert answer["error"]["name"] == "IRError"
            continue
        parsed += 1
        try:
            rendered = ir.render(ir.parse(text))
        except ir.IRError as error:
            assert answer["error"]["message"] == error.message
        else:
            assert answer.get("ok") == rendered, (text, answer)
    assert parsed > 150


def test_numbers_are_written_alike(browser):
    rng = random.Random(8)
    values = [0.0625, 0.1875, -0.0625, 1e6, -0.0001, 0.0005, 0.0015, 2.5, 1234.5675, 1e21]
    values += [rng.randrange(-(10**7), 10**7) / 16 for _ in range(200)]
    values += [rng.uniform(-1000, 1000) for _ in range(200)]
    answers = browser.ask([{"do": "number", "value": value} for value in values])
    assert [answer["ok"] for answer in answers] == [number(value) for value in values]


def test_numbers_that_can_be_edited(browser):
    text = 'C 50 30 5 "plate"\r\n  Y 2.5 10 # hole\nT 1 5 5 0\nD 0 2\nLP 3 1 0 0 4 60\nQ 5'
    found = browser.ask_one({"do": "numbers", "text": text})["ok"]
    words = [text[place["start"] : place["end"]] for place in found]
    assert words == ["50", "30", "5", "2.5", "10", "5", "5", "0", "1", "0", "0", "4", "60"]
    assert [float(word) for word in words] == [place["value"] for place in found]
    named = [(place["op"], place["arg"], place["unit"], place["line"]) for place in found]
    assert named[3] == ("Y", "r", "mm", 2) and found[3]["column"] == 5
    assert named[11] == ("LP", "count", "", 5) and found[11]["high"] == 1000


def test_a_program_builds_up_line_by_line(browser):
    text = "SK 0 0 0 1 0 0 0 1 0\nL 0 0 9 0\nL 9 0 0 9\nL 0 9 0 0\nEND\nE 0 0 0 2\nS 1\nD 1 2"
    volumes = []
    for line in range(1, 9):
        answer = browser.ask_one({"do": "measure", "text": text, "upTo": line})
        volumes.append(answer["ok"]["volume"] if "ok" in answer else answer["error"]["kind"])
    assert volumes[:5] == ["empty"] * 5
    assert volumes[5] == pytest.approx(81)
    assert volumes[6] == pytest.approx(ir.evaluate(ir.parse("S 1")).volume)
    assert volumes[7] == pytest.approx(ir.evaluate(ir.parse(text)).volume)


def test_a_plane_cuts(browser):
    cut = {"normal": [1, 0, 0], "offset": 12.5}
    half = browser.ask_one({"do": "measure", "text": "C 50 30 5", "cut": cut})["ok"]
    assert half["volume"] == pytest.approx(12.5 * 30 * 5)
    assert half["bbox"] == pytest.approx([0, 0, 0, 12.5, 30, 5])
    missed = browser.ask_one({"do": "measure", "text": "C 1 1 1", "cut": {**cut, "offset": -1}})
    assert missed["error"]["kind"] == "empty"


def package(data):
    """The mesh of a 3MF file; the reader of trimesh would need another library."""
    with zipfile.ZipFile(data) as files:
        assert files.testzip() is None
        root = ElementTree.fromstring(files.read("3D/3dmodel.model"))
    core = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
    assert root.attrib["unit"] == "millimeter"
    vertices = [[float(v.attrib[a]) for a in "xyz"] for v in root.iter(f"{core}vertex")]
    faces = [[int(t.attrib[a]) for a in ("v1", "v2", "v3")] for t in root.iter(f"{core}triangle")]
    return trimesh.Trimesh(vertices, faces, process=False)


@pytest.mark.parametrize("kind", ["stl", "3mf", "glb"])
def test_files_are_watertight_and_measure_the_same(browser, kind):
    text = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nS 8\nU 3 4"
    request = {"do": "measure", "text": text, "files": True}
    answer = browser.ask_one(request)["ok"]
    assert browser.ask_one(request)["ok"][kind] == answer[kind]
    data = io.BytesIO(base64.b64decode(answer[kind]))
    mesh = package(data) if kind == "3mf" else trimesh.load(data, file_type=kind, force="mesh")
    mesh.merge_vertices(merge_norm=True)
    assert mesh.is_watertight and mesh.is_winding_consistent
    scale, up = (1000, [0, 2, 1]) if kind == "glb" else (1, [0, 1, 2])
    assert mesh.volume * scale**3 == pytest.approx(answer["volume"], rel=1e-4)
    assert np.array(mesh.extents)[up] * scale == pytest.approx(
        ir.evaluate(ir.parse(text)).size, rel=1e-5
    )
