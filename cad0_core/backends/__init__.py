"""Backends by name. `modal` stands in the table so that asking for it says what is missing."""

from cad0_core.backends.base import Backend
from cad0_core.backends.local import LocalBackend
from cad0_core.errors import ConfigError, PreflightError
from cad0_core.state import State

NAMES = ("local", "modal")


def missing(name: str, preset: str) -> list[str]:
    """What a release of `preset` lacks on the backend of this name, each with its remedy.

    Raises `ConfigError` for a name that no backend has.
    """
    if name not in NAMES:
        raise ConfigError(f"unknown backend {name!r}; known: {', '.join(NAMES)}")
    if name == "modal":
        return [
            "backend modal, which is not part of this version: the deployed app cad0-training with "
            "its volume and secrets can't be reached. Use backend local with preset laptop"
        ]
    if preset == "full":
        return [
            "a CUDA GPU with 80 GB: preset full trains a 7B model. Use preset laptop on this "
            "machine"
        ]
    return []


def backend(name: str, state: State) -> Backend:
    """The backend of this name. Raises `PreflightError` when it does not exist here."""
    if name == "local":
        return LocalBackend(state)
    raise PreflightError("; ".join(missing(name, "")))
