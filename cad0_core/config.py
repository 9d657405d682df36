"""Settings of a release, as frozen and validated types. Values live in `presets.py`.

Every section is one stage's input: its digest is part of that stage's key, so changing a value
re-runs exactly the stages that depend on it. Lengths are in mm, times in seconds, money in USD.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

MODELS = ("cad0", "cad0-mini")
OnnxDtype = Literal["fp32", "fp16", "q8", "q4", "q4f16"]  # what Transformers.js calls a file
Dtype = Literal["torch", OnnxDtype]  # weights, or a published ONNX file
ONNX_FILES: Mapping[OnnxDtype, str] = {
    "fp32": "onnx/model.onnx",
    "fp16": "onnx/model_fp16.onnx",
    "q8": "onnx/model_quantized.onnx",
    "q4": "onnx/model_q4.onnx",
    "q4f16": "onnx/model_q4f16.onnx",
}
MapOver = Literal["processes", "modal"]
Probe = Literal["ood-range", "ood-family", "ood-human", "primitives"]
METRICS = (
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass",
    "n",
)  # fmt: skip
SPLITS = ("test", "primitives", "ood-range", "ood-family", "ood-human")  # what may be judged
FAMILIES = "families"
Compared = Literal[
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass"
]  # fmt: skip


class Settings(BaseModel):
    """A frozen group of settings; an unknown name or a bad value is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def replace(self, **changes: Any) -> Self:
        """A validated copy with `changes` applied (`model_copy` would not validate)."""
        return type(self).model_validate({**dict(self), **changes})

    def digest(self) -> str:
        return digest_of(self.model_dump(mode="json"))


def digest_of(value: Any) -> str:
    """SHA-256 (hex) of `value` as canonical JSON."""
    blob = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(blob.encode()).hexdigest()


class DataConfig(Settings):
    """What `generate` makes. `samples` counts family samples; primitives come on top."""

    samples: int = Field(ge=1, description="text/IR pairs from part families")
    primitive_share: float = Field(
        ge=0, lt=1, description="plain primitives, as a share of samples"
    )
    phrasings: int = Field(ge=1, le=8, description="at most this many texts for one program")
    val_share: float = Field(gt=0, lt=0.5, description="share of programs held out for validation")
    test_share: float = Field(gt=0, lt=0.5, description="share of programs held out for the test")
    families: tuple[str, ...] = Field(
        default=(), description="names of families, or family.variant; empty: every family"
    )
    weights: Mapping[str, float] = Field(
        default={}, description="shares of families relative to those not named, which have 1"
    )
    cm_share: float = Field(default=0.06, ge=0, le=1, description="texts in centimetres")
    inch_share: float = Field(default=0.03, ge=0, lt=1, description="parts in tenths of an inch")
    casual_share: float = Field(default=0.25, ge=0, le=1, description="texts as people type them")
    slip_share: float = Field(default=0.01, ge=0, le=1, description="texts with a typing error")
    probes: int = Field(
        default=1000, ge=0, description="texts of each set beyond the training data; 0: none"
    )
    seed: int = 0


class ValidateConfig(Settings):
    """How `validate` judges the geometry of every distinct program."""

    segments: int = Field(default=32, ge=8, description="polygon sides of a full circle")
    max_failure_rate: float = Field(default=0.0, ge=0, lt=1)


class Architecture(Settings):
    """Shape of a Qwen2-architecture model that is trained from scratch with its own tokenizer."""

    hidden_size: int = Field(ge=8)
    intermediate_size: int = Field(ge=8)
    num_hidden_layers: int = Field(ge=1)
    num_attention_heads: int = Field(ge=1)
    num_key_value_heads: int = Field(ge=1)
    vocab_size: int = Field(ge=300, description="BPE vocabulary; a number is one pre-token")

    @model_validator(mode="after")
    def _heads_divide(self) -> Self:
        if self.hidden_size % self.num_attention_heads:
            raise ValueError("hidden_size must be a multiple of num_attention_heads")
        if self.num_attention_heads % self.num_key_value_heads:
            raise ValueError("num_attention_heads must be a multiple of num_key_value_heads")
        return self


