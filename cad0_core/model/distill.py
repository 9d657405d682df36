"""Stage `distill`: cad0-mini learns what cad0 knows, by one of three methods.

`logit`: the loss of a completion position is alpha * T^2 * KL(teacher || student), both at
temperature T, plus (1 - alpha) * cross-entropy with the true token; prompts and padding have no
part in it. The teacher's distributions are computed once, before the training (`teacher_cache.py`).
`sequence`: cross-entropy with those answers of the teacher that are right (`teach.py`).
`truth`: cross-entropy with the dataset's programs, as if there were no teacher.

A student that is trained from scratch starts as a part of its teacher in all three (`prune.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from transformers import PreTrainedModel

from cad0_core.config import DistillConfig
from cad0_core.data.files import Row
from cad0_core.errors import ConfigError
from cad0_core.job import Job, Metrics
from cad0_core.model import checkpoints, ranks
from cad0_core.model.base import build, count_parameters, load, parameters
from cad0_core.model.batches import Batches
from cad0_core.model.decode import Generator
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import Encoded, pad_id
from cad0_core.model.fit import CHECKPOINTS, fit
from cad0_core.model.launch import launch
from cad0_core.model.memory import free_memory
from cad0_core.model.pretrained import load_pretrained, merged
from cad0_core.model.prune import cut_from, fits
from cad0_core.model.quiet import quiet
from cad0_core.model.recipe import Recipe, batches
from cad0_core.model.rows import Data, encode_data, encode_rows, read_split
from cad0_core.model.steward import START
from cad0_core.model.targets import Kept, Layout, divergence
from cad0_core.model.teach import right_answers
from cad0_core.model.teacher_cache import cache_for, fill, teacher_digest
from cad0_core.model.tokenizer import load_tokenizer
from cad0_core.model.trainer import Objective, cross_entropy
from cad0_core.model.trim import KeptIds, keep_rows, trim
from cad0_core.prompt import prompt

_TAUGHT = 0.35  # of the stage's progress, when the teacher's part is done
_LOOK = 1024  # rows that say which parts of the teacher matter


class Source(Protocol):
    """What the teacher says of the label positions of a batch."""

    def __call__(self, batch: Mapping[str, Tensor]) -> Kept: ...


@dataclass(frozen=True)
class Teacher:
    """A teacher's folder, and the rows of its vocabulary that its student has (None: all).

    Cut to them before any softmax, its distribution is one over the tokens that both know.
    """

    folder: Path
    kept: KeptIds | None = None

    def load(self, dtype: torch.dtype = torch.float32) -> PreTrainedModel:
        """On the CPU, in the student's vocabulary."""
        model = load(self.folder, dtype)
        if self.kept is not None:
            keep_rows(model, self.kept)
        return model


