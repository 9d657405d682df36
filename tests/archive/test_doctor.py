"""The rows of `cad0 doctor` on the archive: in order, and with each thing missing."""

from pathlib import Path

import pytest
from botocore.config import Config
from buckets import guard, unguard

from cad0_core.doctor import Plan
from cad0_core.finding import Finding
from cad0_core.presets import smoke
from cad0_core.state import State
from flows.doctor import archive

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def rows(state: State, url: str, bucket: str | None, **more: str) -> dict[str, Finding]:
    config = smoke().archive.replace(bucket=bucket, endpoint_url=url, region="us-east-1", **more)
    plan = Plan(smoke().replace(archive=config), "local", state, knows_blocks=False)
    return {each.name: each for each in archive.checks(plan)}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keys in the environment, and none of this machine's."""
    for name in KEYS:
        monkeypatch.setenv(name, "key")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def statuses(found: dict[str, Finding]) -> tuple[str, str]:
    return found["AWS credentials"].status, found["bucket"].status


def test_all_in_order_and_no_archive_at_all(state: State, s3: str, bucket: str) -> None:
    assert statuses(rows(state, s3, bucket)) == ("ok", "ok")
    assert statuses(rows(state, s3, None)) == ("not needed", "not needed")
    assert statuses(rows(state, s3, None, block="cad0")) == ("warning", "warning")


def test_a_bucket_that_is_not_there(state: State, s3: str) -> None:
    found = rows(state, s3, "cad0-nowhere")
    assert statuses(found) == ("ok", "missing")
    assert found["bucket"].remedy == "cad0 archive setup --bucket cad0-nowhere --create"


def test_no_credentials(
    state: State, s3: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    found = rows(state, s3, bucket)
    assert statuses(found) == ("missing", "warning")
    assert found["AWS credentials"].remedy.startswith("export AWS_ACCESS_KEY_ID=")


def test_wrong_credentials(state: State, s3: str, bucket: str) -> None:
    guard(s3)
    try:
        assert statuses(rows(state, s3, bucket)) == ("wrong", "warning")
    finally:
        unguard(s3)


def test_an_s3_that_is_away_is_a_warning(
    state: State, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cad0_core.archive.s3.SETTINGS", Config(retries={"max_attempts": 0}))
    assert statuses(rows(state, "http://127.0.0.1:9", bucket)) == ("warning", "warning")
