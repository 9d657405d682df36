"""What the terminal shows while a release runs: one line a stage, live where there is a screen."""

import time
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cad0_core.artifacts import Artifact
from cad0_core.job import Progress as Step

PLAIN_SECONDS = 15.0  # between lines where output goes to a file
MARKS = {
    "made": "[green]✓[/]",
    "reused": "[cyan]=[/]",
    "planned": "[yellow]?[/]",
    "failed": "[red]✗[/]",
}

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class StageLines:
    """Watches a run: a live bar for the stage at work, and a line that stays when it ends."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._bar: Progress | None = None
        self._started = 0.0
        self._printed = 0.0

    def started(self, label: str) -> None:
        self._started = self._printed = time.monotonic()
        if self.console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.fields[label]:<20}"),
                BarColumn(24),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                console=self.console,
                transient=True,
            )
            self._bar.start()
            self._bar.add_task("starting", label=label, total=1.0)
        else:
            self.console.print(f"  {label}: started")

    def progress(self, label: str, progress: Step) -> None:
        text = progress.describe()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=progress.fraction, description=text)
        elif time.monotonic() - self._printed > PLAIN_SECONDS:
            self._printed = time.monotonic()
            self.console.print(f"  {label}: {progress.fraction:.0%} {text}", soft_wrap=True)

    def note(self, label: str, text: str) -> None:
        self.console.print(f"  {escape(label)}: {escape(text)}", soft_wrap=True)

    def finished(self, label: str, outcome: str, artifact: Artifact | None) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        seconds = time.monotonic() - self._started
        words = {"made": f"{seconds:6.1f} s", "reused": "  reused", "planned": " planned"}
        text = headline(artifact) if artifact and outcome != "planned" else ""
        self.console.print(
            f"{MARKS[outcome]} {label:<20} {words.get(outcome, '  failed')}  {text}", soft_wrap=True
        )


def headline(artifact: Artifact) -> str:
    """The figures of a stage that fit on its line."""
    metrics = artifact.metrics
    figures = {name: metrics[name] for name in HEADLINES if name in metrics}
    parts = [
        f"{name} {_figure(name, value)}"
        for name, value in figures.items()
        if not isinstance(value, dict)  # rows by variant are a hundred
    ]
    return ", ".join(parts).replace("_", " ")


HEADLINES = (
    "train_rows",
    "train_programs",
    "programs",
    "valid",
    "test_programs_in_train",
    "parameters",
    "steps",
    "val_loss",
    "n",
    "exact_match_accuracy",
    "valid_solid_rate",
    "passed",
    "version",
)


def _figure(name: str, value: Any) -> str:
    if name.endswith(("accuracy", "rate")):
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
