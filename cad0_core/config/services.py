"""Settings of hub, archive, W&B and Modal."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from cad0_core.config.base import Settings

REPO = r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$"


class HubConfig(Settings):
    """Where the models are published.

    The data and the page go along where `dataset` and `space` say so. On the Hugging Face Hub all
    may be private, or gated: `auto` lets everybody in who agrees,
    `manual` only whom the owner lets in.
    """

    kind: Literal["local", "huggingface"] = "local"
    cad0: str = Field(default="campedersen/cad0", pattern=REPO)
    mini: str = Field(default="campedersen/cad0-mini", pattern=REPO)
    private: bool = False
    gated: Literal["auto", "manual", False] = False
    dataset: str | None = Field(
        default=None,
        pattern=REPO,
        description="dataset repository that gets the data under the same tag; None: none does",
    )
    space: str | None = Field(
        default=None,
        pattern=REPO,
        description="static Space of Hugging Face that gets the page; None: none does",
    )

    @model_validator(mode="after")
    def _another_name(self) -> Self:
        if self.dataset in (self.cad0, self.mini):
            raise ValueError(f"dataset {self.dataset} has the name of a model")
        return self

    @property
    def cad0_url(self) -> str:
        return f"https://huggingface.co/{self.cad0}"

    @property
    def mini_url(self) -> str:
        return f"https://huggingface.co/{self.mini}"


class PublishConfig(Settings):
    """What `publish` is asked for: where to, and under which tag (None: the next minor)."""

    hub: HubConfig
    version: str | None = Field(default=None, pattern=r"^v\d+\.\d+\.\d+$")


class ArchiveConfig(Settings):
    """Where releases are archived: a bucket of S3 or of what speaks its language. Off unless a
    bucket is named here or by the Prefect block."""

    block: str | None = Field(
        default=None,
        description="S3Bucket block of the Prefect server; cad0 archive setup saves it",
    )
    bucket: str | None = Field(default=None, min_length=3, description="in place of the block's")
    prefix: str | None = Field(default=None, description="before every key; None: the block's")
    endpoint_url: str | None = Field(
        default=None, pattern=r"^https?://", description="of another S3 than Amazon's"
    )
    region: str | None = None

    @property
    def wanted(self) -> bool:
        return bool(self.block or self.bucket)


class WandbConfig(Settings):
    """Experiment tracking. `auto` is online with `WANDB_API_KEY` set and offline without."""

    mode: Literal["auto", "offline", "disabled"] = "auto"
    entity: str | None = None
    project: str = "cad0"

    @property
    def url(self) -> str:
        """Page of the project; without an entity, the one of whoever is logged in."""
        return "/".join(["https://wandb.ai", *([self.entity] if self.entity else []), self.project])


class CallLimits(Settings):
    """What one remote stage may take. An attempt ends after `hours`; after that, or a crash, the
    stage starts again at its checkpoint, at most `retries` times. `total_hours` counts all
    attempts, from the start of the first."""

    hours: float = Field(gt=0, le=24)
    total_hours: float = Field(gt=0)
    retries: int = Field(ge=0, le=10)
    memory_mb: int = Field(ge=128)


class ModalConfig(Settings):
    """Names on Modal, where GPU stages run; the URLs follow from them."""

    app: str = "cad0-training"
    workspace: str = "ecto"
    volume: str = "vcad-training-vol"
    inference_class: str = "Inference"
    inference_method: str = "infer"
    inference_idle_seconds: int = 300
    secrets: Mapping[str, str] = {
        "huggingface-secret": "HUGGING_FACE_HUB_TOKEN",
        "wandb-secret": "WANDB_API_KEY",
    }
    gpus: Mapping[str, str] = {
        "train": "H100",
        "evaluate": "A100-80GB",
        "distill": "A100-80GB",
        "export": "A10G",
        "inference": "A10G",
    }
    # Twice what the stage is quoted to take, or more; the memory holds a 15 GB model twice.
    limits: Mapping[str, CallLimits] = {
        "train": CallLimits(hours=12, total_hours=24, retries=4, memory_mb=65_536),
        "distill": CallLimits(hours=18, total_hours=30, retries=4, memory_mb=65_536),
        "evaluate": CallLimits(hours=4, total_hours=6, retries=2, memory_mb=49_152),
        "export": CallLimits(hours=2, total_hours=3, retries=2, memory_mb=32_768),
        "publish": CallLimits(hours=2, total_hours=3, retries=2, memory_mb=16_384),
    }
    map_limits: CallLimits = Field(
        default=CallLimits(hours=1, total_hours=4, retries=3, memory_mb=4096),
        description="what a container of one core may take that makes a shard or judges claims",
    )
    map_containers: int = Field(
        default=100, ge=1, description="containers at once; a Starter workspace has 100"
    )
    hf_cache: str = "vcad-hf-cache"
    claims: str = "cad0-claims"
    proxy_auth: bool = Field(default=False, description="the endpoint asks for a proxy token")
    queue_seconds: float = Field(default=7200, gt=0, description="to wait for a GPU")
    outage_seconds: float = Field(default=1800, gt=0, description="to wait for the control plane")
    grace_seconds: float = Field(default=40, gt=0, description="to save when cancelled")

    @property
    def dashboard_url(self) -> str:
        return f"https://modal.com/apps/{self.workspace}/main/deployed/{self.app}"

    @property
    def endpoint_url(self) -> str:
        label = f"{self.app}-{self.inference_class}-{self.inference_method}".lower()
        return f"https://{self.workspace}--{label}.modal.run"