class ModelConfig(Settings):
    """A base model: pretrained (`model_name` at `revision`) or from scratch (`architecture`)."""

    model_name: str | None = None
    revision: str | None = None
    architecture: Architecture | None = None
    lora_r: int = Field(default=0, ge=0, description="0: all weights are trained")
    lora_alpha: int = Field(default=0, ge=0)
    lora_dropout: float = Field(default=0.0, ge=0, lt=1)
    use_4bit: bool = Field(
        default=False,
        description="frozen weights in NF4 under the adapters (QLoRA, arXiv 2305.14314): a 7B "
        "takes 5.5 GB in place of 15 GB in bf16, and is 2 % (A100, 3B) to 22 % (4090, 8B) slower "
        "(torchtune's README)",
    )
    use_flash_attention: bool = Field(
        default=False,
        description="on CUDA: memory of attention linear in the length, and no padding in packs",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.model_name is None) == (self.architecture is None):
            raise ValueError("a model has either a model_name or an architecture")
        if self.model_name and not self.revision:
            raise ValueError(f"{self.model_name} must be pinned to a revision")
        return self


Fit = TypeVar("Fit", bound="FitSettings")


class FitSettings(Settings):
    """How a training run uses memory and time, and which of its weights are written.

    Figures of others are published ones, for models of 3 to 8 billion weights on one GPU. Counts
    for Qwen2.5-Coder-7B with the adapters of `full`: 29.4 GFLOP a token, 161.5 M trained weights.
    """

    packing: Literal["none", "bfd"] = Field(
        default="none",
        description="bfd: the rows of a step laid end to end without padding, best fit decreasing "
        "into micro-batches of tokens_per_micro_batch; no attention crosses rows. On CUDA by "
        "FlashAttention's varlen kernel: up to twice the speed and 20 % less peak memory than "
        "padding (arXiv 2407.09105), 3.4 times the tokens a second in torchtune's README. On a "
        "CPU the mask costs tokens squared: there `none`, rows of like length together, is faster",
    )
    tokens_per_micro_batch: int = Field(
        default=4096,
        ge=16,
        description="with packing, at most so many tokens at once, whatever the batch size: memory "
        "of activations grows with it, speed hardly does once the GPU is busy. 8,192 (2 x 4,096) "
        "gave 14,110 tokens/s on an H100 with bf16 adapters on a 7B (NeMo Automodel's summary)",
    )
    gradient_checkpointing: bool = Field(
        default=False,
        description="keep one activation a layer and compute the others again on the way back: "
        "21 % slower in torchtune's README (9,174 to 7,210 tokens/s), 49 % more operations on a "
        "frozen base (43.9 against 29.4 GFLOP a token)",
    )
    liger: bool = Field(
        default=False,
        description="Liger's kernels for norms, rotary positions and SwiGLU, where CUDA is and "
        "`liger-kernel` is installed: with its fused loss 20 % more throughput and 60 % less "
        "memory, says its README. Elsewhere torch's own operators run and the log says so",
    )
    chunked_loss: bool = Field(
        default=False,
        description="output layer and cross-entropy in pieces, so that logits never stand in "
        "memory as a whole: 4,096 tokens x 152,064 x 4 bytes = 2.5 GB, twice that with their "
        "gradient; +2 % speed in torchtune's README. For small vocabularies not worth it. "
        "Distillation needs whole logits and goes without",
    )
    optimizer: Literal["adamw", "muon"] = Field(
        default="adamw",
        description="muon: orthogonalised momentum for the layers' matrices, AdamW for the rest. "
        "For models trained from scratch: a loss of 0.28 in place of 0.36 after 1,200 steps of "
        "the laptop's, for 13 % more time a step on one thread",
    )
    optimizer_dtype: Literal["fp32", "int8"] = Field(
        default="fp32",
        description="AdamW's two moments: 8 bytes a trained weight, or 2 in blocks of 8 bits "
        "(arXiv 2110.02861, same results). For the adapters of `full` 1.3 GB or 0.3 GB; for all "
        "weights of a 7B 61 GB or 15 GB",
    )
    keep_best: bool = Field(
        default=True,
        description="write the weights of the lowest validation loss, not those of the last step; "
        "costs the disk space of the trained weights twice",
    )
    early_stop_patience: int | None = Field(
        default=None,
        ge=1,
        description="stop after so many validations (there are ten a run) without a lower loss",
    )


