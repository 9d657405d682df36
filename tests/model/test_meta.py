"""The production models, counted on the meta device, and progress that tells what it costs."""

import resource
from collections.abc import Callable
from pathlib import Path

from cad0_core.config import TrainConfig
from cad0_core.cost import shape_of
from cad0_core.job import Job, Progress
from cad0_core.model.meta import count
from cad0_core.model.sft import train
from cad0_core.presets import full


def test_the_7b_and_its_adapters_are_counted_without_their_bytes() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    model = full().train.model
    counted = count(model)
    assert counted.base == 7_615_616_512 == shape_of(model).parameters
    assert counted.trainable == 161_480_704 == shape_of(model).lora_parameters(model.lora_r)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # kilobytes on Linux
    assert grown < 500_000


def test_the_student_is_trained_as_a_whole() -> None:
    student = full().distill.student
    counted = count(student)
    assert counted.base == counted.trainable == 494_032_768 == shape_of(student).parameters


def test_progress_tells_the_cost_so_far_and_to_come(
    make_job: Callable[..., Job], train_config: TrainConfig, dataset: Path
) -> None:
    seen: list[Progress] = []
    config = train_config.replace(max_steps=2)
    job = make_job(config, {"dataset": dataset}, report=seen.append, cost_per_second=1.0)
    train(job)
    first, last = (progress.metrics for progress in seen if "step" in progress.metrics)
    assert 0 < first["usd_so_far"] < last["usd_so_far"]
    assert first["usd_left"] > 0 == last["usd_left"]
