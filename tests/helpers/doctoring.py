"""A place where everything is as a production release needs it, to take single things away from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import modal
import modal.client
import pytest
from hub_server import Hub, HubServer
from hub_server.git import Repo
from hub_server.state import Account
from modal_server import ModalServer

from cad0_core.backends.modal import wire
from cad0_core.backends.modal.deployment import CODE_TAG
from cad0_core.backends.modal.preflight import deployed_functions
from cad0_core.config import HubConfig, ModelConfig, Preset
from cad0_core.doctor import Plan
from cad0_core.hub import TOKENS
from cad0_core.presets import full
from cad0_core.state import State

TOKEN = "hf_doctor"
OWNER = "campedersen"
APP = "doctor-app"  # the stand-in is shared: names of our own
SECRETS = {"doctor-hub": "HUGGING_FACE_HUB_TOKEN", "doctor-wandb": "WANDB_API_KEY"}
VOLUMES = ("doctor-vol", "doctor-cache")


@dataclass
class Ready:
    """The plan of a production release, and the stand-ins that it is checked against."""

    plan: Plan
    hub: HubServer
    cloud: ModalServer
    patch: pytest.MonkeyPatch


def deploy(code: str, gpus: dict[str, str | None], app: str = APP) -> None:
    """Deploy empty functions with these GPUs, as code of that digest."""
    deployed = modal.App(app, tags={CODE_TAG: code})
    for name, gpu in gpus.items():
        deployed.function(name=name, gpu=gpu, serialized=True)(_nothing)
    deployed.deploy()


def production(hub: HubServer) -> Preset:
    """Preset `full` with the names and base models of the stand-ins."""
    base = full()
    teacher, student = (
        model.replace(revision=_base_model(hub, model))
        for model in (base.train.model, base.distill.student)
    )
    config = base.modal.replace(app=APP, volume=VOLUMES[0], hf_cache=VOLUMES[1], secrets=SECRETS)
    return base.replace(
        train=base.train.replace(model=teacher),
        distill=base.distill.replace(student=student),
        hub=HubConfig(kind="huggingface", cad0=f"{OWNER}/cad0", mini=f"{OWNER}/cad0-mini"),
        modal=config,
    )


def gpus_of(preset: Preset) -> dict[str, str | None]:
    return {stage: preset.modal.gpus.get(stage) for stage in deployed_functions(preset.modal)}


@contextmanager
def ready(cloud: ModalServer, state: State, patch: pytest.MonkeyPatch) -> Iterator[Ready]:
    """Everything in order: both hubs' stand-ins, disk, and one of the two repositories there."""
    accounts = {TOKEN: Account(OWNER, (OWNER,)), "hf_reader": Account("someone")}
    with HubServer(Hub(accounts)) as hub:
        patch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        for name in TOKENS:
            patch.delenv(name, raising=False)
        patch.setattr(State, "free_gb", lambda self: 500.0)
        hub.hub.repos["model", f"{OWNER}/cad0"] = Repo("model", f"{OWNER}/cad0")
        preset = production(hub)
        for name, key in SECRETS.items():
            cloud.secret(name, **{key: "x"})
        for name in VOLUMES:
            modal.Volume.from_name(name, create_if_missing=True).hydrate()
        deploy(wire.code(), gpus_of(preset))
        plan = Plan(preset, "modal", state, token=TOKEN, token_from="from HF_TOKEN")
        yield Ready(plan, hub, cloud, patch)


def forget_account() -> None:
    """Let modal's client read the environment again when it is next asked."""
    modal.client._Client._set_env_client(None)  # type: ignore[attr-defined]


def _base_model(hub: HubServer, model: ModelConfig) -> str:
    assert model.model_name is not None
    repo = hub.hub.repos["model", model.model_name] = Repo("model", model.model_name)
    return repo.main.id


def _nothing() -> None: ...
