"""Validation of a training run: its curve, the best weights so far, and whether it is time to stop.

The best weights lie beside the checkpoints and survive a kill. A checkpoint follows each of them,
so a resumed run, which knows the validations up to its checkpoint, finds the best of those: the
newest one or the one before.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from cad0_core.model import checkpoints
from cad0_core.model.course import Course
from cad0_core.model.validation import Losses, Sample
from cad0_core.model.watch import Watch

log = logging.getLogger("cad0")

_WEIGHTS = "weights.safetensors"  # of those parameters that learn


class Judge:
    """Validates `model` when asked to, and keeps the best of it below `folder`."""

    def __init__(
        self,
        model: torch.nn.Module,
        course: Course,
        watch: Watch,
        folder: Path,
        *,
        keep_best: bool,
        patience: int | None,
        losses: Callable[[], Losses],
        answers: Callable[[], list[Sample]],
    ) -> None:
        self.model, self.course, self.watch, self.folder = model, course, watch, folder
        self.keep_best, self.patience = keep_best, patience
        self.losses, self.answers = losses, answers

    def validate(self, step: int, *, last: bool) -> bool:
        """Note the losses at `step`; whether its weights were kept and a checkpoint is due."""
        found = self.losses()
        self.course.validated(step, found.completion, found.whole_text)
        self.watch.log(
            step, **{"val/loss": found.completion, "val/loss_whole_text": found.whole_text}
        )
        if self.watch.active:
            self.watch.samples(step, self.answers())
        best = self.course.best()
        kept = self.keep_best and not last and best is not None and best["step"] == step
        if kept:
            with checkpoints.writing(self.folder, step) as folder:
                save_file(
                    {name: p.detach().contiguous() for name, p in self._learning()},
                    folder / _WEIGHTS,
                )
        return kept

    @property
    def stops(self) -> bool:
        """Whether the last `patience` validations brought nothing better."""
        return self.patience is not None and self.course.stale() >= self.patience

    def restore(self, step: int) -> int:
        """Put the best weights into the model, which stands at `step`; the step they are of.

        Where the best ones are lost, the model stays as it is.
        """
        best = self.course.best()
        if not self.keep_best or best is None or best["step"] >= step:
            return step
        found = checkpoints.at(self.folder, int(best["step"]))
        if found is None:
            log.warning(
                "the best weights, of step %d, are damaged or lost; those of step %d are written",
                best["step"], step,
            )  # fmt: skip
            return step
        weights = load_file(found / _WEIGHTS)
        with torch.no_grad():
            for name, parameter in self._learning():
                parameter.copy_(weights[name])
        return int(best["step"])

    def _learning(self) -> list[tuple[str, Any]]:
        return [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
