"""The same stages on two CPU cores: models of a few million weights, trained from scratch."""

from cad0_core.config import (
    Architecture,
    DistillConfig,
    EvalConfig,
    ExportConfig,
    GateConfig,
    GatesConfig,
    HubConfig,
    ModelConfig,
    Preset,
    TrainConfig,
    WandbConfig,
)
from cad0_core.presets.gpu import full
from cad0_core.presets.pieces import floors, probes, shape

# More texts where programs hold many sums, fewer where every number is copied or halved: exact
# match after 4,800 steps on equal shares was .27 on pulleys, .46 on gears and .98 on spacers.
LAPTOP_WEIGHTS = {
    "gear": 2.2, "pulley": 2.0, "enclosure": 1.9, "funnel": 1.6, "profile": 1.4, "turned": 1.4,
    "plate": 1.4, "mount": 1.2, "clip": 1.2, "flange": 0.9, "tube": 0.8, "knob": 0.6, "spacer": 0.4,
}  # fmt: skip


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
            model=ModelConfig(architecture=shape(width=128, layers=4)),
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
            splits=probes(100),
            surface_points=0,  # half of the time of an answer that is wrong
        ),
        export=ExportConfig(dtypes=("fp32", "fp16", "q8"), max_new_tokens=400, trial=600),
        gates=GatesConfig(
            cad0=floors(syntax=0.98, exact=0.75, valid=0.97, family=0.4, n=1000),
            mini=floors(syntax=0.98, exact=0.7, valid=0.95, family=0.35, n=1000),
            onnx=floors(syntax=0.98, exact=0.7, valid=0.95, family=0.35, n=1000, drop=0.01),
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
            model=ModelConfig(architecture=shape(width=160, layers=4)), num_train_epochs=1
        ),
        distill=base.distill.replace(
            student=ModelConfig(
                architecture=shape(width=128, layers=4).replace(intermediate_size=128)
            ),
        ),
        wandb=WandbConfig(project="cad0-hour"),
    )


def smoke() -> Preset:
    """Every stage in seconds, for tests: the models learn next to nothing, the floors are low."""
    base = laptop()
    low = {"exact_match_accuracy": 0.0, "valid_solid_rate": 0.0, "n": 20}
    tiny = GateConfig(floors=low, level=None)  # 40 answers, nearly all wrong, compare nothing
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
            model=ModelConfig(architecture=shape(width=48, layers=2, vocabulary=1024)),
            max_steps=60,
            save_every_seconds=1,
        ),
        distill=base.distill.replace(
            student=ModelConfig(architecture=shape(width=32, layers=1, vocabulary=1024)),
            max_steps=40,
        ),
        evaluation=EvalConfig(samples=40, batch_size=40, max_new_tokens=64, surface_points=256),
        export=ExportConfig(dtypes=("fp32", "q8"), trial=20, max_drop=1.0, max_new_tokens=64),
        gates=GatesConfig(cad0=tiny, mini=tiny, onnx=tiny),
        wandb=WandbConfig(mode="disabled", project="cad0-smoke"),
        min_free_gb=0.2,
    )
