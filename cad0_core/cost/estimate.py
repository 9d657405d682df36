"""What a stage will take and cost on a rented GPU, from token counts alone.

Training is bound by operations: FLOP of all tokens over a stated share of the GPU's peak. Decoding
is bound by memory: every step reads all weights. The shares are stated here, once, with where they
come from; those marked "assumed" rest on no measurement of ours, since no GPU was at hand.
"""

from dataclasses import dataclass, replace
from typing import Any

from cad0_core.config import DistillConfig, Preset, TrainConfig
from cad0_core.cost.containers import CORES, START_SECONDS, container_usd, piece_seconds
from cad0_core.cost.gpus import GPUS
from cad0_core.cost.shapes import Shape, forward_flops, shape_of, training_flops
from cad0_core.errors import BudgetError

UTILISATION = {
    # Share of the bf16 peak. 42.8 % is what NVIDIA publishes for LoRA on Qwen2.5-7B, packed rows,
    # one H100 (NeMo Automodel, performance summary); QLoRA is 22 % slower (torchtune's README).
    "train": 0.428 * (1 - 0.22),
    # What an earlier pipeline with these two models reached: 7.0e18 FLOP in 30.3 A100-hours.
    "distill": 0.20,
}
BANDWIDTH_SHARE = 0.5  # of the memory's peak while decoding; assumed
LAYER_SECONDS = 0.0008  # to launch the kernels of one layer and decoding step, at least; assumed
CPU_FLOPS = 2e11  # a GPU container's CPU cores together in onnxruntime, FLOP/s; assumed
CONTAINER_SECONDS = START_SECONDS
VOLUME_BYTES = 1e9  # a second, weights from volume to GPU; assumed
EXPORT_BYTES = 10e6  # a second of fp32 weights: trace, check, quantise, on the CPU; assumed
ANSWERED = 64  # prompts that a teacher answers at a time
JUDGE_SECONDS = 0.04  # to build and measure one answer: 25 s for 600 in the laptop release


@dataclass(frozen=True)
class Tokens:
    """Training rows, mean tokens of a prompt and of a completion (its end token included)."""

    rows: int
    prompt: float
    completion: float
    source: str

    @property
    def row(self) -> float:
        return self.prompt + self.completion

    @property
    def total(self) -> float:
        return self.rows * self.row


@dataclass(frozen=True)
class Estimate:
    """Seconds and USD of one stage on `gpu`; `basis` says from what. `rate`, in USD a second, is
    that of something else than a GPU."""

    stage: str
    gpu: str
    seconds: float
    basis: str
    rate: float | None = None

    @property
    def usd(self) -> float:
        rate = GPUS[self.gpu].usd_per_second if self.rate is None else self.rate
        return self.seconds * rate

    def describe(self) -> str:
        """Such as `1.9 h and 7.61 USD on H100 (87.0 M tokens, 2.6e+18 FLOP)`."""
        return f"{duration(self.seconds)} and {self.usd:.2f} USD on {self.gpu} ({self.basis})"


# Mean tokens of Qwen2.5 in a row, counted on 11,300 rows that the data settings of `full` make.
MEAN_PROMPT, MEAN_COMPLETION = 41.6, 69.1


def stated_tokens(preset: Preset) -> Tokens:
    """Counts to plan with while there is no dataset: rows as asked for, mean lengths as stated."""
    data = preset.data
    rows = data.samples * (1 + data.primitive_share) * (1 - data.val_share - data.test_share)
    return Tokens(round(rows), MEAN_PROMPT, MEAN_COMPLETION, "stated means; no dataset yet")


def estimate(preset: Preset, label: str, gpu: str, tokens: Tokens) -> Estimate:
    """The estimate for the release's step `label`, or for `inference-cold` and `-warm`.

    Raises `BudgetError` for a step that no formula covers: what can't be estimated can't be
    held to a budget.
    """
    teacher, student = shape_of(preset.train.model), shape_of(preset.distill.student)
    student = replace(student, vocabulary=preset.distill.vocabulary or student.vocabulary)
    match label.split("-"):
        case ["generate" | "validate"]:
            return _pieces(preset, label)
        case ["train"]:
            return train(preset.train, gpu, tokens)
        case ["distill"]:
            return distill(preset.distill, teacher, gpu, tokens)
        case ["export"]:
            return _export(preset, student, gpu, tokens)
        case ["evaluate", "onnx", *_]:
            return _evaluate_onnx(preset, student, label, gpu, tokens)
        case ["evaluate", *words]:
            return _evaluate(preset, student if "mini" in words else teacher, label, gpu)
        case ["inference", kind]:
            return _inference(teacher, kind, gpu, tokens)
    raise BudgetError(
        f"no formula estimates step {label}, so it can't be held to a budget on {gpu}. Run it on a "
        "backend without a price, or add the formula to cad0_core/cost/estimate.py"
    )


