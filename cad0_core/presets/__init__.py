"""Presets: typed functions that return the whole configuration of a release.

A variant of a preset is one `replace`. `full` states every value; the small presets change it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cad0_core.config import (
    FAMILIES,
    MODELS,
    SPLITS,
    GateConfig,
    GatesConfig,
    Preset,
    Settings,
)
from cad0_core.errors import ConfigError
from cad0_core.presets.cpu import hour, laptop, smoke
from cad0_core.presets.gpu import full, full_bf16_lora, full_coder_student, full_half_data

__all__ = [
    "PRESETS",
    "full",
    "full_bf16_lora",
    "full_coder_student",
    "full_half_data",
    "hour",
    "laptop",
    "preset",
    "replaced",
    "smoke",
]

S = TypeVar("S", bound=Settings)

PRESETS: Mapping[str, Callable[[], Preset]] = {
    f.__name__: f
    for f in (full, full_bf16_lora, full_half_data, full_coder_student, laptop, hour, smoke)
}


def preset(
    name: str,
    *,
    seed: int | None = None,
    samples: int | None = None,
    floors: Mapping[str, float] | None = None,
    budget_usd: float | None = None,
    hub: Mapping[str, Any] | None = None,
    archive: Mapping[str, Any] | None = None,
) -> Preset:
    """A preset by name with the overrides that a run may ask for.

    `floors` maps the name of a floor (see `GateConfig`), for one model after its name
    (`cad0-mini.iou`, `cad0.ood-human.dim_pass`), to a floor; `hub` maps fields of `HubConfig`,
    `archive` those of `ArchiveConfig`.
    Raises `ConfigError` naming what is wrong and what is known.
    """
    if name not in PRESETS:
        raise ConfigError(f"unknown preset {name!r}; known: {', '.join(PRESETS)}")
    chosen = PRESETS[name]()
    if seed is not None:
        sections = ("data", "train", "distill")
        seeded = {
            section: replaced(getattr(chosen, section), {"seed": seed}) for section in sections
        }
        chosen = replaced(chosen, seeded)
    if samples is not None:
        chosen = replaced(chosen, {"data": replaced(chosen.data, {"samples": samples})})
    if budget_usd is not None:
        chosen = replaced(chosen, {"budget_usd": budget_usd})
    if hub:
        chosen = replaced(chosen, {"hub": replaced(chosen.hub, hub)})
    if archive:
        chosen = replaced(chosen, {"archive": replaced(chosen.archive, archive)})
    for metric, floor in (floors or {}).items():
        chosen = replaced(chosen, {"gates": _with_floor(chosen.gates, metric, floor)})
    return chosen


def replaced(settings: S, changes: Mapping[str, Any]) -> S:
    """`settings.replace`, with a `ConfigError` for a value that a user gave wrongly."""
    try:
        return settings.replace(**changes)
    except ValueError as error:
        raise ConfigError(_first_line(error)) from error


def _with_floor(gates: GatesConfig, name: str, floor: float) -> GatesConfig:
    first, dot, rest = name.partition(".")
    model, metric = (first, rest) if dot and first in MODELS else ("", name)
    if dot and not model and first not in (*SPLITS, FAMILIES):
        raise ConfigError(
            f"unknown model {first!r} in floor {name!r}; known: {', '.join(MODELS)}; "
            f"and sets: {', '.join((*SPLITS, FAMILIES))}"
        )
    of = {"cad0": ("cad0",), "cad0-mini": ("mini", "onnx"), "": ("cad0", "mini", "onnx")}[model]
    changed = {}
    for gate in of:
        old: GateConfig = getattr(gates, gate)
        changed[gate] = replaced(old, {"floors": {**old.floors, metric: floor}})
    return replaced(gates, changed)


def _first_line(error: ValueError) -> str:
    details = getattr(error, "errors", None)
    if details is None:
        return str(error)
    first = details()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {what}" if where else what
