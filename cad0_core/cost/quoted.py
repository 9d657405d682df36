"""What the pipeline's description quotes, and the same rows at list prices and as we estimate."""

from dataclasses import dataclass
from typing import Any

from cad0_core.config import Preset
from cad0_core.cost.estimate import Tokens, duration, estimate
from cad0_core.cost.gpus import GPUS

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
        return self.seconds * GPUS[self.gpu].usd_per_second


# Times and prices as the pipeline's description quotes them.
COSTS = (
    CostRow("Training (1 epoch)", "train", "H100", 6 * HOUR, 20.0),
    CostRow("Distillation (3 epochs)", "distill", "A100-80GB", 8 * HOUR, 30.0),
    CostRow("ONNX Export", "export", "A10G", 0.5 * HOUR, 0.50),
    CostRow("Inference (cold)", "inference-cold", "A10G", 30.0, 0.01),
    CostRow("Inference (warm)", "inference-warm", "A10G", 2.0, 0.001),
)


def release_costs(preset: Preset) -> list[CostRow]:
    """The rows that one release pays for, checked against the GPUs of the preset."""
    rows = [row for row in COSTS if not row.stage.startswith("inference")]
    assert all(preset.modal.gpus[row.stage] == row.gpu for row in rows), preset.modal.gpus
    return rows


def rents_gpus(preset: Preset) -> bool:
    """Whether the preset fine-tunes a base model; from scratch, a CPU is enough."""
    return preset.train.model.architecture is None


def three_ways(preset: Preset, tokens: Tokens) -> list[dict[str, Any]]:
    """The quoted rows with USD at the price table and our estimate; times in seconds."""
    found = []
    for row in COSTS:
        ours = estimate(preset, row.stage, row.gpu, tokens)
        found.append(
            {
                "task": row.task,
                "gpu": row.gpu,
                "quoted_seconds": row.seconds,
                "quoted_usd": row.quoted_usd,
                "list_usd": row.usd,
                "estimated_seconds": ours.seconds,
                "estimated_usd": ours.usd,
                "basis": ours.basis,
            }
        )
    return found


def evaluations(preset: Preset, tokens: Tokens) -> list[dict[str, Any]]:
    """The evaluations of a release, which the description does not price."""
    gpu = preset.modal.gpus["evaluate"]
    labels = ["evaluate", "evaluate-mini"]
    labels += [f"evaluate-onnx-{dtype}" for dtype in preset.export.dtypes]
    estimates = [estimate(preset, label, gpu, tokens) for label in labels]
    return [
        {
            "task": ours.stage,
            "gpu": gpu,
            "estimated_seconds": ours.seconds,
            "estimated_usd": ours.usd,
            "basis": ours.basis,
        }
        for ours in estimates
    ]


def table_rows(preset: Preset, tokens: Tokens) -> list[tuple[str, ...]]:
    """Cells for people: task, GPU, quoted, at list price, estimated."""
    rows: list[tuple[str, ...]] = [
        (
            row["task"],
            row["gpu"],
            f"{duration(row['quoted_seconds'])}, {money(row['quoted_usd'])}",
            money(row["list_usd"]),
            f"{duration(row['estimated_seconds'])}, {money(row['estimated_usd'])}",
        )
        for row in three_ways(preset, tokens)
    ]
    rows += [
        (
            row["task"],
            row["gpu"],
            "",
            "",
            f"{duration(row['estimated_seconds'])}, {money(row['estimated_usd'])}",
        )
        for row in evaluations(preset, tokens)
    ]
    return rows


def money(usd: float) -> str:
    """`$20.00`; below a dime with the digits that say something."""
    return f"${usd:.2f}" if usd >= 0.1 or usd == 0 else f"${usd:.4f}"
