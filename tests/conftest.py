"""Every test runs in a state folder of its own, far from the developer's models and server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cad0_core.state import ENVIRONMENT_VARIABLE, State


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """An empty state folder, which `State.default()` finds."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv("WANDB_MODE", "disabled")
    yield State(tmp_path / "state")
