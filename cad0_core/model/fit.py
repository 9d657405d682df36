"""The one training run behind `sft` and `distill`: they differ in the model and the objective."""

import math
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel
from trl.trainer.sft_config import SFTConfig

from cad0_core.config import DistillConfig, FitSettings, TrainConfig
from cad0_core.errors import StageCancelled
from cad0_core.job import Job, Metrics
from cad0_core.model import checkpoints
from cad0_core.model.base import fast_tokenizer, parameters, save
from cad0_core.model.batches import Batches, Packs, in_order
from cad0_core.model.course import Course
from cad0_core.model.encode import Encoded, pad_token
from cad0_core.model.judge import Judge
from cad0_core.model.kernels import use_liger
from cad0_core.model.machine import Lanes, keep_freed_memory
from cad0_core.model.memory import explained
from cad0_core.model.quiet import quiet
from cad0_core.model.report import write_report
from cad0_core.model.rows import Data
from cad0_core.model.steward import END, Steward
from cad0_core.model.trainer import CompletionTrainer, Objective, cross_entropy
from cad0_core.model.validation import answers, validation_losses
from cad0_core.model.watch import Watch

_CHECKPOINTS, _BEST, _RUN_ID = "checkpoints", "best", "wandb-id"
_SAMPLES, _SAMPLE_TOKENS = 4, 256  # of a validation: a second or two on a GPU
_OPTIMIZERS = {"fp32": "adamw_torch_fused", "int8": "adamw_bnb_8bit"}


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
            settings=config,
        )

    def steps(self, rows: int) -> int:
        """Optimiser steps for that many training rows."""
        if self.max_steps > 0:
            return self.max_steps
        return max(1, math.ceil(self.epochs * rows / (self.batch_size * self.accumulation)))


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
    saving one when asked to stop, and `OutOfMemoryError` when no micro-batch is small enough.
    `finish` makes the model to write from the one that learnt.
    """
    quiet()
    keep_freed_memory()
    recipe = Recipe.of(job.config)
    liger = use_liger(model, wanted=recipe.settings.liger)
    steps = recipe.steps(len(data.train))
    found = checkpoints.latest(job.scratch / _CHECKPOINTS)
    course, start = (Course.load(found[0]), found[1]) if found else (Course(), 0)
    checkpoints.drop_after(job.scratch / _BEST, start)
    if recipe.settings.packing == "bfd" and not course.micro_batch:
        course.micro_batch = recipe.settings.tokens_per_micro_batch
    facts = {
        **job.config.model_dump(mode="json"),
        "parameters": parameters(model),
        "train_rows": len(data.train),
    }
    lanes = None if torch.cuda.is_available() else Lanes()
    with Watch(job.watch, facts, _run_id(job.scratch)) as watch, lanes or nullcontext():
        judge = _judge(job, recipe, model, tokenizer, data.val, course, watch)
        steward = Steward(
            job,
            course,
            watch,
            steps=steps,
            start=start,
            save_every_seconds=recipe.save_every_seconds,
            judge=judge,
        )
        with explained("training"):
            trainer = _trainer(steward, recipe, model, tokenizer, data.train, objective, lanes)
            trainer.train(resume_from_checkpoint=str(found[0]) if found else None)
        at = trainer.state.global_step
        if steward.cancelled:
            raise StageCancelled(f"stopped at step {at} of {steps}; it is saved and goes on there")
        job.progress(END, "writing the model")
        learning = sum(p.numel() for p in model.parameters() if p.requires_grad)
        written = judge.restore(at)
        with explained("writing the model"):
            whole = finish(model)
            save(whole, tokenizer, job.out)
        write_report(course, job.out / "report", title)
        metrics = _metrics(course, recipe, at, written, len(data.train))
        metrics |= {
            "parameters": parameters(whole),
            "trainable_parameters": learning,
            "liger": liger,
        }
        watch.summary(metrics)
    watch.keep_offline(job.out / "report" / "wandb")
    return metrics


def _judge(
    job: Job,
    recipe: Recipe,
    model: PreTrainedModel,
    tokenizer: Tokenizer,
    val: Encoded,
    course: Course,
    watch: Watch,
) -> Judge:
    packed = recipe.settings.packing == "bfd"
    rows = recipe.batch_size if packed else course.micro_batch or recipe.batch_size
    return Judge(
        model,
        course,
        watch,
        job.scratch / _BEST,
        keep_best=recipe.settings.keep_best,
        patience=recipe.settings.early_stop_patience,
        losses=lambda: validation_losses(model, in_order(val, rows, _pad(tokenizer))),
        answers=lambda: answers(
            model, tokenizer, val, count=_SAMPLES, max_new_tokens=_SAMPLE_TOKENS
        ),
    )


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
        batches=_batches(recipe, rows, steward, _pad(tokenizer)),
        objective=objective,
        course=steward.course,
        lanes=lanes,
        muon=recipe.settings.optimizer == "muon",
        chunked_loss=recipe.settings.chunked_loss,
        callbacks=[steward],
    )
    steward.trainer = trainer
    return trainer


def _batches(recipe: Recipe, rows: Encoded, steward: Steward, pad: int) -> Batches | Packs:
    """What is left to learn: nothing after an early stop."""
    total = steward.course.ended or steward.steps
    if recipe.settings.packing == "bfd":
        effective = recipe.batch_size * recipe.accumulation
        return Packs(rows, size=effective, total=total, seed=recipe.seed, start=steward.start)
    return Batches(
        rows,
        size=recipe.batch_size,
        total=total * recipe.accumulation,
        seed=recipe.seed,
        pad=pad,
        start=steward.start * recipe.accumulation,
    )


def _run_id(scratch: Path) -> str:
    """W&B's name for this training, the same in every try."""
    path = scratch / _RUN_ID
    if not path.is_file():
        path.write_text(secrets.token_hex(4), encoding="ascii")
    return path.read_text(encoding="ascii")


def _pad(tokenizer: Tokenizer) -> int:
    return int(tokenizer.token_to_id(pad_token(tokenizer)))


def _metrics(course: Course, recipe: Recipe, steps: int, written: int, rows: int) -> Metrics:
    """Figures of a run of `steps` steps; losses on held-out rows are those of what is written."""
    validations = course.validations()
    nothing: dict[str, float] = {}
    mine = next((p for p in reversed(validations) if p["step"] == written), nothing)
    last, best = validations[-1] if validations else nothing, course.best() or nothing
    return {
        "steps": steps,
        "written_step": written,
        "best_step": best.get("step"),
        "stopped_early": bool(course.ended),
        "train_loss": course.final_loss(),
        "val_loss": mine.get("val_loss"),
        "val_loss_whole_text": mine.get("val_loss_whole_text"),
        "last_val_loss": last.get("val_loss"),
        "tokens_per_second": round(course.tokens_per_second),
        "completion_tokens_per_second": round(course.completion_tokens_per_second),
        "tokens": course.tokens,
        "train_rows": rows,
        "train_seconds": round(course.seconds, 1),
        "effective_batch": recipe.batch_size * recipe.accumulation,
        "micro_batch": course.micro_batch or recipe.batch_size,
        "micro_batch_unit": "tokens" if recipe.settings.packing == "bfd" else "rows",
        "out_of_memory": course.out_of_memory,
    }


def _arguments(recipe: Recipe, steps: int, folder: str) -> SFTConfig:
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
