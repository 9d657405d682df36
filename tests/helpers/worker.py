"""A process worker on the repository's deployments, that can be killed, and given a small disk."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
from deploying import PREFECT, ROOT

# What the worker's runs write lies on a disk of their own: a mount that only they see.
SMALL_DISK = 'mount -t tmpfs -o size={size} tmpfs "{folder}" && exec "$@"'


class Worker:
    """`prefect worker start --pool cad0` with its state folder; start it with `start`."""

    def __init__(self, api_url: str, state: Path) -> None:
        self.state = state
        self.environment = {
            **os.environ,
            "PREFECT_API_URL": api_url,
            "CAD0_STATE": str(state),
            "WANDB_MODE": "disabled",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, disk: str | None = None) -> None:
        """`disk`: how much stages can write, as mount(8) spells it; by default there is no end."""
        command = [*PREFECT, "worker", "start", "--pool", "cad0"]
        if disk:
            jobs = self.state / "jobs"
            jobs.mkdir(exist_ok=True)
            small = SMALL_DISK.format(size=disk, folder=jobs)
            command = ["unshare", "--mount", "--map-root-user", "sh", "-c", small, "sh", *command]
        with (self.state / "worker.log").open("a") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, sign: signal.Signals = signal.SIGINT) -> None:
        """End the worker and the runs in its group, as a terminal or a service manager does."""
        assert self.process is not None
        os.killpg(self.process.pid, sign)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def restart(self, sign: signal.Signals = signal.SIGINT, disk: str | None = None) -> None:
        self.stop(sign)
        self.start(disk)

    def kill_run(self) -> None:
        """SIGKILL to the process of the flow run, as the kernel does when memory is out."""
        assert self.process is not None
        for child in psutil.Process(self.process.pid).children():
            child.kill()
