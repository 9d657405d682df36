"""Command `release`: the flow, run in this process, watched line by line."""

import os
from typing import Any, get_args

from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import StageLines, err, out
from cad0_core.errors import Cad0Error, ConfigError, StageCancelled, StageError
from cad0_core.state import State

SAMPLE_PROMPT = "50x30mm mounting plate with 4 corner holes"
SAMPLE_LINES = 30
# Prefect's own console lines would repeat ours; they still go to the run's log in the UI.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}


def run_release(parameters: dict[str, Any], port: int | None, as_json: bool) -> None:
    """Run the release and print its summary. Raises the `Cad0Error` that ended it."""
    os.environ.update(QUIET)
    from flows import server

    state = State.default()
    check(parameters)
    state.make()
    found = server.find_or_start(state, port)
    err.print(f"Prefect UI: {found.ui_url}{' (started now)' if found.started_now else ''}")
    with server.connected(found):
        summary = _run(parameters)
    if as_json:
        print(summary.model_dump_json(indent=1))
        return
    show(summary)
    if not summary.dry_run:
        show_sample(state)
    out.print(
        f"\nLook at the run, its logs and artifacts: [bold]make ui[/] (cad0 ui), {found.ui_url}\n"
        "cad0 stop ends the Prefect server that this folder started",
        soft_wrap=True,
    )


def check(parameters: dict[str, Any]) -> None:
    """Raise the `Cad0Error` of a bad setting before anything is started."""
    from cad0_core.hub.layout import version_key
    from cad0_core.presets import preset
    from flows.run import preflight
    from tasks.stage import Step

    first = parameters["start_from"]
    if first is not None and first not in get_args(Step):
        raise ConfigError(f"--start-from {first}: no such step; known: {', '.join(get_args(Step))}")
    if parameters["version"] is not None:
        version_key(parameters["version"])
    overrides = {name: parameters[name] for name in ("seed", "samples", "floors", "budget_usd")}
    preflight(preset(parameters["preset"], **overrides), parameters["backend"])


def _run(parameters: dict[str, Any]) -> Any:
    from prefect.exceptions import ParameterTypeError

    from flows.release import release
    from tasks.stage import REPORTER

    token = REPORTER.set(StageLines(err))
    try:
        state = release(**parameters, return_state=True)
    except ParameterTypeError as error:
        raise StageError(str(error)) from error
    finally:
        REPORTER.reset(token)
    if state.is_cancelled():
        raise StageCancelled(state.message or "the run was cancelled")
    if state.is_failed() or state.is_crashed():
        cause: Any = state.result(raise_on_failure=False)
        raise cause if isinstance(cause, Cad0Error) else StageError(str(state.message)) from cause
    return state.result()


def show(summary: Any) -> None:
    """Scores, verdict, where the models lie, and what the production preset would cost."""
    out.print(f"\n[bold]{summary.preset} {summary.version}[/] on backend {summary.backend}")
    for title, rows in (
        ("stages", summary.stages),
        ("rented GPUs", summary.costs),
        ("scores on held-out prompts", summary.scores),
        ("the gate's verdict", summary.checks),
        ("the full preset would cost", summary.full_preset_costs),
    ):
        if rows:
            out.print(_table(title, rows))
    for repo, facts in summary.models.items():
        out.print(f"{repo} {facts['version']}: {facts['where']}", soft_wrap=True)


def show_sample(state: State) -> None:
    """One prompt, the published model's answer, and its picture."""
    from cad0_core.cli.infer import answers, write_part

    answer = next(answers("cad0", "torch", [[{"text": SAMPLE_PROMPT}]], 512))
    out.print(f'\n[bold]cad0 infer "{SAMPLE_PROMPT}"[/] ({answer["ms"]:.0f} ms)')
    lines = answer["ir"].splitlines()
    out.print(escape("\n".join(lines[:SAMPLE_LINES])), overflow="ellipsis", no_wrap=True)
    path = state.root / "sample.png"
    try:
        write_part(answer["ir"], path, SAMPLE_PROMPT)
        out.print(f"picture: {path}", soft_wrap=True)
    except Cad0Error as error:
        out.print(f"no picture: {escape(str(error).splitlines()[0])}", soft_wrap=True)


HIDDEN = ("key", "digest", "interval")  # wide, and in the UI's artifacts


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    columns = [name for name in rows[0] if name not in HIDDEN]
    for name in columns:
        number = isinstance(rows[0][name], int | float)
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_cell(name, row[name])) for name in columns))
    return table


def _cell(name: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1f}" if name in ("seconds", "hours") else f"{value:.4g}"
    return str(value)
