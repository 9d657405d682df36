"""Where models are published: both of a release or neither, byte for byte what was judged."""

import os
from pathlib import Path

from cad0_core.config import HubConfig
from cad0_core.hub.base import Hub, Published, Release, Source
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import Part, assemble

__all__ = [
    "Hub",
    "LocalHub",
    "Part",
    "Published",
    "Release",
    "Source",
    "TOKENS",
    "TOKEN_BLOCK",
    "assemble",
    "open_hub",
]

TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")  # environment variables, the first that is set
TOKEN_BLOCK = "huggingface-secret"  # a Prefect Secret block, for want of both
REMOTE = "huggingface"  # folder beside the local hub's: journal and downloads


def open_hub(config: HubConfig, root: Path, token: str | None = None) -> Hub:
    """The hub that `config` names: the local one lies in `root`, and beside it what the Hugging
    Face Hub needs. `token` is for the latter; without it the environment's is taken.
    """
    if config.kind == "local":
        return LocalHub(root, (config.cad0, config.mini), config.dataset)
    from cad0_core.hub.huggingface import HuggingFaceHub  # half a second: only where needed

    given = (os.environ[name] for name in TOKENS if os.environ.get(name))
    return HuggingFaceHub(root.with_name(REMOTE), config, token or next(given, None))
