"""Training that goes on from a finished model: it knows what that one knew."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from cad0_core.config import ModelConfig, TrainConfig
from cad0_core.errors import ModelError
from cad0_core.job import Job
from cad0_core.model.sft import train

MakeJob = Callable[..., Job]


def first_loss(job: Job) -> float:
    history = json.loads((job.out / "report" / "history.json").read_text())
    return float(next(point["loss"] for point in history if "loss" in point))


def test_a_warm_start_begins_where_the_other_ended(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, trained: Path
) -> None:
    cold, warm = (
        make_job(train_config, inputs, name)
        for name, inputs in (
            ("cold", {"dataset": dataset}),
            ("warm", {"dataset": dataset, "start": trained}),
        )
    )
    train(cold)
    train(warm)
    assert first_loss(warm) < 0.6 * first_loss(cold)
    tokenizer = "tokenizer.json"
    assert (warm.out / tokenizer).read_bytes() == (trained / tokenizer).read_bytes()
    before, after = (load_file(folder / "model.safetensors") for folder in (trained, warm.out))
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)


def test_another_shape_is_refused(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, trained: Path
) -> None:
    shape = train_config.model.architecture
    assert shape is not None
    wider = train_config.replace(model=ModelConfig(architecture=shape.replace(hidden_size=64)))
    with pytest.raises(ModelError, match="hidden_size is 32, but the settings ask for 64"):
        train(make_job(wider, {"dataset": dataset, "start": trained}))


def test_a_pretrained_model_goes_on_from_the_weights_given(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, trained: Path
) -> None:
    elsewhere = ModelConfig(model_name="no/such", revision="main", lora_r=4, lora_alpha=8)
    config = train_config.replace(model=elsewhere, max_steps=2)
    metrics = train(make_job(config, {"dataset": dataset, "start": trained}))
    assert metrics["trainable_parameters"] < metrics["parameters"]
