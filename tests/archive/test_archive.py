"""Releases in a bucket and back, against moto's S3 with the real client."""

import errno
from pathlib import Path

import pytest
from botocore.config import Config
from buckets import LEAST_PART, Wire, count, guard, session, store, unguard
from releases import CAD0, MINI, Works

from cad0_core.archive import Archive, pull, push, releases, verify
from cad0_core.archive import s3 as s3_module
from cad0_core.archive.archive import manifest_key, object_key
from cad0_core.archive.s3 import S3Store
from cad0_core.artifacts import digest_file
from cad0_core.errors import (
    ArchiveAccessError,
    ArchiveError,
    ArtifactError,
    DamagedArchiveError,
    DiskFullError,
    HubError,
)
from cad0_core.hub.local import LocalHub
from cad0_core.lineage import trace
from cad0_core.state import State
from cad0_core.store import Store

pytestmark = pytest.mark.production


def pushed(archive: Archive, works: Works, version: str = "v0.1.0") -> int:
    return push(archive, Store.scan(works.state), works.hub, version)[1]


def spoil(s3_store: S3Store, sha256: str) -> None:
    """Other bytes of the same size, as a broken disk might give."""
    key = object_key(sha256)
    data = s3_store.read(key)
    assert data
    s3_store.write(key, bytes([data[0] ^ 1]) + data[1:])


def weights(works: Works, repo: str = CAD0) -> str:
    files = works.hub.published(repo, "v0.1.0").files
    return next(digest for name, digest in files.items() if name.endswith(".safetensors"))


def test_a_release_comes_back_whole(archive: Archive, works: Works, elsewhere: State) -> None:
    works.release(1)
    works.release(2)
    for version in ("v0.1.0", "v0.2.0"):
        assert pushed(archive, works, version) > 0
    assert [index.version for index in releases(archive)] == ["v0.1.0", "v0.2.0"]

    hub = LocalHub(elsewhere.hub, (CAD0, MINI))
    for version in ("v0.2.0", "v0.1.0"):
        index = pull(archive, elsewhere, hub, version)
        assert verify(archive, version).objects == index.objects
    for repo in (CAD0, MINI):
        assert hub.latest(repo) == "v0.2.0"
        for version in ("v0.1.0", "v0.2.0"):
            assert hub.verify(repo, version) == works.hub.verify(repo, version)
            assert trace(Store.scan(elsewhere), hub, repo, version).faults == []
    there = {a.manifest.key: a.digest for a in Store.scan(elsewhere).items}
    assert there == {a.manifest.key: a.digest for a in Store.scan(works.state).items}
    assert not elsewhere.archive.exists()


def test_what_is_there_is_not_sent_again(archive: Archive, works: Works, s3_store: S3Store) -> None:
    works.release(1)
    pushed(archive, works)
    calls = count(s3_store)
    assert pushed(archive, works) == 0
    assert calls["PutObject"] == 1  # the index
    assert "GetObject" in calls and "UploadPart" not in calls


def test_damage_is_named_and_never_restored(
    archive: Archive, works: Works, s3_store: S3Store, elsewhere: State
) -> None:
    works.release(1)
    pushed(archive, works)
    digest = weights(works)
    spoil(s3_store, digest)
    with pytest.raises(DamagedArchiveError, match=digest) as told:
        verify(archive, "v0.1.0")
    assert "model.safetensors" in str(told.value)
    hub = LocalHub(elsewhere.hub, (CAD0, MINI))
    with pytest.raises(DamagedArchiveError, match=digest):
        pull(archive, elsewhere, hub, "v0.1.0")
    assert hub.versions(CAD0) == []
    assert not [a for a in Store.scan(elsewhere).items if a.manifest.stage == "train"]

    assert pushed(archive, works) > 0  # where it still stands, it is sent again
    pull(archive, elsewhere, hub, "v0.1.0")
    assert hub.verify(CAD0, "v0.1.0")


def test_a_missing_object_is_named(archive: Archive, works: Works, s3_store: S3Store) -> None:
    works.release(1)
    pushed(archive, works)
    digest = weights(works, MINI)
    s3_store.client.delete_object(Bucket=s3_store.bucket, Key=f"cad0/{object_key(digest)}")
    with pytest.raises(DamagedArchiveError, match=f"{digest}: missing"):
        verify(archive, "v0.1.0")


def test_a_release_that_is_not_whole_here_is_not_archived(archive: Archive, works: Works) -> None:
    works.release(1)
    data = Store.scan(works.state).of("generate")[0]
    (data.path / "test.jsonl").write_text("other rows")
    with pytest.raises(ArtifactError, match="changed since"):
        pushed(archive, works)
    data.path.rename(data.path.with_name("gone"))
    with pytest.raises(ArtifactError, match=data.digest[:12]):
        pushed(archive, works)
    assert releases(archive) == []
    with pytest.raises(ArchiveError, match=r"holds no v0\.1\.0; it holds no release yet"):
        verify(archive, "v0.1.0")


