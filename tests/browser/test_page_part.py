"""The part on the page: edited, cut, measured, taken away and passed on, without any model."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import trimesh
from playwright.sync_api import Page, expect
from visiting import Visit, expect_part, expect_volume, link, volume

from cad0_core import ir
from cad0_core.parts.predicates import measure

pytestmark = pytest.mark.browser

PROMPT = "50x30mm mounting plate with 4 corner holes, 8mm thick"
PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4\n"
PLATE += "T 1 45 25 0\nD 5 6\nT 1 5 25 0\nD 7 8"


MIDDLE = """selector => {
  const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


def solid(text: str) -> Any:
    return ir.evaluate(ir.parse(text))


def test_a_link_shows_its_part_and_what_is_wrong_with_it(visit: Visit) -> None:
    page = visit(link(PLATE, PROMPT, "cad0-mini v0.1.0"))
    expect_volume(page, solid(PLATE).volume)
    assert page.input_value("#prompt") == PROMPT
    verdicts = page.locator("#findings tr").evaluate_all(
        "rows => rows.map((row) => [row.cells[1].textContent, row.dataset.verdict])"
    )
    assert verdicts == [["50x30mm", "holds"], ["4 corner holes", "holds"], ["8mm thick", "wrong"]]
    expect(page.locator("#canvas")).to_have_attribute(
        "aria-label", "A part of 50 by 30 by 5 mm, 7110 mm³, 4 through holes"
    )
    expect_part(page, True)
    page.fill("#program", "")
    expect(page.locator("#canvas")).to_have_attribute("aria-label", "No part yet")
    expect_part(page, False)


def test_an_edit_changes_the_part_and_is_undone(visit: Visit) -> None:
    page = visit(link(PLATE))
    expect_volume(page, solid(PLATE).volume)
    changed = PLATE.replace("C 50 30 5", "C 60 30 5")
    page.fill("#program", changed)
    expect_volume(page, solid(changed).volume)
    x, y = page.evaluate(MIDDLE, "#program-paint .number")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.move(x + 61, y, steps=4)
    page.mouse.up()
    dragged = changed.replace("C 60", "C 70")
    assert page.input_value("#program") == dragged
    expect_volume(page, solid(dragged).volume)
    page.keyboard.press("Control+z")  # a whole drag is one step
    assert page.input_value("#program") == changed
    page.click("#undo")
    expect_volume(page, solid(PLATE).volume)
    page.click("#redo")
    assert page.input_value("#program") == changed
    page.locator("#program").focus()
    page.evaluate("document.querySelector('#program').setSelectionRange(2, 2)")
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect_volume(page, solid(dragged).volume)


def test_a_mistake_is_named_and_the_last_part_stays(visit: Visit) -> None:
    page = visit(link(PLATE))
    expect_volume(page, solid(PLATE).volume)
    page.fill("#program", "C 50 30\nY 2")
    expect(page.locator("#program-error")).to_contain_text("Line 1: ")
    assert page.locator(".id.wrong").count() == 1
    assert volume(page) == pytest.approx(solid(PLATE).volume, rel=0.005)
    page.fill("#program", "C 10 10 10\nD 0 0")
    expect(page.locator("#program-error")).to_contain_text("Line 2: ")


@pytest.mark.parametrize(
    ("axis", "share", "area"), [("x", 0.5, 150), ("z", 0.5, 1422), ("y", 1 / 6, 200)]
)
def test_the_section_plane_cuts(visit: Visit, axis: str, share: float, area: float) -> None:
    page = visit(link(PLATE))
    expect_volume(page, solid(PLATE).volume)
    whole = page.screenshot()
    page.click("#cut")
    page.click(f"[data-axis={axis}]")
    page.locator("#cut-at").fill(str(share))
    page.wait_for_function(
        "area => Math.abs(document.querySelector('#cut-place').dataset.area / area - 1) < 0.01",
        arg=area,
    )
    cut = page.screenshot()
    assert cut != whole
    page.click("#cut-flip")
    page.wait_for_timeout(100)
    assert page.screenshot() != cut


def test_two_points_are_measured(visit: Visit) -> None:
    page = visit(link("C 40 30 10"))
    expect_volume(page, 12000)
    page.click("[data-view=top]")
    page.click("#tape")
    box = page.locator("#canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x - 60, y)
    page.mouse.click(x + 60, y)
    expect(page.locator("#readout")).to_contain_text("mm between the points")
    apart = float(page.inner_text("#readout").split(" mm")[0])
    assert 1 < apart < 40
    assert "Y 0, Z 0" in page.inner_text("#readout")


def saved(page: Page, selector: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_files_hold_the_part(visit: Visit) -> None:
    page = visit(link(PLATE, PROMPT))
    expect_volume(page, solid(PLATE).volume)
    for kind, size in (("stl", 1.0), ("glb", 1e-9)):
        page.click("#save-button")
        name, data = saved(page, f"[data-format='{kind}']")
        assert name == f"50x30mm-mounting-plate-with-4-corner-holes-8mm-t.{kind}"
        mesh = trimesh.load(io.BytesIO(data), file_type=kind, force="mesh")
        mesh.merge_vertices()
        assert mesh.is_watertight
        assert mesh.volume == pytest.approx(solid(PLATE).volume * size, rel=0.005)
    page.click("#save-button")
    with zipfile.ZipFile(io.BytesIO(saved(page, "[data-format='3mf']")[1])) as package:
        assert b'unit="millimeter"' in package.read("3D/3dmodel.model")
    page.click("#save-button")
    assert saved(page, "[data-format=ir]")[1].decode() == PLATE + "\n"


def test_a_link_opened_elsewhere_shows_the_same_part(visit: Visit) -> None:
    gear = "\n".join(
        ["Y 20 5", *(f"C {i % 7 + 1} 2 5\nT {2 * i + 1} {i} 19 0" for i in range(90)), "U 0 2"]
    )
    for text in (PLATE, gear):
        page = visit(link(text, PROMPT, "cad0-mini v0.1.0"))
        expect_volume(page, solid(text).volume)
        page.click("#share-button")
        page.wait_for_function("document.querySelector('#share-link').value")
        address = page.input_value("#share-link")
        assert len(address) < 2000
        other = visit("?fresh#" + address.split("#")[1])
        expect_volume(other, solid(text).volume)
        assert other.input_value("#program") == text
        assert other.input_value("#prompt") == PROMPT
    old = visit("?ir=C%2010%2020%2030")
    expect_volume(old, 6000)
    damaged = visit("#v=1&z=" + address.split("z=")[1][:40])
    expect(damaged.locator("#trouble-what")).to_contain_text("This link is damaged")


def test_a_thumb_down_becomes_a_case_of_the_evaluation(visit: Visit) -> None:
    page = visit(link(PLATE, PROMPT, "cad0-mini v0.1.0"))
    expect_volume(page, solid(PLATE).volume)
    right = PLATE.replace("C 50 30 5", "C 50 30 8").replace("Y 2.5 10", "Y 2.5 16")
    page.fill("#program", right)
    expect_volume(page, solid(right).volume)
    page.click("#thumb-down")
    page.fill("#case-name", "plate-8mm")
    page.fill("#case-note", "8 mm thick was asked")
    page.click("#case-form [type=submit]")
    name, data = saved(page, "#cases-export")
    assert name == "cases.jsonl"
    case = json.loads(data)
    assert (case["name"], case["note"], case["answer"]) == (
        "plate-8mm",
        "8 mm thick was asked",
        PLATE,
    )
    assert (case["text"], case["ir"], case["model"]) == (PROMPT, right, "cad0-mini v0.1.0")
    assert all(outcome.passed for outcome in measure(case["predicates"], solid(right)))
    assert not all(outcome.passed for outcome in measure(case["predicates"], solid(PLATE)))
