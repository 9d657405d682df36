"""The page and the model's files come from this origin, and nothing else of the disk does."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import served
from typer.testing import CliRunner

from cad0_core.cli.app import app
from cad0_core.errors import ConfigError
from cad0_core.model.decode import Generator
from cad0_core.serve.app import create_app
from cad0_core.serve.settings import BrowserModel, ServeSettings
from cad0_core.serve.site import write_site

INSIDE = {
    "config.json": b"{}",
    "onnx/model.onnx": b"weights",
    "onnx/model_quantized.onnx": b"small weights",
}
SECRET = b"nobody's business"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published model as links to blobs, as the hub lays it out, a page, and a secret."""
    tmp_path = tmp_path_factory.mktemp("disk")
    for number, (name, data) in enumerate(INSIDE.items()):
        blob, link = tmp_path / "hub/blobs" / f"{number}", tmp_path / "hub/snapshots/1" / name
        blob.parent.mkdir(parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(data)
        link.symlink_to(blob)
    for name, data in (("index.html", b"<p>page"), ("assets/app.js", b"1"), ("a.wasm", b"2")):
        (tmp_path / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dist" / name).write_bytes(data)
    (tmp_path / "dist" / ".hidden").write_bytes(SECRET)
    (tmp_path / "secret.json").write_bytes(SECRET)
    return tmp_path


@pytest.fixture(scope="module")
def site(disk: Path, model: Path, generator: Generator) -> Iterator[httpx.Client]:
    browser = BrowserModel(name="cad0-mini", version="v0.2.0", folder=disk / "hub/snapshots/1")
    settings = ServeSettings(model=model, browser=browser, page=disk / "dist")
    with served(create_app(settings, generator=generator)) as client:
        yield client


def test_the_page_and_its_assets(site: httpx.Client) -> None:
    for start in ("/", "/app"):
        response = site.get(start, follow_redirects=True)
        assert (response.url.path, response.content) == ("/app/", b"<p>page")
    assert site.get("/app/").headers["content-type"].startswith("text/html")
    assert site.get("/app/assets/app.js").headers["content-type"].startswith("text/javascript")
    assert site.get("/app/a.wasm").headers["content-type"] == "application/wasm"
    assert site.get("/app/config.json").json() == {
        "model": {"name": "cad0-mini", "version": "v0.2.0", "path": "../models/cad0-mini/"},
        "endpoint": "../",
    }


def test_the_files_of_the_model(site: httpx.Client) -> None:
    for name, data in INSIDE.items():
        response = site.get(f"/models/cad0-mini/{name}")
        assert response.content == data and response.headers["etag"]
    first = site.get("/models/cad0-mini/config.json")
    assert first.headers["cache-control"] == "no-cache"
    for tags in (first.headers["etag"], f'"other", {first.headers["etag"]}'):
        again = site.get("/models/cad0-mini/config.json", headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
    part = site.get("/models/cad0-mini/onnx/model.onnx", headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"igh")
    assert site.get("/models/other/config.json").status_code == 404
    assert site.put("/models/cad0-mini/config.json").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "{}/../secret.json", "{}/../../../secret.json", "{}/%2e%2e/%2e%2e/%2e%2e/secret.json",
        "{}/..%2f..%2f..%2fsecret.json", "{}/..%5c..%5csecret.json", "{}//secret.json",
        "{}/%2fetc%2fpasswd", "{}/config.json/", "{}/onnx", "{}/config.json%00.js", "{}/.hidden",
        "{}/%252e%252e/secret.json", "{}/onnx/../../../../secret.json", "{}/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("root", ["/app", "/models/cad0-mini", "/models/..", "/models/%2e%2e"])
def test_no_way_leads_out(site: httpx.Client, root: str, path: str) -> None:
    """Sent as written: a client would tidy the path up."""
    url = site.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=10) as raw:
        target = path.format(root)
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: cad0\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := raw.recv(1 << 16):
            answer += chunk
    assert SECRET not in answer and b"root:" not in answer
    if not (root == "/app" and path == "{}/"):
        assert answer.split()[1] in (b"404", b"400", b"307"), answer


def test_without_a_build_the_page_says_what_to_run(
    model: Path, generator: Generator, tmp_path: Path
) -> None:
    settings = ServeSettings(model=model, page=tmp_path / "none")
    with served(create_app(settings, generator=generator)) as client:
        response = client.get("/app", follow_redirects=True)
        assert response.status_code == 404 and "make web" in response.text
        assert client.get("/app/config.json").json() == {"model": None, "endpoint": "../"}


def test_a_site_needs_no_server(disk: Path) -> None:
    out = disk / "site"
    (disk / "hub/snapshots/1/model.safetensors").write_bytes(b"not for browsers")
    for version in ("v0.1.0", "v0.2.0"):
        assert write_site(out, disk / "hub/snapshots/1", version=version, dist=disk / "dist")
    files = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    model = {f"model/{name}" for name in INSIDE}
    assert files == model | {
        "index.html", "assets/app.js", "a.wasm", ".hidden", "config.json", "README.md",
    }  # fmt: skip
    assert not any(path.is_symlink() for path in out.rglob("*"))
    config = httpx.Response(200, content=(out / "config.json").read_bytes()).json()
    assert config == {
        "model": {"name": "cad0-mini", "version": "v0.2.0", "path": "model/"},
        "endpoint": None,
    }
    assert "sdk: static" in (out / "README.md").read_text(encoding="utf-8")
    assert not list(disk.glob(".site*"))


def test_without_a_build_there_is_no_site(disk: Path) -> None:
    assert not write_site(disk / "no-site", disk / "hub/snapshots/1", dist=disk / "none")
    assert not (disk / "no-site").exists()


def test_what_is_no_site_is_not_replaced(disk: Path) -> None:
    other = disk / "thesis"
    other.mkdir()
    (other / "chapter1.tex").write_text("dear")
    with pytest.raises(ConfigError, match="something else"):
        write_site(other, disk / "hub/snapshots/1", dist=disk / "dist")
    assert (other / "chapter1.tex").read_text() == "dear"


def test_the_command_writes_a_site(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["site", str(disk / "mine"), "--model", str(disk / "hub/snapshots/1")]
    monkeypatch.setattr(write_site, "__defaults__", ("cad0-mini", "", disk / "dist"))
    assert CliRunner().invoke(app, command).exit_code == 0
    assert (disk / "mine/model/onnx/model_quantized.onnx").read_bytes() == b"small weights"
    command[3] = str(disk / "dist")
    assert "cad0 export" in str(CliRunner().invoke(app, command).exception)
