"""Commands around published models: `retrain`, `rescore`, `approve`, `lineage`, `gc`."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import out
from cad0_core.cli.options import (
    ArchiveOption,
    BackendOption,
    FloorOption,
    HubOption,
    JsonOption,
    PortOption,
    PresetOption,
    SamplesOption,
    SeedOption,
    WaitOption,
    archive_of,
    floors_of,
    hub_of,
)
from cad0_core.config import MODELS, HubConfig
from cad0_core.errors import ArtifactError, ConfigError
from cad0_core.state import TRY_DAYS, State

factory_app = typer.Typer()
MB = 1e6


@factory_app.command()
def retrain(
    preset: PresetOption = "laptop",
    backend: BackendOption = "local",
    seed: SeedOption = None,
    samples: SamplesOption = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Optimiser steps.")] = None,
    start: Annotated[
        str, typer.Option(help="published: go on from those weights; or scratch.")
    ] = "published",
    metric: Annotated[str, typer.Option(help='What "better" is measured by.')] = "dim_pass",
    level: Annotated[float, typer.Option(help="Level of the paired test.")] = 0.05,
    margin: Annotated[
        float | None, typer.Option(help="A gain that is enough whatever the test says.")
    ] = None,
    floor: FloorOption = None,
    approval_hours: Annotated[
        float | None, typer.Option(min=0, help="Wait this long for `cad0 approve`.")
    ] = None,
    wait: WaitOption = False,
    hub: HubOption = None,
    archive: ArchiveOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train cad0 on new data, and publish both models only if the new one is better.

    Both models answer the same prompts; a paired test decides. Equal and worse models are not
    published, and the command says why.
    """
    from cad0_core.cli.release import run_retrain

    parameters: dict[str, Any] = {
        "preset": preset,
        "backend": backend,
        "seed": seed,
        "samples": samples,
        "steps": steps,
        "start": start,
        "metric": metric,
        "level": level,
        "margin": margin,
        "floors": floors_of(floor),
        "wait": wait,
        "approval_hours": approval_hours,
        "hub": hub_of(hub),
        "archive": archive_of(archive),
    }
    run_retrain(parameters, port, as_json)


