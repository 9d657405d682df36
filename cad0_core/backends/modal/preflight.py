"""What a release needs on Modal, asked before anything is paid for. Each row has its remedy."""

from collections.abc import Callable, Iterator
from functools import partial

import modal
import modal.config
import modal.exception

from cad0_core.backends.modal import wire
from cad0_core.backends.modal.deployment import deployed_code
from cad0_core.backends.modal.outage import TRANSIENT
from cad0_core.backends.modal.pieces import JUDGE, MAKE
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError
from cad0_core.finding import Finding, missing, ok, unasked, wrong

DEPLOY = "cad0 modal deploy"
NEW_TOKEN = "modal token new"
CODE = "deployed code"


def require_account() -> None:
    """Raise `BackendError` where Modal does not know who asks, or does not answer."""
    try:
        modal.Client.from_env().hello()
    except modal.exception.AuthError as error:
        said = str(error).partition(". ")[0]
        raise BackendError(f"no Modal account ({said}): {NEW_TOKEN}") from error
    except TRANSIENT as error:
        raise BackendError(f"Modal does not answer ({error!r}): try again") from error


def has_token() -> bool:
    """Whether this machine has a token for Modal, valid or not; nobody is asked."""
    return bool(modal.config.config.get("token_id"))


def examine(config: ModalConfig) -> list[Finding]:
    """Token, secrets, volumes, each stage's function with its GPU, and the deployed code."""
    checks = list(_checks(config))
    try:
        require_account()
    except BackendError as error:
        account = missing("Modal token", str(error).removesuffix(f": {NEW_TOKEN}"), NEW_TOKEN)
        return [account, *(unasked(name, "without a token", remedy) for name, remedy, _ in checks)]
    return [ok("Modal token", "accepted"), *(check() for _, _, check in checks)]


def functions(config: ModalConfig) -> list[dict[str, str | int]]:
    """A row for each function: its GPU, and what waits and runs now."""
    rows: list[dict[str, str | int]] = []
    for stage in deployed_functions(config):
        function = modal.Function.from_name(config.app, stage)
        now = function.get_current_stats()
        gpus = ", ".join(name for name, _ in function.info().gpus or []) or "none"
        rows.append(
            {
                "function": stage,
                "gpu": gpus,
                "waiting": now.backlog,
                "at_work": now.num_running_inputs,
                "containers": now.num_total_runners,
            }
        )
    return rows


def deployed_functions(config: ModalConfig) -> list[str]:
    """Names of the app's functions: the stages, and those that data is mapped over."""
    return [*config.limits, MAKE, JUDGE]


def _checks(config: ModalConfig) -> Iterator[tuple[str, str, Callable[[], Finding]]]:
    """Name, remedy and check of everything on Modal, in the order in which it is set up."""
    for secret, key in config.secrets.items():
        remedy = f"modal secret create {secret} {key}=..."
        name = f"secret {secret}"
        yield name, remedy, partial(_secret, name, remedy, secret, key)
    for volume in (config.volume, config.hf_cache):
        remedy, name = f"modal volume create {volume}", f"volume {volume}"
        yield name, remedy, partial(_volume, name, remedy, volume)
    for stage in deployed_functions(config):
        name = f"function {stage}"
        yield name, DEPLOY, partial(_function, name, config, stage)
    yield CODE, DEPLOY, partial(_code, config)


def _secret(name: str, remedy: str, secret: str, key: str) -> Finding:
    try:
        modal.Secret.from_name(secret, required_keys=[key]).hydrate()
    except modal.exception.NotFoundError as error:
        return missing(name, str(error), remedy)
    return ok(name, f"has {key}")


def _volume(name: str, remedy: str, volume: str) -> Finding:
    def make() -> str:
        modal.Volume.from_name(volume, create_if_missing=True).hydrate()
        return f"made volume {volume}"

    try:
        modal.Volume.from_name(volume).hydrate()
    except modal.exception.NotFoundError:
        return missing(name, "not there", remedy, make)
    return ok(name, "there")


def _function(name: str, config: ModalConfig, stage: str) -> Finding:
    function = modal.Function.from_name(config.app, stage)
    try:
        function.hydrate()
    except modal.exception.NotFoundError:
        return missing(name, f"not deployed in app {config.app}", DEPLOY)
    wanted, gpus = config.gpus.get(stage), [gpu for gpu, _ in function.info().gpus or []]
    has = ", ".join(gpus) or "no GPU"
    if wanted and wanted not in gpus:
        return wrong(name, f"deployed with {has}, at another price than a {wanted}", DEPLOY)
    return ok(name, f"deployed with {has}")


def _code(config: ModalConfig) -> Finding:
    here, deployed = wire.code(), deployed_code(config)
    if deployed is None:
        return missing(CODE, f"app {config.app} is not deployed", DEPLOY)
    if deployed != here:
        found = f"app {config.app} has {deployed or 'another'}, this checkout is {here}"
        return wrong(CODE, found, DEPLOY)
    return ok(CODE, f"{here}, as in this checkout")
