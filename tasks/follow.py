"""Following a stage at work: its progress in the UI, its log lines, and whether to go on."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from prefect import get_client, runtime
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from cad0_core.backends.base import Call, LogLine
from cad0_core.errors import StageCancelled
from cad0_core.job import Progress

CANCEL_CHECK_SECONDS = 3.0
UI_SECONDS = 2.0  # a progress artifact is a request and a row: enough for an eye
LOG_SECONDS = 20.0


def follow(call: Call, show: Callable[[Progress], None]) -> None:
    """Pass on what a call reports, to the watcher, the run's log and its progress artifact.

    Raises `StageCancelled` once somebody cancelled the run.
    """
    bar = ProgressBar()
    checked = time.monotonic()
    for event in call.events():
        match event:
            case Progress():
                show(event)
                bar.update(event)
            case LogLine():
                log().log(
                    logging.getLevelNamesMapping().get(event.level, logging.INFO), event.message
                )
        if time.monotonic() - checked > CANCEL_CHECK_SECONDS:
            checked = time.monotonic()
            if run_is_cancelling():
                raise StageCancelled("the run was cancelled; its checkpoint is kept")


class ProgressBar:
    """A Prefect progress artifact and a log line now and then; nothing outside a run."""

    def __init__(self) -> None:
        self._artifact: Any = None
        self._shown = 0.0
        self._logged = 0.0

    def update(self, progress: Progress) -> None:
        now = time.monotonic()
        if not runtime.task_run.id or (progress.fraction < 1 and now - self._shown < UI_SECONDS):
            return
        self._shown = now
        percent, text = round(progress.fraction * 100, 1), progress.describe()
        if self._artifact is None:
            self._artifact = create_progress_artifact(percent, description=text)
        else:
            update_progress_artifact(self._artifact, progress=percent, description=text)
        if now - self._logged > LOG_SECONDS:
            self._logged = now
            log().info("%.0f %% %s", percent, text)


def run_is_cancelling() -> bool:
    """Whether somebody cancelled the flow run that this task belongs to."""
    run_id = runtime.flow_run.id
    if not run_id:
        return False
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(run_id).state
    return state is not None and (state.is_cancelling() or state.is_cancelled())


def wanted(stopped: BaseException) -> bool:
    """Whether a person asked for what was raised: Ctrl-C in a terminal, or a cancelled run.

    A worker that is stopped interrupts its runs too: those have a deployment, and may go on later.
    """
    if isinstance(stopped, KeyboardInterrupt) and not runtime.deployment.id:
        return True
    return run_is_cancelling()


def log() -> logging.Logger | logging.LoggerAdapter[logging.Logger]:
    """The run's logger; the project's own outside a run."""
    with suppress(MissingContextError):
        return get_run_logger()
    return logging.getLogger("cad0")
