"""What a newcomer does in the first hour, from a clone on, with the time that each step takes.

    python tests/bench/newcomers_hour.py FOLDER                  # preset laptop
    python tests/bench/newcomers_hour.py FOLDER --preset smoke   # the same steps in minutes

The repository is cloned into FOLDER, and everything is left there to look at. If FOLDER is there,
its clone is taken as it is, and what was released there is reused.
The form is filled in by Chromium, as a person does it. Each step checks what it was to bring
about, and the script ends at the first that does not.
"""

import argparse
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Hour:
    """A clone, its commands, and the table of steps."""

    def __init__(self, folder: Path, preset: str, port: int) -> None:
        self.folder, self.preset = folder, preset
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"},
            "CAD0_PORT": str(port),
            "CAD0_STATE": str(folder / ".cad0"),
            "PREFECT_API_URL": f"{self.address}/api",
        }
        self.begin = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begin = time.monotonic()
        yield
        now = time.monotonic()
        print(f"| {name} | {now - begin:.0f} | {(now - self.begin) / 60:.1f} |", flush=True)

    def run(self, *command: str, fails: bool = False) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        text = done.stdout + done.stderr
        assert bool(done.returncode) == fails, f"{command}: {text[-3000:]}"
        return text

    def cad0(self, *arguments: str, fails: bool = False) -> str:
        return self.run(".venv/bin/cad0", *arguments, fails=fails)

    def prefect(self, *arguments: str) -> str:
        return self.run(".venv/bin/prefect", "--no-prompt", *arguments)

    def rows(self, kind: str, **query: Any) -> list[dict[str, Any]]:
        reply = httpx.post(f"{self.address}/api/{kind}/filter", json=query, timeout=30)
        return list(reply.raise_for_status().json())

    def newest(self) -> dict[str, Any]:
        """The flow run that was made last."""
        by_start = self.rows("flow_runs", sort="EXPECTED_START_TIME_DESC", limit=50)
        made = [run for run in by_start if not run["auto_scheduled"]]
        return max(made, key=lambda run: str(run["created"]))

    def wait_for(self, *names: str, seconds: float = 3600) -> dict[str, Any]:
        """The newest run once its state has one of these names; another end is an error."""
        deadline = time.monotonic() + seconds
        while True:
            run = self.newest()
            if run["state_name"] in names:
                return run
            assert run["state_type"] not in FINAL, run["state"]
            assert time.monotonic() < deadline, run["state"]
            time.sleep(1)

    def queue(self, **parameters: Any) -> None:
        given = {"preset": self.preset, **parameters}
        self.prefect(
            *("deployment", "run", "cad0/laptop-release", "--params", json.dumps(given)),
        )

    def versions(self) -> list[str]:
        """What is on the local hub, oldest first."""
        return sorted({row["version"] for row in json.loads(self.cad0("hub", "list", "--json"))})


def walk(hour: Hour, page: Page) -> None:
    """Every step of the hour."""
    if not hour.folder.exists():
        with hour.step("git clone"):
            subprocess.run(["git", "clone", "--quiet", ROOT, hour.folder], check=True)
    with hour.step(f"make release PRESET={hour.preset}"):
        assert "published" in hour.run("make", "release", f"PRESET={hour.preset}")
    with hour.step("cad0 ui: look at the run"):
        hour.cad0("ui", "--no-browser")
        page.goto(f"{hour.address}/runs/flow-run/{hour.newest()['id']}")
        page.get_by_text("Artifacts", exact=True).first.click()
        expect(page.get_by_text("release-report").first).to_be_visible(timeout=30_000)
    with hour.step("cad0 deploy"):
        hour.cad0("deploy")
    with hour.step("schedule a retrain"):
        hour.prefect(
            *("deployment", "schedule", "create", "cad0/retrain", "--cron", "0 4 * * *"),
            *("--timezone", "Europe/Berlin"),
        )
    with hour.step("a release from the form, by a worker"), worker(hour):
        fill_form(hour, page)
        hour.wait_for("Completed")
        # The same model against a higher floor: only the gate is new.
        with hour.step("a gate refuses a model"):
            hour.queue(floors={"exact_match_accuracy": 1.0})
            hour.wait_for("Failed")
        with hour.step("another model, approved by a person"):
            hour.queue(preset="smoke", seed=2, approval_hours=1.0)
            waiting = hour.wait_for("Paused", "Suspended")
            hour.cad0("approve", waiting["id"])
            hour.wait_for("Completed")
    with hour.step("roll back"):
        first, *later = hour.versions()
        assert later
        hour.cad0("hub", "rollback", first)
        assert first in hour.cad0("hub", "list")
    hour.cad0("stop")


def fill_form(hour: Hour, page: Page) -> None:
    """The deployment's own form, sent off as it stands but for the preset."""
    (deployment,) = (d for d in hour.rows("deployments") if d["name"] == "laptop-release")
    page.goto(f"{hour.address}/deployments/deployment/{deployment['id']}/run")
    expect(page.get_by_text("Tag to publish under", exact=False).first).to_be_visible()
    # By keyboard: a click of a browser without a screen closes the list that it opens.
    page.locator(".p-select-button__control").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("option", name=hour.preset, exact=True).click()
    page.get_by_role("button", name="Submit").last.click()
    page.wait_for_url(lambda url: not url.endswith("/run"))


@contextmanager
def worker(hour: Hour) -> Iterator[None]:
    log = (hour.folder / ".cad0" / "worker.log").open("w")
    command = [".venv/bin/prefect", "worker", "start", "--pool", "cad0"]
    process = subprocess.Popen(
        command, cwd=hour.folder, env=hour.environment, stdout=log, stderr=log
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # where SIGINT is ignored, as behind a shell's "&"
            process.kill()
            process.wait()
        log.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--preset", default="laptop", choices=("laptop", "smoke"))
    parser.add_argument("--port", type=int, default=4250)
    args = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    print("| step | s | min since the start |\n|---|---|---|")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        walk(Hour(args.folder.resolve(), args.preset, args.port), browser.new_page())
        browser.close()


if __name__ == "__main__":
    main()
