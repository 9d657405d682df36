"""A warm start: training goes on from a finished model, with its tokenizer and its weights."""

from pathlib import Path

from tokenizers import Tokenizer
from transformers import PreTrainedModel

from cad0_core.config import Architecture, ModelConfig
from cad0_core.errors import ModelError
from cad0_core.model.base import load
from cad0_core.model.tokenizer import load_tokenizer

_SHAPE = (
    "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
    "num_key_value_heads",
)  # fmt: skip


def load_start(folder: Path, shape: Architecture) -> tuple[PreTrainedModel, Tokenizer]:
    """The model in `folder` to go on from; its vocabulary stays, whatever the data holds.

    Raises `ModelError` if it is damaged or its shape is not the one asked for.
    """
    model, tokenizer = load(folder), load_tokenizer(folder)
    for name in _SHAPE:
        has, asked = getattr(model.config, name), getattr(shape, name)
        if has != asked:
            raise ModelError(
                f"{folder}: {name} is {has}, but the settings ask for {asked}; train from scratch, "
                "or with the settings that the model was made with"
            )
    return model, tokenizer


def started_from(config: ModelConfig, folder: Path) -> ModelConfig:
    """A pretrained model's settings with the weights in `folder` in place of the Hub's.

    Adapters, where the settings ask for some, are new ones: the former are merged into the weights.
    """
    return config.replace(model_name=str(folder), revision="main")