@factory_app.command()
def rescore(
    model: Annotated[str, typer.Argument(help="cad0 or cad0-mini, or as MODEL@VERSION.")] = "cad0",
    data: Annotated[
        str | None, typer.Option(help="Folder of a dataset [default: the preset's data].")
    ] = None,
    dtype: Annotated[
        str, typer.Option(help="torch, or fp32, fp16, q8, q4, q4f16 for ONNX files.")
    ] = "torch",
    preset: PresetOption = "laptop",
    seed: SeedOption = None,
    samples: SamplesOption = None,
    prompts: Annotated[int | None, typer.Option(min=1, help="Held-out prompts to ask.")] = None,
    wait: WaitOption = False,
    hub: HubOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate a published version again, on any data; nothing is judged and nothing published."""
    from cad0_core.cli.release import run_rescore

    name, _, version = model.partition("@")
    parameters: dict[str, Any] = {
        "model": name,
        "version": version or None,
        "dtype": dtype,
        "dataset": data,
        "preset": preset,
        "seed": seed,
        "samples": samples,
        "prompts": prompts,
        "wait": wait,
        "hub": hub_of(hub),
    }
    run_rescore(parameters, port, as_json)


@factory_app.command()
def approve(
    run: Annotated[str, typer.Argument(help="Id or name of the run that waits.")],
    reject: Annotated[bool, typer.Option("--reject", help="Publish nothing.")] = False,
    note: Annotated[str, typer.Option(help="Why; it stands in the run's log.")] = "",
    port: PortOption = None,
) -> None:
    """Answer a run that waits for approval before it publishes."""
    from flows import approval, server

    with server.connected(server.find(State.default(), port)):
        name = approval.answer(run, not reject, note)
    out.print(f"{escape(name)}: {'rejected' if reject else 'approved'}", soft_wrap=True)


@factory_app.command()
def lineage(
    model: Annotated[str, typer.Argument(help="cad0 or cad0-mini, or as MODEL@VERSION.")],
    as_json: JsonOption = False,
) -> None:
    """Show what a published model stands on, from its weights back to data, settings and code.

    Every byte is verified; the exit code is 1 when something is missing or damaged.
    """
    from cad0_core.hub.base import MAIN
    from cad0_core.lineage import trace
    from cad0_core.store import Store

    name, _, version = model.partition("@")
    state, hub = State.default(), _hub()
    found = trace(Store.scan(state), hub, _repo(name), version or MAIN)
    if as_json:
        print(json.dumps({**found.model_dump(mode="json"), "faults": found.faults}, indent=1))
    else:
        out.print(f"[bold]{found.repo} {found.version}[/] revision {found.revision[:12]}")
        for line in _lines(found.root, 1):
            out.print(line, soft_wrap=True)
        out.print(found.where, soft_wrap=True)
    if found.faults:
        raise ArtifactError("the lineage is not complete:\n  " + "\n  ".join(found.faults))


@factory_app.command()
def gc(
    delete: Annotated[
        bool, typer.Option("--delete", help="Do it, instead of saying what.")
    ] = False,
    caches: Annotated[
        bool, typer.Option("--caches", help="Also what only saves time, such as measurements.")
    ] = False,
    days: Annotated[
        float, typer.Option(min=0, help="How long a try that was not published is kept.")
    ] = TRY_DAYS,
    as_json: JsonOption = False,
) -> None:
    """Say what may go: superseded and damaged artifacts, copies, scratch of finished stages.

    Never anything that a published model stands on, nor what was tried since the last publication
    and in the last days.
    """
    from cad0_core import garbage

    state = State.default()
    with state.lock("release", {"command": "gc"}):
        waste = garbage.find_waste(state, _hub(), caches=caches, days=days)
        if delete:
            garbage.delete(waste)
    total = sum(item.bytes for item in waste)
    if as_json:
        rows = [{"path": str(w.path), "why": w.why, "bytes": w.bytes} for w in waste]
        print(json.dumps({"deleted": delete, "bytes": total, "waste": rows}, indent=1))
        return
    if waste:
        out.print(_waste_table(waste, state))
    verb = "deleted" if delete else "may go; --delete removes it"
    out.print(f"{total / MB:,.2f} MB in {len(waste)} folders {verb}")


def _waste_table(waste: list[Any], state: State) -> Table:
    """Folders and megabytes by place and reason; `--json` names each."""
    groups: dict[tuple[str, str], list[int]] = {}
    for item in waste:
        place = item.path.relative_to(state.root).parent.as_posix()
        groups.setdefault((place, item.why), []).append(item.bytes)
    table = Table("where", "why")
    table.add_column("folders", justify="right")
    table.add_column("MB", justify="right")
    for (place, why), sizes in sorted(groups.items()):
        table.add_row(place, why, str(len(sizes)), f"{sum(sizes) / MB:,.2f}")
    return table


def _lines(record: Any, depth: int) -> Iterator[str]:
    """The record and all below it, each indented below what was made from it."""
    line = f"{'  ' * depth}[bold]{record.name}[/]: {record.stage} [cyan]{record.digest[:12]}[/]"
    if record.seen:
        line += ", see above"
    elif record.code:
        line += f", {record.created}, config {record.config[:12]}, code {record.code}"
    figures = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in _short(record))
    line += f" ({escape(figures)})" if figures and not record.seen else ""
    yield line + (f" [red]{escape(record.fault)}[/]" if record.fault else "")
    for below in record.inputs:
        yield from _lines(below, depth + 1)


def _short(record: Any) -> Iterator[tuple[str, str]]:
    for name, value in record.figures.items():
        yield name, f"{value:.4g}" if isinstance(value, float) else str(value)


def _hub() -> Any:
    from cad0_core.hub.local import LocalHub

    config = HubConfig()
    return LocalHub(State.default().hub, (config.cad0, config.mini))


def _repo(name: str) -> str:
    config = HubConfig()
    known = {"cad0": config.cad0, "cad0-mini": config.mini}
    if name not in (*known, *known.values()):
        raise ConfigError(f"unknown model {name!r}; known: {', '.join(MODELS)}")
    return known.get(name, name)
