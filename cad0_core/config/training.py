"""Settings of training and distillation."""

from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from cad0_core.config.base import Settings


class Architecture(Settings):
    """Shape of a Qwen2-architecture model that is trained from scratch with its own tokenizer."""

    hidden_size: int = Field(ge=8)
    intermediate_size: int = Field(ge=8)
    num_hidden_layers: int = Field(ge=1)
    num_attention_heads: int = Field(ge=1)
    num_key_value_heads: int = Field(ge=1)
    vocab_size: int = Field(ge=300, description="BPE vocabulary; a number is one pre-token")

    @model_validator(mode="after")
    def _heads_divide(self) -> Self:
        if self.hidden_size % self.num_attention_heads:
            raise ValueError("hidden_size must be a multiple of num_attention_heads")
        if self.num_attention_heads % self.num_key_value_heads:
            raise ValueError("num_attention_heads must be a multiple of num_key_value_heads")
        return self


class ModelConfig(Settings):
    """A base model: pretrained (`model_name` at `revision`) or from scratch (`architecture`)."""

    model_name: str | None = None
    revision: str | None = None
    architecture: Architecture | None = None
    lora_r: int = Field(default=0, ge=0, description="0: all weights are trained")
    lora_alpha: int = Field(default=0, ge=0)
    lora_dropout: float = Field(default=0.0, ge=0, lt=1)
    use_4bit: bool = Field(
        default=False,
        description="frozen weights in NF4 under the adapters (QLoRA, arXiv 2305.14314): a 7B "
        "takes 5.5 GB in place of 15 GB in bf16, and is 2 % (A100, 3B) to 22 % (4090, 8B) slower "
        "(torchtune's README)",
    )
    use_flash_attention: bool = Field(
        default=False,
        description="on CUDA: memory of attention linear in the length, and no padding in packs",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.model_name is None) == (self.architecture is None):
            raise ValueError("a model has either a model_name or an architecture")
        if self.model_name and not self.revision:
            raise ValueError(f"{self.model_name} must be pinned to a revision")
        return self


Fit = TypeVar("Fit", bound="FitSettings")


class FitSettings(Settings):
    """How a training run uses memory and time, and which of its weights are written.

    Figures of others are published ones, for models of 3 to 8 billion weights on one GPU. Counts
    for Qwen2.5-Coder-7B with the adapters of `full`: 29.4 GFLOP a token, 161.5 M trained weights.
    """

    packing: Literal["none", "bfd"] = Field(
        default="none",
        description="bfd: the rows of a step laid end to end without padding, best fit decreasing "
        "into micro-batches of tokens_per_micro_batch; no attention crosses rows. On CUDA by "
        "FlashAttention's varlen kernel: up to twice the speed and 20 % less peak memory than "
        "padding (arXiv 2407.09105), 3.4 times the tokens a second in torchtune's README. On a "
        "CPU the mask costs tokens squared: there `none`, rows of like length together, is faster",
    )
    tokens_per_micro_batch: int = Field(
        default=4096,
        ge=16,
        description="with packing, at most so many tokens at once, whatever the batch size: memory "
        "of activations grows with it, speed hardly does once the GPU is busy. 8,192 (2 x 4,096) "
        "gave 14,110 tokens/s on an H100 with bf16 adapters on a 7B (NeMo Automodel's summary)",
    )
    gradient_checkpointing: bool = Field(
        default=False,
        description="keep one activation a layer and compute the others again on the way back: "
        "21 % slower in torchtune's README (9,174 to 7,210 tokens/s), 49 % more operations on a "
        "frozen base (43.9 against 29.4 GFLOP a token)",
    )
    liger: bool = Field(
        default=False,
        description="Liger's kernels for norms, rotary positions and SwiGLU, where CUDA is and "
        "`liger-kernel` is installed: with its fused loss 20 % more throughput and 60 % less "
        "memory, says its README. Elsewhere torch's own operators run and the log says so",
    )
    chunked_loss: bool = Field(
        default=False,
        description="output layer and cross-entropy in pieces, so that logits never stand in "
        "memory as a whole: 4,096 tokens x 152,064 x 4 bytes = 2.5 GB, twice that with their "
        "gradient; +2 % speed in torchtune's README. For small vocabularies not worth it. "
        "Distillation needs whole logits and goes without",
    )
    optimizer: Literal["adamw", "muon"] = Field(
        default="adamw",
        description="muon: orthogonalised momentum for the layers' matrices, AdamW for the rest. "
        "For models trained from scratch: a loss of 0.28 in place of 0.36 after 1,200 steps of "
        "the laptop's, for 13 % more time a step on one thread",
    )
    optimizer_dtype: Literal["fp32", "int8"] = Field(
        default="fp32",
        description="AdamW's two moments: 8 bytes a trained weight, or 2 in blocks of 8 bits "
        "(arXiv 2110.02861, same results). For the adapters of `full` 1.3 GB or 0.3 GB; for all "
        "weights of a 7B 61 GB or 15 GB",
    )
    keep_best: bool = Field(
        default=True,
        description="write the weights of the lowest validation loss, not those of the last step; "
        "costs the disk space of the trained weights twice",
    )
    early_stop_patience: int | None = Field(
        default=None,
        ge=1,
        description="stop after so many validations (there are ten a run) without a lower loss",
    )


