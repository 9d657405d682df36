"""The student's loss is the one that the configuration names, on completions and shared ids."""

import gc
import math
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import Qwen2ForCausalLM

from cad0_core.config import Architecture, DistillConfig, ModelConfig
from cad0_core.errors import ConfigError, ModelError
from cad0_core.job import Job, Progress
from cad0_core.model import distill as stage
from cad0_core.model.base import build, load, parameters, save
from cad0_core.model.batches import collate, pack
from cad0_core.model.distill import Distillation, Teacher, distill
from cad0_core.model.encode import encode
from cad0_core.model.targets import Kept, Layout, divergence
from cad0_core.model.tokenizer import load_tokenizer, train_tokenizer
from cad0_core.model.trainer import label_logits
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

MakeJob = Callable[..., Job]
SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=700,
)


@pytest.fixture
def inputs(trained: Path, dataset: Path) -> dict[str, Path]:
    return {"teacher": trained, "dataset": dataset}


def whole_divergence(student: Tensor, teacher: Tensor, temperature: float) -> float:
    """T^2 * KL(teacher || student) over every id: what a cache stands for."""
    return temperature**2 * float(
        torch.nn.functional.kl_div(
            torch.log_softmax(student / temperature, dim=-1),
            torch.log_softmax(teacher / temperature, dim=-1),
            reduction="sum",
            log_target=True,
        )
    )


def kept(layout: Layout, teacher: Tensor) -> Kept:
    return layout.read(layout.keep(teacher), torch.device("cpu"))


def test_divergence_equals_the_value_by_hand() -> None:
    # At T = 2 the teacher's odds are e^1 : 1 and the student's 1 : 1.
    teacher, student = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 0.0]])
    layout = Layout(shared=2, temperature=2.0, ids=(0, 1))
    p = math.e / (math.e + 1)
    kl = p * math.log(p / 0.5) + (1 - p) * math.log((1 - p) / 0.5)
    found = divergence(student, kept(layout, teacher), layout)
    assert found.item() == pytest.approx(4 * kl, rel=1e-3)
    assert divergence(teacher, kept(layout, teacher), layout).item() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("layout", [
    Layout(shared=40, temperature=2.0, ids=tuple(range(5, 25))),
    Layout(shared=40, temperature=1.0, top=8),
    Layout(shared=40, temperature=1.0, top=40),
])  # fmt: skip
def test_what_a_line_loses_is_the_divergence_of_the_tails(layout: Layout) -> None:
    """The chain rule, against the whole divergence over 40 shared ids of 48."""
    random = torch.Generator().manual_seed(0)
    teacher, student = (torch.randn(50, 48, generator=random) * 3 for _ in range(2))
    t, s = ((m[:, :40] / layout.temperature).log_softmax(-1) for m in (teacher, student))
    lines = kept(layout, teacher)
    outside = torch.ones(50, 40, dtype=torch.bool).scatter(1, lines.ids, False)
    lost = 0.0
    if outside.any():
        parts = [m.masked_fill(~outside, -torch.inf) for m in (t, s)]
        tails = [m.log_softmax(-1).masked_fill(~outside, 0) for m in parts]
        mass = parts[0].logsumexp(-1, keepdim=True).exp()
        lost = float((mass * tails[0].exp() * (tails[0] - tails[1]) * outside).sum())
    whole = whole_divergence(student[:, :40], teacher[:, :40], layout.temperature)
    assert lost < 0.5 * whole
    found = divergence(student, lines, layout).item()
    assert found == pytest.approx(whole - layout.temperature**2 * lost, rel=2e-3)


def test_the_gradient_is_that_of_the_whole_divergence_where_nothing_is_lost() -> None:
    random = torch.Generator().manual_seed(0)
    teacher = torch.randn(20, 30, generator=random) * 3
    layout = Layout(shared=30, temperature=2.0, ids=tuple(range(30)))
    student = torch.randn(20, 30, generator=random, requires_grad=True)
    (gradient,) = torch.autograd.grad(divergence(student, kept(layout, teacher), layout), student)
    by_hand = 2.0 * ((student / 2).softmax(-1) - (teacher / 2).softmax(-1))
    torch.testing.assert_close(gradient, by_hand, atol=2e-3, rtol=0)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_the_loss_weighs_teacher_and_truth(alpha: float) -> None:
    student, teacher = torch.tensor([[0.0, 0.0, 0.0]] * 2), torch.tensor([[2.0, 0.0, -9.0]] * 2)
    labels = torch.tensor([0, 1])
    layout = Layout(shared=3, temperature=2.0, ids=(0, 1, 2))
    objective = Distillation(lambda batch: kept(layout, teacher), layout, alpha=alpha)
    soft = whole_divergence(student, teacher, 2.0)
    expected = alpha * soft + (1 - alpha) * 2 * math.log(3)
    assert objective(student, labels, {}).item() == pytest.approx(expected, rel=1e-3)


