"""Commands `cad0 archive ...`: releases in a bucket, and back from there."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.table import Table

from cad0_core.cli.console import err, out
from cad0_core.cli.options import HubOption, JsonOption, PortOption, PresetOption, hub_of
from cad0_core.errors import ArchiveAccessError, ServerError
from cad0_core.state import State

archive_app = typer.Typer(
    help="Releases with all that they stand on, in S3 or what speaks its language.",
    no_args_is_help=True,
)
MB = 1e6
BLOCK = "cad0"
Version = Annotated[
    str | None, typer.Argument(help="Such as v0.1.0 [default: the one that is served].")
]
Archived = Annotated[str | None, typer.Argument(help="Such as v0.1.0 [default: the newest].")]
Bucket = Annotated[str | None, typer.Option(help="[default: the one that setup saved]")]
Prefix = Annotated[str | None, typer.Option(help="Before every key [default: setup's, or cad0].")]
Endpoint = Annotated[str | None, typer.Option(help="Address of another S3 than Amazon's.")]
Region = Annotated[str | None, typer.Option(help="[default: AWS_DEFAULT_REGION]")]


@archive_app.command()
def push(
    version: Version = None,
    bucket: Bucket = None,
    prefix: Prefix = None,
    endpoint_url: Endpoint = None,
    region: Region = None,
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Archive a published version with everything that it stands on.

    Given again after a break, it sends what is missing.
    """
    from cad0_core import archive
    from cad0_core.hub import open_hub
    from cad0_core.presets import preset as named
    from cad0_core.store import Store

    state = State.default()
    opened = open_hub(named(preset, hub=hub_of(hub)).hub, state.hub)
    version = version or opened.latest(opened.repos[0])
    if version is None:
        raise ArchiveAccessError("nothing is published yet, so there is nothing to archive")
    with _archive(bucket, prefix, endpoint_url, region, port) as there:
        index, sent = archive.push(there, Store.scan(state), opened, version, _say)
    _show(there, index, as_json, sent=sent)


@archive_app.command()
def pull(
    version: Archived = None,
    bucket: Bucket = None,
    prefix: Prefix = None,
    endpoint_url: Endpoint = None,
    region: Region = None,
    preset: PresetOption = "laptop",
    hub: HubOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring an archived release back: artifacts into the state folder, models into the local hub.

    Given again after a break, it fetches what is missing.
    """
    from cad0_core import archive
    from cad0_core.hub.local import LocalHub
    from cad0_core.presets import preset as named

    config = named(preset, hub=hub_of(hub)).hub
    state = State.default()
    with (
        _archive(bucket, prefix, endpoint_url, region, port) as there,
        state.lock("release", {"command": "archive pull"}),
    ):
        local = LocalHub(state.hub, (config.cad0, config.mini))
        index = archive.pull(there, state, local, version or _newest(there), _say)
    _show(there, index, as_json)


@archive_app.command()
def verify(
    version: Archived = None,
    bucket: Bucket = None,
    prefix: Prefix = None,
    endpoint_url: Endpoint = None,
    region: Region = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read every byte of an archived release; the exit code is 1 when something is damaged."""
    from cad0_core import archive

    with _archive(bucket, prefix, endpoint_url, region, port) as there:
        index = archive.verify(there, version or _newest(there), _say)
    _show(there, index, as_json)


@archive_app.command("list")
def list_releases(
    bucket: Bucket = None,
    prefix: Prefix = None,
    endpoint_url: Endpoint = None,
    region: Region = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """The releases that are archived whole."""
    from cad0_core import archive

    with _archive(bucket, prefix, endpoint_url, region, port) as there:
        rows = [_facts(there, index) for index in archive.releases(there)]
    if as_json:
        print(json.dumps(rows, indent=1))
    elif not rows:
        out.print(f"{there.store.where} holds no release yet", soft_wrap=True)
    else:
        table = Table(*rows[0])
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        out.print(table)


@archive_app.command()
def setup(
    bucket: Annotated[str, typer.Option(help="Name of the bucket.")],
    prefix: Prefix = None,
    endpoint_url: Endpoint = None,
    region: Region = None,
    block: Annotated[str, typer.Option(help="Name of both blocks.")] = BLOCK,
    create: Annotated[bool, typer.Option("--create", help="Create the bucket if need be.")] = False,
    port: PortOption = None,
) -> None:
    """Save bucket and credentials as Prefect blocks, and keep Prefect's results there.

    Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without them every machine uses
    its own, such as its role. Safe to repeat.
    """
    from cad0_core.config import ArchiveConfig
    from cad0_core.presets import replaced
    from flows import server
    from tasks.archive import open_archive, save_blocks

    given = {"bucket": bucket, "prefix": prefix, "endpoint_url": endpoint_url, "region": region}
    config = replaced(ArchiveConfig(), given)
    found = open_archive(config, blocks=False)
    assert found is not None
    store: Any = found.store
    if create:
        store.create()
    store.check()
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    access, secret = (os.environ.get(name) for name in names)
    keys = (access, secret) if access and secret else None
    state = State.default()
    with server.connected(server.find_or_start(state, port)):
        save_blocks(block, config, keys, os.environ.get("AWS_SESSION_TOKEN"))
    whose = "keys of the environment" if keys else "no keys: each machine uses its own"
    out.print(
        f"saved aws-credentials/{block} ({whose}) and s3-bucket/{block} for {store.where}. "
        "Prefect keeps persisted results there",
        soft_wrap=True,
    )


@contextmanager
def _archive(
    bucket: str | None,
    prefix: str | None,
    endpoint_url: str | None,
    region: str | None,
    port: int | None,
) -> Iterator[Any]:
    """The archive that is meant: what is given, else what the server's block says."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    from cad0_core.config import ArchiveConfig
    from cad0_core.presets import replaced
    from flows import server
    from tasks.archive import NO_BUCKET, open_archive

    given = {"bucket": bucket, "prefix": prefix, "endpoint_url": endpoint_url, "region": region}
    config = replaced(ArchiveConfig(block=None if bucket else BLOCK), given)
    if bucket is None:
        try:
            found = server.find(State.default(), port)
        except ServerError as error:
            raise ArchiveAccessError(f"{NO_BUCKET}; but {error}") from error
        with server.connected(found):
            archive = open_archive(config)
    else:
        archive = open_archive(config, blocks=False)
    if archive is None:
        raise ArchiveAccessError(NO_BUCKET)
    yield archive


def _newest(archive: Any) -> str:
    from cad0_core.archive import releases

    found = releases(archive)
    if not found:
        raise ArchiveAccessError(f"{archive.store.where} holds no release yet")
    return found[-1].version


def _say(text: str) -> None:
    err.print(text, soft_wrap=True, highlight=False)


def _facts(archive: Any, index: Any) -> dict[str, Any]:
    return {
        "version": index.version,
        "archived": f"{index.created:%Y-%m-%d %H:%M}",
        "artifacts": len(index.artifacts),
        "objects": len(index.objects),
        "MB": round(index.size / MB, 2),
        "where": archive.store.where,
    }


def _show(archive: Any, index: Any, as_json: bool, sent: int | None = None) -> None:
    facts = _facts(archive, index) | ({} if sent is None else {"sent_bytes": sent})
    if as_json:
        print(json.dumps(facts, indent=1))
        return
    told = "" if sent is None else f", {sent / MB:,.2f} MB sent"
    out.print(
        f"{facts['version']} in {facts['where']}: {facts['artifacts']} artifacts, "
        f"{facts['objects']} objects, {facts['MB']:,.2f} MB{told}; every byte as it was released",
        soft_wrap=True,
    )
