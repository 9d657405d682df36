"""Prices, operations and estimates: against published figures, and in their proportions."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cad0_core import presets
from cad0_core.config import ModelConfig, Preset
from cad0_core.cost import (
    CORES,
    COSTS,
    GPUS,
    Tokens,
    admit,
    duration,
    estimate,
    evaluations,
    money,
    shape_of,
    stated_tokens,
    table_rows,
    three_ways,
)
from cad0_core.cost.estimate import CONTAINER_SECONDS, UTILISATION
from cad0_core.cost.memory import (
    MicroBatch,
    activation_bytes,
    largest_rows,
    options,
    training_memory,
    weight_bytes,
)
from cad0_core.cost.shapes import SHAPES, forward_flops, training_flops
from cad0_core.data.tokens import lengths, measured_tokens
from cad0_core.errors import BudgetError, ConfigError
from cad0_core.job import Job
from cad0_core.presets import full, laptop, smoke

CODER_7B = SHAPES["Qwen/Qwen2.5-Coder-7B"]
QWEN_05B = SHAPES["Qwen/Qwen2.5-0.5B"]
TOKENS = Tokens(rows=530_000, prompt=50, completion=100, source="given")


@pytest.mark.parametrize(
    ("gpu", "usd_per_hour"), [("H100", 3.95), ("A100-80GB", 2.50), ("L40S", 1.95), ("A10G", 1.10)]
)
def test_prices_an_hour_are_those_that_are_advertised(gpu: str, usd_per_hour: float) -> None:
    assert GPUS[gpu].usd_per_hour == pytest.approx(usd_per_hour, abs=0.005)


def test_a_preset_rents_only_gpus_with_a_price() -> None:
    assert set(full().modal.gpus.values()) <= GPUS.keys()


def test_sizes_of_the_base_models() -> None:
    assert CODER_7B.parameters == 7_615_616_512
    assert QWEN_05B.parameters == 494_032_768
    assert CODER_7B.layer_weights == 6_525_288_448
    assert CODER_7B.lora_parameters(64) == 161_480_704


def test_a_model_of_unknown_size_is_named() -> None:
    with pytest.raises(ConfigError, match=r"Qwen/Qwen3-8B; known: Qwen/Qwen2\.5-Coder-7B"):
        shape_of(ModelConfig(model_name="Qwen/Qwen3-8B", revision="main"))


def test_operations_of_a_token() -> None:
    """By hand for P = 7.07e9, P' = 161.5e6, rows of 150: attention 0.03e9 forward."""
    assert forward_flops(CODER_7B, 150) == pytest.approx(14.17e9, rel=1e-3)
    assert training_flops(CODER_7B, 150, 64) == pytest.approx(29.34e9, rel=1e-3)
    assert training_flops(CODER_7B, 150, 64, checkpointing=True) == pytest.approx(43.8e9, rel=2e-3)
    assert training_flops(CODER_7B, 150) == pytest.approx(42.5e9, rel=2e-3)


def test_operations_agree_with_a_published_run() -> None:
    """NeMo Automodel, LoRA of rank 16, rows of 4,096: 14,110 tokens/s are 423 TFLOP/s."""
    assert 14_110 * training_flops(CODER_7B, 4096, 16) == pytest.approx(423e12, rel=0.05)
    assert UTILISATION["train"] < 423e12 / GPUS["H100"].flops


def test_the_share_of_the_peak_in_distillation_is_what_a_run_reached() -> None:
    """530,531 rows padded to 256, three epochs, teacher and student in full: 30.3 A100-hours."""
    each = forward_flops(CODER_7B, 256) + training_flops(QWEN_05B, 256)
    reached = 530_531 * 256 * 3 * each / (30.3 * 3600 * GPUS["A100-80GB"].flops)
    assert UTILISATION["distill"] == pytest.approx(reached, rel=0.05)


def test_the_five_rows_three_ways() -> None:
    rows = three_ways(full(), TOKENS)
    assert [row["task"] for row in rows] == [row.task for row in COSTS]
    training = rows[0]
    assert (training["quoted_seconds"], training["quoted_usd"]) == (6 * 3600, 20)
    assert training["list_usd"] == pytest.approx(23.70, abs=0.01)
    work = TOKENS.total * training_flops(CODER_7B, 150, 64, checkpointing=False)
    computing = work / (989e12 * UTILISATION["train"])
    assert training["estimated_seconds"] == pytest.approx(
        computing + CONTAINER_SECONDS + 15.2, rel=1e-3
    )
    for row in rows:
        price = GPUS[row["gpu"]].usd_per_second
        assert row["estimated_usd"] == pytest.approx(row["estimated_seconds"] * price)
    cold, warm = rows[3], rows[4]
    assert cold["estimated_seconds"] > warm["estimated_seconds"] + CONTAINER_SECONDS
    assert len(evaluations(full(), TOKENS)) == 2 + len(full().export.dtypes)


