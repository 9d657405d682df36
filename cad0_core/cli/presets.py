"""Commands `presets` and `cost`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cad0_core.cli.console import out
from cad0_core.cli.options import JsonOption, PresetOption
from cad0_core.config import ModelConfig
from cad0_core.presets import PRESETS, preset

presets_app = typer.Typer()


@presets_app.command()
def cost(
    preset: PresetOption = "full",
    data: Annotated[
        Path | None,
        typer.Option(help="Count the tokens of this dataset [default: the preset's, if made]."),
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Also parameters, and what fits in the GPU (~10 s).")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """What a preset costs on rented GPUs: as quoted, at list prices, as estimated from tokens."""
    from cad0_core.cli.cost import run_cost

    run_cost(preset, data, memory, as_json)


@presets_app.command()
def presets(
    name: Annotated[str | None, typer.Argument(help="Show every value of this one.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the presets, or show one."""
    if name is not None:
        print(preset(name).model_dump_json(indent=2))
        return
    chosen = {known: preset(known) for known in PRESETS}
    if as_json:
        print(
            json.dumps({known: values.model_dump(mode="json") for known, values in chosen.items()})
        )
        return
    table = Table("preset", "samples", "cad0", "cad0-mini", "floors of cad0", "hub", "for")
    for known, values in chosen.items():
        floors = values.gates.cad0.floors
        table.add_row(
            known,
            f"{values.data.samples:,}",
            _model(values.train.model),
            _model(values.distill.student),
            f"exact {floors['exact_match_accuracy']:g}, valid {floors['valid_solid_rate']:g}",
            values.hub.kind,
            (PRESETS[known].__doc__ or "").strip().splitlines()[0],
        )
    out.print(table)


def _model(model: ModelConfig) -> str:
    if model.architecture is None:
        return str(model.model_name)
    return (
        f"{model.architecture.num_hidden_layers} x {model.architecture.hidden_size}, from scratch"
    )
