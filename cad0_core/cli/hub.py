"""Commands `cad0 hub ...`: what is published where, what changed, and back to a former version."""

import json
import shlex
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.table import Table

from cad0_core.cli.console import err, out
from cad0_core.cli.options import HubOption, JsonOption, PresetOption, hub_of
from cad0_core.config import Preset
from cad0_core.errors import BackendError, Cad0Error, ConfigError
from cad0_core.presets import preset as named
from cad0_core.state import SITE, State

hub_app = typer.Typer(
    help="Published models, on the local hub or on Hugging Face.", no_args_is_help=True
)
Model = Annotated[str, typer.Argument(help="cad0 or cad0-mini, or as MODEL@VERSION.")]
METRICS = ("dim_pass", "exact_match_accuracy", "valid_solid_rate", "iou", "n")


@hub_app.command("list")
def list_versions(
    preset: PresetOption = "laptop", hub: HubOption = None, as_json: JsonOption = False
) -> None:
    """Every published version of both models, and of their data; `main` marks what is served."""
    opened = _open(preset, hub)
    rows = []
    for repo in _filled(opened):
        served = opened.latest(repo)
        for version in opened.versions(repo):
            row = {"model": repo, "version": version, "main": version == served}
            rows.append(row | {"revision": opened.revision(repo, version)})
    if as_json:
        print(json.dumps(rows, indent=1))
    elif not rows:
        out.print("nothing is published yet")
    else:
        shown = [{**row, "main": "main" if row["main"] else ""} for row in rows]
        out.print(_table(shown))


