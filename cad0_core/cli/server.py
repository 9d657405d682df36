"""Commands on the Prefect server: `ui` and `stop`."""

import os
import sys
import webbrowser
from typing import Annotated

import typer

from cad0_core.cli.console import out
from cad0_core.cli.options import PortOption
from cad0_core.state import State

server_app = typer.Typer()


@server_app.command()
def ui(
    port: PortOption = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open the Prefect UI on what ran; a server is started if none answers."""
    from flows import server

    found = server.find_or_start(State.default(), port)
    out.print(f"Prefect UI: {found.ui_url}", soft_wrap=True)
    if found.ours:
        out.print("cad0 stop ends the server")
    if browser and (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32")):
        webbrowser.open(found.ui_url)


@server_app.command()
def stop() -> None:
    """End the Prefect server that this state folder started."""
    from flows import server

    if server.stop(State.default()):
        out.print("the Prefect server is stopped")
    else:
        out.print("no Prefect server of this state folder is running")
