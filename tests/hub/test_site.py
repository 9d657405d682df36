"""A published cad0-mini comes with its page, as a folder for any static host."""

import json
from pathlib import Path

from cad0_core.hub.base import Release
from cad0_core.hub.local import LocalHub
from cad0_core.publication import site_of


def test_the_page_names_the_model_beside_it(
    hub: LocalHub, first: list[Release], second: list[Release], tmp_path: Path
) -> None:
    page, out = tmp_path / "dist", tmp_path / "site"
    page.mkdir()
    (page / "index.html").write_text("the page")
    for version, releases in (("v0.1.0", first), ("v0.2.0", second)):
        mini = hub.publish(version, releases)[hub.repos[1]]
        assert "static site" in site_of(mini, out, page)
        model = json.loads((out / "config.json").read_text())["model"]
        assert model == {"name": "cad0-mini", "version": version, "path": "model/"}
        for name in mini.files:
            copy, weights = out / "model" / name, name.endswith(".safetensors")
            assert copy.exists() != weights
            assert weights or copy.read_bytes() == (Path(mini.where) / name).read_bytes()
    assert "page is not built" in site_of(mini, tmp_path / "none", tmp_path)
    assert not (tmp_path / "none").exists()
