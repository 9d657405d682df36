"""Runs a stage in several processes and stands between them and the stage's job.

    python -m torch.distributed.run --standalone --nproc-per-node N -m cad0_core.model.launch FOLDER

is what `launch` starts. Everything goes through files in FOLDER: the call, events of the first
process, the wish to stop. A lock that the kernel opens when the launching process dies, however
it dies, takes the others along, so that the next try has the scratch folder to itself.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from cad0_core import errors
from cad0_core.config import DistillConfig
from cad0_core.errors import Cad0Error, ConfigError, StageError
from cad0_core.job import Job, Metrics, Progress

_CALL, _EVENTS, _STOP, _LEASH, _LOG = "call.json", "events.jsonl", "stop", "leash", "log.txt"
_LOOK = 0.2  # seconds between two looks at the events
_HERE = "127.0.0.1"
_TOLD = 2000  # characters of a failed process' last words


def launch(job: Job, processes: int) -> Metrics:
    """Run `distill` in so many processes; its metrics.

    Raises what the stage raises, `ConfigError` where there are too few GPUs, and `StageError`
    with its last words when a process dies.
    """
    if torch.cuda.is_available() and torch.cuda.device_count() < processes:
        raise ConfigError(
            f"num_processes is {processes} and there are {torch.cuda.device_count()} GPUs; rent "
            "more of them, or lower num_processes"
        )
    folder = job.scratch / "processes"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    call = {
        "config": job.config.model_dump(mode="json"),
        "inputs": {name: str(path) for name, path in job.inputs.items()},
        "out": str(job.out),
        "scratch": str(job.scratch),
        "watch": dict(job.watch),
        "cost_per_second": job.cost_per_second,
        "every_seconds": job.every_seconds,
    }
    (folder / _CALL).write_text(json.dumps(call), encoding="utf-8")
    with (folder / _LEASH).open("w") as leash, (folder / _LOG).open("wb") as log:
        fcntl.flock(leash, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [
                sys.executable, "-m", "torch.distributed.run", "--standalone",
                "--local-addr", _HERE, "--nproc-per-node", str(processes),
                "-m", __name__, str(folder),
            ],
            stdout=log,
            stderr=log,
            env={**_loopback(), **os.environ},
        )  # fmt: skip
        try:
            return _relay(job, folder, process)
        finally:
            process.terminate()  # torchrun ends its processes first
            process.wait()


def _loopback() -> dict[str, str]:
    """Makes gloo talk within this machine; else it asks for the address of the machine's name,
    and where that has none (a container without network) both sides wait for half an hour."""
    name = next((name for _, name in socket.if_nameindex() if name.startswith("lo")), None)
    return {"GLOO_SOCKET_IFNAME": name} if name else {}


def _relay(job: Job, folder: Path, process: subprocess.Popen[bytes]) -> Metrics:
    for event in _events(folder / _EVENTS, process):
        match event:
            case None:
                if job.stopping():
                    (folder / _STOP).touch()
            case {"progress": progress}:
                job.report(Progress(**progress))
            case {"error": name, "message": message}:
                raise getattr(errors, name)(message)
            case {"done": metrics}:
                process.wait()
                found: Metrics = metrics
                return found
    told = [*sorted(folder.glob("failed-*.txt")), folder / _LOG]  # a killed one leaves no word
    last = told[0].read_text(encoding="utf-8", errors="replace")[-_TOLD:]
    raise StageError(
        f"a process of the training died (exit code {process.returncode}); finished steps are "
        f"kept. Its last words:\n{last}"
    )


def _events(path: Path, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any] | None]:
    """Events as they come, None where none came for a while; ends after the process."""
    path.touch()
    with path.open(encoding="utf-8") as file:
        line = ""
        while True:
            ended = process.poll() is not None
            while part := file.readline():
                line += part
                if line.endswith("\n"):
                    yield json.loads(line)
                    line = ""
            if ended:
                return
            yield None
            time.sleep(_LOOK)


def main() -> None:
    """One of the processes."""
    from accelerate import PartialState

    from cad0_core.model import ranks
    from cad0_core.model.distill import distill

    folder = Path(sys.argv[1])
    threading.Thread(target=_on_leash, args=(folder / _LEASH,), daemon=True).start()
    call = json.loads((folder / _CALL).read_text(encoding="utf-8"))
    cuda = torch.cuda.is_available()
    PartialState(**({} if cuda else {"cpu": True, "backend": "gloo"}))
    first = ranks.index() == 0
    with (folder / _EVENTS).open("a", encoding="utf-8") as events:

        def tell(**event: Any) -> None:
            if first:
                events.write(json.dumps(event) + "\n")
                events.flush()

        job = Job(
            config=DistillConfig.model_validate(call["config"]),
            inputs={name: Path(path) for name, path in call["inputs"].items()},
            out=Path(call["out"]),
            scratch=Path(call["scratch"]),
            watch=call["watch"] if first else {},
            report=lambda progress: tell(progress=asdict(progress)),
            stopping=(folder / _STOP).exists if first else lambda: False,
            every_seconds=call["every_seconds"],
            cost_per_second=call["cost_per_second"],
        )
        try:
            metrics = distill(job)
        except Cad0Error as error:
            tell(error=type(error).__name__, message=str(error))
            sys.exit(1)
        except Exception:
            (folder / f"failed-{ranks.index()}.txt").write_text(traceback.format_exc())
            raise
        tell(done=metrics)


def _on_leash(path: Path) -> None:
    with path.open("r") as leash:
        fcntl.flock(leash, fcntl.LOCK_SH)
    os._exit(1)


if __name__ == "__main__":
    main()