def _without_muon(settings: Fit, model: ModelConfig) -> Fit:
    """`settings`, unless they ask Muon for adapters or for an embedding that is not trained."""
    if settings.optimizer == "muon" and model.architecture is None:
        raise ValueError("optimizer muon is for models from scratch; a pretrained one takes adamw")
    return settings


class TrainConfig(FitSettings):
    """Supervised fine-tuning of cad0 on (prompt, IR) pairs.

    The effective batch is `per_device_train_batch_size * gradient_accumulation_steps` rows, under
    packing too. The first factor sets the memory of activations, the second only time. Out of
    memory, the micro-batch is halved and its number doubled by itself.
    """

    model: ModelConfig
    num_train_epochs: float = Field(gt=0)
    per_device_train_batch_size: int = Field(ge=1, description="rows of a micro-batch")
    gradient_accumulation_steps: int = Field(default=1, ge=1, description="micro-batches a step")
    learning_rate: float = Field(gt=0)
    lr_scheduler: Literal["cosine", "linear", "constant"] = "cosine"
    warmup_ratio: float = Field(default=0.03, ge=0, lt=1)
    max_seq_length: int = Field(default=1024, ge=16, description="tokens, prompt and EOS included")
    weight_decay: float = Field(default=0.0, ge=0)
    max_steps: int = Field(default=-1, description="optimiser steps; -1: by epochs")
    save_every_seconds: float = Field(default=30.0, gt=0, description="between checkpoints")
    seed: int = 0

    @model_validator(mode="after")
    def _muon_from_scratch(self) -> Self:
        return _without_muon(self, self.model)


class DistillConfig(FitSettings):
    """Distillation of cad0 into cad0-mini: alpha * KL(T) + (1 - alpha) * cross-entropy."""

    student: ModelConfig
    method: Literal["logit", "sequence", "truth"] = Field(
        default="logit",
        description="what the student learns from: the teacher's distributions; its answers, "
        "where kernel and predicates find them right; or the dataset's programs alone",
    )
    temperature: float = Field(default=2.0, gt=0)
    alpha: float = Field(default=0.5, ge=0, le=1)
    top_k: int = Field(
        default=16,
        ge=1,
        description="ids of a teacher's distribution that are kept apart, besides the mass of all "
        "others, where programs use more than 64 distinct tokens; with fewer all of them are kept. "
        "At 16 of the laptop's 3,452 the loss is 2.7 % too low at T = 2 (0.15 % at T = 1) and the "
        "gradient 4.6 % off (1.2 %); at 4 it is 6.3 %, at 128 2.7 %",
    )
    num_processes: int = Field(
        default=1,
        ge=1,
        description="processes that share every batch, a GPU each; neither the effective batch nor "
        "the steps change",
    )
    num_epochs: float = Field(gt=0)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    warmup_ratio: float = Field(default=0.03, ge=0, lt=1)
    weight_decay: float = Field(default=0.0, ge=0)
    max_seq_length: int = Field(default=1024, ge=16)
    max_steps: int = -1
    save_every_seconds: float = Field(default=30.0, gt=0)
    seed: int = 0
    vocabulary: int | None = Field(
        default=None,
        ge=512,
        description="tokens that a pretrained student keeps; None: all. Of Qwen2.5-0.5B's 494 M "
        "weights 365 M are left with 8,192 tokens, and the published 4-bit file has 216 MB in "
        "place of 483 MB",
    )

    @model_validator(mode="after")
    def _muon_from_scratch(self) -> Self:
        return _without_muon(self, self.student)

    @model_validator(mode="after")
    def _trims_whole_students(self) -> Self:
        student = self.student
        if self.vocabulary and (student.architecture or student.lora_r or student.use_4bit):
            raise ValueError("vocabulary is for a pretrained student whose weights are all trained")
        return self


