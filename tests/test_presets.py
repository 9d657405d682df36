"""`full` is the description of the pipeline, value by value; the rest is checked for sense."""

from typing import Any

import pytest

from cad0_core import presets
from cad0_core.config import GateConfig
from cad0_core.cost import COSTS, release_costs, shape_of
from cad0_core.errors import ConfigError

# One row for each value that the pipeline's description states.
STATED: list[tuple[str, Any]] = [
    ("train.model.model_name", "Qwen/Qwen2.5-Coder-7B"),
    ("train.model.revision", "0396a76181e127dfc13e5c5ec48a8cee09938b02"),
    ("train.model.lora_r", 64),
    ("train.model.lora_alpha", 128),
    ("train.model.lora_dropout", 0.05),
    ("train.model.use_4bit", True),
    ("train.model.use_flash_attention", True),
    ("train.num_train_epochs", 1),
    ("train.per_device_train_batch_size", 16),
    ("train.gradient_accumulation_steps", 4),
    ("train.learning_rate", 2e-4),
    ("train.max_seq_length", 1024),
    ("train.warmup_ratio", 0.03),
    ("train.lr_scheduler", "cosine"),
    ("distill.student.model_name", "Qwen/Qwen2.5-0.5B"),
    ("distill.student.revision", "060db6499f32faf8b98477b0a26969ef7d8b9987"),
    ("distill.temperature", 2.0),
    ("distill.alpha", 0.5),
    ("distill.num_epochs", 3),
    ("distill.batch_size", 32),
    ("distill.learning_rate", 5e-5),
    ("data.samples", 500_000),
    ("hub.kind", "huggingface"),
    ("hub.cad0", "campedersen/cad0"),
    ("hub.mini", "campedersen/cad0-mini"),
    ("wandb.entity", "ecto"),
    ("wandb.project", "cad0"),
    ("modal.app", "cad0-training"),
    ("modal.workspace", "ecto"),
    ("modal.volume", "vcad-training-vol"),
    ("modal.inference_class", "Inference"),
    ("modal.inference_method", "infer"),
    ("modal.inference_idle_seconds", 300),
    ("modal.secrets.huggingface-secret", "HUGGING_FACE_HUB_TOKEN"),
    ("modal.secrets.wandb-secret", "WANDB_API_KEY"),
    ("modal.gpus.train", "H100"),
    ("modal.gpus.distill", "A100-80GB"),
    ("modal.gpus.export", "A10G"),
    ("modal.gpus.inference", "A10G"),
    ("modal.endpoint_url", "https://ecto--cad0-training-inference-infer.modal.run"),
    ("modal.dashboard_url", "https://modal.com/apps/ecto/main/deployed/cad0-training"),
    ("wandb.url", "https://wandb.ai/ecto/cad0"),
    ("hub.cad0_url", "https://huggingface.co/campedersen/cad0"),
    ("hub.mini_url", "https://huggingface.co/campedersen/cad0-mini"),
]


@pytest.mark.parametrize(("path", "value"), STATED, ids=[path for path, _ in STATED])
def test_full_is_what_the_description_states(path: str, value: Any) -> None:
    found: Any = presets.full()
    for name in path.split("."):
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    assert found == value
    assert type(found) is type(value) or isinstance(value, int)


def test_effective_batch_is_64() -> None:
    train = presets.full().train
    assert train.per_device_train_batch_size * train.gradient_accumulation_steps == 64


def test_full_splits_are_530k_30k_5k() -> None:
    data = presets.full().data
    rows = data.samples * (1 + data.primitive_share)
    assert rows == pytest.approx(565_000)
    assert rows * data.val_share == pytest.approx(30_000)
    assert rows * data.test_share == pytest.approx(5_000)


@pytest.mark.parametrize(
    ("task", "gpu", "hours", "usd"),
    [
        ("Training (1 epoch)", "H100", 6, 20),
        ("Distillation (3 epochs)", "A100-80GB", 8, 30),
        ("ONNX Export", "A10G", 0.5, 0.5),
        ("Inference (cold)", "A10G", 30 / 3600, 0.01),
        ("Inference (warm)", "A10G", 2 / 3600, 0.001),
    ],
)
def test_quoted_costs(task: str, gpu: str, hours: float, usd: float) -> None:
    row = next(row for row in COSTS if row.task == task)
    assert (row.gpu, row.seconds / 3600, row.quoted_usd) == (gpu, pytest.approx(hours), usd)


