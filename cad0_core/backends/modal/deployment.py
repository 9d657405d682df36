"""Deploying the app: `modal deploy`, in a process of its own, and what is deployed now."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import modal
import modal.exception

import cad0_core
from cad0_core.backends.modal import wire
from cad0_core.backends.modal.outage import insist
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError

APP_FILE = Path("deployments", "modal_app.py")
SERVED_VARIABLE = "CAD0_SERVED"
CODE_TAG = "code"


def deploy(config: ModalConfig, served: Mapping[str, str] | None = None) -> str:
    """Deploy functions and endpoint; returns what modal printed.

    `served` is the model that the endpoint is to answer with (version, name, folder on the
    volume). Containers at work finish on the code that they run. Raises `BackendError`.
    """
    root = Path(cad0_core.__file__).parents[1]
    if not (root / APP_FILE).is_file():
        raise BackendError(
            f"{root / APP_FILE}: not there; deploy from a checkout of the repository"
        )
    environment = {**os.environ, "PYTHONPATH": str(root)}
    if served is not None:
        environment[SERVED_VARIABLE] = json.dumps(served, sort_keys=True)
    done = subprocess.run(
        [sys.executable, "-m", "modal", "deploy", str(root / APP_FILE), "--name", config.app],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackendError(f"modal deploy failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def is_current(config: ModalConfig) -> bool:
    """Whether the deployed app has this code."""
    return deployed_code(config) == wire.code()


def deployed_code(config: ModalConfig) -> str | None:
    """Digest of the code that is deployed; None where nothing is."""
    try:
        app = modal.App.lookup(config.app)
        tags = insist(app.get_tags, config.outage_seconds, "look up the app")
    except modal.exception.NotFoundError:
        return None
    return tags.get(CODE_TAG, "")
