"""What GPU stages cost. USD per second of rented GPU, and the production run's hours."""

from dataclasses import dataclass

from cad0_core.config import Preset

# Modal's list prices (USD per GPU-second) as published on 2026-07-01; CPU and memory are extra.
GPU_USD_PER_SECOND = {"H100": 0.001097, "A100-80GB": 0.000694, "A10G": 0.000306}
PRICES_OF = "2026-07-01"
HOUR = 3600.0


@dataclass(frozen=True)
class CostRow:
    """One task of the production run: GPU time in seconds, and the price quoted for it (USD)."""

    task: str
    stage: str
    gpu: str
    seconds: float
    quoted_usd: float

    @property
    def usd(self) -> float:
        """The quoted time at the price table's rate."""
        return self.seconds * GPU_USD_PER_SECOND[self.gpu]


# Times and prices as the pipeline's description quotes them.
COSTS = (
    CostRow("Training (1 epoch)", "train", "H100", 6 * HOUR, 20.0),
    CostRow("Distillation (3 epochs)", "distill", "A100-80GB", 8 * HOUR, 30.0),
    CostRow("ONNX Export", "export", "A10G", 0.5 * HOUR, 0.50),
    CostRow("Inference (cold)", "inference", "A10G", 30.0, 0.01),
    CostRow("Inference (warm)", "inference", "A10G", 2.0, 0.001),
)


def release_costs(preset: Preset) -> list[CostRow]:
    """The rows that one release pays for, checked against the GPUs of the preset."""
    rows = [row for row in COSTS if row.stage != "inference"]
    assert all(preset.modal.gpus[row.stage] == row.gpu for row in rows), preset.modal.gpus
    return rows
