"""The page as the endpoint serves it, under its headers, with answers from either side."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep

import byheart
import pytest
import torch
import uvicorn
from node import WEB
from playwright.sync_api import Browser, expect
from visiting import ask, ready

from cad0_core.serve.app import create_app
from cad0_core.serve.settings import BrowserModel, ServeSettings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("byheart")
    browser = BrowserModel(name="cad0-mini", version="v0.1.0", folder=byheart.exported(folder))
    settings = ServeSettings(
        model=folder / "model", version="v0.1.0", browser=browser, page=WEB / "dist"
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


def test_answers_come_from_the_device_and_from_the_server(
    endpoint: str, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: "Security" in line.text and problems.append(line.text))
    page.goto(f"{endpoint}app/")
    ready(page)
    for place, by in (("device", "this device"), ("server", "the server")):
        page.select_option("#source", place)
        expect(page.locator("#make")).to_have_attribute("data-ready", place)
        for prompt, program in byheart.known()[5:8]:
            assert ask(page, prompt) == program
            assert by in (page.get_attribute("#timing", "title") or "")
    assert page.evaluate("crossOriginIsolated")
    assert not problems
    context.close()
