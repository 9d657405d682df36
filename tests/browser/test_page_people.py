"""The page for everybody: screen readers, keyboards, both themes, phones, and bad luck."""

import json
from typing import Any

import pytest
from node import WEB
from playwright.sync_api import Page, expect
from visiting import Visit, expect_volume, link, reload

pytestmark = pytest.mark.browser

PROMPT = "50x30mm mounting plate with 4 corner holes, 8mm thick"
PLATE = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def faults(page: Page) -> list[str]:
    """What axe finds, worst first; it may find nothing at all."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{one['impact']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]


def test_axe_finds_nothing(visit: Visit) -> None:
    page = visit(link(PLATE, PROMPT, "cad0-mini v0.1.0"))
    expect_volume(page, 7500 - 2 * 97.5)
    page.click("#cut")
    page.fill("#program", PLATE + "\nY 0 2")  # with an error on show
    expect(page.locator("#program-error")).to_contain_text("Line 7")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for opener in ("#share-button", "#save-button", "#thumb-down"):
            page.click(opener)
            assert faults(page) == []
            page.keyboard.press("Escape")


def test_the_theme_is_kept(visit: Visit) -> None:
    page = visit("", color_scheme="light")
    page.click("#theme")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    reload(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_everything_is_reached_by_keys(visit: Visit) -> None:
    page = visit(link("C 40 30 10", "40x30x10 block"))
    expect_volume(page, 12000)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "prompt"
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.className")
        )
    order = [
        "make",
        "undo",
        "program",
        "canvas",
        "fit",
        "dims",
        "tape",
        "cut",
        "thumb-up",
        "thumb-down",
    ]
    places = [reached.index(name) for name in order if name != "undo" or "undo" in reached]
    assert places == sorted(places)
    page.locator("#canvas").focus()
    before = page.locator("#stage").screenshot()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#stage").screenshot() != before
    page.keyboard.press("s")
    expect(page.locator("#cut-panel")).to_be_visible()
    page.keyboard.press("d")
    assert page.get_attribute("#dims", "aria-pressed") == "false"


def test_no_answer_says_why_and_what_to_try(visit: Visit) -> None:
    page = visit(service_workers="block")
    page.route(
        "**/config.json", lambda route: route.fulfill(json={"model": None, "endpoint": None})
    )
    reload(page)
    page.fill("#prompt", PROMPT)
    page.press("#prompt", "Enter")
    expect(page.locator("#trouble")).to_contain_text("This site has no model")
    gone = {"model": {"name": "gone", "version": "", "path": "nowhere/"}, "endpoint": None}
    page.route("**/config.json", lambda route: route.fulfill(json=gone))
    reload(page)
    expect(page.locator("#trouble")).to_contain_text("The model on this device failed")
    expect(page.locator("#trouble-remedy")).not_to_be_empty()
    page.fill("#prompt", "")
    page.click("#make")
    expect(page.locator("#status")).to_contain_text("Say first what the part is")


def test_what_is_waited_for_can_be_cancelled(visit: Visit) -> None:
    page = visit(service_workers="block")
    page.route("**/*.onnx", lambda _: None)  # weights that never come
    reload(page)
    page.evaluate("caches.keys().then((all) => Promise.all(all.map((one) => caches.delete(one))))")
    reload(page)
    page.fill("#prompt", PROMPT)
    page.press("#prompt", "Enter")
    expect(page.locator("#cancel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#status")).to_contain_text("Cancelled")
    expect(page.locator("#cancel")).to_be_hidden()


def test_history_is_kept_and_forgotten(visit: Visit) -> None:
    entry = {"at": 1, "prompt": "a block", "ir": "C 10 20 30", "model": "m", "picture": "data:,"}
    page = visit()
    page.evaluate("entry => localStorage.setItem('cad0.history', JSON.stringify([entry]))", entry)
    reload(page)
    page.click(".entry")
    expect_volume(page, 6000)
    assert page.input_value("#prompt") == "a block"
    page.click("#history-clear")
    assert json.loads(page.evaluate("localStorage.getItem('cad0.history')")) == []
    expect(page.locator("#history-empty")).to_be_visible()