class Distillation:
    """The objective of the method `logit`, over the ids that both vocabularies have."""

    def __init__(self, source: Source, layout: Layout, *, alpha: float) -> None:
        self.source, self.layout, self.alpha = source, layout, alpha

    def __call__(self, logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        truth = cross_entropy(logits[:, : self.layout.shared], labels, batch)
        taught = divergence(logits, self.source(batch), self.layout)
        return self.alpha * taught + (1 - self.alpha) * truth


@dataclass
class Lesson:
    """What is left once the teacher has gone: rows, an objective, and figures of its part."""

    data: Data
    objective: Objective
    figures: Metrics


def distill(job: Job) -> Metrics:
    """Train the student of `DistillConfig` on input `dataset` under input `teacher`.

    Raises `ConfigError` for a student that does not fit its teacher, and what `fit` raises.
    """
    config: DistillConfig = job.config
    if config.num_processes > 1 and ranks.count() == 1:
        return launch(job, config.num_processes)
    quiet()
    job.progress(0.0, "loading the teacher")
    folder = job.inputs["teacher"]
    tokenizer = load_tokenizer(folder)
    student = _student(config, tokenizer, size := count_parameters(folder))
    job.progress(0.01, "reading the dataset")
    rows = read_split(job, "train")
    teacher = Teacher(folder)
    if config.vocabulary is not None:
        corpus = (text for row in rows for text in (prompt(row.text), row.ir))
        student, tokenizer, kept = trim(student, tokenizer, corpus, config.vocabulary)
        teacher = Teacher(folder, kept)
    if checkpoints.latest(job.scratch / CHECKPOINTS) is None:
        _start(config, student, teacher, tokenizer, rows)
    lesson = _METHODS[config.method](job, teacher, tokenizer, rows)
    metrics = fit(
        job,
        student,
        tokenizer,
        lesson.data,
        title="cad0-mini: distillation",
        objective=lesson.objective,
        finish=lambda trained: merged(trained, config.student, job.scratch),
        begin=START if config.method == "truth" else _TAUGHT,
    )
    return {
        **metrics,
        **lesson.figures,
        "processes": ranks.count(),
        "method": config.method,
        "teacher_parameters": size,
    }


def _from_truth(job: Job, teacher: Teacher, tokenizer: Tokenizer, rows: list[Row]) -> Lesson:
    data = encode_data(job, tokenizer, rows, max_seq_length=job.config.max_seq_length)
    return Lesson(data, cross_entropy, {})


def _from_logits(job: Job, teacher: Teacher, tokenizer: Tokenizer, rows: list[Row]) -> Lesson:
    config: DistillConfig = job.config
    data = encode_data(job, tokenizer, rows, max_seq_length=config.max_seq_length)
    wanted = _rows_seen(config, data.train, tokenizer)
    used = np.unique(np.concatenate([data.train.row(row)[1] for row in wanted.tolist()]))
    layout = Layout.of(
        used.tolist(),
        shared=tokenizer.get_vocab_size(),
        temperature=config.temperature,
        top=config.top_k,
    )
    cache = cache_for(job, teacher.folder, data.train, wanted, layout)
    if missing := cache.missing():
        fill(job, cache, missing, lambda: _load(teacher), (START, _TAUGHT))
        free_memory()
    ranks.wait()  # for the shards of the others
    objective = Distillation(cache.open(), layout, alpha=config.alpha)
    figures = {
        "taught_rows": len(wanted),
        "taught_tokens": int(cache.bounds[-1]),
        "cache_bytes": cache.bytes,
        "cache_exact": layout.exact,
        "cache_ids": len(layout.ids) or layout.top,
    }
    return Lesson(replace(data, train=cache.rows), objective, figures)


def _from_answers(job: Job, teacher: Teacher, tokenizer: Tokenizer, rows: list[Row]) -> Lesson:
    config: DistillConfig = job.config
    data = encode_data(job, tokenizer, rows, max_seq_length=config.max_seq_length)
    asked = [rows[row] for row in _rows_seen(config, data.train, tokenizer).tolist()]
    found = right_answers(
        job,
        teacher_digest(teacher.folder),
        asked,
        lambda: Generator(TorchEngine(_load(teacher)), tokenizer),
        max_new_tokens=int(data.train.completions.max()),
        span=(START, _TAUGHT),
    )
    free_memory()
    if not found:
        raise ConfigError(
            f"the teacher answers none of {len(asked):,} prompts rightly; train it longer, or "
            "distil by the method logit or truth"
        )
    train = encode_rows(tokenizer, found, config.max_seq_length)
    figures = {"asked_rows": len(asked), "taught_rows": len(found)}
    return Lesson(replace(data, train=train), cross_entropy, figures)


_METHODS: Mapping[str, Callable[[Job, Teacher, Tokenizer, list[Row]], Lesson]] = {
    "logit": _from_logits,
    "sequence": _from_answers,
    "truth": _from_truth,
}


def _rows_seen(config: DistillConfig, rows: Encoded, tokenizer: Tokenizer) -> NDArray[np.int64]:
    """Numbers of the rows that the student will see, ascending: the teacher reads no other."""
    recipe = Recipe.of(config)
    planned = batches(recipe, rows, total=recipe.steps(len(rows)), pad=pad_id(tokenizer))
    return np.unique(np.concatenate(list(planned.order())))


def _student(config: DistillConfig, tokenizer: Tokenizer, most: int) -> PreTrainedModel:
    """A new student; `ConfigError` with `most` weights or more, or with another tokenizer."""
    shape = config.student.architecture
    if shape is None:
        student, own = load_pretrained(config.student)
        if own.get_vocab() != tokenizer.get_vocab():
            raise ConfigError(
                f"{config.student.model_name} has another tokenizer than its teacher, so their "
                "distributions cannot be compared; choose a student of the teacher's family"
            )
    else:
        student = build(shape, tokenizer, max_length=config.max_seq_length, seed=config.seed)
    if parameters(student) >= most:
        raise ConfigError(
            f"the student has {parameters(student):,} parameters and its teacher {most:,}; "
            "choose a smaller student"
        )
    return student


def _start(
    config: DistillConfig, student: Any, teacher: Teacher, tokenizer: Tokenizer, rows: list[Row]
) -> None:
    """Cut a student without weights of its own out of its teacher, where the shapes allow it."""
    if config.student.architecture is None or not fits(student, whole := teacher.load()):
        return
    some = encode_rows(tokenizer, rows[:: max(1, len(rows) // _LOOK)], config.max_seq_length)
    look = Batches(some, size=64, total=-(-len(some) // 64), seed=0, pad=pad_id(tokenizer))
    cut_from(student, whole, look)


def _load(teacher: Teacher) -> PreTrainedModel:
    """The teacher to ask, on the GPU in bf16 where there is one."""
    if not torch.cuda.is_available():
        return teacher.load()
    model: Any = teacher.load(torch.bfloat16)
    model.to("cuda")
    answering: PreTrainedModel = model
    return answering
