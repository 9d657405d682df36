"""A published cad0-mini comes with its page, as a folder for any static host."""

import json
from pathlib import Path
from typing import Any

import pytest
from hub_server import HubServer

from cad0_core.config import HubConfig
from cad0_core.hub import open_hub
from cad0_core.hub.base import Release
from cad0_core.publication import site_of


@pytest.mark.parametrize("kind", ["local", "huggingface"])
def test_the_page_names_the_model_beside_it(
    kind: Any, server: HubServer, first: list[Release], second: list[Release], tmp_path: Path
) -> None:
    hub = open_hub(HubConfig(kind=kind), tmp_path / "hub")
    page, out = tmp_path / "dist", tmp_path / "site"
    page.mkdir()
    (page / "index.html").write_text("the page")
    for version, releases in (("v0.1.0", first), ("v0.2.0", second)):
        mini = hub.publish(version, releases)[hub.repos[1]]
        assert "static site" in site_of(hub, mini, out, page)
        model = json.loads((out / "config.json").read_text())["model"]
        assert model == {"name": "cad0-mini", "version": version, "path": "model/"}
        for name in mini.files:
            copy, weights = out / "model" / name, name.endswith(".safetensors")
            assert copy.exists() != weights
            assert weights or copy.read_bytes() == hub.read(mini.repo, name)
    assert "page is not built" in site_of(hub, mini, tmp_path / "none", tmp_path)
    assert not (tmp_path / "none").exists()
