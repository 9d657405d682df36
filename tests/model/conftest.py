"""A small dataset, its tokenizer, and jobs that train models of a few thousand weights on it."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core.config import Architecture, DistillConfig, ModelConfig, TrainConfig
from cad0_core.job import Job
from cad0_core.model.base import build
from cad0_core.model.sft import train
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.prompt import prompt

TINY = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=700,
)
TINIER = TINY.replace(hidden_size=16, intermediate_size=32, num_hidden_layers=1)


def make_rows(count: int, seed: int) -> list[dict[str, str]]:
    choose = random.Random(seed)
    rows = []
    for _ in range(count):
        width, depth, height = (choose.randrange(5, 120) for _ in range(3))
        wall = choose.choice(["1.5", "2", "2.5"])
        if choose.random() < 0.5:
            text, ir = f"plain {width}x{depth}x{height}mm box", f"C {width} {depth} {height}"
        else:
            text = f"a tube {height} mm tall, M3, {wall}mm thick"
            ir = f"Y {depth} {height}\nY {wall} {height}\nD 0 1"
        rows.append({"text": text, "ir": ir, "family": "box", "variant": "box", "digest": ""})
    return rows


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    for seed, (split, count) in enumerate({"train": 400, "val": 60, "test": 40}.items()):
        lines = (json.dumps(row) + "\n" for row in make_rows(count, seed))
        (folder / f"{split}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    rows = make_rows(400, 0)
    return train_tokenizer([s for row in rows for s in (prompt(row["text"]), row["ir"])], 700)


@pytest.fixture
def model(tokenizer: Tokenizer) -> Qwen2ForCausalLM:
    """Random weights: what a property must hold for does not have to be trained."""
    return build(TINY, tokenizer, max_length=64, seed=0).eval()


@pytest.fixture
def train_config() -> TrainConfig:
    return TrainConfig(
        model=ModelConfig(architecture=TINY),
        num_train_epochs=1,
        per_device_train_batch_size=16,
        learning_rate=3e-3,
        max_seq_length=64,
        max_steps=12,
        save_every_seconds=1000,
    )


@pytest.fixture
def distill_config() -> DistillConfig:
    return DistillConfig(
        student=ModelConfig(architecture=TINIER),
        num_epochs=1,
        batch_size=16,
        learning_rate=3e-3,
        max_seq_length=64,
        max_steps=8,
    )


@pytest.fixture(scope="session")
def trained(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has learnt when to stop, if little else."""
    folder = tmp_path_factory.mktemp("trained")
    for name in ("out", "scratch"):
        (folder / name).mkdir()
    config = TrainConfig(
        model=ModelConfig(architecture=TINY),
        num_train_epochs=1,
        per_device_train_batch_size=16,
        learning_rate=1e-2,
        max_seq_length=64,
        max_steps=60,
    )
    train(Job(config, {"dataset": dataset}, folder / "out", folder / "scratch"))
    return folder / "out"


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., Job]:
    """Jobs with an `out` of their own and one scratch per name, as the backends give them."""

    def make(config: Any, inputs: dict[str, Path], name: str = "job", **more: Any) -> Job:
        scratch = tmp_path / name / "scratch"
        out = tmp_path / name / f"out-{len(list((tmp_path / name).glob('out-*')))}"
        scratch.mkdir(parents=True, exist_ok=True)
        out.mkdir(parents=True)
        return Job(config, inputs, out, scratch, every_seconds=0, **more)

    return make
