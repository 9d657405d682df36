"""Memory of a GPU while LoRA adapters are trained on a frozen base: bytes, by what holds them.

What a layer keeps for the backward pass is counted tensor by tensor, as Korthikanti et al. 2022
(arXiv 2205.05198, section 4) do for GPT, here for transformers' Qwen2 with PEFT's adapters beside
NF4 layers, under bf16 autocast; a test holds the count against what autograd really saves. PEFT
keeps norms and embeddings in fp32, hence the residual stream, and bitsandbytes answers in the type
it is asked in, hence an fp32 MLP. `h`, `k`, `i` are the widths of hidden state, keys and MLP, `r`
the rank; bytes a token and layer:

| kept | bytes |
|---|---|
| input of both norms in fp32, and their scales | 8h + 8 |
| bf16 input of each adapter: q, k, v, o, gate, up read h, down reads i | 2(6h + i) |
| mask of its dropout: one byte on CUDA | 6h + i |
| bf16 output of each adapter's first matrix | 14r |
| bf16 queries, keys, values, output, fp32 log-sums of FlashAttention | 4h + 4k + 4 heads |
| gate, its SiLU, and up, whose product is taken, in fp32 | 12i |

FlashAttention (arXiv 2205.14135) keeps no matrix of scores, frozen weights no input.
With checkpointing (arXiv 1604.06174) a layer keeps its fp32 input,
4h, and one layer at a time is whole. NF4 with double quantisation takes 4 + 8/64 + 32/(64 * 256)
bits a weight (Dettmers et al. 2023, arXiv 2305.14314, section 3).
"""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

from cad0_core.config import ModelConfig, TrainConfig
from cad0_core.cost.estimate import Tokens
from cad0_core.cost.gpus import GPUS
from cad0_core.cost.shapes import Shape, shape_of
from cad0_core.errors import ConfigError

NF4_BYTES = (4 + 8 / 64 + 32 / (64 * 256)) / 8
ADAPTER_BYTES = 16  # fp32 weight, fp32 gradient, two fp32 moments of AdamW
# bf16 logits, the fp32 logarithms of their softmax, the gradient of those, and that in bf16.
LOGIT_BYTES = 2 + 4 + 4 + 2
CHUNK = 1024  # label positions whose logits exist at once in a chunked or fused loss
# CUDA context, cuBLAS workspace, the largest weight in bf16, fragmentation; assumed.
RESERVED = 3e9

_MANY = 4096  # rows; no more is looked for

Loss = Literal["whole", "chunked"]
LOSSES: tuple[Loss, ...] = ("whole", "chunked")


@dataclass(frozen=True)
class MicroBatch:
    """Rows of `length` tokens, `completion` of them with a label."""

    rows: int
    length: float
    completion: float


@dataclass(frozen=True)
class Memory:
    """Bytes of one training run at one micro-batch."""

    weights: float
    adapters: float  # with gradients and optimiser states
    activations: float
    logits: float

    @property
    def total(self) -> float:
        return self.weights + self.adapters + self.activations + self.logits + RESERVED


def weight_bytes(shape: Shape, *, use_4bit: bool) -> float:
    """Bytes of the frozen base: bf16, or NF4 with embeddings, output layer and norms in fp32."""
    if not use_4bit:
        return 2.0 * shape.parameters
    return shape.layer_weights * NF4_BYTES + 4.0 * (shape.parameters - shape.layer_weights)


def layer_bytes(shape: Shape, rank: int, *, mask_bytes: int = 1) -> int:
    """Bytes that one layer keeps for each token; dropout's masks have `mask_bytes` an element."""
    h, k, i = shape.hidden, shape.kv_width, shape.intermediate
    norms = 8 * h + 8
    adapters = (2 + mask_bytes) * (6 * h + i) + 14 * rank
    attention = 4 * h + 4 * k + 4 * shape.heads
    return norms + adapters + attention + 12 * i


def activation_bytes(shape: Shape, rank: int, *, checkpointing: bool) -> int:
    """Bytes that all layers keep for each token, at their peak."""
    if not checkpointing:
        return shape.layers * layer_bytes(shape, rank)
    return shape.layers * 4 * shape.hidden + layer_bytes(shape, rank)


def logit_bytes(shape: Shape, positions: float, loss: Loss) -> float:
    """Bytes of logits at `positions` label positions of a micro-batch."""
    at_once = min(positions, CHUNK) if loss == "chunked" else positions
    return LOGIT_BYTES * shape.vocabulary * at_once


def training_memory(
    model: ModelConfig, batch: MicroBatch, *, checkpointing: bool, loss: Loss
) -> Memory:
    """Memory of one micro-batch. Raises `ConfigError` for a model without adapters, which these
    formulas don't describe."""
    if not model.lora_r:
        raise ConfigError("the memory formulas are for LoRA; this model trains all of its weights")
    shape = shape_of(model)
    each = activation_bytes(shape, model.lora_r, checkpointing=checkpointing)
    return Memory(
        weights=weight_bytes(shape, use_4bit=model.use_4bit),
        adapters=float(ADAPTER_BYTES * shape.lora_parameters(model.lora_r)),
        activations=batch.rows * batch.length * each,
        logits=logit_bytes(shape, batch.rows * batch.completion, loss),
    )


def largest_rows(
    model: ModelConfig, batch: MicroBatch, memory: float, *, checkpointing: bool, loss: Loss
) -> int:
    """How many rows like those of `batch` fit in `memory` bytes; 0 if not even one does."""
    rows = 0
    while rows < _MANY:
        more = replace(batch, rows=rows + 1)
        used = training_memory(model, more, checkpointing=checkpointing, loss=loss)
        if used.total > memory:
            break
        rows += 1
    return rows


def options(config: TrainConfig, gpu: str, tokens: Tokens) -> list[dict[str, Any]]:
    """Each way to train, with rows of mean length and with rows of `max_seq_length`: GB, whether
    the configured micro-batch fits, and the largest that does."""
    room = GPUS[gpu].memory
    rows = config.per_device_train_batch_size
    longest = config.max_seq_length
    batches = {
        "mean": MicroBatch(rows, tokens.row, tokens.completion),
        "longest": MicroBatch(rows, longest, longest - tokens.prompt),
    }
    found: list[dict[str, Any]] = []
    for checkpointing, loss in product((False, True), LOSSES):
        row: dict[str, Any] = {"checkpointing": checkpointing, "loss": loss}
        for name, batch in batches.items():
            used = training_memory(config.model, batch, checkpointing=checkpointing, loss=loss)
            row[f"gb_{name}"] = round(used.total / 1e9, 1)
            row[f"fits_{name}"] = used.total <= room
            row[f"largest_{name}"] = largest_rows(
                config.model, batch, room, checkpointing=checkpointing, loss=loss
            )
        found.append(row)
    return found