def test_ids_beyond_the_shared_ones_are_cut_before_the_softmax() -> None:
    narrow = torch.tensor([[1.0, 0.5, -1.0]])
    wide = torch.cat([narrow, torch.tensor([[50.0, -3.0]])], dim=1)  # rows that no token has
    student = torch.tensor([[0.3, -0.2, 0.1, 0.9]])
    labels = torch.tensor([1])
    layout = Layout(shared=3, temperature=2.0, top=2)
    losses = [
        Distillation(lambda batch, t=t: kept(layout, t), layout, alpha=0.5)(s, labels, {}).item()
        for t in (narrow, wide)
        for s in (student, student[:, :3])
    ]
    assert losses == [pytest.approx(losses[0])] * 4


def test_prompts_and_padding_have_no_part(tokenizer: Tokenizer, model: Qwen2ForCausalLM) -> None:
    """A batch's loss is the sum of its rows', whatever fills it up, and packed as well."""
    rows = encode(tokenizer, ["a 5x6x7mm box", "b"], ["C 5 6 7", "C 1 2 3"], max_seq_length=64)
    teacher = build(SHAPE, tokenizer, max_length=64, seed=1)
    layout = Layout(shared=tokenizer.get_vocab_size(), temperature=2.0, top=16)

    @torch.no_grad()
    def loss(batch: dict[str, Tensor]) -> float:
        objective = Distillation(
            lambda batch: kept(layout, label_logits(teacher, batch)[0]), layout, alpha=0.5
        )
        return float(objective(*label_logits(model, batch), batch))

    both = loss(collate(rows, np.array([0, 1]), 3))
    alone = [loss(collate(rows, np.array([row]), 3)) for row in (0, 1)]
    assert both == pytest.approx(sum(alone), rel=1e-4)
    assert both == loss(collate(rows, np.array([0, 1]), 9))
    assert both == pytest.approx(loss(pack(rows, np.array([0, 1]))), rel=1e-4)


@pytest.mark.parametrize("method", ["logit", "sequence", "truth"])
def test_a_student_learns(
    make_job: MakeJob, distill_config: DistillConfig, inputs: dict[str, Path], method: str
) -> None:
    config = distill_config.replace(method=method, max_steps=40, learning_rate=1e-2)
    seen: list[Progress] = []
    job = make_job(config, inputs, report=seen.append)
    metrics = distill(job)
    assert metrics["method"] == method
    assert metrics["parameters"] < metrics["teacher_parameters"]
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert any("the teacher's" in p.message for p in seen) == (method != "truth")
    assert load(job.out).config.vocab_size == load(inputs["teacher"]).config.vocab_size
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (job.out / name).read_bytes() == (inputs["teacher"] / name).read_bytes()
    assert (job.out / "report" / "loss.png").stat().st_size > 5_000
    losses = [p.metrics["loss"] for p in seen if "step" in p.metrics]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])


