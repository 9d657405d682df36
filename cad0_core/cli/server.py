"""Commands on the Prefect server: `ui` and `stop`."""

import os
import sys
import webbrowser

from cad0_core.cli.console import out
from cad0_core.state import State


def open_ui(port: int | None, browser: bool) -> None:
    from flows import server

    found = server.find_or_start(State.default(), port)
    out.print(f"Prefect UI: {found.ui_url}", soft_wrap=True)
    if found.ours:
        out.print("cad0 stop ends the server")
    if browser and (os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32")):
        webbrowser.open(found.ui_url)


def stop_server() -> None:
    from flows import server

    if server.stop(State.default()):
        out.print("the Prefect server is stopped")
    else:
        out.print("no Prefect server of this state folder is running")
