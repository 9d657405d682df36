"""One prompt or many, the answers are the same; a folder that is no model says so."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from joining import greedy_joined
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM

from cad0_core import ir
from cad0_core.config import Decoding
from cad0_core.errors import ModelError
from cad0_core.model.base import fast_tokenizer, load, save
from cad0_core.model.choose import Chooser
from cad0_core.model.decode import Completion, Generator, Prompts, Task, load_generator
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import prompt_ids
from cad0_core.model.nbest import makes_solid

TEXTS = [
    "plain 50x30x5mm box",
    "",
    "a tube 7 mm tall, M3, 2mm thick, and many more words to make it long",
    "7",
    "größer: 30 mm 🙂 {text}",
    "plain 50x30x5mm box",
]


FREE = Decoding(constrained=False)


@pytest.fixture
def generator(trained: Path) -> Generator:
    return load_generator(trained)


def test_a_batch_answers_as_one_at_a_time_would(generator: Generator) -> None:
    alone = [generator.answer([t], batch_size=1, max_new_tokens=24)[0] for t in TEXTS]
    assert len({completion.tokens for completion in alone}) > 1
    for size in (2, 3, 64):
        assert generator.answer(TEXTS, batch_size=size, max_new_tokens=24) == alone


def test_answers_equal_those_of_transformers(generator: Generator, trained: Path) -> None:
    model, tokenizer = load(trained), generator.tokenizer
    for text in TEXTS[:3]:
        ids = torch.tensor(prompt_ids(tokenizer, [text]))
        expected = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=24,
            do_sample=False,
            eos_token_id=generator.eos,
            pad_token_id=fast_tokenizer(tokenizer).pad_token_id,
        )[0, ids.shape[1] :].tolist()
        (found,) = generator.answer([text], batch_size=1, max_new_tokens=24, decoding=FREE)
        assert found.tokens == len(expected)
        assert found.finished == (expected[-1] == generator.eos)
        assert found.ir == tokenizer.decode(expected[: -1 if found.finished else None])


def test_the_limit_cuts_and_says_so(generator: Generator) -> None:
    for completion in generator.answer(TEXTS, batch_size=4, max_new_tokens=1, decoding=FREE):
        assert completion.tokens == 1
        assert completion.finished == (completion.ir == "")


def test_progress_counts_texts_and_may_end_the_work(generator: Generator) -> None:
    seen: list[int] = []
    generator.answer(TEXTS, batch_size=4, max_new_tokens=2, on_progress=seen.append)
    assert seen == [4, 6]

    def stop(count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        generator.answer(TEXTS, batch_size=4, max_new_tokens=2, on_progress=stop)


def test_rows_that_join_a_running_batch_are_answered_as_alone(generator: Generator) -> None:
    prompts = prompt_ids(generator.tokenizer, TEXTS)
    alone = [greedy_joined(generator.engine, [ids], 1, 20) for ids in prompts]
    for every in (1, 3, 7):
        written, last = greedy_joined(generator.engine, prompts, every, 20)
        assert written == [tokens for (tokens,), _ in alone]
        assert np.allclose(last, [logits for _, (logits,) in alone], atol=1e-4)


def test_what_no_row_needs_is_cut_off_the_cache(generator: Generator) -> None:
    engine = generator.engine.twin()
    assert isinstance(engine, TorchEngine)
    engine.start(np.array([[5] * 40, [0] * 37 + [5] * 3]), np.array([[1] * 40, [0] * 37 + [1] * 3]))
    engine.keep(np.array([1]))
    other = engine.twin()
    other.start(np.array([[5] * 7]), np.ones((1, 7), np.int64))
    engine.join(other)
    assert engine._cache.layers[0].keys.shape[2] == 7


def test_no_texts_are_no_error(generator: Generator) -> None:
    assert generator.answer([], batch_size=4, max_new_tokens=2) == []


def test_whatever_the_weights_an_answer_is_a_program(
    model: Qwen2ForCausalLM, tokenizer: Tokenizer
) -> None:
    generator = Generator(TorchEngine(model), tokenizer)
    for temperature, limit in product((0, 1, 50), (4, 9, 30)):
        decoding = Decoding(temperature=temperature)
        for answer in generator.answer(
            TEXTS, batch_size=4, max_new_tokens=limit, decoding=decoding
        ):
            assert answer.finished and answer.tokens <= limit
            errors = ir.check(answer.ir)
            assert not errors or "touch or cross" in errors[0].found, answer.ir


def test_draws_depend_on_the_seed_and_not_on_the_batch(generator: Generator) -> None:
    def draw(seed: int, size: int, constrained: bool = True) -> list[Completion]:
        decoding = Decoding(temperature=1.5, seed=seed, constrained=constrained)
        return generator.answer(TEXTS, batch_size=size, max_new_tokens=24, decoding=decoding)

    assert draw(1, 2) == draw(1, 6) == draw(1, 1)
    assert draw(1, 2) != draw(2, 2)
    assert draw(1, 6, constrained=False) == draw(1, 4, constrained=False) != draw(1, 6)


def test_a_draw_follows_the_softmax() -> None:
    logits = np.log(np.array([[0.1, 0.2, 0.7]], np.float32))
    for temperature, shares in ((1.0, (0.1, 0.2, 0.7)), (0.5, (1 / 54, 4 / 54, 49 / 54))):
        decoding = Decoding(temperature=temperature, constrained=False)
        choose = Chooser([0], decoding, None)
        counts = np.bincount([choose(np.array([0]), logits, 9)[0] for _ in range(4000)])
        assert np.allclose(counts / 4000, shares, atol=0.03)


def test_n_best_takes_the_first_answer_that_makes_a_solid(
    generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only texts without a valid solid get further answers, and the truth is never asked."""
    answers = [
        {0: "C 1 1 1", 1: "S 1\nD 0 0", 2: "nonsense"},  # the second is empty
        {1: "S 2", 2: "S 1\nD 0 0"},
        {2: "nonsense"},
    ]
    asked: list[tuple[list[int], int, float]] = []

    def draw(prompts: Prompts, task: Task, tell: object) -> dict[int, Completion]:
        asked.append((list(prompts), task.turn, task.decoding.temperature))
        return {i: Completion(answers[task.turn][i], 9, finished=True) for i in prompts}

    monkeypatch.setattr(generator, "_draw", draw)
    found = generator.answer(
        ["a", "b", "c"], batch_size=2, max_new_tokens=24, decoding=Decoding(n_best=3)
    )
    assert [completion.ir for completion in found] == ["C 1 1 1", "S 2", "nonsense"]
    assert asked == [([0, 1, 2], 0, 0), ([1, 2], 1, 0.7), ([2], 2, 0.7)]


