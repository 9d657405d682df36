"""A model of a few thousand weights in a folder, as training leaves it."""

from pathlib import Path

import pytest

from cad0_core.config import Architecture
from cad0_core.model.base import build, save
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.prompt import prompt

TEXTS = ["plain 50x30x5mm box", "", "a tube 7 mm tall, M3, 2mm thick", "größer: 30 mm 🙂"]
SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=700,
)


@pytest.fixture(scope="session")
def texts() -> list[str]:
    return TEXTS


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    tokenizer = train_tokenizer([prompt(text) for text in TEXTS] + ["C 50 30 5\nY 7 2"], 700)
    weights = build(SHAPE, tokenizer, max_length=64, seed=0)
    save(weights, tokenizer, folder)
    return folder
