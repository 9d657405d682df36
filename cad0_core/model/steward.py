"""What happens between the steps of a training run: progress, checkpoints, validation, stopping."""

import time
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState

from cad0_core.errors import StageCancelled
from cad0_core.job import Job
from cad0_core.model import ranks
from cad0_core.model.course import Course
from cad0_core.model.judge import Judge
from cad0_core.model.watch import Watch

START, END = (
    0.05,
    0.97,
)  # of the stage's progress bar; where something else precedes the steps, later
_VALIDATIONS = 10


class Steward(TrainerCallback):
    """Reports, saves and stops; `trainer` is set once it exists."""

    trainer: Any

    def __init__(
        self,
        job: Job,
        course: Course,
        watch: Watch,
        *,
        steps: int,
        start: int,
        save_every_seconds: float,
        judge: Judge,
        begin: float = START,
    ) -> None:
        self.job, self.course, self.watch = job, course, watch
        self.steps, self.start = steps, start
        self.save_every_seconds, self.judge = save_every_seconds, judge
        self.begin = begin
        self.cancelled = False
        self.note = f" (resumed at step {start} of {steps})" if start else ""
        self._saved = time.monotonic()
        self._pace = 0.0

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self.course.pause()

    def on_step_end(
        self, args: Any, state: TrainerState, control: TrainerControl, **_: Any
    ) -> TrainerControl:
        """Note the step, then decide what else is due."""
        step = state.global_step
        self._note(step)
        self._report(step)
        due = time.monotonic() - self._saved >= self.save_every_seconds
        stops = False
        if step * _VALIDATIONS // self.steps > (step - 1) * _VALIDATIONS // self.steps:
            if ranks.index() == 0:
                due |= self.judge.validate(step, last=step == self.steps)
                stops = self.judge.stops and step < self.steps
            self.course.pause()
        if due or stops or self.cancelled or step == self.steps:
            control.should_save = True
        if stops:
            self.course.ended = step
            self.course.flush(step, self._rate())
        if ranks.agreed(stops or self.cancelled, args.device):
            control.should_training_stop = True
        return control

    def on_save(self, *_: Any, **__: Any) -> None:
        self._saved = time.monotonic()
        self.course.pause()

    def _note(self, step: int) -> None:
        seconds = self.course.tick()
        self._pace = seconds if not self._pace else 0.95 * self._pace + 0.05 * seconds
        rate = self._rate()
        self.course.record(step, self.steps, self.trainer.step_loss, rate)
        if len(self.course.history) and self.course.history[-1]["step"] == step:
            self.watch.log(
                step, **{"train/loss": self.course.history[-1]["loss"], "train/lr": rate}
            )

    def _report(self, step: int) -> None:
        if self.job.stopping():
            self.cancelled = True
            return
        left = (self.steps - step) * self._pace
        try:
            self.job.progress(
                self.begin + (END - self.begin) * step / self.steps,
                f"step {step} of {self.steps}{self.note}{self._memory_note()}",
                loss=round(self.trainer.step_loss, 4),
                tokens_per_second=round(self.course.tokens_per_second),
                completion_tokens_per_second=round(self.course.completion_tokens_per_second),
                step=step,
                seconds_left=round(left),
                **self.job.cost(left),
            )
        except StageCancelled:  # asked between the question above and here
            self.cancelled = True

    def _rate(self) -> float:
        """The learning rate."""
        return float(self.trainer.lr_scheduler.get_last_lr()[0])

    def _memory_note(self) -> str:
        if not self.course.out_of_memory:
            return ""
        return f" (out of memory before: micro-batch halved to {self.course.micro_batch})"
