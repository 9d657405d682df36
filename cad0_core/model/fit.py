"""The one training run behind `sft` and `distill`: they differ in the model and the objective."""

import secrets
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from cad0_core.errors import StageCancelled
from cad0_core.job import Job, Metrics
from cad0_core.model import checkpoints, ranks
from cad0_core.model.base import fast_tokenizer, parameters, save
from cad0_core.model.batches import in_order
from cad0_core.model.course import Course
from cad0_core.model.encode import Encoded, pad_id
from cad0_core.model.judge import Judge
from cad0_core.model.kernels import use_liger
from cad0_core.model.machine import Lanes, keep_freed_memory
from cad0_core.model.memory import explained
from cad0_core.model.quiet import quiet
from cad0_core.model.recipe import Recipe, arguments, batches
from cad0_core.model.report import write_report
from cad0_core.model.rows import Data
from cad0_core.model.steward import END, START, Steward
from cad0_core.model.trainer import CompletionTrainer, Objective, cross_entropy
from cad0_core.model.validation import answers, validation_losses
from cad0_core.model.watch import Watch

CHECKPOINTS, _BEST, _RUN_ID = "checkpoints", "best", "wandb-id"
_SAMPLES, _SAMPLE_TOKENS = 4, 256  # of a validation: a second or two on a GPU


def fit(
    job: Job,
    model: PreTrainedModel,
    tokenizer: Tokenizer,
    data: Data,
    *,
    title: str,
    objective: Objective = cross_entropy,
    finish: Callable[[PreTrainedModel], PreTrainedModel] = lambda model: model,
    begin: float = START,
) -> Metrics:
    """Train `model` as `job.config` says, write it to `job.out` and return the figures.

    Continues from the last whole checkpoint in `job.scratch`. Raises `StageCancelled` after
    saving one when asked to stop, and `OutOfMemoryError` when no micro-batch is small enough.
    `finish` makes the model to write from the one that learnt. The steps take the stage's
    progress from `begin` on.
    """
    quiet()
    keep_freed_memory()
    recipe = Recipe.of(job.config)
    liger = use_liger(model, wanted=recipe.settings.liger)
    steps = recipe.steps(len(data.train))
    found = checkpoints.latest(job.scratch / CHECKPOINTS)
    course, start = (Course.load(found[0]), found[1]) if found else (Course(), 0)
    first = ranks.index() == 0
    if first:
        checkpoints.drop_after(job.scratch / _BEST, start)
    ranks.make_equal(model)
    if recipe.settings.packing == "bfd" and not course.micro_batch:
        course.micro_batch = recipe.settings.tokens_per_micro_batch
    facts = {
        **job.config.model_dump(mode="json"),
        "parameters": parameters(model),
        "train_rows": len(data.train),
    }
    lanes = None if torch.cuda.is_available() else Lanes()
    with (
        Watch(job.watch, facts, _run_id(job.scratch) if first else None) as watch,
        lanes or nullcontext(),
    ):
        judge = _judge(job, recipe, model, tokenizer, data.val, course, watch)
        steward = Steward(
            job,
            course,
            watch,
            steps=steps,
            start=start,
            save_every_seconds=recipe.save_every_seconds,
            judge=judge,
            begin=begin,
        )
        with explained("training"):
            trainer = _trainer(steward, recipe, model, tokenizer, data.train, objective, lanes)
            trainer.train(resume_from_checkpoint=str(found[0]) if found else None)
        if not first:
            return {}
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
        if watch.facts:
            metrics["wandb"] = watch.facts
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
        losses=lambda: validation_losses(model, in_order(val, rows, pad_id(tokenizer))),
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
        arguments(recipe, steward.steps, str(steward.job.scratch / CHECKPOINTS)),
        tokenizer=fast_tokenizer(tokenizer),
        batches=batches(
            recipe,
            rows,
            total=steward.course.ended or steward.steps,  # nothing after an early stop
            pad=pad_id(tokenizer),
            start=steward.start,
        ),
        objective=objective,
        course=steward.course,
        lanes=lanes,
        muon=recipe.settings.optimizer == "muon",
        chunked_loss=recipe.settings.chunked_loss,
        callbacks=[steward],
    )
    steward.trainer = trainer
    return trainer


def _run_id(scratch: Path) -> str:
    """W&B's name for this training, the same in every try."""
    path = scratch / _RUN_ID
    if not path.is_file():
        path.write_text(secrets.token_hex(4), encoding="ascii")
    return path.read_text(encoding="ascii")


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
