"""An object store on S3, or on whatever speaks its language, through boto3.

A body goes with its SHA-256, which S3 refuses to store otherwise. Afterwards the digest that S3
keeps is compared (SHA-256, else the MD5 in the ETag); where it keeps neither in a form that we
know, the object is read back. Large files go in parts, and parts of an upload that was cut are
not sent again.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from cad0_core.archive.base import CHUNK, Content
from cad0_core.errors import ArchiveAccessError, ArchiveError, DamagedArchiveError

PART = 64 << 20  # bytes; S3 takes 10,000 parts of at least 5 MiB
DENIED = ("AccessDenied", "403", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken",
          "InvalidToken", "AuthorizationHeaderMalformed", "401", "Forbidden")  # fmt: skip
SETTINGS = Config(
    connect_timeout=10, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 5}
)


def client(session: Any, endpoint_url: str | None, region: str | None) -> Any:
    """An S3 client of a boto3 session, with retries and time limits."""
    try:
        return session.client("s3", endpoint_url=endpoint_url, region_name=region, config=SETTINGS)
    except (BotoCoreError, ValueError) as error:
        raise ArchiveAccessError(f"S3 at {endpoint_url or 'Amazon'}: {error}") from error


@dataclass(frozen=True)
class S3Store:
    """The keys of `bucket` below `prefix`; see `ObjectStore` for the methods."""

    client: Any
    bucket: str
    prefix: str = ""
    part: int = PART

    @property
    def where(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def check(self) -> None:
        """Raise unless the objects below the prefix can be listed."""
        with self._told("list"):
            self.client.list_objects_v2(Bucket=self.bucket, Prefix=self._key(""), MaxKeys=1)

    def create(self) -> None:
        """Create the bucket unless it is there; nobody but its owner reads it."""
        region = self.client.meta.region_name
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        with self._told("create the bucket"):
            try:
                self.client.create_bucket(
                    Bucket=self.bucket, **({} if region in (None, "us-east-1") else elsewhere)
                )
            except ClientError as error:
                if _code(error) != "BucketAlreadyOwnedByYou":
                    raise

    def holds(self, key: str, content: Content) -> bool:
        """Whether the object is there with this size and digest."""
        with self._told(f"look at {key}"):
            try:
                found = self.client.head_object(ChecksumMode="ENABLED", **self._at(key))
            except ClientError as error:
                if _code(error) in ("404", "NoSuchKey"):
                    return False
                raise
        if found["ContentLength"] != content.size:
            return False
        if _is(found, content):
            return True
        digest = hashlib.sha256()
        for chunk in self.stream(key):
            digest.update(chunk)
        return digest.hexdigest() == content.sha256

    def upload(self, key: str, path: Path, content: Content) -> int:
        """Send a file; returns the bytes that were sent: parts that are there stay."""
        with self._told(f"write {key}"):
            if len(content.parts) == 1:
                sha256 = base64.b64encode(content.parts[0][0]).decode()
                with path.open("rb") as file:
                    answer = self.client.put_object(
                        Body=file, ChecksumSHA256=sha256, **self._at(key)
                    )
                sent = content.size
            else:
                answer, sent = self._upload_parts(key, path, content)
        if not (_is(answer, content) or self.holds(key, content)):
            raise DamagedArchiveError(f"{self.where}/{key}: holds something else than was sent")
        return sent

    def write(self, key: str, data: bytes) -> None:
        """Send a small object."""
        sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
        with self._told(f"write {key}"):
            self.client.put_object(Body=data, ChecksumSHA256=sha256, **self._at(key))

    def read(self, key: str) -> bytes | None:
        """A small object; None when there is none."""
        with self._told(f"read {key}"):
            try:
                data: bytes = self.client.get_object(**self._at(key))["Body"].read()
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    return None
                raise
            return data

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """An object from byte `start` on."""
        part = {"Range": f"bytes={start}-"} if start else {}
        with self._told(f"read {key}"):
            try:
                body = self.client.get_object(**part, **self._at(key))["Body"]
            except ClientError as error:
                if _code(error) == "InvalidRange":  # all of it was there, or more
                    return
                if _code(error) == "NoSuchKey":
                    raise DamagedArchiveError(f"{self.where}/{key}: missing") from error
                raise
            yield from body.iter_chunks(CHUNK)

    def keys(self, prefix: str) -> list[str]:
        """All keys that begin with `prefix`, in order."""
        with self._told("list"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self._key(prefix)
            )
            found = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return sorted(key.removeprefix(self._key("")) for key in found)

    def _upload_parts(self, key: str, path: Path, content: Content) -> tuple[Any, int]:
        upload = self._open_upload(key)
        at = {**self._at(key), "UploadId": upload}
        there = self._parts(at)
        done, sent = [], 0
        with path.open("rb") as file:
            for number, (sha256, md5) in enumerate(content.parts, 1):
                checksum = base64.b64encode(sha256).decode()
                etag = there.get(number)
                if etag is None or etag.strip('"') != md5.hex():
                    file.seek((number - 1) * content.part)
                    body = file.read(content.part)
                    etag = self.client.upload_part(
                        PartNumber=number, Body=body, ChecksumSHA256=checksum, **at
                    )["ETag"]
                    sent += len(body)
                done.append({"PartNumber": number, "ETag": etag, "ChecksumSHA256": checksum})
        answer = self.client.complete_multipart_upload(MultipartUpload={"Parts": done}, **at)
        return answer, sent

    def _open_upload(self, key: str) -> str:
        """An upload of this object that was cut, or a new one."""
        found = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self._key(key))
        for upload in found.get("Uploads", ()):
            if upload["Key"] == self._key(key) and upload.get("ChecksumAlgorithm") == "SHA256":
                return str(upload["UploadId"])
        made = self.client.create_multipart_upload(ChecksumAlgorithm="SHA256", **self._at(key))
        return str(made["UploadId"])

    def _parts(self, at: dict[str, str]) -> dict[int, str]:
        """ETags by number of the parts that an upload has."""
        pages = self.client.get_paginator("list_parts").paginate(**at)
        return {
            part["PartNumber"]: part["ETag"] for page in pages for part in page.get("Parts", ())
        }

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self._key(key)}

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turns the client's errors into ours, which say what to do."""
        try:
            yield
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise ArchiveAccessError(
                f"{self.where}: no credentials for S3. Set AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, or save them with cad0 archive setup"
            ) from error
        except ClientError as error:
            raise self._refused(what, error) from error
        except (BotoCoreError, HTTPClientError) as error:
            raise ArchiveError(
                f"{self.where}: cannot {what} ({error}). Run the same command again: what has "
                "arrived is kept"
            ) from error

    def _refused(self, what: str, error: ClientError) -> ArchiveError:
        code = _code(error)
        if code == "NoSuchBucket":
            return ArchiveAccessError(
                f"{self.where}: there is no bucket {self.bucket}. Create it, or name another with "
                "--bucket (cad0 archive setup --create makes one)"
            )
        if code in DENIED:
            return ArchiveAccessError(
                f"{self.where}: not allowed to {what} ({code}). The credentials need "
                "s3:ListBucket, s3:GetObject, s3:PutObject and s3:ListMultipartUploadParts there"
            )
        return ArchiveError(f"{self.where}: cannot {what}: {error}")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _is(found: Any, content: Content) -> bool:
    """Whether an answer names a digest of this content; what it does not name may be right too."""
    known = {found.get("ChecksumSHA256", "").partition("-")[0], found.get("ETag", "").strip('"')}
    return bool(known & {_sha256(content), _etag(content)})


def _sha256(content: Content) -> str:
    """What S3 keeps: the digest of a body, or that of the digests of all parts."""
    if len(content.parts) == 1:
        return base64.b64encode(content.parts[0][0]).decode()
    joined = b"".join(sha256 for sha256, _ in content.parts)
    return base64.b64encode(hashlib.sha256(joined).digest()).decode()


def _etag(content: Content) -> str:
    """The ETag of an object that is not encrypted with a key of its owner's."""
    if len(content.parts) == 1:
        return content.parts[0][1].hex()
    joined = b"".join(md5 for _, md5 in content.parts)
    return f"{hashlib.md5(joined, usedforsecurity=False).hexdigest()}-{len(content.parts)}"
