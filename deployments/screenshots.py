"""Pictures of the Prefect UI for the README, of what a release left on a server.

`python deployments/screenshots.py http://127.0.0.1:4200 deployments/pictures` after a release and
`cad0 deploy`. It drives an installed Chromium (the environment variable CHROMIUM names another)
and needs the project's extra `dev`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from playwright.sync_api import Page, sync_playwright

FLOW, FORM = "cad0", "retrain"
ARTIFACTS = ("gate", "loss-cad0")
SIZE = {"width": 1280, "height": 860}
PATIENCE = 30_000  # milliseconds; the UI loads its parts one by one
SETTLE = 2_500  # milliseconds until charts have stopped moving


class Server:
    """The ids of what is on the pictures, from the server's API."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=f"{address}/api", timeout=30)

    def find(self, kind: str, **query: Any) -> list[dict[str, Any]]:
        """Rows of a kind of object, newest first where the API sorts."""
        answer = self.client.post(f"/{kind}/filter", json={"limit": 100, **query})
        return list(answer.raise_for_status().json())

    def release(self) -> dict[str, Any]:
        """The last completed run of the release flow."""
        runs = self.find(
            "flow_runs",
            sort="END_TIME_DESC",
            flows={"name": {"any_": [FLOW]}},
            flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}},
        )
        if not runs:
            raise typer.BadParameter(f"no completed run of {FLOW}: make release first")
        return runs[0]

    def pages(self) -> Iterator[tuple[str, str]]:
        """Name of a picture, and the path of its page."""
        yield "run", f"/runs/flow-run/{self.release()['id']}"
        for artifact in self.find("artifacts/latest"):
            if artifact["key"] in ARTIFACTS:
                yield artifact["key"], f"/artifacts/artifact/{artifact['latest_id']}"
        for deployment in self.find("deployments"):
            if deployment["name"] == FORM:
                yield "form", f"/deployments/deployment/{deployment['id']}/run"
                yield "schedule", f"/deployments/deployment/{deployment['id']}"
        if self.find("automations"):
            yield "automations", "/automations"


def shoot(page: Page, address: str, path: str, picture: Path) -> None:
    """One page as PNG, once it has loaded."""
    page.goto(address + path, timeout=PATIENCE)
    page.wait_for_load_state("load", timeout=PATIENCE)
    page.wait_for_timeout(SETTLE)
    page.screenshot(path=picture)


def main(
    address: Annotated[str, typer.Argument(help="Of the Prefect server, without /api.")],
    output: Annotated[Path, typer.Argument(help="Folder for the pictures.")],
) -> None:
    """Take the pictures."""
    output.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, path in Server(address).pages():
            shoot(page, address, path, output / f"{name}.png")
            typer.echo(output / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    typer.run(main)
