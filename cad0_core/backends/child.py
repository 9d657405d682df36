"""The child process of backend `local`: one stage, its events on standard output as JSON lines.

The first line of standard input is the call; the end of standard input means that the parent
died, and then so does this process, with everything that it started.
"""

import json
import logging
import os
import signal
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import IO, Any

from cad0_core import stages
from cad0_core.config import ModalConfig
from cad0_core.errors import Cad0Error
from cad0_core.job import Progress
from cad0_core.stages import StageSpec
from cad0_core.state import State


class Events:
    """Writes events; whatever else prints to standard output goes to the log instead."""

    def __init__(self) -> None:
        self._file: IO[str] = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._lock = threading.Lock()
        os.dup2(2, 1)

    def send(self, event: str, **fields: Any) -> None:
        with self._lock:
            self._file.write(json.dumps({"event": event, **fields}) + "\n")
            self._file.flush()

    def progress(self, progress: Progress) -> None:
        self.send("progress", **asdict(progress))


class EventHandler(logging.Handler):
    """Sends what the project logs, and warnings of libraries, to the parent."""

    def __init__(self, events: Events) -> None:
        super().__init__(logging.INFO)
        self.events = events

    def emit(self, record: logging.LogRecord) -> None:
        self.events.send("log", level=record.levelname, message=record.getMessage())


def main() -> int:
    """Run the stage that standard input names; the exit code is 0 when its artifact stands."""
    events = Events()
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_die_with_parent, daemon=True).start()
    logger = logging.getLogger("cad0")
    logger.setLevel(logging.INFO)
    logger.addHandler(EventHandler(events))
    warnings.simplefilter("ignore", DeprecationWarning)
    call = StageSpec.model_validate(request["spec"])
    try:
        state = State(Path(request["state"]))
        stages.run(call, state, events.progress, stop.is_set, _spread(call, state))
    except Cad0Error as error:
        events.send("error", kind=type(error).__name__, message=str(error))
        return 1
    except Exception as error:
        events.send("error", kind=type(error).__name__, message=str(error))
        with suppress(OSError):  # the log lies on the disk that may be full
            traceback.print_exc()
        return 1
    return 0


def _spread(call: StageSpec, state: State) -> Any:
    """The pool for the pieces of a data stage; None: processes of this machine."""
    if call.watch.get("map_over") != "modal":
        return None
    from cad0_core.backends.modal.spread import ModalSpread

    return ModalSpread(ModalConfig.model_validate(call.watch["modal"]), state, call.key)


def _die_with_parent() -> None:
    # Raw reads: at interpreter exit a thread inside sys.stdin's lock would abort the process.
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
