"""Training survives `kill -9` at any moment: it ends where an uninterrupted run does."""

import json
from pathlib import Path

import pytest
from training_child import Training, random_kills

from cad0_core import presets
from cad0_core.config import TrainConfig

KILLS = 10


@pytest.fixture
def config() -> TrainConfig:
    """The smallest preset; a checkpoint after nearly every step, so that some kills tear one."""
    return presets.smoke().train.replace(save_every_seconds=0.01)


def losses(folder: Path) -> dict[int, float]:
    history = json.loads((folder / "report" / "history.json").read_text())
    return {point["step"]: point["loss"] for point in history if "loss" in point}


def test_ten_kills_in_a_row_change_nothing(
    config: TrainConfig, dataset: Path, tmp_path: Path
) -> None:
    whole = Training(config, {"dataset": dataset}, tmp_path / "whole")
    expected = whole.finish()
    killed = Training(config, {"dataset": dataset}, tmp_path / "killed")
    steps = random_kills(killed, KILLS, seed=0, most_steps=4)
    assert max(steps) < config.max_steps
    found = killed.finish()
    assert any("resumed at step" in message for message in killed.messages)
    assert steps[-1] > steps[0]  # they went on, rather than begin again
    same = ("steps", "written_step", "tokens", "effective_batch", "parameters")
    assert {name: found[name] for name in same} == {name: expected[name] for name in same}
    assert found["steps"] == config.max_steps
    assert losses(killed.out) == pytest.approx(losses(whole.out), rel=1e-3)
    for name in ("val_loss", "val_loss_whole_text", "train_loss"):
        assert found[name] == pytest.approx(expected[name], rel=1e-3)
