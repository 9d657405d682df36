"""Command `deploy`: the deployments, limits and automations of cad0 on the Prefect server."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import out
from cad0_core.cli.options import JsonOption, PortOption
from cad0_core.errors import ConfigError
from cad0_core.state import State

deploy_app = typer.Typer()


@deploy_app.command()
def deploy(
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete what is ours and no longer in the file.")
    ] = False,
    notify: Annotated[
        str | None,
        typer.Option(
            help="Who is told: a webhook's URL, a block as slack-webhook/ops, or none "
            "[default: CAD0_NOTIFY, else as before]."
        ),
    ] = None,
    resume: Annotated[
        str | None, typer.Option(help="A deployment that was paused, such as retrain: run again.")
    ] = None,
    pool_type: Annotated[
        str, typer.Option(help="Where runs start: process, or ecs with --image.")
    ] = "process",
    image: Annotated[str | None, typer.Option(help="Image that a pool of type ecs starts.")] = None,
    directory: Annotated[
        Path | None, typer.Option(help="Checkout on the worker's machine [default: this one].")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="Description [default: deployments/prefect.yaml].")
    ] = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay deployments, work pool, limits and automations on the Prefect server.

    Given again it changes what differs and nothing else; what was paused in the UI stays paused.
    A server is started if none answers.
    """
    if pool_type not in ("process", "ecs"):
        raise ConfigError(f"--pool-type {pool_type}: process or ecs")
    from flows import server
    from flows.deploy import DEFAULT_FILE, Wishes
    from flows.deploy import deploy as lay

    found = server.find_or_start(State.default(), port)
    chosen: dict[str, Any] = {"directory": directory} if directory else {}
    wishes = Wishes(
        file=file or DEFAULT_FILE,
        pool_type=pool_type,  # type: ignore[arg-type]
        image=image,
        notify=notify,
        prune=prune,
        resume=resume,
        **chosen,
    )
    with server.connected(found):
        changes = lay(wishes)
    if as_json:
        print(json.dumps([asdict(change) for change in changes], indent=1))
        return
    table = Table("what", "name", "done", "")
    for change in changes:
        table.add_row(change.kind, escape(change.name), change.done, escape(change.note))
    out.print(table)
    if any(change.done == "left over" for change in changes):
        out.print("left over: no longer in the file; --prune deletes it")
    if any((change.name, change.done) == ("cad0_alerts", "not set") for change in changes):
        out.print("nobody is told of what goes wrong: --notify URL, or a block's TYPE/NAME")
    out.print(f"Prefect UI: {found.ui_url}", soft_wrap=True)
    out.print(
        f"a worker: PREFECT_API_URL={found.api_url} prefect worker start --pool cad0",
        soft_wrap=True,
    )
