"""A student that is cut out of its teacher keeps what the teacher uses, and nothing else."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from cad0_core.config import Architecture
from cad0_core.model.base import build
from cad0_core.model.batches import Batches
from cad0_core.model.encode import Encoded, encode
from cad0_core.model.prune import cut_from, fits
from cad0_core.model.trainer import hidden_states

SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=3,
    num_attention_heads=4,
    num_key_value_heads=4,
    vocab_size=700,
)
Make = Callable[..., Any]


@pytest.fixture
def make(tokenizer: Tokenizer) -> Make:
    def made(seed: int = 0, **shape: int) -> Any:
        model = build(SHAPE.replace(**shape), tokenizer, max_length=64, seed=seed)
        return model.eval().requires_grad_(False)

    return made


@pytest.fixture
def rows(tokenizer: Tokenizer) -> Encoded:
    texts = ["plain 5x6x7mm box", "a tube 40 mm tall, M3, 2mm thick", "box 10x20x30"]
    programs = ["C 5 6 7", "Y 20 40\nY 2 40\nD 0 1", "C 10 20 30"]
    return encode(tokenizer, texts, programs, max_seq_length=64)


def batches(rows: Encoded) -> Batches:
    return Batches(rows, size=3, total=1, seed=0, pad=0)


def logits(model: Any, rows: Encoded) -> torch.Tensor:
    (batch,) = batches(rows)
    scores: torch.Tensor = model.get_output_embeddings()(hidden_states(model, batch))
    return scores


def test_nothing_changes_where_what_goes_was_not_used(make: Make, rows: Encoded) -> None:
    """Half the width, a head and half the neurons of every layer are dead, in any direction."""
    teacher = make()
    random = torch.Generator().manual_seed(3)
    alive = torch.linalg.qr(torch.randn(32, 32, generator=random)).Q[:, :24]
    flat = alive @ alive.T
    dead = [int(i) for i in torch.randperm(64, generator=random)[:32]]
    teacher.model.embed_tokens.weight.copy_(teacher.model.embed_tokens.weight @ flat)
    for layer in teacher.model.layers:
        layer.self_attn.o_proj.weight.copy_(flat @ layer.self_attn.o_proj.weight)
        layer.self_attn.o_proj.weight[:, 8:16] = 0
        layer.mlp.down_proj.weight.copy_(flat @ layer.mlp.down_proj.weight)
        layer.mlp.down_proj.weight[:, dead] = 0
        for norm in (layer.input_layernorm, layer.post_attention_layernorm):
            norm.weight.copy_(torch.rand(32, generator=random) + 0.5)
    student = make(
        seed=1, hidden_size=24, num_attention_heads=3, num_key_value_heads=3, intermediate_size=32
    )
    assert fits(student, teacher)
    cut_from(student, teacher, batches(rows))
    torch.testing.assert_close(logits(student, rows), logits(teacher, rows), atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize(("layers", "chosen"), [(1, [0]), (2, [0, 2]), (3, [0, 1, 2])])
def test_the_first_and_last_layers_go_along(
    make: Make, rows: Encoded, layers: int, chosen: list[int]
) -> None:
    teacher, student = make(), make(seed=1, num_hidden_layers=layers)
    cut_from(student, teacher, batches(rows))
    assert torch.equal(student.lm_head.weight, teacher.lm_head.weight)
    for layer, source in zip(student.model.layers, chosen, strict=True):
        given = teacher.model.layers[source]
        assert torch.equal(layer.mlp.down_proj.weight, given.mlp.down_proj.weight)
    student.lm_head.weight.zero_()
    assert teacher.lm_head.weight.any()


def test_shared_values_go_with_their_queries(make: Make, rows: Encoded) -> None:
    """Of two key/value heads with two queries each, the one that writes is kept."""
    shape = {"num_attention_heads": 4, "num_key_value_heads": 2}
    teacher = make(num_hidden_layers=1, **shape)
    attention = teacher.model.layers[0].self_attn
    attention.o_proj.weight[:, :16] = 0
    small = {"hidden_size": 16, "num_attention_heads": 2, "num_key_value_heads": 1}
    student = make(seed=1, num_hidden_layers=1, **small)
    assert fits(student, teacher)
    cut_from(student, teacher, batches(rows))
    assert torch.equal(student.model.layers[0].self_attn.q_proj.bias, attention.q_proj.bias[16:])
    assert torch.equal(student.model.layers[0].self_attn.k_proj.bias, attention.k_proj.bias[8:])


@pytest.mark.parametrize(
    "shape",
    [
        {"hidden_size": 16},  # heads of another size
        {"hidden_size": 48, "num_attention_heads": 6, "num_key_value_heads": 6},
        {"num_hidden_layers": 4},
        {"intermediate_size": 65},
        {"num_key_value_heads": 2},
    ],
)
def test_what_is_larger_or_of_another_make_does_not_fit(make: Make, shape: dict[str, int]) -> None:
    assert not fits(make(seed=1, **shape), make())


def test_a_cut_student_beats_a_random_one(make: Make, rows: Encoded, tokenizer: Tokenizer) -> None:
    teacher = make()
    cut, random = (
        make(seed=1, hidden_size=24, num_attention_heads=3, num_key_value_heads=3) for _ in range(2)
    )
    cut_from(cut, teacher, batches(rows))
    truth = logits(teacher, rows).log_softmax(-1)
    gaps = [
        torch.nn.functional.kl_div(
            logits(model, rows).log_softmax(-1), truth, log_target=True, reduction="batchmean"
        ).item()
        for model in (cut, random)
    ]
    assert gaps[0] < 0.5 * gaps[1]
    assert np.isfinite(gaps).all()
