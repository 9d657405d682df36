"""Models as folders: build one from an `Architecture`, load one, save one.

A folder is what transformers and Transformers.js expect: config.json, generation_config.json,
model.safetensors and the tokenizer's files.
"""

import json
import math
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer
from transformers import (
    AutoModelForCausalLM,
    GenerationConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from cad0_core.config import Architecture
from cad0_core.errors import ModelError
from cad0_core.model.encode import eos_id, pad_token
from cad0_core.model.start import start_weights
from cad0_core.model.tokenizer import EOS

CONFIG, GENERATION, WEIGHTS = "config.json", "generation_config.json", "model.safetensors"


def build(
    shape: Architecture, tokenizer: Tokenizer, *, max_length: int, seed: int
) -> Qwen2ForCausalLM:
    """A Qwen2 model of that shape with random weights; equal seeds give equal weights.

    It has as many embedding rows as the tokenizer has tokens (in steps of 8, which suits matrix
    kernels), so a vocabulary that the data does not fill costs nothing.
    """
    config = Qwen2Config(
        vocab_size=-(-tokenizer.get_vocab_size() // 8) * 8,
        hidden_size=shape.hidden_size,
        intermediate_size=shape.intermediate_size,
        num_hidden_layers=shape.num_hidden_layers,
        num_attention_heads=shape.num_attention_heads,
        num_key_value_heads=shape.num_key_value_heads,
        max_position_embeddings=max(max_length, 1024),
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=eos_id(tokenizer),
        pad_token_id=tokenizer.token_to_id(pad_token(tokenizer)),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen2ForCausalLM(config)
    start_weights(model, tokenizer, torch.Generator().manual_seed(seed))
    return model


def load(folder: Path, dtype: torch.dtype = torch.float32) -> PreTrainedModel:
    """The model in `folder`, on the CPU; `ModelError` if it is missing or damaged."""
    for name in (CONFIG, WEIGHTS):
        if not (folder / name).is_file():
            raise ModelError(
                f"{folder / name}: no such file; make the model with `cad0 train` first"
            )
    source: Any = AutoModelForCausalLM
    try:
        model, info = source.from_pretrained(
            folder, dtype=dtype, local_files_only=True, output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"{folder}: not a model ({reason}); make the model again") from error
    wrong = [*info["missing_keys"], *info["mismatched_keys"], *info["unexpected_keys"]]
    if wrong:
        raise ModelError(f"{folder / WEIGHTS}: {wrong[0]} does not fit {CONFIG}; make it again")
    return cast(PreTrainedModel, model.eval())


def save(model: PreTrainedModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a model folder: weights in safetensors, configuration, tokenizer."""
    model.generation_config = GenerationConfig(
        do_sample=False,
        eos_token_id=eos_id(tokenizer),
        pad_token_id=tokenizer.token_to_id(pad_token(tokenizer)),
        max_new_tokens=512,
    )
    model.save_pretrained(folder, safe_serialization=True, max_shard_size="50GB")  # one file
    fast_tokenizer(tokenizer).save_pretrained(folder)
    path = folder / "tokenizer.json"  # written with blanks and line ends, two thirds of it
    compact = json.dumps(
        json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":")
    )
    path.write_text(compact, encoding="utf-8")


def fast_tokenizer(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """`tokenizer` as transformers wants it, without token_type_ids, which `generate` refuses."""
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=EOS,
        pad_token=pad_token(tokenizer),
        clean_up_tokenization_spaces=False,
        padding_side="left",
        model_input_names=["input_ids", "attention_mask"],
    )


def count_parameters(folder: Path) -> int:
    """Number of weights of the model in `folder`, by the head of its file."""
    try:
        with safe_open(folder / WEIGHTS, "pt") as file:
            names = file.keys()
            return sum(math.prod(file.get_slice(name).get_shape()) for name in names)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{folder / WEIGHTS}: not weights ({error}); make the model again"
        ) from error


def parameters(model: torch.nn.Module) -> int:
    """Number of weights; tied ones count once."""
    return sum(weight.numel() for weight in model.parameters())
