"""Base models that others trained: loaded at a pinned revision, fine-tuned through LoRA, merged."""

from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model, prepare_model_for_kbit_training
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedModel

from cad0_core.config import ModelConfig
from cad0_core.errors import ModelError
from cad0_core.model.memory import explained, first_line


def load_pretrained(config: ModelConfig) -> tuple[PreTrainedModel, Tokenizer]:
    """Model and tokenizer of `config`, with LoRA adapters on all linear layers where it says so.

    Raises `ModelError` naming model and revision if they cannot be had.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(config.model_name, revision=config.revision)
    except (OSError, ValueError) as error:
        raise _unavailable(config, error) from error
    model: Any = _weights(config, quantized=config.use_4bit)
    if config.use_4bit:
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    if config.lora_r:
        model = get_peft_model(model, lora_config(config))
    return model, tokenizer.backend_tokenizer


def lora_config(config: ModelConfig) -> LoraConfig:
    """Adapters on all linear layers but the output layer."""
    return LoraConfig(
        r=config.lora_r,
        lora_alpha=config.lora_alpha,
        lora_dropout=config.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def merged(model: PreTrainedModel, config: ModelConfig, scratch: Path) -> PreTrainedModel:
    """`model` with its adapters folded into the weights; the same one where it has none.

    Adapters that learnt beside 4-bit weights are merged into the original ones: merging into the
    rounded ones would publish the rounding.
    """
    if not isinstance(model, PeftModel):
        return model
    whole: Any = model
    if config.use_4bit:
        model.save_pretrained(scratch / "adapter")
        base = _weights(config, quantized=False)
        whole = PeftModel.from_pretrained(base, scratch / "adapter")
    result: PreTrainedModel = whole.merge_and_unload()
    return result


def _weights(config: ModelConfig, *, quantized: bool) -> PreTrainedModel:
    source: Any = AutoModelForCausalLM
    cuda = torch.cuda.is_available()
    # Weights that learn themselves stay in fp32: bf16 rounds small steps away (8 bits of mantissa).
    dtype = torch.bfloat16 if cuda and config.lora_r else torch.float32
    options: dict[str, Any] = {"revision": config.revision, "dtype": dtype}
    if quantized:
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    if cuda and config.use_flash_attention:
        options["attn_implementation"] = "flash_attention_2"
    if cuda:
        options["device_map"] = {"": torch.cuda.current_device()}
    try:
        with explained(f"loading {config.model_name}"):
            model: PreTrainedModel = source.from_pretrained(config.model_name, **options)
    except (OSError, ValueError) as error:
        raise _unavailable(config, error) from error
    except ImportError as error:
        raise ModelError(
            f"{config.model_name} asks for a kernel that is not installed ({first_line(error)}); "
            "install flash-attn, or set use_flash_attention to false"
        ) from error
    return model


def _unavailable(config: ModelConfig, error: Exception) -> ModelError:
    return ModelError(
        f"{config.model_name} at {config.revision} cannot be loaded ({first_line(error)}); "
        "check the name, the revision and the connection to the Hub"
    )
