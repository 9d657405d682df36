"""The formula for activations against what autograd saves, layer for layer, under QLoRA."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from cad0_core.config import Architecture, ModelConfig
from cad0_core.cost import shape_of
from cad0_core.cost.memory import layer_bytes
from cad0_core.model.base import build, save
from cad0_core.model.pretrained import load_pretrained

ROWS, LENGTH, RANK = 4, 64, 8


def shape(layers: int) -> Architecture:
    """As many heads of keys as of queries: the kernel for CPUs would repeat fewer ones."""
    return Architecture(
        hidden_size=128,
        intermediate_size=384,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=4,
        vocab_size=700,
    )


def saved_bytes(layers: int, tokenizer: Tokenizer, folder: Path) -> int:
    """Bytes that the forward pass keeps for the backward pass, weights and their casts apart."""
    save(build(shape(layers), tokenizer, max_length=LENGTH, seed=0), tokenizer, folder)
    model, _ = load_pretrained(
        ModelConfig(
            model_name=str(folder), revision="main", lora_r=RANK, lora_alpha=16,
            lora_dropout=0.05, use_4bit=True,
        )
    )  # fmt: skip
    model.train()
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with (
        torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor),
        torch.autocast("cpu", dtype=torch.bfloat16),
    ):
        ids = torch.randint(0, model.config.vocab_size, (ROWS, LENGTH))
        model.get_decoder()(input_ids=ids, attention_mask={"full_attention": None}, use_cache=False)
    of_tokens = [t for t in kept.values() if t.numel() % (ROWS * LENGTH) == 0 and t.dim() > 1]
    adapters = {(RANK, 128), (128, RANK), (RANK, 384), (384, RANK)}
    return sum(t.untyped_storage().nbytes() for t in of_tokens if tuple(t.shape) not in adapters)


def test_a_layer_keeps_what_the_formula_says(tokenizer: Tokenizer, tmp_path: Path) -> None:
    one, two = (saved_bytes(n, tokenizer, tmp_path / str(n)) for n in (1, 2))
    config = ModelConfig(architecture=shape(1))
    # Dropout's mask is fp32 on a CPU.
    assert (two - one) / (ROWS * LENGTH) == layer_bytes(shape_of(config), RANK, mask_bytes=4)
