"""Command `doctor`: what a release needs, what of it is missing, and what mends it."""

import json
import os
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import err, out
from cad0_core.cli.options import (
    ArchiveOption,
    HubOption,
    JsonOption,
    PortOption,
    PresetOption,
    SamplesOption,
    archive_of,
    hub_of,
)
from cad0_core.finding import Finding, lacking
from cad0_core.presets import preset as named

doctor_app = typer.Typer()
STYLES = {
    "ok": "[green]ok[/]",
    "missing": "[red]missing[/]",
    "wrong": "[red]wrong[/]",
    "warning": "[yellow]warning[/]",
    "not needed": "[dim]not needed[/]",
}


@doctor_app.command()
def doctor(
    preset: PresetOption = "laptop",
    backend: Annotated[
        str | None,
        typer.Option(help="local, or modal [default: modal where the preset rents GPUs]."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Mend what is safe: make the state folder, work pool and volumes, start a server "
            "where one is needed, mark runs without a process as Crashed.",
        ),
    ] = False,
    samples: SamplesOption = None,
    budget: Annotated[
        float | None, typer.Option(help="USD that the run may spend [default: the preset's].")
    ] = None,
    hub: HubOption = None,
    archive: ArchiveOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check everything that a release needs; the exit code is 1 when something is missing.

    Every row says what was found and the command that mends it. A release runs the same checks
    before it starts.
    """
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    from cad0_core.cost import rents_gpus
    from flows.doctor import examine, mend

    chosen = named(
        preset, samples=samples, budget_usd=budget, hub=hub_of(hub), archive=archive_of(archive)
    )
    where = backend or ("modal" if rents_gpus(chosen) else "local")
    done: list[str] = []

    def say(line: str) -> None:
        done.append(line)
        err.print(f"[cyan]fixed[/] {escape(line)}", soft_wrap=True)

    def look() -> list[Finding]:
        return examine(chosen, where, port)

    found = mend(look, say) if fix else look()
    stops = lacking(found)
    if as_json:
        rows = [each.row() for each in found]
        facts = {"preset": preset, "backend": where, "ready": not stops, "fixed": done}
        print(json.dumps({**facts, "checks": rows}, indent=1))
    else:
        _show(found, stops, f"preset {preset} on backend {where}")
    if stops:
        raise typer.Exit(1)


def _show(found: list[Finding], stops: list[Finding], what: str) -> None:
    table = Table("", "status", "found", title=what, title_justify="left", title_style="bold")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    area = ""
    for each in found:
        if each.area != area:
            area = each.area
            table.add_section()
            table.add_row(f"[bold]{area}[/]")
        text = escape(each.found)
        if each.remedy:
            text += f"\n[bold]→ {escape(each.remedy)}[/]"
        table.add_row(f"  {each.name}", STYLES[each.status], text)
    out.print(table)
    if not stops:
        out.print("ready: nothing that this needs is missing")
        return
    names = ", ".join(each.name for each in stops)
    out.print(f"[red]not ready[/], {len(stops)} to mend: {escape(names)}", soft_wrap=True)
