"""Command `cost`."""

import json
from pathlib import Path
from typing import Any

from rich.table import Table

from cad0_core import artifacts, cost
from cad0_core.cli.console import out
from cad0_core.config import Preset
from cad0_core.cost.memory import options
from cad0_core.data.tokens import measured_tokens
from cad0_core.errors import StageError
from cad0_core.presets import preset as preset_of
from cad0_core.stages import spec
from cad0_core.state import State

TABLE = ("task", "GPU", "as quoted", "at list price", "estimated")
MEMORY_TABLE = ("activations", "logits", "GB, mean rows", "fits", "GB, longest rows", "fits")


def run_cost(name: str, data: Path | None, memory: bool, as_json: bool) -> None:
    """Print the tables. Raises `ConfigError` for an unknown preset, `StageError` without data."""
    preset = preset_of(name)
    tokens = find_tokens(preset, data)
    facts: dict[str, Any] = {"preset": name, "budget_usd": preset.budget_usd}
    if cost.rents_gpus(preset):
        facts |= {
            "prices_of": cost.PRICES_OF,
            "tokens": vars(tokens),
            "tasks": cost.three_ways(preset, tokens),
            "evaluations": cost.evaluations(preset, tokens),
        }
    facts["total_usd"] = sum(
        row["estimated_usd"]
        for row in (*facts.get("tasks", ()), *facts.get("evaluations", ()))
        if not row["task"].startswith("Inference")
    )
    if memory and cost.rents_gpus(preset):
        facts["memory"] = _memory(preset, tokens)
    if as_json:
        print(json.dumps(facts))
    elif cost.rents_gpus(preset):
        _show(preset, tokens, facts)
    else:
        out.print(
            f"preset {name} trains its models from scratch on this machine's CPU: no GPU, 0 USD"
        )


def find_tokens(preset: Preset, data: Path | None) -> cost.Tokens:
    """Counts of the dataset in `data`, or of the preset's own if it was made, or as stated."""
    if data is not None:
        measured = measured_tokens(data)
        if measured is None:
            raise StageError(f"{data}: no train.parquet; make a dataset with `cad0 generate`")
        return measured
    call = spec("generate", preset.data, {})
    folder = State.default().artifact("generate", call.key)
    made = (folder / artifacts.MANIFEST).is_file()
    return (measured_tokens(folder) if made else None) or cost.stated_tokens(preset)


def _memory(preset: Preset, tokens: cost.Tokens) -> dict[str, Any]:
    from cad0_core.model.meta import count

    counted = count(preset.train.model)
    gpu = preset.modal.gpus["train"]
    return {
        "model": preset.train.model.model_name,
        "base_parameters": counted.base,
        "trainable_parameters": counted.trainable,
        "gpu": gpu,
        "gpu_gb": cost.GPUS[gpu].memory / 1e9,
        "micro_batch": preset.train.per_device_train_batch_size,
        "options": options(preset.train, gpu, tokens),
    }


def _show(preset: Preset, tokens: cost.Tokens, facts: dict[str, Any]) -> None:
    out.print(_table(TABLE, cost.table_rows(preset, tokens)))
    out.print(
        f"One release: {cost.money(facts['total_usd'])} estimated, budget "
        f"{cost.money(preset.budget_usd)}. Prices of {cost.PRICES_OF}, GPU only. "
        f"{tokens.rows:,} rows of {tokens.prompt:.1f} + {tokens.completion:.1f} tokens "
        f"({tokens.source}).",
        soft_wrap=True,
    )
    if "memory" not in facts:
        return
    found = facts["memory"]
    out.print(
        f"\n{found['model']}: {found['base_parameters']:,} weights, "
        f"{found['trainable_parameters']:,} of LoRA trained; micro-batch {found['micro_batch']} on "
        f"{found['gpu']} ({found['gpu_gb']:.0f} GB)",
        soft_wrap=True,
    )
    out.print(_table(MEMORY_TABLE, memory_cells(found["options"])))


def memory_cells(found: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Cells for people, a row for each way to train."""

    def fits(row: dict[str, Any], rows: str) -> str:
        return f"{'yes' if row[f'fits_{rows}'] else 'NO'}, up to {row[f'largest_{rows}']}"

    return [
        (
            "checkpointed" if row["checkpointing"] else "kept",
            row["loss"],
            f"{row['gb_mean']:.1f}",
            fits(row, "mean"),
            f"{row['gb_longest']:.1f}",
            fits(row, "longest"),
        )
        for row in found
    ]


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    return table
