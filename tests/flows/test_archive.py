"""A release with an archive goes on from S3, on another machine or where everything is gone."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from buckets import BUCKET, s3_server, session
from prefect import get_client
from prefect_aws import AwsCredentials, S3Bucket

from cad0_core.artifacts import digest_files
from flows.server import Server

pytestmark = pytest.mark.flow

BLOCK = "cad0-test"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 with an empty bucket; this process and its children have its key."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-the-loopback")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with s3_server() as url:
        session().client("s3", endpoint_url=url).create_bucket(Bucket=BUCKET)
        yield url


@pytest.fixture
def no_default_storage(prefect_server: Server) -> Iterator[None]:
    """The server of all tests is given back as it was."""
    yield
    with get_client(sync_client=True) as client:
        client.clear_server_default_result_storage()
    S3Bucket.delete(BLOCK)
    AwsCredentials.delete(BLOCK)


def test_a_release_goes_on_from_s3_when_its_state_folder_is_gone(
    first: Any,
    s3: str,
    no_default_storage: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = type(first.factory)(tmp_path / "here", first.factory.server)
    shutil.copytree(first.factory.state, here.state, symlinks=True)
    where = ("--bucket", BUCKET, "--endpoint-url", s3)
    code, _, err = here.command("archive", "setup", *where, "--block", BLOCK)
    assert code == 0, err
    summary, _ = here.release("--archive", BLOCK)
    version = summary["version"]
    models = {repo: here.hub.published(repo, version).files for repo in here.hub.repos}
    made = {row["stage"]: row["digest"] for row in summary["stages"]}
    shutil.rmtree(here.state)

    # Elsewhere: no folder, no block and no credentials but those that the block has.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_RESULTS_PERSIST_BY_DEFAULT", "true")
    there = type(first.factory)(tmp_path / "there", first.factory.server)
    there.state.mkdir()
    found, err = there.release("--archive", BLOCK)
    assert f"fetched from s3://{BUCKET}/cad0" in err
    outcomes = {row["stage"]: row["outcome"] for row in found["stages"]}
    del outcomes["this run"]
    assert {stage for stage, outcome in outcomes.items() if outcome != "reused"} == {"upload"}
    assert {row["stage"]: row["digest"] for row in found["stages"]} == made
    assert found["version"] == version
    assert {repo: there.hub.verify(repo, version) for repo in models} == models

    with get_client(sync_client=True) as client:
        ended = client.read_flow_run(there.last_run).state
    assert ended is not None
    assert ended.data.storage_block_id == S3Bucket.load(BLOCK)._block_document_id
    assert ended.result().version == version  # read from the bucket

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "only-for-the-loopback")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "only-for-the-loopback")
    code, out, err = there.command("archive", "verify", *where, "--json")
    assert code == 0, err
    assert json.loads(out)["version"] == version


def test_a_block_or_bucket_that_is_not_there_ends_the_release_at_once(
    first: Any, s3: str, tmp_path: Path
) -> None:
    before = digest_files(first.factory.state / "hub")
    code, _, err = first.factory.run("--archive", "nobody-saved-it")
    assert code == 1
    assert "s3-bucket/nobody-saved-it" in err and "cad0 archive setup" in err
    settings = ("--archive", "bucket=not-there", "--archive", f"endpoint_url={s3}")
    code, _, err = first.factory.run(*settings)
    assert code == 1
    assert "there is no bucket not-there" in err and "--create" in err
    assert digest_files(first.factory.state / "hub") == before
