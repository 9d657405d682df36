"""`cad0 parts`: the part families, their parameters, and parts drawn from them."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cad0_core import ir
from cad0_core.cli.console import out
from cad0_core.errors import ArtifactError
from cad0_core.ir.render import number
from cad0_core.parts.catalog import FAMILIES, select
from cad0_core.parts.family import Axis, Family, Variant
from cad0_core.parts.sampling import samples

parts_app = typer.Typer(help="Part families: what they make, in which words.", no_args_is_help=True)

FamilyArgument = Annotated[str, typer.Argument(help="Name of a family; see `cad0 parts list`.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@parts_app.command("list")
def list_families(as_json: JsonOption = False) -> None:
    """Every family with its variants."""
    if as_json:
        print(json.dumps({name: list(family.variants) for name, family in FAMILIES.items()}))
        return
    table = Table("family", "variants", "never trained on")
    for name, family in FAMILIES.items():
        trained = [v.name for v in family.variants.values() if not v.held_out]
        held_out = [v.name for v in family.variants.values() if v.held_out]
        table.add_row(name, ", ".join(trained), ", ".join(held_out))
    out.print(table)


@parts_app.command("show")
def show_family(family: FamilyArgument) -> None:
    """The parameters of each variant, their ranges and defaults, and how it is asked for."""
    for variant in _family(family).variants.values():
        held_out = " (never trained on)" if variant.held_out else ""
        table = Table("parameter", "means", "from", "to", "values", "default", title_justify="left",
                      title=f"{variant.name}{held_out}: {', '.join(variant.names)}")  # fmt: skip
        for name, axis in variant.axes.items():
            table.add_row(name, axis.label, *_range(axis), _default(variant, name))
        out.print(table)
        for template in variant.templates[:3]:
            out.print(f"  {template}", markup=False)
        out.print()


@parts_app.command("sample")
def sample(
    family: FamilyArgument,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Parts to draw.")] = 3,
    variant: Annotated[str | None, typer.Option(help="Only this variant.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other parts.")] = 0,
    picture: Annotated[
        Path | None, typer.Option("--out", help="Draw the parts to this .png file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Draw parts: a text, its program, and with `--out` a picture of all."""
    kinds = _variants(_family(family), variant)
    drawn = [
        each
        for i, kind in enumerate(kinds)
        for each in samples(family, kind, len(range(i, count, len(kinds))), seed)
    ]
    for each in drawn:
        if as_json:
            record = {**each._asdict(), "predicates": json.loads(each.predicates)}
            print(json.dumps(record, ensure_ascii=False))
        else:
            out.print(f"[bold]{each.variant}[/]: {each.text}\n{each.ir}\n", soft_wrap=True)
    cells = [(ir.evaluate(ir.parse(each.ir)), each.text) for each in drawn]
    if picture is not None:
        _write(picture, ir.contact_sheet(cells, columns=min(count, 4)))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ArtifactError(f"{path}: cannot be written ({error.strerror})") from error


def _family(name: str) -> Family:
    return select([name])[0]


def _variants(family: Family, name: str | None) -> list[Variant]:
    if name is None:
        return list(family.variants.values())
    if name not in family.variants:
        known = ", ".join(family.variants)
        raise typer.BadParameter(f"{family.name} has no variant {name!r}; known: {known}")
    return [family.variants[name]]


def _range(axis: Axis) -> tuple[str, str, str]:
    prefix, unit = (
        ("M", "") if axis.unit == "thread" else ("", {"count": ""}.get(axis.unit, axis.unit))
    )
    low, high = (f"{prefix}{number(v)} {unit}".strip() for v in (axis.values[0], axis.values[-1]))
    return low, high, str(len(axis.values))


def _default(variant: Variant, name: str) -> str:
    default = variant.defaults.get(name)
    if default is None:
        return "stated always"
    return "follows from the others" if callable(default) else number(default)
