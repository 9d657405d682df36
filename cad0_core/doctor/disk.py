"""How much disk space and memory a run takes on this machine: an estimate from the settings.

Constants were measured on finished runs of presets `laptop` and `smoke` (`du -sb` on the state
folder) or follow from number formats; each says which. Stages on rented GPUs leave here only what
is fetched: models and files to publish.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cad0_core.config import Dtype, FitSettings, ModelConfig, Preset, Settings
from cad0_core.cost import Shape, shape_of, stated_tokens
from cad0_core.doctor.plan import Plan
from cad0_core.store import Store

SPARE = 1.2  # temporary files, logs, what the estimate forgets; assumed
ROW_BYTES = 1600  # JSONL and Parquet: 1,568 of 120,582 laptop rows, 1,660 of 2,260 smoke rows
VERDICT_BYTES = 90  # a row's share of its program's report and cached verdict: 10.5 MB of 120,582
EVALUATION_BYTES = 300_000  # report.html with its pictures; smoke: 324 kB with 40 prompts
PROMPT_BYTES = 2_000  # a prompt's answer and measurements in an evaluation; assumed
BASICS = 50e6  # Prefect's database after some releases (15 MB after one), logs, pictures
FP32, BF16 = 4, 2
MOMENTS = 8  # AdamW's two in fp32 beside each trained weight; int8: 2
CHECKPOINTS = 3  # two are kept (model/checkpoints.py) while the next is written
BEST = 2  # the best weights so far while better ones are written
TOP_ID_BYTES = 6  # of a cached distribution: an id in 4 bytes, its probability in 2
# Bytes a weight of each kind of file: sizes of Qwen2.5-0.5B's export over its 494 M weights
# (tests/bench/export_bench.py); small vocabularies take less in q4 and q4f16.
ONNX_BYTES: dict[Dtype, float] = {"fp32": 4.0, "fp16": 2.0, "q8": 1.0, "q4": 1.56, "q4f16": 0.96}


@dataclass(frozen=True)
class Need:
    """Disk space (bytes) for `what`, which `stage` makes."""

    stage: str
    what: str
    bytes: float


def needs(plan: Plan) -> list[Need]:
    """Everything that this run writes here, without the stages that are finished already."""
    store = Store.scan(plan.state)
    sections = _sections(plan.preset).items()
    made = {stage for stage, config in sections if store.with_settings(stage, config)}
    return [need for need in _all(plan) if need.stage not in made]


def gpu_memory(plan: Plan) -> float:
    """RAM (bytes) that a local run with a large model takes: its weights in bf16, once."""
    return BF16 * shape_of(plan.preset.train.model).parameters


def _sections(preset: Preset) -> dict[str, Settings]:
    return {
        "generate": preset.data,
        "train": preset.train,
        "distill": preset.distill,
        "export": preset.export,
    }


def _all(plan: Plan) -> Iterator[Need]:
    preset, local = plan.preset, plan.backend == "local"
    data = preset.data
    rows = data.samples * (1 + data.primitive_share)
    yield Need("start", "database and logs", BASICS)
    yield Need("generate", "data", rows * ROW_BYTES)
    yield Need("validate", "verdicts", rows * VERDICT_BYTES)
    if local:
        yield Need("generate", "copy of the data", rows * ROW_BYTES)
    if plan.kind == "data":
        return
    prompts = preset.evaluation.prompts
    each = EVALUATION_BYTES + prompts * PROMPT_BYTES
    asked = 1 if plan.kind == "rescore" else 2 + len(preset.export.dtypes)
    yield Need("evaluate", "evaluations", asked * each)
    yield from _models(plan, local)


def _models(plan: Plan, local: bool) -> Iterator[Need]:
    preset = plan.preset
    teacher = _weights(preset.train.model) * shape_of(preset.train.model).parameters
    small = _student(preset)
    files = small.parameters * sum(ONNX_BYTES[dtype] for dtype in preset.export.dtypes)
    if "cad0" in plan.trained:
        yield Need("train", "cad0", teacher)
        if local:
            yield Need("train", "checkpoints", _training(preset.train, preset.train.model))
    if "cad0-mini" in plan.trained:
        yield Need("distill", "cad0-mini", FP32 * small.parameters)
        yield Need("export", "ONNX files", files)
        if local:
            yield Need("distill", "checkpoints", _training(preset.distill, preset.distill.student))
            yield Need("distill", "the teacher's answers", _answers(preset))
    if local:
        yield from (
            Need("base", f"{model.model_name}", BF16 * shape_of(model).parameters)
            for model in (preset.train.model, preset.distill.student)
            if model.model_name
        )
    # A local hub holds the release; of a remote one the models to compare with are fetched.
    yield Need("hub", "published models", teacher + FP32 * small.parameters + files)


def _weights(model: ModelConfig) -> int:
    """Bytes of a written weight: bf16 where it was pretrained so."""
    return BF16 if model.model_name else FP32


def _student(preset: Preset) -> Shape:
    shape = shape_of(preset.distill.student)
    return replace(shape, vocabulary=preset.distill.vocabulary or shape.vocabulary)


def _training(settings: FitSettings, model: ModelConfig) -> float:
    """Checkpoints and the best weights of one training: only what is trained is kept."""
    shape = shape_of(model)
    trained = shape.lora_parameters(model.lora_r) if model.lora_r else shape.parameters
    moments = MOMENTS if settings.optimizer_dtype == "fp32" else 2
    kept = CHECKPOINTS * (FP32 + moments) + (BEST * FP32 if settings.keep_best else 0)
    return float(trained * kept)


def _answers(preset: Preset) -> float:
    """The cache of the teacher's distributions, where the student learns from them."""
    if preset.distill.method != "logit":
        return 0.0
    tokens = stated_tokens(preset)
    return tokens.rows * tokens.completion * (preset.distill.top_k + 1) * TOP_ID_BYTES