def test_another_release_of_that_version_is_refused(
    archive: Archive, works: Works, elsewhere: State
) -> None:
    works.release(1)
    pushed(archive, works)
    other = Works(elsewhere)
    other.release(7)
    with pytest.raises(ArchiveError, match="another prefix"):
        pushed(archive, other)
    with pytest.raises(HubError, match="other content"):
        pull(archive, elsewhere, other.hub, "v0.1.0")
    assert trace(Store.scan(elsewhere), other.hub, CAD0, "v0.1.0").faults == []


def test_large_files_go_in_parts(archive: Archive, s3_store: S3Store, tmp_path: Path) -> None:
    path, back = tmp_path / "large", tmp_path / "back"
    path.write_bytes(bytes(range(256)) * 4096 * 11)
    digest = _sha256(path)
    calls = count(s3_store)
    assert archive.send(path, digest) == path.stat().st_size
    assert calls["UploadPart"] == 3 and "GetObject" not in calls
    assert archive.send(path, digest) == 0

    back.with_name("back.incomplete").write_bytes(path.read_bytes()[: 2 * LEAST_PART])
    archive.fetch(digest, back)
    assert back.read_bytes() == path.read_bytes()
    back.unlink()
    back.with_name("back.incomplete").write_bytes(b"of something else")
    with pytest.raises(DamagedArchiveError, match=digest):
        archive.fetch(digest, back)
    archive.fetch(digest, back)
    assert _sha256(back) == digest


def test_an_upload_that_was_cut_goes_on(
    s3: str, bucket: str, s3_store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 4096 * 22)
    digest = _sha256(path)
    monkeypatch.setattr(s3_module, "SETTINGS", Config(retries={"total_max_attempts": 1}))
    wire = Wire(s3, limit=2.5 * LEAST_PART)
    try:
        with pytest.raises(ArchiveError, match="what has arrived is kept"):
            Archive(store(wire.url, bucket)).send(path, digest)
    finally:
        wire.close()
    assert s3_store.read(object_key(digest)) is None

    calls = count(s3_store)
    size = path.stat().st_size
    assert Archive(s3_store).send(path, digest) == size - 2 * LEAST_PART
    assert calls["UploadPart"] == 3 and "CreateMultipartUpload" not in calls
    assert Archive(s3_store).read_through(digest) == size


def test_parts_of_another_file_are_not_taken(
    archive: Archive, s3_store: S3Store, tmp_path: Path
) -> None:
    """Somebody's upload under this key holds a part with other bytes."""
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 4096 * 11)
    digest = _sha256(path)
    at = {"Bucket": s3_store.bucket, "Key": f"cad0/{object_key(digest)}"}
    upload = s3_store.client.create_multipart_upload(ChecksumAlgorithm="SHA256", **at)
    s3_store.client.upload_part(
        PartNumber=1, Body=bytes(LEAST_PART), UploadId=upload["UploadId"], **at
    )
    assert archive.send(path, digest) == path.stat().st_size
    assert archive.read_through(digest) == path.stat().st_size


def test_a_full_disk_is_told(
    archive: Archive, works: Works, elsewhere: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    works.release(1)
    pushed(archive, works)

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    hub = LocalHub(elsewhere.hub, (CAD0, MINI))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(DiskFullError, match="what has arrived is kept"):
            pull(archive, elsewhere, hub, "v0.1.0")
    assert hub.versions(CAD0) == []
    pull(archive, elsewhere, hub, "v0.1.0")


def test_a_manifest_cannot_write_elsewhere(
    archive: Archive, works: Works, s3_store: S3Store, elsewhere: State
) -> None:
    made = works.data(1)
    archive.save(made)
    at = manifest_key("generate", made.manifest.key)
    text = s3_store.read(at)
    assert text
    s3_store.write(at, text.replace(b'"test.jsonl"', b'"../../test.jsonl"'))
    with pytest.raises(DamagedArchiveError, match="outside"):
        archive.find("generate", made.manifest.key, elsewhere)
    assert archive.find("generate", "0" * 20, elsewhere) is None


def test_who_is_not_let_in_learns_why(
    s3: str, archive: Archive, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.store.check()
    with pytest.raises(ArchiveAccessError, match="there is no bucket no-such-bucket"):
        store(s3, "no-such-bucket").check()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    import boto3

    with pytest.raises(ArchiveAccessError, match="no credentials for S3"):
        store(s3, bucket, boto3.Session()).check()
    guard(s3)
    try:
        with pytest.raises(ArchiveAccessError, match="not allowed to list") as told:
            store(s3, bucket, session("AKIAWRONG", "s3cret-never-shown")).check()
        assert "s3cret" not in str(told.value)
    finally:
        unguard(s3)
    with pytest.raises(ArchiveError, match="cannot list") as unreachable:
        store("http://127.0.0.1:9", bucket).check()
    assert "http://127.0.0.1:9" in str(unreachable.value)


def _sha256(path: Path) -> str:
    return digest_file(path).sha256
