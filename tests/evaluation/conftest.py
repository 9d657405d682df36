"""What a gate is given, as small as it can be."""

from pathlib import Path

import pytest
from judging import answers, artifact, evaluated, lines


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    """A model, its data, and an evaluation of all 30 test prompts, of which 27 are exact."""
    model = artifact(tmp_path / "model", "train", {"model.safetensors": "weights"}, {})
    rows = {"test.jsonl": lines(range(30)), "train.jsonl": lines(range(30, 90))}
    data = artifact(tmp_path / "data", "generate", rows, {})
    evaluation = evaluated(tmp_path / "evaluation", model, data, answers(range(30), wrong=3))
    return {"model": model.path, "dataset": data.path, "evaluation": evaluation.path}
