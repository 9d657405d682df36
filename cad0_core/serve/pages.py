"""What browsers load: the page below /app, and the files of models below /models."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from cad0_core.serve.errors import ApiError, Json
from cad0_core.serve.settings import ServeSettings
from cad0_core.serve.site import (
    CONFIG,
    INDEX,
    NOT_BUILT,
    PageConfig,
    PageModel,
    is_built,
)

_TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript"}
_CHECKED = "no-cache"  # kept, but asked for again by ETag: files of two versions never mix
_PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>cad0</title><p>{}</p></html>"


def pages(settings: ServeSettings) -> APIRouter:
    """The page and the models; nothing else of the disk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    @router.get("/app")
    async def home() -> Response:
        return RedirectResponse("app/", 307)

    @router.get("/app/")
    async def index(request: Request) -> Response:
        if not is_built(settings.page):
            return HTMLResponse(_PAGE.format(NOT_BUILT.replace("`", "")), 404)
        return _file(settings.page, INDEX, request)

    @router.get(f"/app/{CONFIG}")
    async def config() -> Response:
        return Json(page_config(settings))

    @router.get("/app/{path:path}")
    async def asset(path: str, request: Request) -> Response:
        return _file(settings.page, path, request)

    @router.get("/models/{name}/{path:path}")
    async def model(name: str, path: str, request: Request) -> Response:
        known = settings.browser
        if known is None or name != known.name:
            served = known.name if known else "none"
            raise ApiError("not_found", f"no such model; served to browsers: {served}")
        return _file(known.folder, path, request)

    return router


def page_config(settings: ServeSettings) -> PageConfig:
    """What the page is told when this server sends it."""
    found, model = settings.browser, None
    if found is not None:
        path = f"../models/{found.name}/"
        model = PageModel(name=found.name, version=found.version, path=path)
    return PageConfig(model=model, endpoint="../")


def _file(folder: Path, path: str, request: Request) -> Response:
    """A file that a listing of `folder` has; what a path means to the disk plays no part."""
    listed = {
        found.relative_to(folder).as_posix(): found
        for found in folder.rglob("*")
        if found.is_file() and not found.name.startswith(".")
    }
    if path not in listed:
        raise ApiError("not_found", "no such file")
    kind = _TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    response = FileResponse(
        listed[path],
        media_type=kind or "application/octet-stream",
        stat_result=listed[path].stat(),
        headers={"Cache-Control": _CHECKED},
    )
    etag = response.headers["etag"]
    if etag in (given.strip() for given in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": _CHECKED})
    return response
