"""Commands `release`, `retrain` and `rescore`: a flow run in this process, watched line by line."""

import importlib
import os
from typing import Any, get_args

from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import StageLines, err, out
from cad0_core.errors import Cad0Error, ConfigError, StageCancelled, StageError
from cad0_core.presets import preset
from cad0_core.state import State

SAMPLE_PROMPT = "50x30mm mounting plate with 4 corner holes"
SAMPLE_LINES = 30
CHECKED = (
    "seed",
    "samples",
    "floors",
    "budget_usd",
    "hub",
    "archive",
)  # these that change a preset
# Prefect's own console lines would repeat ours; they still go to the run's log in the UI.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}


def run_release(parameters: dict[str, Any], port: int | None, as_json: bool) -> None:
    """Run the release and print its summary. Raises the `Cad0Error` that ended it."""
    os.environ.update(QUIET)
    check(parameters)
    summary, url = run_flow("release", parameters, port)
    show_summary(summary, url, as_json)


def run_retrain(parameters: dict[str, Any], port: int | None, as_json: bool) -> None:
    """Train on and print what came of it; a model that is not better is no error."""
    os.environ.update(QUIET)
    from flows.run import preflight

    overrides = {name: parameters[name] for name in CHECKED if name in parameters}
    preflight(preset(parameters["preset"], **overrides), parameters["backend"], kind="retrain")
    summary, url = run_flow("retrain", parameters, port)
    show_summary(summary, url, as_json)


def run_rescore(parameters: dict[str, Any], port: int | None, as_json: bool) -> None:
    """Evaluate a published model again and print both rows of figures."""
    found, url = run_flow("rescore", parameters, port)
    if as_json:
        print(found.model_dump_json(indent=1))
        return
    title = f"{found.model} {found.version} ({found.dtype}) on data {found.dataset[:12]}"
    out.print(_table(title, found.scores))
    out.print(f"evaluation {found.evaluation[:12]}; its pages are in the UI, {url}", soft_wrap=True)


def run_flow(name: str, parameters: dict[str, Any], port: int | None) -> tuple[Any, str]:
    """The result of the flow in `flows/NAME.py`, watched line by line, and the UI's address.

    Raises the `Cad0Error` that ended it.
    """
    os.environ.update(QUIET)
    from flows import server

    state = State.default()
    state.make()
    found = server.find_or_start(state, port)
    err.print(f"Prefect UI: {found.ui_url}{' (started now)' if found.started_now else ''}")
    with server.connected(found):
        return _run(name, parameters), found.ui_url


def show_summary(summary: Any, url: str, as_json: bool) -> None:
    """The summary of a release or retraining, and where to look further."""
    if as_json:
        print(summary.model_dump_json(indent=1))
        return
    show(summary)
    if summary.models:
        show_sample(State.default())
    out.print(
        f"\nLook at the run, its logs and artifacts: [bold]make ui[/] (cad0 ui), {url}\n"
        "cad0 stop ends the Prefect server that this folder started",
        soft_wrap=True,
    )


def check(parameters: dict[str, Any]) -> None:
    """Raise the `Cad0Error` of a bad setting before anything is started."""
    from cad0_core.hub.layout import version_key
    from flows.run import preflight
    from tasks.stage import Step

    first = parameters["start_from"]
    if first is not None and first not in get_args(Step):
        raise ConfigError(f"--start-from {first}: no such step; known: {', '.join(get_args(Step))}")
    if parameters["version"] is not None:
        version_key(parameters["version"])
    overrides = {name: parameters[name] for name in CHECKED}
    chosen = preset(parameters["preset"], **overrides)
    preflight(chosen, parameters["backend"], dry_run=parameters["dry_run"])


def _run(name: str, parameters: dict[str, Any]) -> Any:
    from prefect.exceptions import ParameterTypeError

    from tasks.reporter import REPORTER

    flow = getattr(importlib.import_module(f"flows.{name}"), name)

    token = REPORTER.set(StageLines(err))
    try:
        state = flow(**parameters, return_state=True)
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
    if summary.decision:
        out.print(escape(summary.decision), soft_wrap=True)
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
