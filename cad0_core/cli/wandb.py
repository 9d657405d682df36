"""Command `cad0 wandb sync`."""

import typer

from cad0_core.cli.console import out
from cad0_core.state import State

wandb_app = typer.Typer(help="Training runs at Weights & Biases.", no_args_is_help=True)


@wandb_app.callback()
def common() -> None:
    """Keeps `sync` a command of its own."""


@wandb_app.command()
def sync() -> None:
    """Send the runs that were recorded offline, with the models that came of them.

    What was sent is not sent again. The key is WANDB_API_KEY.
    """
    from cad0_core import tracking
    from cad0_core.store import Store

    state = State.default()
    tries = tracking.unsent(Store.scan(state), state.wandb)
    tracking.send(tries)
    out.print(f"{len(tries)} runs sent" if tries else "every run was sent already")
