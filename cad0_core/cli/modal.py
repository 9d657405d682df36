"""Commands below `cad0 modal`: what is deployed and at work there, and data in and out."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import err, out
from cad0_core.cli.options import JsonOption
from cad0_core.errors import BackendError, ConfigError
from cad0_core.presets import preset as named
from cad0_core.state import State

modal_app = typer.Typer(help="GPU stages on Modal: deploy, look, cancel, data in and out.")

CallArgument = Annotated[str, typer.Argument(help="A call's id, such as fc-01J...")]


def _require_account() -> None:
    from cad0_core.backends.modal.preflight import require_account

    require_account()


@modal_app.command()
def deploy() -> None:
    """Deploy the app's functions and its endpoint, with the code of this checkout.

    What the endpoint answers with stays. Containers at work finish on the code that they run.
    """
    _require_account()
    from cad0_core.backends.modal.deployment import deploy as deploy_app
    from cad0_core.backends.modal.volume import SERVED, ModalVolume

    config = named("full").modal
    served = ModalVolume(config, State.default()).read_json(SERVED)
    out.print(escape(deploy_app(config, served)), soft_wrap=True)


@modal_app.command()
def status(as_json: JsonOption = False) -> None:
    """Show what is missing, the functions with their queues, and this folder's open calls."""
    from cad0_core.backends.modal import inspect, preflight
    from cad0_core.backends.modal.ledger import Ledger
    from cad0_core.finding import lacking

    config = named("full").modal
    missing = [found.line for found in lacking(preflight.examine(config))]
    functions = preflight.functions(config) if not missing else []
    calls = [
        {**vars(entry), "state": inspect.state_of(entry.call)}
        for entry in (Ledger(State.default()).open() if not missing else [])
    ]
    if as_json:
        print(json.dumps({"missing": missing, "functions": functions, "calls": calls}, indent=1))
        return
    for line in missing:
        out.print(f"[red]lacks[/] {escape(line)}", soft_wrap=True)
    if functions:
        table = Table("function", "GPU", "waiting", "at work", "containers")
        for row in functions:
            table.add_row(*(str(value) for value in row.values()))
        out.print(table)
    for call in calls:
        out.print(
            f"{call['stage']} {call['key']}: {call['call']}, since {call['at']}, {call['state']}"
        )
    out.print(f"{config.dashboard_url}\n{config.endpoint_url}", soft_wrap=True)


@modal_app.command()
def logs(
    call: CallArgument, follow: Annotated[bool, typer.Option("--follow", "-f")] = False
) -> None:
    """Print a call's log, and its new lines until it ends with `--follow`."""
    _require_account()
    from cad0_core.backends.modal.inspect import lines

    for line in lines(call, follow):
        out.print(escape(line), soft_wrap=True, highlight=False)


@modal_app.command()
def cancel(
    call: Annotated[str | None, typer.Argument(help="A call's id; or --all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every open call.")] = False,
) -> None:
    """Cancel a call that this state folder submitted: it saves its checkpoint and ends."""
    _require_account()
    from cad0_core.backends.modal.backend import ModalBackend

    if (call is None) == (not everything):
        raise ConfigError("name one call, or give --all")
    backend = ModalBackend(State.default(), named("full").modal)
    for entry in backend.ledger.open():
        if everything or entry.call == call:
            backend.attach(entry.call).cancel()
            out.print(f"{entry.call} ({entry.stage}) is cancelled")
            call = None if entry.call == call else call
    if call is not None:
        raise BackendError(
            f"{call}: this state folder has no such open call; see cad0 modal status"
        )


@modal_app.command("upload-data")
def upload_data(
    data: Annotated[Path, typer.Argument(help="Folder that `cad0 generate` made.")] = Path("data"),
) -> None:
    """Upload a dataset, only what changed, and make it the one that the commands train on."""
    _require_account()
    from cad0_core import stages
    from cad0_core.backends.modal.volume import ModalVolume

    given = stages.input_folder(data)
    volume = ModalVolume(named("full").modal, State.default())
    place = volume.give(given)
    volume.switch(place, given.digest)
    out.print(f"{data}: dataset {given.digest[:12]} lies in {place} of {volume.config.volume}")


@modal_app.command()
def download(
    stage: Annotated[str, typer.Argument(help="train, evaluate, distill, export or publish.")],
    key: Annotated[str | None, typer.Argument(help="Its key [default: the newest].")] = None,
) -> None:
    """Download what a remote stage made into the state folder, verified."""
    _require_account()
    from cad0_core.backends.modal.ledger import Ledger
    from cad0_core.backends.modal.volume import ModalVolume

    volume = ModalVolume(named("full").modal, State.default())
    if key is None:
        made = volume.manifests(stage)
        if not made:
            raise BackendError(f"volume {volume.config.volume} has no finished {stage}")
        key = made[-1].key
    found = volume.fetch(stage, key)
    Ledger(volume.state).close(stage, key)
    out.print(f"{stage} {key}, {found.digest[:12]}: {found.path}", soft_wrap=True)


@modal_app.command()
def smoke(
    yes: Annotated[bool, typer.Option("--yes", help="Pay for it without being asked.")] = False,
) -> None:
    """One real step of every GPU stage, on the GPUs that a release would rent: for some cents."""
    _require_account()
    from cad0_core.backends.modal.smoke import estimate, run_smoke

    total = estimate()
    err.print(f"about {total:.2f} USD at list prices, containers' starts included")
    if not yes:
        typer.confirm("Run it?", abort=True)
    for line in run_smoke(State.default()):
        out.print(escape(line), soft_wrap=True)
