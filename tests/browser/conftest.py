"""The page in headless Chromium, on a static host, with a model beside it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import byheart
import pytest
from hosting import hosted
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from visiting import Visit, ready

from cad0_core.serve.site import write_site

SECONDS = 30  # for anything on the page: a busy machine may take its time


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page loads: `CAD0_BROWSER_MODEL`, or a model that knows ten prompts by heart."""
    given = os.environ.get("CAD0_BROWSER_MODEL")
    return Path(given) if given else byheart.exported(tmp_path_factory.mktemp("byheart"))


@pytest.fixture(scope="session")
def site(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the static site as it is published, in some folder of a host."""
    folder = tmp_path_factory.mktemp("host") / "some" / "folder"
    assert write_site(folder, model, version="v0.1.0"), "run `make web` first"
    with hosted(folder.parents[1]) as address:
        yield f"{address}some/folder/"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=SECONDS * 1000)
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium: install it, or name one in CHROMIUM"
    with sync_playwright() as playwright:
        # WebGL by software: machines for tests have no graphics card.
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """A fresh profile at the page's address; it may neither fail nor ask another origin."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(address: str = "", **options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(SECONDS * 1000)
        contexts.append(context)
        page = context.new_page()
        origin = site.split("/some/")[0]
        page.on("pageerror", lambda error: problems.append(f"{error}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((origin, "blob:", "data:"))
                or problems.append(f"asked another origin: {request.url}")
            ),
        )
        page.goto(site + address)
        return ready(page)

    yield open_page
    for context in contexts:
        context.close()
    assert not problems
