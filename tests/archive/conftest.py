"""One S3 for all tests, a new bucket for each, and a release in a state folder."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from buckets import s3_server, session, store
from releases import Works

from cad0_core.archive import Archive
from cad0_core.archive.s3 import S3Store
from cad0_core.state import State


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture
def bucket(s3: str) -> str:
    name = f"cad0-{uuid4().hex[:12]}"
    session().client("s3", endpoint_url=s3, region_name="us-east-1").create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3_store(s3: str, bucket: str) -> S3Store:
    return store(s3, bucket)


@pytest.fixture
def archive(s3_store: S3Store) -> Archive:
    return Archive(s3_store)


@pytest.fixture
def works(state: State) -> Works:
    return Works(state)


@pytest.fixture
def elsewhere(tmp_path: Path) -> State:
    """The empty state folder of another machine."""
    return State(tmp_path / "elsewhere")