def _without_muon(settings: Fit, model: ModelConfig) -> Fit:
    """`settings`, unless they ask Muon for adapters or for an embedding that is not trained."""
    if settings.optimizer == "muon" and model.architecture is None:
        raise ValueError("optimizer muon is for models from scratch; a pretrained one takes adamw")
    return settings


class TrainConfig(FitSettings):
    """Supervised fine-tuning of cad0 on (prompt, IR) pairs.

    The effective batch is `per_device_train_batch_size * gradient_accumulation_steps` rows, under
    packing too. The first factor sets the memory of activations, the second only time. Out of
    memory, the micro-batch is halved and its number doubled by itself.
    """

    model: ModelConfig
    num_train_epochs: float = Field(gt=0)
    per_device_train_batch_size: int = Field(ge=1, description="rows of a micro-batch")
    gradient_accumulation_steps: int = Field(default=1, ge=1, description="micro-batches a step")
    learning_rate: float = Field(gt=0)
    lr_scheduler: Literal["cosine", "linear", "constant"] = "cosine"
    warmup_ratio: float = Field(default=0.03, ge=0, lt=1)
    max_seq_length: int = Field(default=1024, ge=16, description="tokens, prompt and EOS included")
    weight_decay: float = Field(default=0.0, ge=0)
    max_steps: int = Field(default=-1, description="optimiser steps; -1: by epochs")
    save_every_seconds: float = Field(default=30.0, gt=0, description="between checkpoints")
    seed: int = 0

    @model_validator(mode="after")
    def _muon_from_scratch(self) -> Self:
        return _without_muon(self, self.model)


class DistillConfig(FitSettings):
    """Distillation of cad0 into cad0-mini: alpha * KL(T) + (1 - alpha) * cross-entropy."""

    student: ModelConfig
    method: Literal["logit", "sequence", "truth"] = Field(
        default="logit",
        description="what the student learns from: the teacher's distributions; its answers, "
        "where kernel and predicates find them right; or the dataset's programs alone",
    )
    temperature: float = Field(default=2.0, gt=0)
    alpha: float = Field(default=0.5, ge=0, le=1)
    top_k: int = Field(
        default=16,
        ge=1,
        description="ids of a teacher's distribution that are kept apart, besides the mass of all "
        "others, where programs use more than 64 distinct tokens; with fewer all of them are kept. "
        "At 16 of the laptop's 3,452 the loss is 2.7 % too low at T = 2 (0.15 % at T = 1) and the "
        "gradient 4.6 % off (1.2 %); at 4 it is 6.3 %, at 128 2.7 %",
    )
    num_processes: int = Field(
        default=1,
        ge=1,
        description="processes that share every batch, a GPU each; neither the effective batch nor "
        "the steps change",
    )
    num_epochs: float = Field(gt=0)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    warmup_ratio: float = Field(default=0.03, ge=0, lt=1)
    weight_decay: float = Field(default=0.0, ge=0)
    max_seq_length: int = Field(default=1024, ge=16)
    max_steps: int = -1
    save_every_seconds: float = Field(default=30.0, gt=0)
    seed: int = 0
    vocabulary: int | None = Field(
        default=None,
        ge=512,
        description="tokens that a pretrained student keeps; None: all. Of Qwen2.5-0.5B's 494 M "
        "weights 365 M are left with 8,192 tokens, and the published 4-bit file has 216 MB in "
        "place of 483 MB",
    )

    @model_validator(mode="after")
    def _muon_from_scratch(self) -> Self:
        return _without_muon(self, self.student)

    @model_validator(mode="after")
    def _trims_whole_students(self) -> Self:
        student = self.student
        if self.vocabulary and (student.architecture or student.lora_r or student.use_4bit):
            raise ValueError("vocabulary is for a pretrained student whose weights are all trained")
        return self
