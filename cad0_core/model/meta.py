"""The real base models counted weight by weight, on torch's meta device: no bytes are allocated."""

from dataclasses import dataclass
from typing import Any

import torch
from peft import get_peft_model
from transformers import Qwen2Config, Qwen2ForCausalLM

from cad0_core.config import ModelConfig
from cad0_core.cost import Shape, shape_of
from cad0_core.model.pretrained import lora_config


@dataclass(frozen=True)
class Counted:
    """Weights of the base model, and those that training moves."""

    base: int
    trainable: int


def count(model: ModelConfig) -> Counted:
    """Build the base of `model`, attach its LoRA as training does, and count."""
    base: Any = build_on_meta(shape_of(model))
    total = sum(weight.numel() for weight in base.parameters())
    if model.lora_r:
        base = get_peft_model(base, lora_config(model))
    trainable = sum(w.numel() for w in base.parameters() if w.requires_grad)
    return Counted(base=total, trainable=trainable)


def build_on_meta(shape: Shape) -> Qwen2ForCausalLM:
    """A Qwen2 of that shape whose weights have sizes and no content."""
    config = Qwen2Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        tie_word_embeddings=shape.tied,
    )
    with torch.device("meta"):
        return Qwen2ForCausalLM(config)
