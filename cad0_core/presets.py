"""Presets: typed functions that return the whole configuration of a release.

A variant of a preset is one `replace`. `full` states every value; the small presets change it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from cad0_core.config import (
    FAMILIES,
    MODELS,
    SPLITS,
    Architecture,
    DataConfig,
    DistillConfig,
    EvalConfig,
    ExportConfig,
    GateConfig,
    GatesConfig,
    HubConfig,
    ModelConfig,
    Preset,
    Probe,
    Settings,
    TrainConfig,
    WandbConfig,
)
from cad0_core.errors import ConfigError

# Revisions that independent public files pin; preflight of a GPU backend checks them at the Hub.
CODER_7B_REVISION = "0396a76181e127dfc13e5c5ec48a8cee09938b02"
QWEN_05B_REVISION = "060db6499f32faf8b98477b0a26969ef7d8b9987"

# More texts where programs hold many sums, fewer where every number is copied or halved: exact
# match after 4,800 steps on equal shares was .27 on pulleys, .46 on gears and .98 on spacers.
LAPTOP_WEIGHTS = {
    "gear": 2.2, "pulley": 2.0, "enclosure": 1.9, "funnel": 1.6, "profile": 1.4, "turned": 1.4,
    "plate": 1.4, "mount": 1.2, "clip": 1.2, "flange": 0.9, "tube": 0.8, "knob": 0.6, "spacer": 0.4,
}  # fmt: skip

S = TypeVar("S", bound=Settings)


def full() -> Preset:
    """The production models: Qwen2.5-Coder-7B by QLoRA on an H100, distilled to 0.5B."""
    return Preset(
        name="full",
        # 500,000 family samples and 13 % primitives: about 530K / 30K / 5K rows.
        data=DataConfig(
            samples=500_000,
            primitive_share=0.13,
            phrasings=8,
            val_share=30 / 565,
            test_share=5 / 565,
        ),
        train=TrainConfig(
            model=ModelConfig(
                model_name="Qwen/Qwen2.5-Coder-7B",
                revision=CODER_7B_REVISION,
                lora_r=64,
                lora_alpha=128,
                lora_dropout=0.05,
                use_4bit=True,
                use_flash_attention=True,
            ),
            num_train_epochs=1,
            per_device_train_batch_size=16,
            gradient_accumulation_steps=4,
            learning_rate=2e-4,
            lr_scheduler="cosine",
            warmup_ratio=0.03,
            max_seq_length=1024,
            save_every_seconds=600,
            # Not stated there: no padding, no logits in memory, faster kernels; the same steps.
            packing="bfd",
            chunked_loss=True,
            liger=True,
        ),
        distill=DistillConfig(
            student=ModelConfig(
                model_name="Qwen/Qwen2.5-0.5B",
                revision=QWEN_05B_REVISION,
                use_flash_attention=True,
            ),
            method="logit",
            temperature=2.0,
            alpha=0.5,
            num_epochs=3,
            batch_size=32,
            learning_rate=5e-5,
            save_every_seconds=600,
            packing="bfd",  # not stated there, as above
            liger=True,
            vocabulary=8192,
        ),
        # Each kind costs an evaluation: the reference, one for WebAssembly, the smallest.
        export=ExportConfig(dtypes=("fp32", "q8", "q4f16"), trial=200),
        evaluation=EvalConfig(samples=5000, batch_size=128, splits=_probes(500)),
        gates=GatesConfig(
            cad0=_floors(syntax=0.99, exact=0.85, valid=0.98, family=0.7, n=1000),
            mini=_floors(syntax=0.98, exact=0.75, valid=0.97, family=0.5, n=1000),
            onnx=_floors(syntax=0.98, exact=0.75, valid=0.97, family=0.5, n=1000, drop=0.01),
        ),
        hub=HubConfig(kind="huggingface"),
        wandb=WandbConfig(entity="ecto", project="cad0"),
        min_free_gb=120,
        budget_usd=80,
    )


def full_bf16_lora() -> Preset:
    """`full` with the base in bf16 under its adapters, in place of NF4.

    Why: an H100 with 80 GB holds 15 GB of bf16 weights easily, and nothing has to be dequantised:
    2 to 22 % faster by torchtune's README, and the adapters learn beside the weights that they are
    merged into. To be measured against `full` on the same data before it takes its place.
    """
    base = full()
    model = base.train.model.replace(use_4bit=False)
    return base.replace(name="full_bf16_lora", train=base.train.replace(model=model))


def full_half_data() -> Preset:
    """`full` on half of the samples, with held-out sets as large as its own.

    Why: training takes half the time, and published text-to-CAD models got far with 8,000 to
    20,000 samples. Whether the scores hold has to be measured.
    """
    base = full()
    data = base.data.replace(
        samples=base.data.samples // 2,
        val_share=2 * base.data.val_share,
        test_share=2 * base.data.test_share,
    )
    return base.replace(name="full_half_data", data=data)


def laptop() -> Preset:
    """The same stages on two CPU cores, in minutes: small models, trained from scratch."""
    base = full()
    return base.replace(
        name="laptop",
        data=base.data.replace(
            samples=116_000,
            primitive_share=0.04,
            phrasings=4,
            val_share=0.02,
            test_share=0.02,
            weights=LAPTOP_WEIGHTS,
            inch_share=0.0,
        ),
        train=TrainConfig(
            model=ModelConfig(architecture=_shape(width=128, layers=4)),
            num_train_epochs=1.5,  # .78 after one
            per_device_train_batch_size=24,
            learning_rate=4e-3,
            optimizer="muon",
            weight_decay=0.05,
            max_seq_length=512,
        ),
        # As deep as its teacher, narrower, cut out of it: half of the weights. A step costs no more
        # here than the teacher's part in it, so the truth teaches more in a given time than logits:
        # .550 against .477 (`tests/bench/distill_bench.py methods`).
        distill=DistillConfig(
            student=ModelConfig(
                architecture=Architecture(
                    hidden_size=96,
                    intermediate_size=120,
                    num_hidden_layers=4,
                    num_attention_heads=3,
                    num_key_value_heads=3,
                    vocab_size=4096,
                )
            ),
            method="truth",
            num_epochs=1,
            batch_size=24,
            learning_rate=4e-3,
            optimizer="muon",
            weight_decay=0.05,
            max_seq_length=512,
        ),
        evaluation=EvalConfig(
            samples=1300,
            batch_size=128,
            max_new_tokens=400,
            splits=_probes(100),
            surface_points=0,  # half of the time of an answer that is wrong
        ),
        export=ExportConfig(dtypes=("fp32", "fp16", "q8"), max_new_tokens=400, trial=600),
        gates=GatesConfig(
            cad0=_floors(syntax=0.98, exact=0.75, valid=0.97, family=0.4, n=1000),
            mini=_floors(syntax=0.98, exact=0.7, valid=0.95, family=0.35, n=1000),
            onnx=_floors(syntax=0.98, exact=0.7, valid=0.95, family=0.35, n=1000, drop=0.01),
        ),
        hub=HubConfig(kind="local"),
        wandb=WandbConfig(project="cad0-laptop"),
        min_free_gb=1,
        budget_usd=0,  # nothing is rented unless a budget is asked for
    )


def hour() -> Preset:
    """`laptop` with the better part of an hour of training: wider models, three times the texts."""
    base = laptop()
    return base.replace(
        name="hour",
        data=base.data.replace(samples=335_000, val_share=0.01, test_share=0.01),
        train=base.train.replace(
            model=ModelConfig(architecture=_shape(width=160, layers=4)), num_train_epochs=1
        ),
        distill=base.distill.replace(
            student=ModelConfig(
                architecture=_shape(width=128, layers=4).replace(intermediate_size=128)
            ),
        ),
        wandb=WandbConfig(project="cad0-hour"),
    )


def smoke() -> Preset:
    """Every stage in seconds, for tests: the models learn next to nothing, the floors are low."""
    base = laptop()
    floors = {"exact_match_accuracy": 0.0, "valid_solid_rate": 0.0, "n": 20}
    tiny = GateConfig(floors=floors, level=None)  # 40 answers, nearly all wrong, compare nothing
    return base.replace(
        name="smoke",
        data=base.data.replace(
            samples=800,
            primitive_share=0.13,
            families=("bracket", "standoff", "enclosure", "flange", "primitive"),
            weights={},
            val_share=0.05,
            test_share=0.05,
            probes=60,
        ),
        train=base.train.replace(
            model=ModelConfig(architecture=_shape(width=48, layers=2, vocabulary=1024)),
            max_steps=60,
            save_every_seconds=1,
        ),
        distill=base.distill.replace(
            student=ModelConfig(architecture=_shape(width=32, layers=1, vocabulary=1024)),
            max_steps=40,
        ),
        evaluation=EvalConfig(samples=40, batch_size=40, max_new_tokens=64, surface_points=256),
        export=ExportConfig(dtypes=("fp32", "q8"), trial=20, max_drop=1.0, max_new_tokens=64),
        gates=GatesConfig(cad0=tiny, mini=tiny, onnx=tiny),
        wandb=WandbConfig(mode="disabled", project="cad0-smoke"),
        min_free_gb=0.2,
    )


PRESETS: Mapping[str, Callable[[], Preset]] = {
    f.__name__: f for f in (full, full_bf16_lora, full_half_data, laptop, hour, smoke)
}


def preset(
    name: str,
    *,
    seed: int | None = None,
    samples: int | None = None,
    floors: Mapping[str, float] | None = None,
    budget_usd: float | None = None,
    hub: Mapping[str, Any] | None = None,
    archive: Mapping[str, Any] | None = None,
) -> Preset:
    """A preset by name with the overrides that a run may ask for.

    `floors` maps the name of a floor (see `GateConfig`), for one model after its name
    (`cad0-mini.iou`, `cad0.ood-human.dim_pass`), to a floor; `hub` maps fields of `HubConfig`,
    `archive` those of `ArchiveConfig`.
    Raises `ConfigError` naming what is wrong and what is known.
    """
    if name not in PRESETS:
        raise ConfigError(f"unknown preset {name!r}; known: {', '.join(PRESETS)}")
    chosen = PRESETS[name]()
    if seed is not None:
        sections = ("data", "train", "distill")
        seeded = {
            section: replaced(getattr(chosen, section), {"seed": seed}) for section in sections
        }
        chosen = replaced(chosen, seeded)
    if samples is not None:
        chosen = replaced(chosen, {"data": replaced(chosen.data, {"samples": samples})})
    if budget_usd is not None:
        chosen = replaced(chosen, {"budget_usd": budget_usd})
    if hub:
        chosen = replaced(chosen, {"hub": replaced(chosen.hub, hub)})
    if archive:
        chosen = replaced(chosen, {"archive": replaced(chosen.archive, archive)})
    for metric, floor in (floors or {}).items():
        chosen = replaced(chosen, {"gates": _with_floor(chosen.gates, metric, floor)})
    return chosen


def replaced(settings: S, changes: Mapping[str, Any]) -> S:
    """`settings.replace`, with a `ConfigError` for a value that a user gave wrongly."""
    try:
        return settings.replace(**changes)
    except ValueError as error:
        raise ConfigError(_first_line(error)) from error


def _with_floor(gates: GatesConfig, name: str, floor: float) -> GatesConfig:
    first, dot, rest = name.partition(".")
    model, metric = (first, rest) if dot and first in MODELS else ("", name)
    if dot and not model and first not in (*SPLITS, FAMILIES):
        raise ConfigError(
            f"unknown model {first!r} in floor {name!r}; known: {', '.join(MODELS)}; "
            f"and sets: {', '.join((*SPLITS, FAMILIES))}"
        )
    of = {"cad0": ("cad0",), "cad0-mini": ("mini", "onnx"), "": ("cad0", "mini", "onnx")}[model]
    changed = {}
    for gate in of:
        old: GateConfig = getattr(gates, gate)
        changed[gate] = replaced(old, {"floors": {**old.floors, metric: floor}})
    return replaced(gates, changed)


def _first_line(error: ValueError) -> str:
    details = getattr(error, "errors", None)
    if details is None:
        return str(error)
    first = details()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def _floors(
    *, syntax: float, exact: float, valid: float, family: float, n: int, drop: float | None = None
) -> GateConfig:
    return GateConfig(
        floors={
            "syntax_accuracy": syntax,
            "exact_match_accuracy": exact,
            "valid_solid_rate": valid,
            "families.dim_pass": family,
            "n": n,
        },
        max_drop=drop,
    )


def _probes(prompts: int) -> dict[Probe, int]:
    """As many prompts of each set beyond the test."""
    return dict.fromkeys(get_args(Probe), prompts)


def _shape(width: int, layers: int, vocabulary: int = 4096) -> Architecture:
    heads = max(4, width // 32)
    return Architecture(
        hidden_size=width,
        intermediate_size=3 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        vocab_size=vocabulary,
    )
