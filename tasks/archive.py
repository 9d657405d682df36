"""The archive of a run: opened from settings and Prefect blocks, and what a run puts into it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cad0_core.archive import Archive, pull_models, push
from cad0_core.artifacts import Artifact
from cad0_core.config import ArchiveConfig
from cad0_core.errors import ArchiveAccessError, ArchiveError, ServerError
from cad0_core.hub import Hub
from cad0_core.hub.local import LocalHub
from cad0_core.state import State
from cad0_core.store import Store
from tasks.follow import log
from tasks.stage import Run, is_planned

if TYPE_CHECKING:  # boto3 and prefect_aws take seconds to import, and most runs have no archive
    from prefect_aws import S3Bucket

PREFIX = "cad0"
NO_BUCKET = (
    "no bucket is named. Give one with --bucket, or save it once with cad0 archive setup, which "
    "the Prefect server of this state folder then knows"
)


def open_archive(config: ArchiveConfig, *, blocks: bool = True) -> Archive | None:
    """The archive of `config`; None where none is set up. `blocks`: whether there is a server to
    ask for the block. Credentials are the block's, else those that boto3 finds: the environment's,
    a profile's, the machine's. Raises `ArchiveAccessError` for an address that is none.
    """
    import boto3
    from prefect_aws import AwsCredentials

    from cad0_core.archive.s3 import S3Store, client

    block = _block(config.block) if blocks and config.block else None
    bucket = config.bucket or (block.bucket_name if block else None)
    if bucket is None:
        return None
    endpoint, region = config.endpoint_url, config.region
    session: Any = None
    if block is not None and isinstance(block.credentials, AwsCredentials):
        session = block.credentials.get_boto3_session()
        endpoint = endpoint or block.credentials.aws_client_parameters.endpoint_url
    folder = block.bucket_folder if block else PREFIX
    prefix = folder if config.prefix is None else config.prefix
    s3 = client(session or boto3.Session(), endpoint, region)
    return Archive(S3Store(s3, bucket, prefix.strip("/")))


def archive_of(config: ArchiveConfig) -> Archive | None:
    """The archive of a run, looked into once; None where none is wanted.

    Raises `ArchiveAccessError` when it is not set up or lets nobody in.
    """
    if not config.wanted:
        return None
    archive = open_archive(config)
    if archive is None:
        raise ArchiveAccessError(
            f"the Prefect server has no block s3-bucket/{config.block}. Save it with cad0 archive "
            "setup, or name the bucket with --archive bucket=NAME"
        )
    archive.store.check()
    return archive


def restore_hub(archive: Archive, state: State, hub: Hub) -> None:
    """Give a local hub that lost everything its models back, so that versions count on."""
    if isinstance(hub, LocalHub) and not any(hub.versions(repo) for repo in hub.repos):
        versions = pull_models(archive, state, hub)
        if versions:
            log().info("the hub has %s again, from %s", ", ".join(versions), archive.store.where)


def save_blocks(
    name: str, config: ArchiveConfig, keys: tuple[str, str] | None, token: str | None = None
) -> None:
    """Save the AwsCredentials and S3Bucket blocks `name`, and make the bucket the place where the
    Prefect server's results go. The same again changes nothing but what is new.

    `keys` are an access key and its secret; without them whoever loads the block uses its own.
    """
    from prefect import get_client
    from prefect_aws import AwsCredentials, S3Bucket
    from prefect_aws.client_parameters import AwsClientParameters
    from pydantic import SecretStr

    assert config.bucket is not None
    AwsCredentials.register_type_and_schema()
    S3Bucket.register_type_and_schema()
    access, secret = keys or (None, None)
    credentials = AwsCredentials(
        aws_access_key_id=access,
        aws_secret_access_key=SecretStr(secret) if secret else None,
        aws_session_token=token,
        region_name=config.region,
        aws_client_parameters=AwsClientParameters(endpoint_url=config.endpoint_url),
    )
    credentials.save(name, overwrite=True)
    bucket = S3Bucket(
        bucket_name=config.bucket,
        bucket_folder=PREFIX if config.prefix is None else config.prefix,
        credentials=AwsCredentials.load(name),
    )
    saved: Any = bucket.save(name, overwrite=True)  # typed for callers that await it
    with get_client(sync_client=True) as prefect:
        prefect.update_server_default_result_storage(default_result_storage_block_id=saved)


def archive_release(run: Run, published: Artifact) -> None:
    """Archive what was published. Raises `ArchiveError` if it could not; the publication stands."""
    if run.archive is None or is_planned(published):
        return
    version = published.metrics["version"]
    try:
        index, sent = push(run.archive, Store.scan(run.state), run.hub, version)
    except ArchiveError as error:
        raise ArchiveError(
            f"{version} is published, but not archived: {error}. `cad0 archive push {version}` "
            "goes on where this ended"
        ) from error
    log().info(
        "archived %s in %s: %d objects, %.1f MB sent",
        version,
        run.archive.store.where,
        len(index.objects),
        sent / 1e6,
    )


def _block(name: str) -> S3Bucket | None:
    """The S3Bucket block of that name, if there is one and a server to ask."""
    from prefect_aws import S3Bucket

    with suppress(ValueError):  # there is no such block
        try:
            found = S3Bucket.load(name)
        except (RuntimeError, OSError) as error:
            raise ServerError(f"the block s3-bucket/{name} cannot be read: {error}") from error
        assert isinstance(found, S3Bucket)
        return found
    return None