def train(config: TrainConfig, gpu: str, tokens: Tokens) -> Estimate:
    """Fine-tuning: all epochs over all rows, or `max_steps` where that is set."""
    shape = shape_of(config.model)
    batch = config.per_device_train_batch_size * config.gradient_accumulation_steps
    rows = _rows(config.max_steps, batch, config.num_train_epochs, tokens)
    each = training_flops(
        shape, tokens.row, config.model.lora_r, checkpointing=config.gradient_checkpointing
    )
    return _computed("train", gpu, rows * tokens.row, each, _load(shape))


def distill(config: DistillConfig, teacher: Shape, gpu: str, tokens: Tokens) -> Estimate:
    """Distillation: the teacher reads, or answers, a row once; the student learns all epochs.

    Time on one GPU: several processes share it, and cost as much.
    """
    shape = shape_of(config.student)
    rows = _rows(config.max_steps, config.batch_size, config.num_epochs, tokens)
    taught = min(rows, tokens.rows)
    each = training_flops(
        shape, tokens.row, config.student.lora_r, checkpointing=config.gradient_checkpointing
    )
    load = _load(shape)
    if config.method == "logit":
        each += forward_flops(teacher, tokens.row) * taught / max(rows, 1)
        load += _load(teacher)
    if config.method == "sequence":
        answers = taught / ANSWERED * tokens.completion * _step(teacher, gpu)
        load += _load(teacher) + answers + taught * JUDGE_SECONDS
    return _computed("distill", gpu, rows * tokens.row, each, load)


def duration(seconds: float) -> str:
    """`2.0 s`, `7.5 min` or `6.0 h`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def as_row(estimated: Estimate) -> dict[str, Any]:
    """The estimate as plain values, for JSON and tables."""
    return {
        "stage": estimated.stage,
        "gpu": estimated.gpu,
        "seconds": round(estimated.seconds, 1),
        "usd": round(estimated.usd, 4),
        "basis": estimated.basis,
    }


def _pieces(preset: Preset, stage: str) -> Estimate:
    samples, most = preset.data.samples, preset.modal.map_containers
    seconds = piece_seconds(preset, stage)
    basis = f"{samples:,} samples, all of up to {most} containers together"
    return Estimate(stage, CORES, seconds, basis, container_usd(preset.modal))


def _rows(max_steps: int, batch: int, epochs: float, tokens: Tokens) -> float:
    return max_steps * batch if max_steps > 0 else epochs * tokens.rows


def _computed(stage: str, gpu: str, tokens: float, each: float, load: float) -> Estimate:
    share = UTILISATION[stage]
    seconds = CONTAINER_SECONDS + load + tokens * each / (GPUS[gpu].flops * share)
    basis = f"{tokens / 1e6:.1f} M tokens of {each / 1e9:.1f} GFLOP at {share:.0%} of the peak"
    return Estimate(stage, gpu, seconds, basis)


def _evaluate(preset: Preset, shape: Shape, label: str, gpu: str) -> Estimate:
    config = preset.evaluation
    steps = -(-config.prompts // config.batch_size) * config.max_new_tokens
    seconds = CONTAINER_SECONDS + _load(shape) + steps * _step(shape, gpu)
    seconds += config.prompts * JUDGE_SECONDS
    return Estimate(label, gpu, seconds, f"{config.prompts:,} prompts, {steps:,} steps at most")


def _evaluate_onnx(preset: Preset, shape: Shape, label: str, gpu: str, tokens: Tokens) -> Estimate:
    prompts = preset.evaluation.prompts
    work = prompts * tokens.row * forward_flops(shape, tokens.row)
    seconds = CONTAINER_SECONDS + work / CPU_FLOPS + prompts * JUDGE_SECONDS
    return Estimate(label, gpu, seconds, f"{prompts:,} prompts on the container's CPU")


def _export(preset: Preset, shape: Shape, gpu: str, tokens: Tokens) -> Estimate:
    config = preset.export
    weights, answers = 4.0 * shape.parameters, config.trial * len(config.dtypes)
    work = answers * tokens.row * forward_flops(shape, tokens.row)
    seconds = CONTAINER_SECONDS + weights / EXPORT_BYTES + work / CPU_FLOPS
    basis = f"{weights / 1e9:.1f} GB of fp32 weights, {answers:,} answers on the CPU"
    return Estimate("export", gpu, seconds, basis)


def _inference(shape: Shape, kind: str, gpu: str, tokens: Tokens) -> Estimate:
    read = tokens.prompt * forward_flops(shape, tokens.prompt) / GPUS[gpu].flops
    seconds = read + tokens.completion * _step(shape, gpu)
    if kind == "cold":
        seconds += CONTAINER_SECONDS + _load(shape)
    return Estimate(f"inference-{kind}", gpu, seconds, f"{tokens.completion:.0f} tokens an answer")


def _load(shape: Shape) -> float:
    """Seconds to read bf16 weights from the volume."""
    return 2.0 * shape.parameters / VOLUME_BYTES


def _step(shape: Shape, gpu: str) -> float:
    """Seconds of a decoding step: to read all bf16 weights, or to launch kernels if it is more."""
    read = 2.0 * shape.matmul_weights / (GPUS[gpu].bandwidth * BANDWIDTH_SHARE)
    return max(read, shape.layers * LAYER_SECONDS)
