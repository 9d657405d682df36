"""The modal client's own command line, against the server that the environment names."""

import os
import subprocess
import sys


def modal(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command, finished."""
    return subprocess.run(
        [sys.executable, "-m", "modal", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
