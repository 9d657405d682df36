"""A model that exists already is fine-tuned through adapters, and they end in its weights."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from cad0_core.config import Architecture, ModelConfig, TrainConfig
from cad0_core.errors import ModelError, StageCancelled
from cad0_core.job import Job
from cad0_core.model.base import build, load, parameters, save
from cad0_core.model.pretrained import load_pretrained
from cad0_core.model.sft import train
from cad0_core.model.tokenizer import load_tokenizer

MakeJob = Callable[..., Job]


def lora(folder: Path, **changes: object) -> ModelConfig:
    config = ModelConfig(model_name=str(folder), revision="main", lora_r=4, lora_alpha=8)
    return config.replace(**changes)


@pytest.fixture
def base(tokenizer: Tokenizer, tmp_path: Path) -> Path:
    """As wide as a block of 4-bit weights, 64, which is the least that bitsandbytes takes."""
    shape = Architecture(
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=1,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=700,
    )
    save(build(shape, tokenizer, max_length=64, seed=0), tokenizer, tmp_path / "base")
    return tmp_path / "base"


@pytest.mark.parametrize("use_4bit", [False, True], ids=["full precision", "4 bit"])
def test_adapters_learn_resume_and_are_merged(
    make_job: MakeJob, train_config: TrainConfig, dataset: Path, base: Path, use_4bit: bool
) -> None:
    config = train_config.replace(model=lora(base, use_4bit=use_4bit), max_steps=6)
    stop = [False]
    first = make_job(config, {"dataset": dataset}, stopping=lambda: stop[0])
    first.report = lambda progress: stop.__setitem__(0, progress.metrics.get("step", 0) >= 2)
    with pytest.raises(StageCancelled, match="step 3 of 6"):
        train(first)
    job = make_job(config, {"dataset": dataset})
    metrics = train(job)
    before, after = load(base), load(job.out)
    assert metrics["parameters"] == parameters(after) == parameters(before)
    assert 0 < metrics["trainable_parameters"] < metrics["parameters"]
    changed = {
        name
        for name, weights in after.state_dict().items()
        if not torch.equal(weights, before.state_dict()[name])
    }
    assert {name.split(".")[-2] for name in changed} == {
        *("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
    }


def test_the_tokenizer_is_that_of_the_base(trained: Path) -> None:
    model, tokenizer = load_pretrained(lora(trained, lora_r=0))
    assert isinstance(tokenizer, Tokenizer)
    assert tokenizer.get_vocab() == load_tokenizer(trained).get_vocab()
    assert all(weights.requires_grad for weights in model.parameters())


def test_a_base_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none at main cannot be loaded"):
        load_pretrained(lora(tmp_path / "none"))
