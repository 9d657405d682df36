"""Training in a process of its own, which a test may kill at any moment.

The children fork from a server that has imported everything, so that ten of them cost seconds.
"""

import importlib
import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cad0_core.config import DistillConfig, TrainConfig
from cad0_core.job import Job, Metrics, Progress

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["cad0_core.model.sft", "cad0_core.model.distill"])


class Training:
    """Tries of one training run; what a killed one left is found by the next.

    `patches` are module attributes to set in the child, such as the size of a shard.
    """

    def __init__(
        self,
        config: TrainConfig | DistillConfig,
        inputs: dict[str, Path],
        folder: Path,
        patches: dict[str, Any] | None = None,
    ) -> None:
        self.config, self.inputs, self.folder = config, inputs, folder
        self.patches = patches or {}
        (folder / "scratch").mkdir(parents=True)
        self.tries = 0
        self.messages: list[str] = []  # progress of the last try

    @property
    def out(self) -> Path:
        return self.folder / f"out-{self.tries}"

    def kill(self, after_steps: int, seconds: float) -> int:
        """Start, and SIGKILL `seconds` after so many steps; the step that it had reported last."""
        process, pipe = self._start()
        step, seen = 0, 0
        while seen < after_steps:
            figures = pipe.recv()[1]
            if "step" in figures:
                step, seen = int(figures["step"]), seen + 1
        time.sleep(seconds)
        _end(process)
        return step

    def kill_at(self, message: str, seconds: float) -> str:
        """Start, and SIGKILL `seconds` after progress that begins so; the whole message."""
        process, pipe = self._start()
        while not (told := pipe.recv()[0]).startswith(message):
            pass
        time.sleep(seconds)
        _end(process)
        return str(told)

    def finish(self) -> Metrics:
        """Start and let it end; the stage's metrics."""
        process, pipe = self._start()
        self.messages = []
        while (event := pipe.recv())[0] != "done":
            self.messages.append(event[0])
        process.join()
        assert process.exitcode == 0
        metrics: Metrics = event[1]
        return metrics

    def _start(self) -> tuple[Any, Connection]:
        self.tries += 1
        self.out.mkdir()
        here, there = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(
            target=_run, args=(self.config, self.inputs, self.out, self.folder, there, self.patches)
        )
        process.start()
        there.close()
        return process, here


def random_kills(training: Training, count: int, *, seed: int, most_steps: int) -> list[int]:
    """Kill `count` tries in a row at random moments; the steps that they had reported."""
    chance = random.Random(seed)
    return [
        training.kill(chance.randint(1, most_steps), chance.uniform(0, 0.05)) for _ in range(count)
    ]


def _end(process: Any) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL, "it ended before it was killed"


def _run(
    config: TrainConfig | DistillConfig,
    inputs: dict[str, Path],
    out: Path,
    folder: Path,
    pipe: Connection,
    patches: dict[str, Any],
) -> None:
    from cad0_core.model.distill import distill
    from cad0_core.model.sft import train

    for name, value in patches.items():
        module, _, attribute = name.rpartition(".")
        setattr(importlib.import_module(module), attribute, value)

    def report(progress: Progress) -> None:
        pipe.send((progress.message, dict(progress.metrics)))

    job = Job(config, inputs, out, folder / "scratch", every_seconds=0, report=report)
    stage = train if isinstance(config, TrainConfig) else distill
    pipe.send(("done", stage(job)))