def test_three_epochs_ask_the_teacher_once_and_then_let_it_go(
    make_job: MakeJob,
    distill_config: DistillConfig,
    inputs: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    teachers: list[weakref.ref[Any]] = []
    alive: list[bool] = []

    def watched(teacher: Teacher) -> Any:
        model = teacher.load()
        teachers.append(weakref.ref(model))
        return model

    def report(progress: Progress) -> None:
        if progress.metrics.get("step") == 1:
            gc.collect()
            alive.extend(teacher() is not None for teacher in teachers)

    monkeypatch.setattr(stage, "_load", watched)
    config = distill_config.replace(num_epochs=3, max_steps=-1, batch_size=50)
    job = make_job(config, inputs, report=report)
    metrics = distill(job)
    assert metrics["steps"] == 3 * 8
    assert metrics["taught_rows"] == 400
    assert alive == [False]


def test_only_rows_that_will_be_seen_are_taught(
    make_job: MakeJob, distill_config: DistillConfig, inputs: dict[str, Path]
) -> None:
    metrics = distill(make_job(distill_config.replace(max_steps=4), inputs))
    assert metrics["taught_rows"] == 4 * distill_config.batch_size


def test_packed_rows_make_the_same_student(
    make_job: MakeJob, distill_config: DistillConfig, inputs: dict[str, Path]
) -> None:
    config = distill_config.replace(batch_size=400, max_steps=2, warmup_ratio=0, keep_best=False)
    packed = config.replace(packing="bfd", tokens_per_micro_batch=2000)
    left, right = (
        distill(make_job(c, inputs, name)) for c, name in ((config, "left"), (packed, "right"))
    )
    for figure in ("train_loss", "val_loss"):
        assert left[figure] == pytest.approx(right[figure], rel=1e-4)


def test_a_teacher_speaks_in_the_ids_of_its_student(
    tokenizer: Tokenizer, model: Qwen2ForCausalLM, tmp_path: Path
) -> None:
    save(model, tokenizer, tmp_path)
    kept = np.array([2, 3, 7, 11])
    ids = torch.tensor([[0, 2, 1]])
    with torch.no_grad():
        asked: Any = Teacher(tmp_path, kept).load()
        found, whole = asked(ids).logits, model(torch.from_numpy(kept)[ids]).logits
    torch.testing.assert_close(found, whole[..., kept])


def test_a_pretrained_student_learns_with_a_part_of_the_vocabulary(
    make_job: MakeJob,
    distill_config: DistillConfig,
    dataset: Path,
    tmp_path: Path,
) -> None:
    texts = [text for part in of_every_variant(2, 1) for text in (prompt(part.text), part.ir)]
    tokenizer = train_tokenizer(texts, 1500)
    teacher = tmp_path / "teacher"
    save(build(SHAPE, tokenizer, max_length=64, seed=1), tokenizer, teacher)
    small = SHAPE.replace(num_hidden_layers=1)
    save(build(small, tokenizer, max_length=64, seed=2), tokenizer, tmp_path / "small")
    student = ModelConfig(model_name=str(tmp_path / "small"), revision="main")
    config = distill_config.replace(student=student, optimizer="adamw", vocabulary=512)
    job = make_job(config, {"teacher": teacher, "dataset": dataset})
    metrics = distill(job)
    kept = load_tokenizer(job.out).get_vocab_size()
    assert 512 <= kept < tokenizer.get_vocab_size()
    assert load(job.out).config.vocab_size == kept
    assert metrics["parameters"] < parameters(load(tmp_path / "small"))


def test_a_student_as_large_as_its_teacher_is_refused(
    make_job: MakeJob, distill_config: DistillConfig, inputs: dict[str, Path]
) -> None:
    shape = distill_config.student.architecture
    assert shape is not None
    large = ModelConfig(architecture=shape.replace(num_hidden_layers=40))
    job = make_job(distill_config.replace(student=large), inputs)
    with pytest.raises(ConfigError, match="choose a smaller student"):
        distill(job)


def test_a_student_with_another_tokenizer_is_refused(
    make_job: MakeJob,
    distill_config: DistillConfig,
    inputs: dict[str, Path],
    model: Qwen2ForCausalLM,
    tmp_path: Path,
) -> None:
    save(model, train_tokenizer(["quite another text 1 2 3"] * 9, 700), tmp_path / "foreign")
    foreign = ModelConfig(model_name=str(tmp_path / "foreign"), revision="main")
    job = make_job(distill_config.replace(student=foreign), inputs)
    with pytest.raises(ConfigError, match="another tokenizer"):
        distill(job)


def test_a_missing_teacher_is_named(
    make_job: MakeJob, distill_config: DistillConfig, dataset: Path, tmp_path: Path
) -> None:
    job = make_job(distill_config, {"teacher": tmp_path / "none", "dataset": dataset})
    with pytest.raises(ModelError, match=r"none.tokenizer\.json: no such file"):
        distill(job)