def test_time_grows_with_rows_and_stops_at_max_steps() -> None:
    def computing(preset_rows: int, **changes: int) -> float:
        preset = full().replace(train=full().train.replace(**changes))
        tokens = Tokens(preset_rows, 50, 100, "given")
        none = Tokens(0, 50, 100, "given")
        idle = estimate(full(), "train", "H100", none).seconds
        return estimate(preset, "train", "H100", tokens).seconds - idle

    assert computing(200_000) == pytest.approx(2 * computing(100_000))
    assert computing(200_000, max_steps=100) == pytest.approx(computing(6400))


def test_the_teacher_reads_every_row_once_whatever_the_epochs() -> None:
    def seconds(**changes: Any) -> float:
        preset = full().replace(distill=full().distill.replace(**changes))
        return estimate(preset, "distill", "A100-80GB", Tokens(100_000, 50, 100, "given")).seconds

    one, three = seconds(num_epochs=1), seconds(num_epochs=3)
    alone = {epochs: seconds(num_epochs=epochs, method="truth") for epochs in (1, 3)}
    assert three - alone[3] == pytest.approx(one - alone[1])
    teacher = 100_000 * 150 * forward_flops(CODER_7B, 150) / (312e12 * UTILISATION["distill"])
    assert one - alone[1] == pytest.approx(teacher + 15.2, rel=1e-2)
    assert seconds(num_epochs=1, method="sequence") > one  # to answer takes longer than to read


@pytest.mark.parametrize("preset", [full(), laptop(), smoke()], ids=lambda preset: preset.name)
@pytest.mark.parametrize(
    "label",
    ["train", "distill", "export", "evaluate", "evaluate-mini", "evaluate-onnx-fp32",
     "evaluate-onnx-q4f16"],
)  # fmt: skip
def test_every_stage_that_may_be_rented_has_an_estimate(preset: Preset, label: str) -> None:
    found = estimate(preset, label, "A100-80GB", TOKENS)
    assert found.stage == label
    assert 0 < found.usd < 200


def test_containers_for_data_cost_by_the_second_and_sample() -> None:
    few, many = (full().replace(data=full().data.replace(samples=n)) for n in (5_000, 50_000_000))
    for stage in ("generate", "validate"):
        small, large = (estimate(each, stage, CORES, TOKENS) for each in (few, many))
        assert small.seconds < 1.1 * full().modal.map_containers * 15
        assert large.usd == pytest.approx(large.seconds * (0.0000131 + 4 * 0.00000222))
    assert estimate(many, "validate", CORES, TOKENS).usd > 1


def test_a_stage_without_a_formula_is_not_free() -> None:
    with pytest.raises(BudgetError, match="no formula estimates step publish"):
        estimate(full(), "publish", "H100", TOKENS)


def test_a_budget_holds() -> None:
    planned = estimate(full(), "train", "H100", TOKENS)
    text = admit(planned, spent_usd=1.0, budget_usd=planned.usd + 1.0)
    assert f"{planned.usd:.2f} USD" in text and "spent so far 1.00" in text
    with pytest.raises(BudgetError) as refused:
        admit(planned, spent_usd=1.0, budget_usd=planned.usd + 0.5)
    for fact in (f"estimated {planned.usd:.2f}", "1.00 USD", "not started", "--budget"):
        assert fact in str(refused.value)


def test_the_default_budget_lets_the_production_run_through() -> None:
    tokens = stated_tokens(full())
    whole = [*three_ways(full(), tokens)[:3], *evaluations(full(), tokens)]
    assert sum(row["estimated_usd"] for row in whole) < full().budget_usd
    assert laptop().budget_usd == smoke().budget_usd == 0


@pytest.mark.parametrize("usd", [-1.0, float("nan"), float("inf")])
def test_a_budget_is_a_number(usd: float) -> None:
    with pytest.raises(ConfigError, match="budget_usd"):
        presets.preset("full", budget_usd=usd)


