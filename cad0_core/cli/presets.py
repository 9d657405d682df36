"""Command `presets`."""

import json

from rich.table import Table

from cad0_core.cli.console import out
from cad0_core.config import ModelConfig
from cad0_core.presets import PRESETS, preset


def show_presets(name: str | None, as_json: bool) -> None:
    """A table of all presets, or every value of one. Raises `ConfigError` for an unknown name."""
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
