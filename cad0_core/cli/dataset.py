"""`cad0 dataset`: what a dataset folder holds, in figures, pictures and rows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.table import Table

from cad0_core import ir
from cad0_core.cli.console import out
from cad0_core.cli.parts import JsonOption
from cad0_core.data.card import describe
from cad0_core.data.files import SETS, SPLITS
from cad0_core.errors import ArtifactError, ConfigError, DataError

dataset_app = typer.Typer(help="Look into a dataset folder.", no_args_is_help=True)

FolderArgument = Annotated[Path, typer.Argument(help="Folder that `cad0 generate` made.")]
SetOption = Annotated[str, typer.Option("--set", help=f"One of {', '.join(SETS)}.")]


@dataset_app.command("stats")
def stats(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """Texts and programs by set, family and variant."""
    found = {name: describe(table) for name, table in _sets(folder)}
    if as_json:
        print(json.dumps(found))
        return
    table = Table("family", "variant", *(f"{name} texts" for name in found), "train programs")
    for family, variant in sorted({(f, v) for s in found.values() for f in s for v in s[f]}):
        counts = [found[name].get(family, {}).get(variant, {}) for name in found]
        texts = [f"{each.get('texts', 0):,}" for each in counts]
        table.add_row(family, variant, *texts, f"{counts[0].get('programs', 0):,}")
    out.print(table)


@dataset_app.command("gallery")
def gallery(
    folder: FolderArgument,
    picture: Annotated[Path, typer.Option("--out", help="The .png file to draw.")] = Path(
        "gallery.png"
    ),
    chosen: SetOption = "train",
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Parts to draw.")] = 24,
    seed: Annotated[int, typer.Option(help="Another seed shows other parts.")] = 0,
) -> None:
    """Draw parts at random with their texts."""
    rows = _rows(folder, chosen, family).sample(fraction=1.0, shuffle=True, seed=seed).head(count)
    cells = [(ir.evaluate(ir.parse(row["ir"])), row["text"]) for row in rows.iter_rows(named=True)]
    try:
        picture.write_bytes(ir.contact_sheet(cells, columns=4, cell=(340, 190)))
    except OSError as error:
        raise ArtifactError(f"{picture}: cannot be written ({error.strerror})") from error
    out.print(f"{picture}: {len(cells)} parts of {chosen}")


@dataset_app.command("show")
def show(
    folder: FolderArgument,
    chosen: SetOption = "test",
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Rows to show.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """Print rows: text, program and what can be measured on the part."""
    for row in _rows(folder, chosen, family).head(count).iter_rows(named=True):
        record = {**row, "params": json.loads(row["params"] or "{}"),
                  "predicates": json.loads(row["predicates"] or "[]")}  # fmt: skip
        if as_json:
            print(json.dumps(record, ensure_ascii=False))
        else:
            _print(record)


def _print(record: dict[str, Any]) -> None:
    out.print(f"[bold]{record['family']} {record['variant']}[/] {record['digest'][:12]}")
    for text in (record["text"], "", record["ir"], ""):
        out.print(text, markup=False, soft_wrap=True)
    for check in record["predicates"]:
        facts = {name: value for name, value in check.items() if name not in ("kind", "of")}
        out.print(f"  {check['kind']} {json.dumps(facts)}", markup=False, soft_wrap=True)
    out.print()


def _sets(folder: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    for name in SETS:
        if name in SPLITS or (folder / f"{name}.parquet").is_file():
            yield name, _table(folder, name)


def _rows(folder: Path, chosen: str, family: str | None) -> pl.DataFrame:
    if chosen not in SETS:
        raise ConfigError(f"unknown set {chosen!r}; known: {', '.join(SETS)}")
    rows = _table(folder, chosen)
    if family is None:
        return rows
    found = rows.filter(pl.col("family") == family)
    if found.is_empty():
        known = ", ".join(sorted(rows["family"].unique()))
        raise ConfigError(f"{chosen} has no rows of family {family!r}; it has: {known}")
    return found


def _table(folder: Path, name: str) -> pl.DataFrame:
    path = folder / f"{name}.parquet"
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(
            f"{path}: no readable set ({reason}); make it with `cad0 generate`"
        ) from error