class Decoding(Settings):
    """How an answer is drawn from a model."""

    constrained: bool = Field(default=True, description="only programs that the grammar knows")
    temperature: float = Field(default=0.0, ge=0, description="0: the most likely token")
    n_best: int = Field(
        default=1, ge=1, le=64, description="answers tried until one makes a valid solid"
    )
    seed: int = Field(default=0, ge=0, description="of what is drawn at a temperature")


GREEDY = Decoding()


class EvalConfig(Settings):
    """Which prompts are answered and how they are decoded."""

    samples: int = Field(ge=1, description="held-out prompts, spread over all families")
    batch_size: int = Field(default=64, ge=1)
    max_new_tokens: int = Field(default=512, ge=8)
    dtype: Dtype = Field(default="torch", description="torch weights, or a published ONNX file")
    splits: Mapping[Probe, Annotated[int, Field(ge=1)]] = Field(
        default={}, description="prompts of each set beyond the test, as far as the data has it"
    )
    surface_points: int = Field(
        default=8192, ge=0, description="samples a surface for Chamfer and F1; 0: not measured"
    )
    decoding: Decoding = GREEDY
    unconstrained: bool = Field(
        default=True, description="score what the model says without the grammar too"
    )

    @property
    def prompts(self) -> int:
        """All that are asked, at most: a set may hold fewer."""
        return self.samples + sum(self.splits.values())


class ExportConfig(Settings):
    """ONNX files to publish."""

    opset: int = Field(default=18, ge=18)
    trial: int = Field(default=500, ge=1, description="validation prompts that each file answers")
    max_drop: float = Field(
        default=0.01,
        ge=0,
        le=1,
        description="a file that loses more DimPass there against fp32 is withheld",
    )
    max_new_tokens: int = Field(default=512, ge=8, description="of an answer on trial")
    dtypes: tuple[OnnxDtype, ...] = Field(
        default=("fp32", "fp16", "q8", "q4", "q4f16"), min_length=1, description="kinds of file"
    )


class GateConfig(Settings):
    """Floors that a model must reach; `n` is a floor on the number of prompts.

    A floor is named `METRIC` (over everything that was asked), `SPLIT.METRIC` (one held-out set),
    `families.METRIC` (each family by itself) or `families.NAME.METRIC` (that one, in place of the
    figure for all). A split or family that has a floor but too few prompts to judge it fails.
    """

    floors: Mapping[str, float]
    level: float | None = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="level of the tests against the published model; None: no comparison",
    )
    max_drop: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="DimPass that each exported file may lose against the weights on the test",
    )
    compared: tuple[Compared, ...] = Field(
        default=("dim_pass", "exact_match_accuracy", "iou"),
        description="metrics on which the published model may not be better",
    )

    @model_validator(mode="after")
    def _known_metrics(self) -> Self:
        for name, floor in self.floors.items():
            metric = floor_name(name)[1]
            if not (0 <= floor <= 1 or (metric == "n" and floor >= 0)):
                raise ValueError(f"the floor of {name} must lie in 0..1, not {floor}")
        missing = {"exact_match_accuracy", "valid_solid_rate", "n"} - set(self.floors)
        if missing:
            raise ValueError(f"a gate needs a floor for {', '.join(sorted(missing))}")
        return self


def floor_name(name: str) -> tuple[str, str]:
    """Scope and metric that a floor's name means: "", a split, `families` or `families.NAME`.

    Raises `ValueError` naming what is known.
    """
    scope, _, metric = name.rpartition(".")
    if metric not in METRICS:
        raise ValueError(f"unknown metric {metric!r}; known: {', '.join(METRICS)}")
    first, _, family = scope.partition(".")
    if scope in ("", FAMILIES, *SPLITS) or (first == FAMILIES and family):
        return scope, metric
    known = ", ".join((*SPLITS, FAMILIES, f"{FAMILIES}.NAME"))
    raise ValueError(f"unknown set {scope!r} in floor {name!r}; known: {known}")


class GatesConfig(Settings):
    """One gate before each step that costs money or trust: weights, student, ONNX files."""

    cad0: GateConfig
    mini: GateConfig
    onnx: GateConfig


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
