"""Backends by name."""

from cad0_core.backends.base import Backend
from cad0_core.backends.local import LocalBackend
from cad0_core.config import ModalConfig, Preset
from cad0_core.cost import rents_gpus
from cad0_core.errors import ConfigError
from cad0_core.finding import Finding, not_needed
from cad0_core.state import State

NAMES = ("local", "modal")


def examine(name: str, config: ModalConfig) -> list[Finding]:
    """What the backend of this name needs beyond this machine: accounts, secrets, a deployed app.

    Raises `ConfigError` for a name that no backend has.
    """
    _require_known(name)
    if name == "local":
        return [not_needed("Modal", "stages run on this machine")]
    from cad0_core.backends.modal import preflight

    return preflight.examine(config)


def default(preset: Preset) -> str:
    """The backend to look for an endpoint on: `modal` where the preset rents GPUs, or where this
    machine has a token for it."""
    from cad0_core.backends.modal import preflight

    return "modal" if rents_gpus(preset) or preflight.has_token() else "local"


def backend(
    name: str, state: State, config: ModalConfig | None = None, run: str | None = None
) -> Backend:
    """The backend of this name, for the flow run with id `run`. Raises `ConfigError` when there
    is none."""
    _require_known(name)
    if name == "local":
        return LocalBackend(state)
    from cad0_core.backends.modal.backend import ModalBackend

    return ModalBackend(state, config or ModalConfig(), run)


def _require_known(name: str) -> None:
    if name not in NAMES:
        raise ConfigError(f"unknown backend {name!r}; known: {', '.join(NAMES)}")
