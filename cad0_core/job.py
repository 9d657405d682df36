"""What a stage function is given: `stage(job) -> metrics`, on a laptop and in a GPU container."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cad0_core.errors import StageCancelled

Metrics = dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """One step of a stage: fraction done in [0, 1], a short text, live figures (loss, ...)."""

    fraction: float
    message: str
    metrics: Mapping[str, float] = field(default_factory=dict)

    def describe(self) -> str:
        """The message with its figures, such as `step 640 of 1200, loss 0.31`."""
        figures = [f"{name.replace('_', ' ')} {_figure(v)}" for name, v in self.metrics.items()]
        return ", ".join([self.message, *figures])


@dataclass
class Job:
    """One run of one stage.

    `out` is an empty folder for the result; what stands in it at the end is the artifact.
    `scratch` survives a kill and is found again by the next try: checkpoints go there.
    `inputs` are the folders of the input artifacts. `watch` holds settings that do not change
    the result (experiment tracking). `cost_per_second` is the price of this place in USD. A stage
    calls `progress` often (it is rate-limited) and
    thereby learns of a cancellation: `StageCancelled` is raised. A stage with an expensive
    state asks `stopping` instead, saves, and raises `StageCancelled` itself. `spread` computes
    the pieces of data stages (`data.spread.Spread`); None: processes of this machine do.
    """

    config: Any
    inputs: Mapping[str, Path]
    out: Path
    scratch: Path
    watch: Mapping[str, Any] = field(default_factory=dict)
    report: Callable[[Progress], None] = lambda progress: None
    stopping: Callable[[], bool] = lambda: False
    every_seconds: float = 0.5
    cost_per_second: float = 0.0
    spread: Any = None
    _last: float = field(default=0.0, init=False)
    _started: float = field(default_factory=time.monotonic, init=False)

    def progress(self, fraction: float, message: str, **metrics: float) -> None:
        """Report progress at most every `every_seconds`; the first and the last always."""
        if self.stopping():
            raise StageCancelled(f"stopped on request at {fraction:.0%}: {message}")
        now = time.monotonic()
        if fraction >= 1 or now - self._last >= self.every_seconds:
            self._last = now
            self.report(Progress(min(max(fraction, 0.0), 1.0), message, metrics))

    def cost(self, seconds_left: float) -> dict[str, float]:
        """Figures for a report: USD so far and to come; none where the place costs nothing."""
        if not self.cost_per_second:
            return {}
        spent = (time.monotonic() - self._started) * self.cost_per_second
        left = seconds_left * self.cost_per_second
        return {"usd_so_far": round(spent, 4), "usd_left": round(left, 4)}


StageFunction = Callable[[Job], Metrics]


def _figure(value: float) -> str:
    whole = isinstance(value, int) or abs(value) >= 100
    return f"{value:,.0f}" if whole else f"{value:.3g}"
