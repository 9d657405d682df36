"""Command `serve`: the endpoint and the page, on this machine."""

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from cad0_core.cli.console import err
from cad0_core.cli.infer import model_folder
from cad0_core.config import Dtype
from cad0_core.errors import ConfigError, ModelError
from cad0_core.hub.local import LocalHub
from cad0_core.presets import full
from cad0_core.state import State

if TYPE_CHECKING:
    from cad0_core.serve.settings import BrowserModel, ServeSettings

serve_app = typer.Typer()
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MINI = "cad0-mini"


@serve_app.command()
def serve(
    model: Annotated[
        str, typer.Option(help="cad0 or cad0-mini as last published, or a model folder.")
    ] = "cad0",
    dtype: Annotated[
        str, typer.Option(help="torch, or fp32 or q8 for ONNX files by onnxruntime.")
    ] = "torch",
    host: Annotated[str, typer.Option(help="Address to listen at.")] = LOOPBACK[0],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    max_batch: Annotated[int, typer.Option(min=1, help="Answers decoded together.")] = 32,
    queue: Annotated[
        int, typer.Option(min=0, help="Answers that may wait; more are refused with 429.")
    ] = 64,
    cors_origin: Annotated[
        list[str] | None, typer.Option(help="Another origin whose pages may ask; repeatable.")
    ] = None,
) -> None:
    """Serve a model over HTTP, and the page at /app. `CAD0_TOKEN` sets a bearer token.

    `cad0 serve --model cad0-mini --dtype fp32`, then POST {"prompt": "20mm cube"} to it.
    """
    if dtype not in get_args(Dtype):
        raise ConfigError(f"unknown dtype {dtype!r}; known: {', '.join(get_args(Dtype))}")
    from cad0_core.serve.settings import ServeSettings

    folder, version = model_folder(model), published_version(model)
    name = model if version else folder.resolve().name
    settings = ServeSettings.from_environment(
        model=folder,
        name=name,
        version=version,
        dtype=cast(Dtype, dtype),
        browser=browser_model(folder, name, version),
        max_batch=max_batch,
        queue=queue,
        cors_origins=tuple(cors_origin or ()),
    )
    run(settings, host, port)


@serve_app.command()
def site(
    out: Annotated[Path, typer.Argument(help="Folder to write; one that is there is replaced.")],
    model: Annotated[
        str, typer.Option(help="cad0-mini as last published, or a folder with ONNX files.")
    ] = MINI,
) -> None:
    """Write the page with a model beside it, for any static host: no server is needed."""
    from cad0_core.serve.site import NOT_BUILT, write_site

    folder, version = model_folder(model), published_version(model)
    name = model if version else folder.resolve().name
    if not (folder / "onnx").is_dir():
        raise ModelError(f"{folder}: no ONNX files for a browser; make them with `cad0 export`")
    if not write_site(out, folder, name, version):
        raise ConfigError(NOT_BUILT)
    err.print(f"written: {out}", soft_wrap=True)


def published_version(model: str) -> str:
    """The version of a model that is named as in the hub; empty for a folder."""
    repos = {"cad0": full().hub.cad0, MINI: full().hub.mini}
    if model not in repos:
        return ""
    return LocalHub(State.default().hub, tuple(repos.values())).latest(repos[model]) or ""


def browser_model(folder: Path, name: str, version: str) -> "BrowserModel | None":
    """The served model if it has ONNX files, else the published cad0-mini, if there is one."""
    from cad0_core.serve.settings import BrowserModel

    if (folder / "onnx").is_dir():
        return BrowserModel(name=name, version=version, folder=folder)
    version = published_version(MINI)
    if not version:
        return None
    return BrowserModel(name=MINI, version=version, folder=model_folder(MINI))


def run(settings: "ServeSettings", host: str, port: int) -> None:
    """Serve until a signal comes; raises `ModelError` when the model cannot be loaded."""
    import uvicorn

    from cad0_core.serve.app import create_app

    failures: list[str] = []

    def failed(reason: str) -> None:
        failures.append(reason)
        server.should_exit = True

    app = create_app(settings, on_failure=failed)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=round(settings.grace_seconds),
    )
    server = uvicorn.Server(config)
    with _listening(host, port) as listener:
        _announce(settings, host, listener.getsockname()[1])
        # The server ends by itself on these; then it raises them again, for whoever is left.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        server.run(sockets=[listener])
    if failures:
        raise ModelError(failures[0])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigError(
            f"{host} port {port}: cannot be listened at ({error.strerror}); name another with "
            "--host or --port"
        ) from error


def _announce(settings: "ServeSettings", host: str, port: int) -> None:
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    what = f"{settings.name} {settings.version}".strip()
    err.print(f"{what} ({settings.dtype}) at {where}, the page at {where}/app", soft_wrap=True)
    if host not in LOOPBACK and settings.token is None:
        err.print("[yellow]anyone who reaches this address may ask:[/] CAD0_TOKEN sets a token")
