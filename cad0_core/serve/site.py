"""The page without a server: the built front end, a model beside it, and a file that names it.

What the page reads at its start is `config.json` beside `index.html`:

    {"model": {"name": "cad0-mini", "version": "v0.1.0", "path": "model/"}, "endpoint": null}

`path` is relative to the page and may be null where no model for browsers is served; `endpoint`
is where to POST, relative to the page, and null on a static site.
"""

import json
import shutil
from pathlib import Path
from typing import TypedDict

from cad0_core.errors import ConfigError

DIST = Path(__file__).parent / "web" / "dist"
CONFIG, INDEX, MODEL = "config.json", "index.html", "model"
NOT_BUILT = "the page is not built: run `make web` in the checkout, and try again"
_WEIGHTS = ".safetensors"  # a browser reads the ONNX files

SPACE = """\
---
title: {name}
emoji: 📐
colorFrom: blue
colorTo: gray
sdk: static
pinned: false
license: mit
custom_headers:
  cross-origin-embedder-policy: require-corp
  cross-origin-opener-policy: same-origin
  cross-origin-resource-policy: cross-origin
---

# {name} {version}

A sentence becomes a part, in the browser: no server takes part in it. Any static host will serve
this folder as it is.
"""


class PageModel(TypedDict):
    """The model that a browser loads."""

    name: str
    version: str
    path: str


class PageConfig(TypedDict):
    """What the page is told."""

    model: PageModel | None
    endpoint: str | None


def is_built(dist: Path = DIST) -> bool:
    return (dist / INDEX).is_file()


def write_site(
    out: Path, model: Path, name: str = "cad0-mini", version: str = "", dist: Path = DIST
) -> bool:
    """Write the page with the model folder `model` into `out`, whole or not at all.

    Returns False, and writes nothing, where the page was never built. A site that is there
    already is replaced; `ConfigError` if `out` is something else.
    """
    if not is_built(dist):
        return False
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / CONFIG).is_file()):
        raise ConfigError(f"{out}: holds something else than a site; name another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.with_name(f".{out.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(dist, aside)
    shutil.copytree(model, aside / MODEL, ignore=shutil.ignore_patterns(f"*{_WEIGHTS}"))
    found = PageModel(name=name, version=version, path=f"{MODEL}/")
    config = PageConfig(model=found, endpoint=None)
    (aside / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    page = SPACE.format(name=name, version=version)
    (aside / "README.md").write_text(page, encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    aside.replace(out)
    return True
