"""Every test runs in a state folder of its own, far from the developer's models and server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cad0_core.state import ENVIRONMENT_VARIABLE, State

# Examples are not timed: on a busy machine any of them may have to wait.
settings.register_profile("cad0", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cad0")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """An empty state folder, which `State.default()` finds."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "state"))
    monkeypatch.setenv("WANDB_MODE", "disabled")
    yield State(tmp_path / "state")
