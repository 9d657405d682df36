"""A tiny model with random weights, which the grammar holds to programs, and clients for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import served

from cad0_core.config import Architecture
from cad0_core.model.base import build, save
from cad0_core.model.decode import Generator, load_generator
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.prompt import prompt
from cad0_core.serve.app import create_app
from cad0_core.serve.settings import ServeSettings

TEXTS = ["plain 50x30x5mm box", "a tube 7 mm tall, M3, 2mm thick", "größer: 30 mm 🙂"]
SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=700,
)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder."""
    folder = tmp_path_factory.mktemp("served") / "tiny"
    tokenizer = train_tokenizer([prompt(text) for text in TEXTS] + ["C 50 30 5\nY 7 2"], 700)
    save(build(SHAPE, tokenizer, max_length=64, seed=0), tokenizer, folder)
    return folder


@pytest.fixture(scope="session")
def generator(model: Path) -> Generator:
    return load_generator(model)


@pytest.fixture
def settings(model: Path) -> ServeSettings:
    """Short answers, so that a test has many of them."""
    return ServeSettings(
        model=model, name="tiny", default_tokens=16, max_tokens=64, solid_workers=1
    )


Serve = Callable[..., httpx.Client]


@pytest.fixture
def serve(generator: Generator, settings: ServeSettings) -> Iterator[Serve]:
    """A client of an application with some settings changed."""
    with ExitStack() as stack:

        def start(generator: Generator = generator, **changes: Any) -> httpx.Client:
            app = create_app(settings.replace(**changes), generator=generator)
            return stack.enter_context(served(app))

        yield start


@pytest.fixture(scope="module")
def client(generator: Generator, model: Path) -> Iterator[httpx.Client]:
    """One client for all tests of a file that change nothing."""
    settings = ServeSettings(
        model=model, name="tiny", default_tokens=16, max_tokens=64, solid_workers=1
    )
    with served(create_app(settings, generator=generator)) as found:
        yield found
