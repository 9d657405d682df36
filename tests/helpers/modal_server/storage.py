"""Content by digest: what clients upload for mounts and volumes, over the protocol or by HTTP."""

import base64
import hashlib
from typing import Any

from aiohttp import web
from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import Cloud, not_found, refuse

PROVIDED = ("modal-client-mount", "python-build-standalone")  # by the cloud, to every image


class Storage:
    """Files by SHA-256, and blobs on their way."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.put_bytes = 0
        self._blobs: dict[str, str] = {}  # blob id -> digest (hex)

    def add_routes(self, application: web.Application) -> None:
        application.router.add_put("/blob/{blob}", self._put)
        application.router.add_get("/blob/{blob}", self._get)
        application.router.add_get("/file/{path:.*}", self._range)

    async def MountPutFile(
        self, request: api_pb2.MountPutFileRequest, _: Any
    ) -> api_pb2.MountPutFileResponse:
        path = self.cloud.file(request.sha256_hex)
        given = request.WhichOneof("data_oneof")
        if given == "data":
            self._keep(request.data, request.sha256_hex)
        elif (
            given == "data_blob_id" and self._blobs.get(request.data_blob_id) != request.sha256_hex
        ):
            raise refuse(Status.INVALID_ARGUMENT, "the blob has another digest than the file")
        return api_pb2.MountPutFileResponse(exists=path.is_file())

    async def MountBatchedCheckExistence(
        self, request: api_pb2.MountBatchedCheckExistenceRequest, _: Any
    ) -> api_pb2.MountBatchedCheckExistenceResponse:
        missing = [d for d in request.sha256_hex_hashes if not self.cloud.file(d).is_file()]
        return api_pb2.MountBatchedCheckExistenceResponse(missing_sha256_hex_hashes=missing)

    async def MountGetOrCreate(
        self, request: api_pb2.MountGetOrCreateRequest, _: Any
    ) -> api_pb2.MountGetOrCreateResponse:
        if request.deployment_name.startswith(PROVIDED):
            self.cloud.mounts["mo-provided"] = []  # containers find these things installed
            return api_pb2.MountGetOrCreateResponse(
                mount_id="mo-provided", handle_metadata=api_pb2.MountHandleMetadata()
            )
        if request.deployment_name:
            raise not_found(f"Mount '{request.deployment_name}' not found")
        absent = [f.filename for f in request.files if not self.cloud.file(f.sha256_hex).is_file()]
        if absent:
            raise refuse(Status.FAILED_PRECONDITION, f"not uploaded: {absent[0]}")
        mount_id = self.cloud.new_id("mo")
        self.cloud.mounts[mount_id] = list(request.files)
        checksum = hashlib.sha256(
            "".join(sorted(f.filename + f.sha256_hex for f in request.files)).encode()
        ).hexdigest()
        metadata = api_pb2.MountHandleMetadata(content_checksum_sha256_hex=checksum)
        return api_pb2.MountGetOrCreateResponse(mount_id=mount_id, handle_metadata=metadata)

    async def BlobCreate(
        self, request: api_pb2.BlobCreateRequest, _: Any
    ) -> api_pb2.BlobCreateResponse:
        blob = self.cloud.new_id("bl")
        self._blobs[blob] = base64.b64decode(request.content_sha256_base64).hex()
        url = f"{self.cloud.base_url}/blob/{blob}"
        return api_pb2.BlobCreateResponse(
            blob_id=blob,
            blob_ids=[blob],
            upload_urls=api_pb2.UploadUrlList(items=[url]),
        )

    async def BlobGet(self, request: api_pb2.BlobGetRequest, _: Any) -> api_pb2.BlobGetResponse:
        if request.blob_id not in self._blobs:
            raise not_found(f"Blob {request.blob_id} not found")
        url = f"{self.cloud.base_url}/blob/{request.blob_id}"
        return api_pb2.BlobGetResponse(download_url=url)

    def _keep(self, data: bytes, expected: str) -> None:
        if hashlib.sha256(data).hexdigest() != expected:
            raise refuse(Status.INVALID_ARGUMENT, "the content has another digest than it says")
        self.put_bytes += len(data)
        self.cloud.file(expected).write_bytes(data)

    async def _put(self, request: web.Request) -> web.Response:
        blob = request.match_info["blob"]
        if blob not in self._blobs:
            raise web.HTTPNotFound
        data = await request.read()
        self._keep(data, self._blobs[blob])
        return web.Response(headers={"ETag": f'"{hashlib.md5(data).hexdigest()}"'})

    async def _get(self, request: web.Request) -> web.FileResponse:
        path = self.cloud.file(self._blobs.get(request.match_info["blob"], "absent"))
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def _range(self, request: web.Request) -> web.Response:
        """One block of a volume's file: `start` and `len` in the query, in bytes."""
        path = self.cloud.root / "volumes" / request.match_info["path"]
        start, length = int(request.query["start"]), int(request.query["len"])
        with path.open("rb") as file:
            file.seek(start)
            return web.Response(body=file.read(length))
