"""Options that several commands share."""

from typing import Annotated, Literal

import typer

PresetOption = Annotated[
    str, typer.Option("--preset", "-p", help="full, laptop, smoke or another; see `cad0 presets`.")
]
BackendOption = Annotated[str, typer.Option(help="local, or modal for rented GPUs.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
PortOption = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Port of the Prefect server [default: CAD0_PORT or 4200]."),
]
SeedOption = Annotated[int | None, typer.Option(help="Seed of data and training.")]
SamplesOption = Annotated[
    int | None, typer.Option(help="Family samples to generate; primitives come on top.")
]
MapOption = Annotated[
    Literal["processes", "modal"] | None,
    typer.Option(
        help="Where the pieces are computed: processes here, or containers on Modal; the result "
        "is the same [default: the preset's]."
    ),
]
FloorOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Floor of the gate: METRIC=VALUE, or with MODEL. or a set before the metric, as in "
        "cad0.ood-human.dim_pass=0.6 and families.dim_pass=0.5; repeatable."
    ),
]
HubOption = Annotated[
    list[str] | None,
    typer.Option(
        "--hub",
        help="local or huggingface, or a setting of the hub such as cad0=OWNER/NAME, "
        "mini=OWNER/NAME, dataset=OWNER/NAME, space=OWNER/NAME, private=true, gated=auto; "
        "repeatable [default: the preset's].",
    ),
]
ArchiveOption = Annotated[
    list[str] | None,
    typer.Option(
        "--archive",
        help="Archive in S3: the name that `cad0 archive setup` saved (cad0), or a setting such "
        "as bucket=NAME, endpoint_url=URL; repeatable [default: the preset's, which is off].",
    ),
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait for another release on the same state folder.")
]


def floors_of(given: list[str] | None) -> dict[str, float] | None:
    """Floors by name from texts like `iou=0.9`; `typer.BadParameter` for any other."""
    floors: dict[str, float] = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        try:
            floors[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals:
            raise typer.BadParameter(f"{text!r}: a floor is METRIC=NUMBER, such as iou=0.9")
    return floors or None


def hub_of(given: list[str] | None) -> dict[str, str | bool] | None:
    """Settings of a hub by name from texts like `huggingface` and `private=true`."""
    words = {"true": True, "false": False}
    return {n: words.get(v, v) for n, v in _settings(given, "kind").items()} or None


def archive_of(given: list[str] | None) -> dict[str, str] | None:
    """Settings of an archive by name from texts like `cad0` and `bucket=releases`."""
    return _settings(given, "block") or None


def _settings(given: list[str] | None, plain: str) -> dict[str, str]:
    """Values by name; a text without `=` is the value of `plain`."""
    found: dict[str, str] = {}
    for text in given or []:
        name, equals, value = text.partition("=")
        found[name.strip() if equals else plain] = value if equals else text
    return found
