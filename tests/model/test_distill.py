"""The student's loss is the one that the configuration names, on completions and shared ids."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core.config import Architecture, DistillConfig, ModelConfig
from cad0_core.errors import ConfigError, ModelError
from cad0_core.job import Job
from cad0_core.model.base import build, load, save
from cad0_core.model.batches import collate
from cad0_core.model.distill import Distillation, LiveTeacher, distill, soft_divergence
from cad0_core.model.encode import encode
from cad0_core.model.trainer import label_logits

MakeJob = Callable[..., Job]
SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=700,
)


def teacher_model(tokenizer: Tokenizer) -> Qwen2ForCausalLM:
    return build(SHAPE, tokenizer, max_length=64, seed=1)


@pytest.fixture
def teacher(tokenizer: Tokenizer, tmp_path: Path) -> Path:
    save(teacher_model(tokenizer), tokenizer, tmp_path / "teacher")
    return tmp_path / "teacher"


def test_divergence_equals_the_value_by_hand() -> None:
    # At T = 2 the teacher's odds are e^1 : 1 and the student's 1 : 1.
    teacher, student = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 0.0]])
    p = math.e / (math.e + 1)
    kl = p * math.log(p / 0.5) + (1 - p) * math.log((1 - p) / 0.5)
    assert soft_divergence(student, teacher, 2.0).item() == pytest.approx(4 * kl, rel=1e-6)
    assert soft_divergence(teacher, teacher, 2.0).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_the_loss_weighs_teacher_and_truth(alpha: float) -> None:
    student, teacher = torch.tensor([[0.0, 0.0, 0.0]] * 2), torch.tensor([[2.0, 0.0, -9.0]] * 2)
    labels = torch.tensor([0, 1])
    objective = Distillation(lambda batch: teacher, shared=3, alpha=alpha, temperature=2.0)
    soft = soft_divergence(student, teacher, 2.0).item()
    expected = alpha * soft + (1 - alpha) * 2 * math.log(3)
    assert objective(student, labels, {}).item() == pytest.approx(expected, rel=1e-6)


def test_ids_beyond_the_shared_ones_are_cut_before_the_softmax() -> None:
    student = torch.tensor([[0.3, -0.2, 0.1, 0.9]])
    narrow = torch.tensor([[1.0, 0.5, -1.0]])
    wide = torch.cat([narrow, torch.tensor([[50.0, -3.0]])], dim=1)  # rows that no token has
    labels = torch.tensor([1])
    losses = [
        Distillation(lambda batch, t=t: t, shared=3, alpha=1, temperature=2.0)(student, labels, {})
        for t in (narrow, wide)
    ]
    assert losses[0].item() == pytest.approx(losses[1].item())
    by_hand = soft_divergence(student[:, :3], narrow, 2.0)
    assert losses[0].item() == pytest.approx(by_hand.item())


def test_prompts_and_padding_have_no_part(tokenizer: Tokenizer, model: Qwen2ForCausalLM) -> None:
    rows = encode(tokenizer, ["a 5x6x7mm box", "b"], ["C 5 6 7", "C 1 2 3"], max_seq_length=64)
    teacher = LiveTeacher(teacher_model(tokenizer))
    objective = Distillation(teacher, shared=len(tokenizer.get_vocab()), alpha=0.5, temperature=2)

    @torch.no_grad()
    def loss(lines: list[int], pad: int) -> float:
        batch = collate(rows, np.array(lines), pad)
        return float(objective(*label_logits(model, batch), batch))

    assert loss([0, 1], 3) == pytest.approx(loss([0], 3) + loss([1], 3), rel=1e-5)
    assert loss([0, 1], 3) == loss([0, 1], 9)
    assert not any(weights.requires_grad for weights in teacher.model.parameters())


def test_a_student_learns_from_its_teacher(
    make_job: MakeJob, distill_config: DistillConfig, dataset: Path, teacher: Path
) -> None:
    job = make_job(distill_config, {"teacher": teacher, "dataset": dataset})
    metrics = distill(job)
    assert metrics["parameters"] < metrics["teacher_parameters"]
    assert load(job.out).config.vocab_size == load(teacher).config.vocab_size
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (job.out / name).read_bytes() == (teacher / name).read_bytes()
    assert (job.out / "report" / "loss.png").stat().st_size > 5_000


def test_a_student_as_large_as_its_teacher_is_refused(
    make_job: MakeJob, distill_config: DistillConfig, dataset: Path, teacher: Path
) -> None:
    shape = distill_config.student.architecture
    assert shape is not None
    large = ModelConfig(architecture=shape.replace(num_hidden_layers=40))
    job = make_job(distill_config.replace(student=large), {"teacher": teacher, "dataset": dataset})
    with pytest.raises(ConfigError, match="choose a smaller student"):
        distill(job)


def test_a_missing_teacher_is_named(
    make_job: MakeJob, distill_config: DistillConfig, dataset: Path, tmp_path: Path
) -> None:
    job = make_job(distill_config, {"teacher": tmp_path / "none", "dataset": dataset})
    with pytest.raises(ModelError, match=r"none.config\.json: no such file"):
        distill(job)
