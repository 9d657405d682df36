"""Backends by name."""

from cad0_core.backends.base import Backend
from cad0_core.backends.local import LocalBackend
from cad0_core.config import ModalConfig
from cad0_core.errors import ConfigError, PreflightError
from cad0_core.state import State

NAMES = ("local", "modal")


def missing(name: str, preset: str, config: ModalConfig | None = None) -> list[str]:
    """What a release of `preset` lacks on the backend of this name, each with its remedy.

    Raises `ConfigError` for a name that no backend has.
    """
    if name not in NAMES:
        raise ConfigError(f"unknown backend {name!r}; known: {', '.join(NAMES)}")
    if name == "modal":
        from cad0_core.backends.modal import preflight

        return preflight.missing(config or ModalConfig())
    if preset == "full":
        return [
            "a CUDA GPU with 80 GB: preset full trains a 7B model. Use preset laptop on this "
            "machine"
        ]
    return []


def backend(
    name: str, state: State, config: ModalConfig | None = None, run: str | None = None
) -> Backend:
    """The backend of this name, for the flow run with id `run`. Raises `PreflightError` when it
    does not exist here."""
    if name == "local":
        return LocalBackend(state)
    if name == "modal":
        from cad0_core.backends.modal.backend import ModalBackend

        return ModalBackend(state, config or ModalConfig(), run)
    raise PreflightError("; ".join(missing(name, "")))
