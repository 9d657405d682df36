"""The one training run behind `sft` and `distill`: they differ in the model and the objective."""

import math
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any, Literal

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel
from trl.trainer.sft_config import SFTConfig

from cad0_core.config import DistillConfig, TrainConfig
from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.errors import DataError, StageCancelled
from cad0_core.job import Job, Metrics
from cad0_core.model import checkpoints
from cad0_core.model.base import fast_tokenizer, parameters, save
from cad0_core.model.batches import Batches, in_order
from cad0_core.model.course import Course
from cad0_core.model.encode import Encoded, encode, pad_token
from cad0_core.model.machine import Lanes, keep_freed_memory
from cad0_core.model.quiet import quiet
from cad0_core.model.report import write_report
from cad0_core.model.steward import END, Steward
from cad0_core.model.trainer import (
    CompletionTrainer,
    Objective,
    cross_entropy,
    validation_loss,
)
from cad0_core.model.watch import Watch

_CHECKPOINTS = "checkpoints"
_VAL_ROWS = 500  # 11,000 completion tokens: under a second, ten times a run


@dataclass(frozen=True)
class Recipe:
    """The settings that plain training and distillation share."""

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

    @classmethod
    def of(cls, config: TrainConfig | DistillConfig) -> "Recipe":
        """The common core of both configurations."""
        if isinstance(config, TrainConfig):
            own: dict[str, Any] = {
                "epochs": config.num_train_epochs,
                "batch_size": config.per_device_train_batch_size,
                "accumulation": config.gradient_accumulation_steps,
                "scheduler": config.lr_scheduler,
                "weight_decay": config.weight_decay,
            }
        else:
            own = {
                "epochs": config.num_epochs,
                "batch_size": config.batch_size,
                "accumulation": 1,
                "scheduler": "cosine",
                "weight_decay": 0.0,
            }
        return cls(
            **own,
            learning_rate=config.learning_rate,
            warmup_ratio=config.warmup_ratio,
            max_steps=config.max_steps,
            save_every_seconds=config.save_every_seconds,
            seed=config.seed,
        )

    def steps(self, rows: int) -> int:
        """Optimiser steps for that many training rows."""
        if self.max_steps > 0:
            return self.max_steps
        return max(1, math.ceil(self.epochs * rows / (self.batch_size * self.accumulation)))


@dataclass(frozen=True)
class Data:
    """Encoded rows: all of the training split, some of the validation split."""

    train: Encoded
    val: Encoded


def read_split(job: Job, split: str) -> list[Row]:
    """Rows of a split of the input dataset; `DataError` if there are none."""
    path = split_path(job.inputs["dataset"], split)
    rows = read_rows(path)
    if not rows:
        raise DataError(f"{path}: no rows; generate the dataset with more samples")
    return rows