def test_a_release_pays_for_training_distillation_and_export() -> None:
    assert [row.stage for row in release_costs(presets.full())] == ["train", "distill", "export"]


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {path: value}
    return {k: v for name, part in value.items() for k, v in leaves(part, f"{path}.{name}").items()}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("full_bf16_lora", {".name", ".train.model.use_4bit"}),
        (
            "full_coder_student",
            {".name", ".distill.student.model_name", ".distill.student.revision"},
        ),
        ("full_half_data", {".name", ".data.samples", ".data.val_share", ".data.test_share"}),
    ],
)
def test_an_alternative_differs_from_full_where_it_says_so(name: str, changed: set[str]) -> None:
    full, other = (leaves(presets.preset(n).model_dump(mode="json")) for n in ("full", name))
    assert {path for path in full if full[path] != other[path]} == changed


def test_half_the_data_is_judged_by_as_many_rows() -> None:
    full, half = presets.full().data, presets.preset("full_half_data").data
    assert half.samples == full.samples // 2
    for share in ("val_share", "test_share"):
        rows = [getattr(d, share) * d.samples * (1 + d.primitive_share) for d in (full, half)]
        assert rows[0] == pytest.approx(rows[1])


def test_laptop_floors() -> None:
    gates = presets.laptop().gates
    assert gates.cad0.floors["exact_match_accuracy"] == 0.75
    assert gates.mini.floors["exact_match_accuracy"] == 0.7
    for gate in (gates.cad0, gates.mini, gates.onnx):
        assert gate.floors["valid_solid_rate"] >= 0.95
        assert gate.floors["n"] >= 1000


@pytest.mark.parametrize("name", list(presets.PRESETS))
def test_every_preset_builds_and_says_its_name(name: str) -> None:
    assert presets.preset(name).name == name
    assert (presets.PRESETS[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", ["laptop", "hour", "smoke"])
def test_student_has_at_most_half_of_the_teachers_weights(name: str) -> None:
    """Whatever part of the vocabulary the data fills."""
    chosen = presets.preset(name)
    for share in (0.3, 0.8, 1.0):
        sizes = []
        for model in (chosen.train.model, chosen.distill.student):
            assert model.architecture is not None
            filled = int(share * model.architecture.vocab_size)
            shape = model.architecture.replace(vocab_size=filled)
            sizes.append(shape_of(model.replace(architecture=shape)).parameters)
        assert sizes[1] <= sizes[0] / 2


def test_overrides_reach_their_sections() -> None:
    chosen = presets.preset("smoke", seed=7, samples=123, floors={"cad0-mini.iou": 0.5, "n": 9})
    assert (chosen.data.seed, chosen.train.seed, chosen.distill.seed) == (7, 7, 7)
    assert chosen.data.samples == 123
    assert "iou" not in chosen.gates.cad0.floors
    assert chosen.gates.mini.floors["iou"] == chosen.gates.onnx.floors["iou"] == 0.5
    assert all(g.floors["n"] == 9 for g in (chosen.gates.cad0, chosen.gates.mini))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"name": "huge"}, "unknown preset 'huge'; known: full"),
        ({"name": "smoke", "samples": 0}, "samples"),
        ({"name": "smoke", "floors": {"accuracy": 0.9}}, "unknown metric 'accuracy'"),
        ({"name": "smoke", "floors": {"iou": 1.5}}, "must lie in 0..1"),
        ({"name": "smoke", "floors": {"iou": float("nan")}}, "must lie in 0..1"),
        ({"name": "smoke", "floors": {"cad1.iou": 0.5}}, "unknown model 'cad1'"),
        ({"name": "smoke", "floors": {"cad0.train.iou": 0.5}}, "unknown set 'train'"),
        ({"name": "smoke", "floors": {"families..iou": 0.5}}, "unknown set 'families.'"),
    ],
)
def test_bad_settings_are_named(arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint.replace("(", r"\(")):
        presets.preset(**arguments)


def test_a_floor_may_name_a_set_or_a_family() -> None:
    floors = {"cad0.ood-human.dim_pass": 0.6, "families.gear.dim_pass": 0.4}
    gates = presets.preset("smoke", floors=floors).gates
    assert gates.cad0.floors["ood-human.dim_pass"] == 0.6
    assert "ood-human.dim_pass" not in gates.mini.floors
    assert gates.mini.floors["families.gear.dim_pass"] == 0.4
    assert gates.mini.level == presets.smoke().gates.mini.level


def test_a_gate_without_floors_is_no_gate() -> None:
    with pytest.raises(ValueError, match="needs a floor for"):
        GateConfig(floors={"exact_match_accuracy": 0.5, "valid_solid_rate": 0.5})


def test_digest_follows_every_value() -> None:
    train = presets.laptop().train
    assert train.digest() == presets.laptop().train.digest()
    assert train.digest() != train.replace(seed=1).digest()


def test_muon_is_for_models_from_scratch() -> None:
    full, laptop = presets.full(), presets.laptop()
    assert laptop.train.optimizer == laptop.distill.optimizer == "muon"
    for settings in (full.train, full.distill):
        with pytest.raises(ValueError, match="muon is for models from scratch"):
            settings.replace(optimizer="muon")
