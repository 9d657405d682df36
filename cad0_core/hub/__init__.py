"""Where models are published: both of a release or neither, byte for byte what was judged."""

from pathlib import Path

from cad0_core.config import HubConfig
from cad0_core.errors import HubError
from cad0_core.hub.base import Hub, Published, Release, Source
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import Part, assemble

__all__ = ["Hub", "LocalHub", "Part", "Published", "Release", "Source", "assemble", "open_hub"]


def open_hub(config: HubConfig, root: Path) -> Hub:
    """The hub that `config` names; `root` is the folder of a local one."""
    if config.kind != "local":
        raise HubError(f"this version publishes to a local hub only, not to {config.kind!r}")
    return LocalHub(root, (config.cad0, config.mini))
