"""Prompts answered on the page by a model in the browser, with the network cut off."""

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import byheart
import pytest
import trimesh
from playwright.sync_api import Page, expect
from visiting import Visit, ask, expect_part, expect_volume, reload

from cad0_core import ir

pytestmark = pytest.mark.browser

KNOWN = byheart.known()
PROMPTS = [text for text, _ in KNOWN]


@pytest.fixture
def ready(visit: Visit) -> Iterator[Page]:
    """The page with its model loaded, and from then on without a network."""
    began = time.perf_counter()
    page = visit()
    expect(page.locator("#make")).to_have_attribute("data-ready", "device")
    print(f"\nload {time.perf_counter() - began:.2f} s")
    page.context.set_offline(True)
    yield page


def test_ten_prompts_without_a_network(ready: Page) -> None:
    page, built, timings = ready, 0, []
    for prompt in PROMPTS:
        text = ask(page, prompt)
        timings.append(page.locator("#timing").evaluate("one => ({...one.dataset})"))
        program = ir.parse(text)
        assert ir.render(program) == text  # canonical, as the mask promises
        try:
            solid = ir.evaluate(program)
        except ir.SolidError:
            expect(page.locator("#trouble-what")).to_contain_text("makes no solid")
            continue
        built += 1
        expect_volume(page, solid.volume)
        expect_part(page, True)
    assert built >= (len(PROMPTS) if "CAD0_BROWSER_MODEL" not in os.environ else 6)
    _tell(timings)
    _stl_is_whole(page, text)
    reload(page)
    expect(page.locator("#make")).to_have_attribute("data-ready", "device")
    assert page.locator("#history li").count() == built
    assert page.evaluate("crossOriginIsolated")  # by the service worker: WASM may use threads
    assert ask(page, PROMPTS[-1]) == text


def _stl_is_whole(page: Page, text: str) -> None:
    page.click("#save-button")
    with page.expect_download() as download:
        page.click("[data-format=stl]")
    data = Path(download.value.path()).read_bytes()
    mesh = trimesh.load(io.BytesIO(data), file_type="stl", force="mesh")
    mesh.merge_vertices()
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(ir.evaluate(ir.parse(text)).volume, rel=0.005)


def _tell(timings: list[dict[str, str]]) -> None:
    """Seconds of the warm answers, the first one left out."""
    warm = [{name: float(value) for name, value in one.items()} for one in timings[1:]]
    median = {name: sorted(one[name] for one in warm)[len(warm) // 2] for name in warm[0]}
    rate = sum(one["tokens"] for one in warm) / sum(one["seconds"] for one in warm)
    whole = sorted(one["seconds"] + one["built"] for one in warm)[len(warm) // 2]
    print(
        f"warm, median: first token {median['first']:.3f} s, {rate:.0f} tokens/s, "
        f"program of {median['tokens']:.0f} tokens {median['seconds']:.2f} s, "
        f"whole part {whole:.2f} s"
    )