def encode_data(
    job: Job, tokenizer: Tokenizer, train: Sequence[Row], *, max_seq_length: int
) -> Data:
    """The rows that a run needs, as token ids."""
    val = read_split(job, "val")
    val = val[:: max(1, len(val) // _VAL_ROWS)][:_VAL_ROWS]

    def told(done: int) -> None:
        job.progress(0.02 + 0.03 * done / len(train), f"encoded {done:,} of {len(train):,} rows")

    return Data(
        train=_encode(tokenizer, train, max_seq_length, told),
        val=_encode(tokenizer, val, max_seq_length),
    )


def _encode(
    tokenizer: Tokenizer,
    rows: Sequence[Row],
    max_seq_length: int,
    on_progress: Callable[[int], None] | None = None,
) -> Encoded:
    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    return encode(
        tokenizer, texts, programs, max_seq_length=max_seq_length, on_progress=on_progress
    )


def fit(
    job: Job,
    model: PreTrainedModel,
    tokenizer: Tokenizer,
    data: Data,
    *,
    title: str,
    objective: Objective = cross_entropy,
    finish: Callable[[PreTrainedModel], PreTrainedModel] = lambda model: model,
) -> Metrics:
    """Train `model` as `job.config` says, write it to `job.out` and return the figures.

    Continues from the last whole checkpoint in `job.scratch`. Raises `StageCancelled` after
    saving one when asked to stop. `finish` makes the model to write from the one that learnt.
    """
    quiet()
    keep_freed_memory()
    recipe = Recipe.of(job.config)
    steps = recipe.steps(len(data.train))
    found = checkpoints.latest(job.scratch / _CHECKPOINTS)
    course = Course.load(found[0]) if found else Course()
    facts = {**asdict(recipe), "parameters": parameters(model), "train_rows": len(data.train)}
    lanes = None if torch.cuda.is_available() else Lanes()
    with Watch(job.watch, facts) as watch, lanes or nullcontext():
        steward = Steward(
            job,
            course,
            watch,
            steps=steps,
            start=found[1] if found else 0,
            save_every_seconds=recipe.save_every_seconds,
            validate=lambda: validation_loss(
                model, in_order(data.val, recipe.batch_size, _pad(tokenizer))
            ),
        )
        trainer = _trainer(steward, recipe, model, tokenizer, data.train, objective, lanes)
        trainer.train(resume_from_checkpoint=str(found[0]) if found else None)
        if steward.cancelled:
            at = trainer.state.global_step
            raise StageCancelled(f"stopped at step {at} of {steps}; it is saved and goes on there")
        job.progress(END, "writing the model")
        learning = sum(p.numel() for p in model.parameters() if p.requires_grad)
        whole = finish(model)
        save(whole, tokenizer, job.out)
        write_report(course, job.out / "report", title)
        metrics = _metrics(course, steps, len(data.train))
        metrics |= {"parameters": parameters(whole), "trainable_parameters": learning}
        watch.summary(metrics)
    return metrics


def _trainer(
    steward: Steward,
    recipe: Recipe,
    model: PreTrainedModel,
    tokenizer: Tokenizer,
    rows: Encoded,
    objective: Objective,
    lanes: Lanes | None,
) -> CompletionTrainer:
    """A trainer that is to go on where `steward` says."""
    trainer = CompletionTrainer(
        model,
        _arguments(recipe, steward.steps, str(steward.job.scratch / _CHECKPOINTS)),
        tokenizer=fast_tokenizer(tokenizer),
        batches=Batches(
            rows,
            size=recipe.batch_size,
            total=steward.steps * recipe.accumulation,
            seed=recipe.seed,
            pad=_pad(tokenizer),
            start=steward.start * recipe.accumulation,
        ),
        objective=objective,
        course=steward.course,
        lanes=lanes,
        callbacks=[steward],
    )
    steward.trainer = trainer
    return trainer


def _pad(tokenizer: Tokenizer) -> int:
    return int(tokenizer.token_to_id(pad_token(tokenizer)))


def _metrics(course: Course, steps: int, rows: int) -> Metrics:
    return {
        "steps": steps,
        "train_loss": course.final_loss(),
        "val_loss": next(
            (p["val_loss"] for p in reversed(course.history) if "val_loss" in p), None
        ),
        "tokens_per_second": round(course.tokens_per_second),
        "completion_tokens_per_second": round(course.completion_tokens / max(course.seconds, 1e-9)),
        "tokens": course.tokens,
        "train_rows": rows,
        "train_seconds": round(course.seconds, 1),
    }


def _arguments(recipe: Recipe, steps: int, folder: str) -> SFTConfig:
    cuda = torch.cuda.is_available()
    scheduler = {"constant": "constant_with_warmup"}.get(recipe.scheduler, recipe.scheduler)
    options: dict[str, Any] = {
        "output_dir": folder,
        "max_steps": steps,
        "per_device_train_batch_size": recipe.batch_size,
        "gradient_accumulation_steps": recipe.accumulation,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": scheduler,
        "warmup_ratio": recipe.warmup_ratio,
        "weight_decay": recipe.weight_decay,
        "adam_beta2": 0.99,
        "max_grad_norm": 1.0,
        "optim": "adamw_torch_fused",
        "seed": recipe.seed,
        "use_cpu": not cuda,
        "bf16": cuda,
        "gradient_checkpointing": cuda,
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
    return SFTConfig(**options)
