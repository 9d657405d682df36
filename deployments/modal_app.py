"""The app on Modal: one function a stage, and the endpoint.

    cd deployments
    modal deploy modal_app.py                  # functions and endpoint; `cad0 modal deploy` as well
    modal run modal_app.py                     # training on the uploaded data, detached
    modal run modal_app.py --action evaluate   # what is trained, on held-out prompts

The functions are the stages that a laptop runs in child processes. What they have to do with
Modal is here and in `cad0_core/backends/modal`.
"""

import json
import os
from typing import Any

import modal

from cad0_core.backends.modal import container, launch, locked, pieces, publishing, wire
from cad0_core.backends.modal.claims import Claims
from cad0_core.backends.modal.deployment import CODE_TAG, SERVED_VARIABLE
from cad0_core.backends.modal.volume import SERVED
from cad0_core.config import ModalConfig
from cad0_core.stages import VERSION_VARIABLE, code_version

CONFIG = ModalConfig()
MOUNT, HF_MOUNT = "/vol", "/cache/hf"
MINUTE = 60
IGNORED = ["**/__pycache__", "**/*.pyc", "**/node_modules"]  # of the source that is uploaded

app = modal.App(CONFIG.app, tags={"project": "cad0", CODE_TAG: wire.code()})
volume = modal.Volume.from_name(CONFIG.volume, create_if_missing=True)
caches = modal.Volume.from_name(CONFIG.hf_cache, create_if_missing=True)
SECRETS = [
    modal.Secret.from_name(name, required_keys=[key]) for name, key in CONFIG.secrets.items()
]


def finished(base: modal.Image, served: str = "") -> modal.Image:
    """`base` with the lock's packages and what every container finds in its environment; the
    source comes last, as it is, so that another version of it builds nothing."""
    environment = {
        container.ROOT_VARIABLE: MOUNT,
        VERSION_VARIABLE: code_version(),
        "HF_HOME": HF_MOUNT,
        "HF_XET_HIGH_PERFORMANCE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        SERVED_VARIABLE: served,
    }
    return base.env(
        {name: value for name, value in environment.items() if value}
    ).add_local_python_source("cad0_core", ignore=IGNORED)


# FlashAttention is built against torch, with the compiler of the CUDA that torch is made for.
STAGE_IMAGE = finished(
    modal.Image.from_registry("nvidia/cuda:13.0.1-devel-ubuntu22.04", add_python="3.11")
    .entrypoint([])
    .apt_install("git")
    .uv_pip_install(*locked.packages(), "liger-kernel==0.8.5")
    .uv_pip_install("ninja==1.13.2", "setuptools", "wheel")
    .uv_pip_install("flash-attn==2.8.3.post2", extra_options="--no-build-isolation")
)
ENDPOINT_IMAGE = finished(
    modal.Image.debian_slim(python_version="3.11").uv_pip_install(*locked.packages()),
    served=os.environ.get(SERVED_VARIABLE, ""),
)


def options(stage: str) -> dict[str, Any]:
    """What a stage's function asks for; its retries are for time-outs and crashes, since a stage
    that fails returns and does not raise."""
    limits = CONFIG.limits[stage]
    return {
        "name": stage,
        "image": STAGE_IMAGE,
        "gpu": CONFIG.gpus.get(stage),
        "memory": limits.memory_mb,
        "timeout": round(limits.hours * 3600),
        "startup_timeout": 20 * MINUTE,
        "retries": modal.Retries(max_retries=limits.retries, backoff_coefficient=1),
        "volumes": {MOUNT: volume, HF_MOUNT: caches},
        "secrets": SECRETS,
        "single_use_containers": True,
    }


def run(request: dict[str, Any]) -> dict[str, Any]:
    """One stage, whichever it is, under this call's claim."""
    call = modal.current_function_call_id()
    assert call is not None
    claims = Claims.named(CONFIG.claims)
    return container.serve(request, volume, lambda key: claims.claim(key, call), call)


@app.function(**options("train"))
def train(request: dict[str, Any]) -> dict[str, Any]:
    return run(request)


