"""Settings of a release, as frozen and validated types. Values live in `presets.py`.

Every section is one stage's input: its digest is part of that stage's key, so changing a value
re-runs exactly the stages that depend on it. Lengths are in mm, times in seconds, money in USD.
"""

from cad0_core.config.base import (
    FAMILIES,
    METRICS,
    MODELS,
    ONNX_FILES,
    SPLITS,
    Compared,
    Dtype,
    MapOver,
    OnnxDtype,
    Probe,
    Settings,
    digest_of,
)
from cad0_core.config.data import DataConfig, ValidateConfig
from cad0_core.config.judging import (
    GREEDY,
    Decoding,
    EvalConfig,
    ExportConfig,
    GateConfig,
    GatesConfig,
    floor_name,
)
from cad0_core.config.preset import Preset
from cad0_core.config.services import (
    REPO,
    ArchiveConfig,
    CallLimits,
    HubConfig,
    ModalConfig,
    PublishConfig,
    WandbConfig,
)
from cad0_core.config.training import (
    Architecture,
    DistillConfig,
    FitSettings,
    ModelConfig,
    TrainConfig,
)

__all__ = [
    "Architecture",
    "ArchiveConfig",
    "CallLimits",
    "Compared",
    "DataConfig",
    "Decoding",
    "DistillConfig",
    "Dtype",
    "EvalConfig",
    "ExportConfig",
    "FAMILIES",
    "FitSettings",
    "GREEDY",
    "GateConfig",
    "GatesConfig",
    "HubConfig",
    "METRICS",
    "MODELS",
    "MapOver",
    "ModalConfig",
    "ModelConfig",
    "ONNX_FILES",
    "OnnxDtype",
    "Preset",
    "Probe",
    "PublishConfig",
    "REPO",
    "SPLITS",
    "Settings",
    "TrainConfig",
    "ValidateConfig",
    "WandbConfig",
    "digest_of",
    "floor_name",
]
