"""Access tokens: from the environment, or from a Prefect Secret block; never in a log."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from prefect import runtime
from prefect.blocks.system import Secret

from cad0_core.hub import TOKENS

BLOCK = "huggingface-secret"


def hub_token() -> str | None:
    """The token for the Hugging Face Hub; blocks can be read in a flow run only."""
    given = next((os.environ[name] for name in TOKENS if os.environ.get(name)), None)
    if given or runtime.flow_run.id is None:
        return given
    try:
        block = Secret.load(BLOCK)
        assert isinstance(block, Secret)
        return str(block.get()) or None
    except ValueError:  # there is no such block
        return None


@contextmanager
def hub_token_in_environment() -> Iterator[None]:
    """Where `cad0_core` looks for it, which knows nothing of blocks; only for the time being."""
    token = hub_token()
    if token is None or any(os.environ.get(name) for name in TOKENS):
        yield
        return
    os.environ[TOKENS[0]] = token
    try:
        yield
    finally:
        del os.environ[TOKENS[0]]
