"""All settings of a release together."""

from pydantic import Field

from cad0_core.config.base import MapOver, Settings
from cad0_core.config.data import DataConfig, ValidateConfig
from cad0_core.config.judging import EvalConfig, ExportConfig, GatesConfig
from cad0_core.config.services import ArchiveConfig, HubConfig, ModalConfig, WandbConfig
from cad0_core.config.training import DistillConfig, TrainConfig


class Preset(Settings):
    """Everything a release needs to know, by stage."""

    name: str
    data: DataConfig
    validation: ValidateConfig = ValidateConfig()
    train: TrainConfig
    distill: DistillConfig
    evaluation: EvalConfig
    export: ExportConfig = ExportConfig()
    gates: GatesConfig
    hub: HubConfig = HubConfig()
    archive: ArchiveConfig = ArchiveConfig()
    wandb: WandbConfig = WandbConfig()
    modal: ModalConfig = ModalConfig()
    map_over: MapOver = Field(
        default="processes",
        description="where data is made and measured piece by piece: by processes of this machine "
        "or by containers on Modal; the data is the same",
    )
    min_free_gb: float = Field(ge=0, description="disk space that a release needs at least")
    budget_usd: float = Field(
        ge=0,
        allow_inf_nan=False,
        description="what one release may spend on rented GPUs, by estimates before each stage",
    )