@app.function(**options("distill"))
def distill(request: dict[str, Any]) -> dict[str, Any]:
    return run(request)


@app.function(**options("evaluate"))
def evaluate(request: dict[str, Any]) -> dict[str, Any]:
    return run(request)


@app.function(**options("export"))
def export(request: dict[str, Any]) -> dict[str, Any]:
    return run(request)


@app.function(**options("publish"))
def publish(request: dict[str, Any]) -> dict[str, Any]:
    """Judge what is on the volume and publish it; on a CPU."""
    return publishing.publish(request, volume)


def piece(name: str) -> dict[str, Any]:
    """What a function asks for that datasets are mapped over: one core, and many containers."""
    limits = CONFIG.map_limits
    return {
        "name": name,
        "image": ENDPOINT_IMAGE,
        "cpu": 1.0,
        "env": {"POLARS_MAX_THREADS": "1"},  # a thread for every core of the host, otherwise
        "memory": limits.memory_mb,
        "timeout": round(limits.hours * 3600),
        "retries": modal.Retries(max_retries=limits.retries, backoff_coefficient=1),
        "max_containers": CONFIG.map_containers,
    }


@app.function(**piece(pieces.MAKE), volumes={MOUNT: volume})
def make_shard(request: dict[str, Any]) -> dict[str, Any]:
    """One shard of a dataset, left on the volume with its digests."""
    return pieces.make_shard(request, volume)


@app.function(**piece(pieces.JUDGE))
def judge_claims(request: dict[str, Any]) -> dict[str, Any]:
    """A batch of programs, built and measured."""
    return pieces.judge_claims(request)


@app.cls(
    image=ENDPOINT_IMAGE,
    gpu=CONFIG.gpus["inference"],
    volumes={MOUNT: volume.with_mount_options(read_only=True)},
    memory=32_768,
    scaledown_window=CONFIG.inference_idle_seconds,
    max_containers=2,
    startup_timeout=10 * MINUTE,
    timeout=2 * MINUTE,
    enable_memory_snapshot=True,
    experimental_options={"enable_gpu_snapshot": True},
)
@modal.concurrent(max_inputs=32, target_inputs=16)
class Inference:
    """The endpoint: the application of `cad0 serve`, its model loaded before the snapshot."""

    @modal.enter(snap=True)
    def load(self) -> None:
        """Load the weights and answer once, so that a restored container is warm."""
        from cad0_core.model.decode import load_generator

        # A release deploys with the model to serve; `modal deploy` typed by hand keeps the last.
        noted = container.root() / SERVED
        named = os.environ.get(SERVED_VARIABLE) or (noted.is_file() and noted.read_text())
        if not named:
            raise RuntimeError("no model is published yet: a release deploys this class again")
        self.served = json.loads(named)
        self.folder = container.root() / self.served["folder"]
        self.generator = load_generator(self.folder)
        self.generator.answer(["20mm cube"], batch_size=1, max_new_tokens=64)

    @modal.asgi_app(requires_proxy_auth=CONFIG.proxy_auth)
    def infer(self) -> Any:
        from cad0_core.serve.app import create_app
        from cad0_core.serve.settings import ServeSettings

        settings = ServeSettings.from_environment(
            model=self.folder, name=self.served["name"], version=self.served["version"]
        )
        self.application = create_app(settings, generator=self.generator)
        return self.application

    @modal.method()
    async def answer(self, prompt: str) -> dict[str, str]:
        """Program and version, without HTTP: the check after a deployment."""
        from cad0_core.serve.schema import GenerateRequest

        asked = GenerateRequest(prompt=prompt, temperature=0)
        found = await self.application.state.service.answer(asked)
        return {"ir": found.ir, "version": self.served["version"]}


@app.local_entrypoint()
def main(action: str = "train", preset: str = "full") -> None:
    """`train`, or `evaluate` what is trained; both run on the deployed app and outlive this."""
    launch.run(action, preset, known=("train", "evaluate"))
