"""Volumes: committed files that clients put and read and containers see when they reload.

Each container works on a copy of its own; only a commit shows what it wrote to others.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import Cloud, Volume, not_found, refuse
from modal_server.names import CREATE, check_environment

if TYPE_CHECKING:
    from modal_server.container import Container

BLOCK = 8 * 2**20  # bytes; the client expects blocks of this size
Seen = dict[str, tuple[int, int]]


class Volumes:
    """Version 1 of the volume file system, as a volume made by hand has."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def VolumeGetOrCreate(
        self, request: api_pb2.VolumeGetOrCreateRequest, _: Any
    ) -> api_pb2.VolumeGetOrCreateResponse:
        check_environment(request.environment_name)
        if request.version == api_pb2.VOLUME_FS_VERSION_V2:
            raise refuse(Status.FAILED_PRECONDITION, "the volume has version 1, not 2")
        cloud, name = self.cloud, request.deployment_name
        found = next((v for v in cloud.volumes.values() if v.name == name), None)
        if found is None:
            if request.object_creation_type not in CREATE:
                raise not_found(f"Volume '{name}' not found")
            volume_id = cloud.new_id("vo")
            found = Volume(volume_id, name, cloud.root / "volumes" / volume_id)
            found.root.mkdir(parents=True)
            cloud.volumes[volume_id] = found
        version = api_pb2.VOLUME_FS_VERSION_V1
        return api_pb2.VolumeGetOrCreateResponse(
            volume_id=found.id,
            version=version,
            metadata=api_pb2.VolumeMetadata(version=version, name=name),
        )

    async def VolumePutFiles(self, request: api_pb2.VolumePutFilesRequest, _: Any) -> None:
        volume = self._volume(request.volume_id)
        async with volume.lock:
            for file in request.files:
                target = self._path(volume, file.filename)
                if request.disallow_overwrite_existing_files and target.exists():
                    raise refuse(Status.ALREADY_EXISTS, f"{file.filename}: already exists")
                if not self.cloud.file(file.sha256_hex).is_file():
                    raise refuse(Status.FAILED_PRECONDITION, f"{file.filename}: not uploaded")
                await asyncio.to_thread(_replace, self.cloud.file(file.sha256_hex), target)

    async def VolumeListFiles(
        self, request: api_pb2.VolumeListFilesRequest, _: Any
    ) -> AsyncIterator[api_pb2.VolumeListFilesResponse]:
        volume = self._volume(request.volume_id)
        top = self._path(volume, request.path)
        if not top.exists():
            raise not_found(f"{request.path}: No such file or directory")
        paths = [top] if top.is_file() else top.rglob("*") if request.recursive else top.iterdir()
        yield api_pb2.VolumeListFilesResponse(entries=[_entry(volume.root, p) for p in paths])

    async def VolumeGetFile2(
        self, request: api_pb2.VolumeGetFile2Request, _: Any
    ) -> api_pb2.VolumeGetFile2Response:
        volume = self._volume(request.volume_id)
        path = self._path(volume, request.path)
        if not path.is_file():
            raise not_found(f"{request.path}: No such file or directory")
        size = path.stat().st_size
        base = (
            f"{self.cloud.base_url}/file/{quote(path.relative_to(volume.root.parent).as_posix())}"
        )
        urls = [f"{base}?start={start}&len={BLOCK}" for start in range(0, size, BLOCK)]
        return api_pb2.VolumeGetFile2Response(get_urls=urls, size=size, start=0, len=size)

    async def VolumeRemoveFile(self, request: api_pb2.VolumeRemoveFileRequest, _: Any) -> None:
        volume = self._volume(request.volume_id)
        path = self._path(volume, request.path)
        if not path.exists():
            raise not_found(f"{request.path}: No such file or directory")
        if path.is_dir() and not request.recursive:
            raise refuse(Status.INVALID_ARGUMENT, f"{request.path}: is a directory")
        async with volume.lock:
            await asyncio.to_thread(shutil.rmtree if path.is_dir() else os.unlink, path)

    async def VolumeCommit(
        self, request: api_pb2.VolumeCommitRequest, container: "Container | None"
    ) -> api_pb2.VolumeCommitResponse:
        volume, folder, seen = self._mounted(request.volume_id, container)
        async with volume.lock:
            await asyncio.to_thread(_commit, folder, volume.root, seen)
        return api_pb2.VolumeCommitResponse(skip_reload=True)

    async def VolumeReload(
        self, request: api_pb2.VolumeReloadRequest, container: "Container | None"
    ) -> None:
        volume, folder, seen = self._mounted(request.volume_id, container)
        assert container is not None
        held = container.open_file_below(folder)
        if held is not None:
            message = f"there are open files preventing the operation: path {held} is open"
            raise refuse(Status.FAILED_PRECONDITION, message)
        async with volume.lock:
            await asyncio.to_thread(_reload, folder, volume.root, seen)

    def _mounted(self, volume_id: str, container: "Container | None") -> tuple[Volume, Path, Seen]:
        volume = self._volume(volume_id)
        if container is None:
            raise refuse(Status.FAILED_PRECONDITION, "only a container can commit or reload")
        if volume_id not in container.mounted:
            raise refuse(Status.FAILED_PRECONDITION, f"{volume.name} is not mounted here")
        folder, seen = container.mounted[volume_id]
        return volume, folder, seen

    def _volume(self, volume_id: str) -> Volume:
        if volume_id not in self.cloud.volumes:
            raise not_found(f"Volume {volume_id} not found")
        return self.cloud.volumes[volume_id]

    def _path(self, volume: Volume, path: str) -> Path:
        parts = PurePosixPath(path.lstrip("/")).parts
        if ".." in parts:
            raise refuse(Status.INVALID_ARGUMENT, f"{path}: leaves the volume")
        return volume.root.joinpath(*parts)


def mount(root: Path, folder: Path) -> Seen:
    """A container's own copy of a volume; returns what it saw, by path."""
    shutil.copytree(root, folder, dirs_exist_ok=True)
    return _scan(folder)


def _scan(folder: Path) -> Seen:
    found: Seen = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top, name)
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # a stage may be at work on it
            found[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found


def _commit(folder: Path, root: Path, seen: Seen) -> None:
    now = _scan(folder)
    for name, state in list(now.items()):
        if seen.get(name) != state:
            try:
                _replace(folder / name, root / name)
            except FileNotFoundError:
                del now[name]
    for name in seen.keys() - now.keys():
        (root / name).unlink(missing_ok=True)
    seen.clear()
    seen.update(now)
    for path in sorted(root.rglob("*"), reverse=True):  # folders that a rename left empty
        if path.is_dir() and not (folder / path.relative_to(root)).exists():
            try:
                path.rmdir()
            except OSError:
                continue


def _reload(folder: Path, root: Path, seen: Seen) -> None:
    committed = _scan(root)
    for name, state in committed.items():
        if seen.get(name) != state:
            _replace(root / name, folder / name)
    for name in seen.keys() - committed.keys():
        (folder / name).unlink(missing_ok=True)
    seen.clear()
    seen.update(_scan(folder))


def _replace(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.put")
    shutil.copy2(source, partial)
    partial.replace(target)


def _entry(root: Path, path: Path) -> api_pb2.FileEntry:
    status = path.stat()
    kind = api_pb2.FileEntry.DIRECTORY if path.is_dir() else api_pb2.FileEntry.FILE
    name = path.relative_to(root).as_posix()
    return api_pb2.FileEntry(path=name, type=kind, mtime=int(status.st_mtime), size=status.st_size)
