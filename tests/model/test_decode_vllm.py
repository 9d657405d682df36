"""vLLM behind the call of the other engines, as far as a stand-in for it can tell."""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer

from cad0_core import ir
from cad0_core.config import Decoding
from cad0_core.errors import ModelError
from cad0_core.model.decode import Completion
from cad0_core.model.decode_vllm import PROCESSOR, VllmGenerator
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.tokenizer import load_tokenizer

TEXTS = ["plain 50x30x5mm box", "a tube 7 mm tall, M3, 2mm thick", "7"]


class Adapter:
    """The base class of processors for single requests."""

    def __init__(self, vllm_config: Any, device: Any, is_pin_memory: bool) -> None:
        self.device = device


class FakeLLM:
    """Writes what a function of seeded random logits and the processor makes of each prompt."""

    def __init__(self, model: str, logits_processors: list[str], **options: Any) -> None:
        self.tokenizer = load_tokenizer(Path(model))
        self.calls: list[tuple[list[Any], Any]] = []
        module, _, name = logits_processors[0].partition(":")
        config = SimpleNamespace(model_config=SimpleNamespace(model=model))
        processor = getattr(importlib.import_module(module), name)
        self.processor = processor(config, torch.device("cpu"), False)

    def generate(self, prompts: list[Any], params: Any, use_tqdm: bool) -> list[Any]:
        self.calls.append((prompts, params))
        return [
            SimpleNamespace(outputs=[self.complete(i, params) for i in range(params.n)])
            for _ in prompts
        ]

    def complete(self, seed: int, params: Any) -> Any:
        process = self.processor.new_req_logits_processor(params)
        random = torch.Generator().manual_seed(seed)
        ids: list[int] = []
        while len(ids) < params.max_tokens:
            logits = torch.rand(self.tokenizer.get_vocab_size() + 4, generator=random)
            held = process(ids, logits) if process else logits
            ids.append(int(held.argmax()))
            if ids[-1] in params.stop_token_ids:
                return SimpleNamespace(token_ids=ids, finish_reason="stop")
        return SimpleNamespace(token_ids=ids, finish_reason="length")


@pytest.fixture
def vllm(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    found, processors = ModuleType("vllm"), ModuleType("vllm.v1.sample.logits_processor")
    found.LLM, found.SamplingParams = FakeLLM, SimpleNamespace  # type: ignore[attr-defined]
    processors.AdapterLogitsProcessor = Adapter  # type: ignore[attr-defined]
    for name in ("vllm", "vllm.v1", "vllm.v1.sample"):
        monkeypatch.setitem(sys.modules, name, found)
    monkeypatch.setitem(sys.modules, processors.__name__, processors)
    monkeypatch.delitem(sys.modules, PROCESSOR.partition(":")[0], raising=False)
    return found


@pytest.fixture
def generator(vllm: ModuleType, trained: Path) -> VllmGenerator:
    return VllmGenerator.load(trained, gpu_memory_utilization=0.8)


def answer(generator: VllmGenerator, decoding: Decoding, **more: Any) -> list[Completion]:
    return generator.answer(TEXTS, batch_size=2, max_new_tokens=40, decoding=decoding, **more)


def test_without_the_package_an_error_says_what_to_do(trained: Path) -> None:
    if importlib.util.find_spec("vllm"):
        pytest.skip("vLLM is installed")
    with pytest.raises(ModelError, match="pip install vllm"):
        VllmGenerator.load(trained)


def test_constrained_answers_are_programs(generator: VllmGenerator) -> None:
    seen: list[int] = []
    for completion in answer(generator, Decoding(), on_progress=seen.append):
        assert completion.finished and completion.tokens <= 40
        errors = ir.check(completion.ir)
        assert not errors or "touch or cross" in errors[0].found
    assert seen == [2, 3]
    assert not any(c.finished and not ir.check(c.ir) for c in answer(generator, Decoding(
        constrained=False)))  # fmt: skip


def test_the_prompt_and_the_settings_reach_vllm(
    generator: VllmGenerator, tokenizer: Tokenizer
) -> None:
    answer(generator, Decoding(temperature=0.5, n_best=3, seed=7))
    (first, params), _ = generator.engine.calls
    ids = prompt_ids(generator.tokenizer, TEXTS[:2])
    assert first == [{"prompt_token_ids": each} for each in ids]
    assert (params.n, params.temperature, params.seed, params.max_tokens) == (3, 0.5, 7, 40)
    assert params.stop_token_ids == [eos_id(generator.tokenizer)]


def test_the_first_answer_that_makes_a_solid_is_taken(
    generator: VllmGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = iter(["S 1\nD 0 0", "nonsense", "S 3"] * len(TEXTS))
    complete: Callable[..., Any] = lambda seed, params: SimpleNamespace(  # noqa: E731
        token_ids=[*generator.tokenizer.encode(next(texts)).ids, generator.eos],
        finish_reason="stop",
    )
    monkeypatch.setattr(generator.engine, "complete", complete)
    found = answer(generator, Decoding(temperature=1, n_best=3))
    assert [completion.ir for completion in found] == ["S 3"] * len(TEXTS)
