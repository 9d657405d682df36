"""How a training run goes: what plain training and distillation share of their settings."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import torch
from trl.trainer.sft_config import SFTConfig

from cad0_core.config import DistillConfig, FitSettings, TrainConfig
from cad0_core.model import ranks
from cad0_core.model.batches import Batches, Packs
from cad0_core.model.encode import Encoded

_OPTIMIZERS = {"fp32": "adamw_torch_fused", "int8": "adamw_bnb_8bit"}


@dataclass(frozen=True)
class Recipe:
    """The settings of one run."""

    epochs: float
    batch_size: int
    accumulation: int
    learning_rate: float
    scheduler: Literal["cosine", "linear", "constant"]
    warmup_ratio: float
    weight_decay: float
    max_steps: int
    save_every_seconds: float
    seed: int
    settings: FitSettings

    @classmethod
    def of(cls, config: TrainConfig | DistillConfig) -> "Recipe":
        """The common core of both configurations."""
        if isinstance(config, TrainConfig):
            own: dict[str, Any] = {
                "epochs": config.num_train_epochs,
                "batch_size": config.per_device_train_batch_size,
                "accumulation": config.gradient_accumulation_steps,
                "scheduler": config.lr_scheduler,
            }
        else:
            own = {
                "epochs": config.num_epochs,
                "batch_size": config.batch_size,
                "accumulation": 1,
                "scheduler": "cosine",
            }
        return cls(
            **own,
            learning_rate=config.learning_rate,
            warmup_ratio=config.warmup_ratio,
            weight_decay=config.weight_decay,
            max_steps=config.max_steps,
            save_every_seconds=config.save_every_seconds,
            seed=config.seed,
            settings=config,
        )

    def steps(self, rows: int) -> int:
        """Optimiser steps for that many training rows."""
        if self.max_steps > 0:
            return self.max_steps
        return max(1, math.ceil(self.epochs * rows / (self.batch_size * self.accumulation)))


def batches(
    recipe: Recipe, rows: Encoded, *, total: int, pad: int, start: int = 0
) -> Batches | Packs:
    """Rows for the optimiser's steps from `start` up to `total`."""
    if recipe.settings.packing == "bfd":
        effective = recipe.batch_size * recipe.accumulation
        return Packs(rows, size=effective, total=total, seed=recipe.seed, start=start)
    return Batches(
        rows,
        size=recipe.batch_size,
        total=total * recipe.accumulation,
        seed=recipe.seed,
        pad=pad,
        start=start * recipe.accumulation,
    )


def arguments(recipe: Recipe, steps: int, folder: str) -> SFTConfig:
    """The same as transformers wants it, for `steps` steps and checkpoints in `folder`."""
    cuda = torch.cuda.is_available()
    packed = recipe.settings.packing == "bfd"
    scheduler = {"constant": "constant_with_warmup"}.get(recipe.scheduler, recipe.scheduler)
    options: dict[str, Any] = {
        "output_dir": folder,
        "max_steps": steps,
        "per_device_train_batch_size": recipe.batch_size,
        # A packed batch is a whole step: `CompletionTrainer` cuts it into micro-batches.
        "gradient_accumulation_steps": 1 if packed else recipe.accumulation,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": scheduler,
        "warmup_ratio": recipe.warmup_ratio,
        "weight_decay": recipe.weight_decay,
        "adam_beta2": 0.99,
        "max_grad_norm": 1.0,
        "optim": _OPTIMIZERS[recipe.settings.optimizer_dtype],
        "seed": recipe.seed,
        "use_cpu": not cuda,
        "bf16": cuda,
        "gradient_checkpointing": recipe.settings.gradient_checkpointing,
        "gradient_checkpointing_kwargs": {"use_reentrant": False},  # base weights may be frozen
        "average_tokens_across_devices": False,  # every process counts the whole batch
        "ddp_backend": "gloo" if ranks.count() > 1 and not cuda else None,
        "ignore_data_skip": True,  # `Batches` starts at the right row by itself
        "remove_unused_columns": False,
        "dataset_kwargs": {"skip_prepare_dataset": True},
        "max_length": None,
        "save_strategy": "no",  # `Steward` decides, by time
        "logging_strategy": "no",
        "eval_strategy": "no",
        "report_to": "none",  # `Watch` does it
        "disable_tqdm": True,
        "dataloader_pin_memory": cuda,
    }
    made = SFTConfig(**options)
    if not cuda:  # several processes would call it cpu:0, a name that torch.load does not know
        vars(made)["_setup_devices"] = torch.device("cpu")
    return made