def test_n_best_never_has_fewer_solids(generator: Generator) -> None:
    def solids(n_best: int) -> int:
        decoding = Decoding(n_best=n_best, constrained=False)
        found = generator.answer(TEXTS, batch_size=3, max_new_tokens=24, decoding=decoding)
        with ir.Sandbox() as box:
            return sum(makes_solid(completion.ir, box) for completion in found)

    assert solids(1) <= solids(4)


@pytest.fixture
def folder(model: Qwen2ForCausalLM, tokenizer: Tokenizer, tmp_path: Path) -> Path:
    save(model, tokenizer, tmp_path / "model")
    return tmp_path / "model"


def test_a_saved_model_is_the_same_model(
    folder: Path, model: Qwen2ForCausalLM, tokenizer: Tokenizer
) -> None:
    for name, weights in load(folder).state_dict().items():
        assert torch.equal(weights, model.state_dict()[name])
    before = Generator(TorchEngine(model), tokenizer)
    after = load_generator(folder)
    assert before.answer(TEXTS, batch_size=4, max_new_tokens=9) == after.answer(
        TEXTS, batch_size=4, max_new_tokens=9
    )


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        ("model.safetensors", Path.unlink, r"model\.safetensors: no such file.*cad0 train"),
        ("model.safetensors", _cut, "not a model"),
        ("model.safetensors", lambda path: path.write_bytes(b""), "not a model"),
        ("config.json", Path.unlink, r"config\.json: no such file"),
        ("config.json", _cut, "not a model"),
        ("config.json", lambda path: path.write_text('{"model_type": "what"}'), "not a model"),
        ("tokenizer.json", Path.unlink, r"tokenizer\.json: no such file"),
        ("tokenizer.json", _cut, r"tokenizer\.json: not a tokenizer"),
    ],
)
def test_a_damaged_folder_says_what_is_wrong(
    folder: Path, name: str, damage: Callable[[Path], object], message: str
) -> None:
    damage(folder / name)
    with pytest.raises(ModelError, match=message):
        load_generator(folder)


def test_missing_weights_are_not_filled_up_at_random(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"layers\.1\.mlp\.up_proj\.weight does not fit"):
        load(folder)


def test_a_missing_folder_or_onnx_file_says_what_to_run(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"none: no such model folder; .*cad0 train"):
        load_generator(folder / "none")
    with pytest.raises(ModelError, match=r"model_quantized\.onnx: no such file; .*cad0 export"):
        load_generator(folder, "q8")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match=r"model\.onnx: not usable"):
        load_generator(folder, "fp32")