def test_a_job_tells_its_cost_where_it_has_one(tmp_path: Path) -> None:
    assert Job(None, {}, tmp_path, tmp_path).cost(60) == {}
    job = Job(None, {}, tmp_path, tmp_path, cost_per_second=100.0)
    time.sleep(0.01)
    told = job.cost(60)
    assert told["usd_left"] == 6000
    assert told["usd_so_far"] >= 1


def test_tokens_of_a_dataset_are_counted(tmp_path: Path) -> None:
    assert measured_tokens(tmp_path) is None
    rows = {"text": ["20mm cube", "a box 5 x 6 x 7 mm"] * 50, "ir": ["C 20 20 20", "C 5 6 7"] * 50}
    pl.DataFrame(rows).write_parquet(tmp_path / "train.parquet")
    found = measured_tokens(tmp_path)
    assert found is not None
    assert found.rows == 100
    assert found.total == pytest.approx(sum(lengths(rows["text"], rows["ir"])))
    assert found.completion == len("C 20 20 20") / 2 + len("C 5 6 7") / 2 + 1


def test_nf4_and_bf16_weights() -> None:
    assert weight_bytes(CODER_7B, use_4bit=False) == 2 * CODER_7B.parameters
    rounded = CODER_7B.layer_weights * 4.127 / 8
    whole = (CODER_7B.parameters - CODER_7B.layer_weights) * 4
    assert weight_bytes(CODER_7B, use_4bit=True) == pytest.approx(rounded + whole, rel=1e-4)


def test_checkpointing_and_a_chunked_loss_save_memory() -> None:
    model = full().train.model
    batch = MicroBatch(rows=16, length=1024, completion=900)
    plain = training_memory(model, batch, checkpointing=False, loss="whole")
    lean = training_memory(model, batch, checkpointing=True, loss="chunked")
    assert plain.adapters == lean.adapters == 16 * 161_480_704
    assert plain.activations == 16 * 1024 * activation_bytes(CODER_7B, 64, checkpointing=False)
    assert plain.activations > 10 * lean.activations
    assert plain.logits == 12 * 152_064 * 16 * 900
    assert lean.logits == 12 * 152_064 * 1024


def test_the_largest_micro_batch_is_the_last_that_fits() -> None:
    model, batch = full().train.model, MicroBatch(1, 1024, 900)
    for checkpointing in (False, True):
        how = {"checkpointing": checkpointing, "loss": "whole"}
        rows = largest_rows(model, batch, 80e9, **how)  # type: ignore[arg-type]
        used = [
            training_memory(model, MicroBatch(n, 1024, 900), **how).total  # type: ignore[arg-type]
            for n in (rows, rows + 1)
        ]
        assert used[0] <= 80e9 < used[1]
    assert largest_rows(model, batch, 1e9, checkpointing=True, loss="whole") == 0


def test_memory_is_told_for_each_way_to_train() -> None:
    found = options(full().train, "H100", stated_tokens(full()))
    assert [(row["checkpointing"], row["loss"]) for row in found] == [
        (False, "whole"), (False, "chunked"), (True, "whole"), (True, "chunked"),
    ]  # fmt: skip
    assert all(row["fits_longest"] == (row["largest_longest"] >= 16) for row in found)
    assert found[2]["fits_longest"]  # what the preset does: checkpointed, whole logits
    with pytest.raises(ConfigError, match="for LoRA"):
        options(laptop().train, "H100", TOKENS)


def test_cells_are_for_people() -> None:
    assert [money(usd) for usd in (20, 0.5, 0.01, 0.001, 0)] == [
        "$20.00", "$0.50", "$0.0100", "$0.0010", "$0.00",
    ]  # fmt: skip
    assert [duration(s) for s in (2, 90, 21_600)] == ["2.0 s", "1.5 min", "6.0 h"]
    assert table_rows(full(), TOKENS)[0][2] == "6.0 h, $20.00"


def test_estimates_need_neither_torch_nor_prefect() -> None:
    code = (
        "import json, sys; from cad0_core.cli.cost import run_cost; "
        "run_cost('full', None, False, True); "
        "print(json.dumps([m for m in ('torch', 'prefect', 'transformers') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    facts, heavy = map(json.loads, done.stdout.splitlines())
    assert heavy == []
    assert facts["preset"] == "full" and len(facts["tasks"]) == 5
    assert facts["tokens"]["source"].startswith("stated means")
