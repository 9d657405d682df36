"""Checks of the archive in S3, where one is asked for: its block, credentials and bucket."""

from collections.abc import Iterator

from cad0_core.archive import Archive
from cad0_core.doctor import Plan
from cad0_core.errors import ArchiveAccessError, ArchiveError, ServerError
from cad0_core.finding import Finding, missing, not_needed, ok, unasked, within, wrong
from tasks.archive import open_archive

AREA = "archive"
CREDENTIALS, BUCKET = "AWS credentials", "bucket"
SETUP = "cad0 archive setup --bucket NAME"
SET_KEYS = f"export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=..., or {SETUP}"
AGAIN = "look at the network, then cad0 doctor again"


def checks(plan: Plan) -> list[Finding]:
    """A row for the credentials and one for the bucket."""
    return within(AREA, _rows(plan))


def _rows(plan: Plan) -> Iterator[Finding]:
    config = plan.preset.archive
    if not config.wanted:
        for name in (CREDENTIALS, BUCKET):
            yield not_needed(name, "no archive is asked for with --archive")
        return
    try:
        archive = open_archive(config, blocks=plan.knows_blocks)
    except (ArchiveAccessError, ServerError) as error:
        yield unasked(CREDENTIALS, "without a bucket", SET_KEYS)
        yield wrong(BUCKET, str(error), SETUP)
        return
    if archive is not None:
        yield from _asked(archive)
    elif plan.knows_blocks:
        yield unasked(CREDENTIALS, "without a bucket", SET_KEYS)
        yield missing(BUCKET, f"the Prefect server has no block s3-bucket/{config.block}", SETUP)
    else:
        for name in (CREDENTIALS, BUCKET):
            yield unasked(name, f"block {config.block} is on the Prefect server", "cad0 ui")


def _asked(archive: Archive) -> Iterator[Finding]:
    """The bucket's answer tells about both: who is let in can see what is missing."""
    from botocore.exceptions import ClientError  # here, since most runs have no archive

    name = getattr(archive.store, "bucket", "NAME")
    try:
        archive.store.check()
    except ArchiveAccessError as error:
        cause = error.__cause__
        if not isinstance(cause, ClientError):  # nothing was sent
            yield missing(CREDENTIALS, str(error), SET_KEYS)
            yield unasked(BUCKET, "without credentials", SET_KEYS)
        elif cause.response["Error"]["Code"] == "NoSuchBucket":
            yield ok(CREDENTIALS, "accepted")
            yield missing(BUCKET, str(error), f"cad0 archive setup --bucket {name} --create")
        else:
            yield wrong(CREDENTIALS, str(error), SET_KEYS)
            yield unasked(BUCKET, "without valid credentials", SET_KEYS)
    except ArchiveError as error:
        for row in (CREDENTIALS, BUCKET):
            yield unasked(row, str(error), AGAIN)
    else:
        yield ok(CREDENTIALS, "accepted")
        yield ok(BUCKET, f"{archive.store.where} can be listed")
