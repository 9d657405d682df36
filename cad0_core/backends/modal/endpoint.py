"""The endpoint's model: switched by a deployment, checked by a prompt, switched back if wrong."""

import time
from collections.abc import Mapping
from typing import Any

import modal
import modal.exception

from cad0_core import ir
from cad0_core.backends.base import Probe
from cad0_core.backends.modal.deployment import deploy
from cad0_core.backends.modal.outage import TRANSIENT, Patience
from cad0_core.backends.modal.volume import SERVED, ModalVolume
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError

START_SECONDS = 900.0  # to get a GPU, load 15 GB and answer, without a snapshot
POLL_SECONDS = 5.0


def switch(
    config: ModalConfig, volume: ModalVolume, served: Mapping[str, str], probe: Probe
) -> str:
    """Deploy `served` (name, version, folder on the volume) and try it with `probe`.

    What the endpoint answered with before comes back when the answer is wrong or does not come:
    `BackendError` says so.
    """
    before = volume.read_json(SERVED)
    if before == served:
        return f"the endpoint answers with {served['version']} already"
    deploy(config, served)
    try:
        check(ask(config, probe.prompt), served["version"], probe)
    except BackendError as error:
        if before is None:
            raise BackendError(f"{error}. There was no former model to go back to") from error
        deploy(config, before)
        raise BackendError(
            f"{error}. The endpoint is back at {before['version']}; the new version stays published"
        ) from error
    volume.write_json(SERVED, dict(served))
    return f"the endpoint answers with {served['version']}: {config.endpoint_url}"


def ask(config: ModalConfig, prompt: str) -> dict[str, Any]:
    """The endpoint's answer, through the control plane: no proxy token is needed for that.

    Raises `BackendError` when none comes.
    """
    endpoint = modal.Cls.from_name(config.app, config.inference_class)()
    try:
        call = endpoint.answer.spawn(prompt)
    except modal.exception.NotFoundError as error:
        raise BackendError(f"app {config.app} has no endpoint: {error}") from error
    patience = Patience(config.outage_seconds, "asking the endpoint")
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            found: dict[str, Any] = call.get(timeout=POLL_SECONDS)
            return found
        except TimeoutError as error:
            if error.args:
                raise BackendError(f"the endpoint failed: {error}") from error
            patience.answered()
        except TRANSIENT as error:
            patience.wait(error)
        except (Exception, SystemExit) as error:
            raise BackendError(f"the endpoint failed: {type(error).__name__}: {error}") from error
    call.cancel()
    raise BackendError(f"the endpoint did not answer within {START_SECONDS:.0f} s")


def check(answer: Mapping[str, Any], version: str, probe: Probe) -> None:
    """Raise `BackendError` unless the version that was deployed answers as it did when judged."""
    if answer.get("version") != version:
        raise BackendError(f"the endpoint answers with {answer.get('version')}, not with {version}")
    program = str(answer.get("ir", ""))
    try:
        digest = ir.digest(ir.parse(program))
    except ir.IRError as error:
        raise BackendError(
            f"the endpoint answers {probe.prompt!r} with no program: {error}"
        ) from error
    if probe.program is not None and digest != ir.digest(ir.parse(probe.program)):
        raise BackendError(
            f"the endpoint answers {probe.prompt!r} otherwise than when it was judged: {program!r}"
        )
