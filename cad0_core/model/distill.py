"""Stage `distill`: cad0-mini learns from cad0's whole distribution, not from its best guess only.

The loss of a completion position is alpha * T^2 * KL(teacher || student), both at temperature T,
plus (1 - alpha) * cross-entropy with the true token. Prompts and padding have no part in it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import PreTrainedModel

from cad0_core.config import DistillConfig
from cad0_core.errors import ConfigError
from cad0_core.job import Job, Metrics
from cad0_core.model.base import build, load, parameters
from cad0_core.model.fit import fit
from cad0_core.model.pretrained import load_pretrained, merged
from cad0_core.model.quiet import quiet
from cad0_core.model.rows import encode_data, read_split
from cad0_core.model.start import start_from_teacher
from cad0_core.model.tokenizer import load_tokenizer
from cad0_core.model.trainer import label_logits


class Teacher(Protocol):
    """Teacher logits (n, vocabulary) at the n label positions of a batch: live, or from a cache."""

    def __call__(self, batch: Mapping[str, Tensor]) -> Tensor: ...


class LiveTeacher:
    """Asks the teacher's weights anew for every batch."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.model: Any = model.eval().requires_grad_(False)

    @torch.no_grad()
    def __call__(self, batch: Mapping[str, Tensor]) -> Tensor:
        return label_logits(self.model, batch)[0]


class Distillation:
    """The objective of distillation, over the `shared` first ids of both vocabularies."""

    def __init__(self, teacher: Teacher, *, shared: int, alpha: float, temperature: float) -> None:
        self.teacher, self.shared = teacher, shared
        self.alpha, self.temperature = alpha, temperature

    def __call__(self, logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        truth = torch.nn.functional.cross_entropy(logits.float(), labels, reduction="sum")
        divergence = soft_divergence(
            logits[:, : self.shared], self.teacher(batch)[:, : self.shared], self.temperature
        )
        return self.alpha * divergence + (1 - self.alpha) * truth


def soft_divergence(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """T^2 * KL(teacher || student) at temperature T, summed over positions (nats).

    Both have the same width: where vocabularies differ, the logits are cut to the ids that both
    have *before* the softmax, which so stays a distribution over real tokens.
    """
    return temperature**2 * torch.nn.functional.kl_div(
        torch.log_softmax(student.float() / temperature, dim=-1),
        torch.log_softmax(teacher.float() / temperature, dim=-1),
        reduction="sum",
        log_target=True,
    )


def distill(job: Job) -> Metrics:
    """Train the student of `DistillConfig` on input `dataset` under input `teacher`."""
    config: DistillConfig = job.config
    quiet()
    job.progress(0.0, "loading the teacher")
    teacher, tokenizer = _teacher(job.inputs["teacher"])
    student = _student(config, teacher, tokenizer)
    if parameters(student) >= parameters(teacher):
        raise ConfigError(
            f"the student has {parameters(student):,} parameters and its teacher "
            f"{parameters(teacher):,}; choose a smaller student"
        )
    job.progress(0.01, "reading the dataset")
    data = encode_data(
        job, tokenizer, read_split(job, "train"), max_seq_length=config.max_seq_length
    )
    objective = Distillation(
        LiveTeacher(teacher),
        shared=tokenizer.get_vocab_size(),
        alpha=config.alpha,
        temperature=config.temperature,
    )
    metrics = fit(
        job,
        student,
        tokenizer,
        data,
        title="cad0-mini: distillation",
        objective=objective,
        finish=lambda trained: merged(trained, config.student, job.scratch),
    )
    return {**metrics, "teacher_parameters": parameters(teacher)}


def _student(
    config: DistillConfig, teacher: PreTrainedModel, tokenizer: Tokenizer
) -> PreTrainedModel:
    """A new student, from parts of its teacher where the shapes allow, or a pretrained one."""
    shape = config.student.architecture
    if shape is None:
        return load_pretrained(config.student)[0]
    student = build(shape, tokenizer, max_length=config.max_seq_length, seed=config.seed)
    start_from_teacher(student, teacher)
    return student


def _teacher(folder: Path) -> tuple[PreTrainedModel, Tokenizer]:
    return load(folder), load_tokenizer(folder)
