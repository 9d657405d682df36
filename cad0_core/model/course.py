"""The course of a training run so far: what was lost, seen and spent, over all of its tries."""

import json
import time
from dataclasses import asdict, dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

from cad0_core.artifacts import write_atomic

FILE = "course.json"
_POINTS = 400  # of the loss curve: a screen's width


@dataclass
class Course:
    """Figures that grow with training and survive a resume with the checkpoint they stand in."""

    history: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0
    tokens: int = 0
    completion_tokens: int = 0
    micro_batch: int = 0  # at most so many rows (packed: tokens) at once; 0: whole batches
    ended: int = 0  # the step at which training stopped early; 0: it did not
    out_of_memory: int = 0  # times that memory ran out and the micro-batch was halved

    def __post_init__(self) -> None:
        self._clock = time.monotonic()
        self._losses: list[float] = []

    def tick(self) -> float:
        """Add the time since the last tick to the training time; returns it in seconds."""
        now = time.monotonic()
        passed, self._clock = now - self._clock, now
        self.seconds += passed
        return passed

    def pause(self) -> None:
        """Let the time since the last tick count for nothing (validation, saving)."""
        self._clock = time.monotonic()

    @property
    def tokens_per_second(self) -> float:
        """Tokens of prompts and completions, without padding."""
        return self.tokens / max(self.seconds, 1e-9)

    @property
    def completion_tokens_per_second(self) -> float:
        """Useful tokens: those that carry a loss."""
        return self.completion_tokens / max(self.seconds, 1e-9)

    def record(self, step: int, total: int, loss: float, rate: float) -> None:
        """Note one optimiser step; the curve gets the mean of every `total / 400` of them."""
        self._losses.append(loss)
        if len(self._losses) >= max(1, total // _POINTS) or step >= total:
            self.flush(step, rate)

    def flush(self, step: int, rate: float) -> None:
        """Bring the steps that the curve does not show yet into it."""
        if self._losses:
            mean = sum(self._losses) / len(self._losses)
            self.history.append({"step": step, "loss": mean, "lr": rate})
            self._losses.clear()

    def validated(self, step: int, loss: float, whole_text: float) -> None:
        """Note a validation: losses of a completion token, and of any token."""
        self.history.append({"step": step, "val_loss": loss, "val_loss_whole_text": whole_text})

    def validations(self) -> list[dict[str, float]]:
        return [point for point in self.history if "val_loss" in point]

    def best(self) -> dict[str, float] | None:
        """The validation with the lowest loss, the first of equals; None before there is one."""
        known = [point for point in self.validations() if not isnan(point["val_loss"])]
        return min(known, key=lambda point: point["val_loss"], default=None)

    def stale(self) -> int:
        """Validations since the best one."""
        best, all_of_them = self.best(), self.validations()
        return len(all_of_them) - (all_of_them.index(best) + 1 if best else 0)

    def final_loss(self) -> float:
        """Mean training loss over the last tenth of the curve."""
        losses = [point["loss"] for point in self.history if "loss" in point]
        last = losses[-max(1, len(losses) // 10) :]
        return sum(last) / len(last) if last else float("nan")

    def save(self, folder: Path) -> None:
        write_atomic(folder / FILE, json.dumps({**asdict(self), "open": self._losses}))

    @classmethod
    def load(cls, folder: Path) -> "Course":
        fields: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        losses = fields.pop("open")
        course = cls(**fields)
        course._losses = losses
        return course
