"""What the pieces of a dataset cost where they are made and measured by containers of one core."""

from cad0_core.config import ModalConfig, Preset
from cad0_core.cost.gpus import CORE_USD, GIB_USD

CORES = "CPU cores"  # what such a stage runs on, where others name their GPU

# Of a core, for each sample of the data settings of `full`: `tests/bench/data_scale_bench.py`,
# between its last two sizes.
PIECE_SECONDS = {"generate": 0.00005, "validate": 0.0013}
START_SECONDS = 15.0  # to start a container and import what it needs; assumed


def container_usd(config: ModalConfig) -> float:
    """USD a second for a container of one core with the memory that the setting gives it."""
    return CORE_USD + config.map_limits.memory_mb / 1024 * GIB_USD


def piece_seconds(preset: Preset, stage: str) -> float:
    """Seconds of all containers together for a data stage of `preset`.

    As many containers are started as may run at once, which is too many for a small dataset.
    """
    samples = preset.data.samples * (1 + preset.data.primitive_share)
    return samples * PIECE_SECONDS[stage] + preset.modal.map_containers * START_SECONDS
