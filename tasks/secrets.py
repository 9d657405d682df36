"""Access tokens: from the environment, or from a Prefect Secret block; never in a log."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from prefect import runtime
from prefect.blocks.system import Secret

from cad0_core.hub import TOKEN_BLOCK, TOKENS

BLOCK = TOKEN_BLOCK


def hub_token() -> str | None:
    """The token for the Hugging Face Hub; blocks can be read in a flow run only."""
    return token_with_source(blocks=runtime.flow_run.id is not None)[0]


def token_with_source(*, blocks: bool) -> tuple[str | None, str]:
    """The token, and where it is from. `blocks`: whether there is a server to ask for one."""
    for name in TOKENS:
        if given := os.environ.get(name):
            return given, f"from {name}"
    if blocks and (kept := _block()):
        return kept, f"from Secret block {BLOCK}"
    return None, ""


def _block() -> str | None:
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
