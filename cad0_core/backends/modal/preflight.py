"""What a release on Modal lacks, asked before anything is paid for. Each line has its remedy."""

from collections.abc import Iterator

import modal
import modal.exception

from cad0_core.backends.modal import wire
from cad0_core.backends.modal.deployment import deployed_code
from cad0_core.backends.modal.outage import TRANSIENT
from cad0_core.backends.modal.pieces import JUDGE, MAKE
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError


def require_account() -> None:
    """Raise `BackendError` where Modal does not know who asks, or does not answer."""
    try:
        modal.Client.from_env().hello()
    except modal.exception.AuthError as error:
        raise BackendError(f"no Modal account ({error}): modal token new") from error
    except TRANSIENT as error:
        raise BackendError(f"Modal does not answer ({error!r}): try again") from error


def missing(config: ModalConfig) -> list[str]:
    """Token, secrets, volume, app and each stage's function with its GPU."""
    try:
        require_account()
    except BackendError as error:
        return [f"a Modal token: {error}"]
    return [*_secrets(config), *_functions(config), *_code(config)]


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


def _secrets(config: ModalConfig) -> Iterator[str]:
    for name, key in config.secrets.items():
        try:
            modal.Secret.from_name(name, required_keys=[key]).hydrate()
        except modal.exception.NotFoundError as error:
            yield f"secret {name} with {key} ({error}): modal secret create {name} {key}=..."


def _functions(config: ModalConfig) -> Iterator[str]:
    for stage in deployed_functions(config):
        function = modal.Function.from_name(config.app, stage)
        try:
            function.hydrate()
        except modal.exception.NotFoundError:
            yield f"function {stage} of app {config.app}, which is not deployed: cad0 modal deploy"
            continue
        wanted, gpus = config.gpus.get(stage), [name for name, _ in function.info().gpus or []]
        if wanted and wanted not in gpus:
            yield (
                f"a {wanted} for stage {stage}: the deployed function has {gpus or 'no GPU'}, at "
                "another price. Deploy it again: cad0 modal deploy"
            )


def _code(config: ModalConfig) -> Iterator[str]:
    deployed = deployed_code(config)
    if deployed is not None and deployed != wire.code():
        yield (
            f"this code ({wire.code()}) in app {config.app}, which has {deployed or 'another'}: "
            "cad0 modal deploy"
        )
