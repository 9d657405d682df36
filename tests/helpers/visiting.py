"""What tests do on the page, in the words of somebody who uses it."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def ready(page: Page) -> Page:
    """Wait until the page listens: its scripts first fetch its settings, after the load event."""
    expect(page.locator("html[data-theme]")).to_be_attached()
    return page


def reload(page: Page) -> None:
    page.reload()
    ready(page)


def link(ir: str, prompt: str = "", model: str = "") -> str:
    """The fragment of a link that carries a part."""
    return "#" + urlencode({"v": 1, "prompt": prompt, "model": model, "ir": ir})


def volume(page: Page) -> float:
    """The volume that the page shows, in mm3."""
    return float(page.locator("#volume").get_attribute("value") or "nan")


def expect_volume(page: Page, wanted: float) -> None:
    """Wait until the page shows that volume, within half a percent."""
    page.wait_for_function(
        "wanted => Math.abs(document.querySelector('#volume')?.value / wanted - 1) < 0.005",
        arg=wanted,
    )


def ask(page: Page, prompt: str) -> str:
    """Type a prompt, press Enter, wait for the part; gives the program."""
    page.evaluate("document.querySelector('#timing').textContent = ''")
    page.fill("#prompt", prompt)
    page.press("#prompt", "Enter")
    expect(page.locator("#timing")).to_contain_text("tokens")
    return page.input_value("#program")


def expect_part(page: Page, shown: bool) -> None:
    """Wait until the viewport shows a part, or none: as much of it as is dark in light colours."""
    for _ in range(50):
        picture = Image.open(BytesIO(page.locator("#stage").screenshot())).convert("L")
        dark = sum(picture.histogram()[:196]) / (picture.width * picture.height)
        if (dark > 0.02) == shown:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{dark:.1%} of the viewport is dark")