@hub_app.command()
def show(
    model: Model,
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a version holds, what it scored, and the verdict that let it pass."""
    from cad0_core.hub.pages import figures

    opened = _open(preset, hub)
    repo, revision = _named(opened, model)
    found = opened.published(repo, revision)
    scored = repo in opened.repos  # of data there is nothing to score
    told = figures(opened, repo, revision) if scored else {"evaluations": {}, "gates": []}
    if as_json:
        facts = {"model": repo, "version": found.version, "revision": found.revision}
        print(json.dumps({**facts, "where": found.where, "files": found.files, **told}, indent=1))
        return
    out.print(f"[bold]{repo} {found.version}[/] revision {found.revision}\n{found.where}")
    out.print(_table([{"file": name, "SHA-256": d} for name, d in found.files.items()]))
    out.print(_table(_scores(told)))
    _show_gates(told)


@hub_app.command()
def diff(
    model: Annotated[str, typer.Argument(help="cad0 or cad0-mini.")],
    old: Annotated[str, typer.Argument(help="A version.")],
    new: Annotated[str, typer.Argument(help="Another one, or main.")] = "main",
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which files differ between two versions, and by how much the figures do."""
    from cad0_core.hub.pages import figures

    opened = _open(preset, hub)
    repo, _ = _named(opened, model)
    before, after = opened.published(repo, old).files, opened.published(repo, new).files
    files = {
        name: "added" if name not in before else "removed" if name not in after else "changed"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
    then, now = (figures(opened, repo, revision)["evaluations"] for revision in (old, new))
    rows = [
        {"evaluation": dtype, "metric": metric, old: then[dtype][metric], new: now[dtype][metric]}
        for dtype in then.keys() & now.keys()
        for metric in METRICS
        if metric in then[dtype] and metric in now[dtype]
    ]
    if as_json:
        print(json.dumps({"model": repo, "files": files, "metrics": rows}, indent=1))
        return
    out.print(_table([{"file": name, "": what} for name, what in files.items()]))
    shown = [{**row, "change": f"{row[new] - row[old]:+.4f}"} for row in rows]
    out.print(_table(sorted(shown, key=lambda row: str(row["evaluation"]))))


@hub_app.command()
def verify(
    model: Annotated[
        str | None, typer.Argument(help="MODEL@VERSION; without it all that main serves.")
    ] = None,
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read every byte of a version and hold it against the digests it was published with.

    The exit code is 1 when something is missing or damaged.
    """
    opened = _open(preset, hub)
    wanted = [_named(opened, model)] if model else [(repo, "main") for repo in _filled(opened)]
    found = {repo: opened.verify(repo, revision) for repo, revision in wanted}
    if as_json:
        print(json.dumps(found, indent=1))
        return
    for repo, files in found.items():
        out.print(f"{repo}: {len(files)} files are what was published")


@hub_app.command()
def rollback(
    version: Annotated[str, typer.Argument(help="The version to serve, such as v0.1.0.")],
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    backend: Annotated[
        Literal["local", "modal"] | None,
        typer.Option(
            help="Whose endpoint follows: modal, or local for none [default: modal where the "
            "preset rents GPUs or this machine has its token, if that endpoint is of this hub]."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a former version of both models again, if its verdict passed; nothing is deleted.

    Whoever loads the models by name gets it from now on, and an endpoint that is deployed answers
    with it. A later version can be served again by the same command, and a release goes on
    counting from the newest.
    """
    from cad0_core.hub.pages import figures

    state, opened = State.default(), _open(preset, hub)
    with state.lock("release", {"command": f"hub rollback {version}"}):
        found = opened.rollback(version)
    if as_json:
        rows = {repo: {"version": p.version, "revision": p.revision} for repo, p in found.items()}
        print(json.dumps(rows, indent=1))
    else:
        for repo, published in found.items():
            out.print(f"{repo} serves {version} again: {published.where}", soft_wrap=True)
            _show_gates(figures(opened, repo, version))
    _redeploy(opened, named(preset), backend, version, [*_given("--hub", hub), "-p", preset])


@hub_app.command()
def space(
    preset: PresetOption = "laptop", hub: HubOption = None, as_json: JsonOption = False
) -> None:
    """Put the page that the last publication wrote into the Space, as a release does.

    `cad0 hub space --hub huggingface --hub space=OWNER/NAME`.
    """
    where = _open(preset, hub).put_site(State.default().root / SITE)
    if where is None:
        raise ConfigError("no Space is named: --hub huggingface --hub space=OWNER/NAME")
    print(json.dumps({"space": where})) if as_json else out.print(where, soft_wrap=True)


def _redeploy(
    hub: Any, preset: Preset, backend: str | None, version: str, options: list[str]
) -> None:
    """Let a deployed endpoint follow the hub. Raises `BackendError` with the command to repeat
    when it does not; what the hub serves stays."""
    from cad0_core import backends

    where = backend or backends.default(preset)
    if where == "local":
        return
    from cad0_core.backends.modal.preflight import require_account
    from cad0_core.store import Store
    from tasks.endpoint import follow_rollback

    state = State.default()
    try:
        require_account()
        opened = backends.backend(where, state, preset.modal)
        done = follow_rollback(opened, hub, Store.scan(state), version, insist=bool(backend))
    except Cad0Error as error:
        again = shlex.join(["cad0", "hub", "rollback", version, *options, "--backend", where])
        raise BackendError(
            f"the hub serves {version}, but the endpoint on {where} does not follow: {error}\n"
            f"Once that is mended: {again}"
        ) from error
    err.print(escape(done or "no endpoint is deployed"), soft_wrap=True)


def _given(name: str, values: list[str] | None) -> list[str]:
    """A repeatable option as it was given."""
    return [word for value in values or () for word in (name, value)]


def _open(preset: str, hub: list[str] | None) -> Any:
    """The hub that is meant, with the repositories of the preset."""
    from cad0_core.hub import open_hub

    return open_hub(named(preset, hub=hub_of(hub)).hub, State.default().hub)


def _filled(hub: Any) -> list[str]:
    """The models' repositories, and that of their data once there is any."""
    return [*hub.repos, *([hub.dataset] if hub.dataset and hub.versions(hub.dataset) else [])]


def _named(hub: Any, model: str) -> tuple[str, str]:
    """Repository and revision of `MODEL` or `MODEL@VERSION`."""
    name, _, version = model.partition("@")
    known = {"cad0": hub.repos[0], "cad0-mini": hub.repos[1]}
    if name not in (*known, *hub.repos, hub.dataset):
        raise ConfigError(f"unknown model {name!r}; known: {', '.join(known)}")
    return known.get(name, name), version or "main"


def _scores(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"evaluation": dtype, **{metric: found.get(metric, "") for metric in METRICS}}
        for dtype, found in told["evaluations"].items()
    ]


def _show_gates(told: dict[str, Any]) -> None:
    for gate in told["gates"]:
        outcome = "passed" if gate["passed"] else "did not pass"
        out.print(f"Model {gate['model_digest'][:12]} {outcome}:")
        out.print(_table(gate["checks"]))


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(*(rows[0] if rows else ()))
    for row in rows:
        table.add_row(*(escape(_cell(value)) for value in row.values()))
    return table


def _cell(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
