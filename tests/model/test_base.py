"""Equal seeds make equal models, ready to copy; students start from teachers of their width."""

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer, Qwen2ForCausalLM

from cad0_core.config import Architecture
from cad0_core.model.base import build, fast_tokenizer, parameters, save
from cad0_core.model.encode import eos_id
from cad0_core.model.start import BACK, COPY, PERIODS, WAVE
from cad0_core.model.tokenizer import number_values

SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=3,
    num_attention_heads=4,
    num_key_value_heads=4,
    vocab_size=700,
)


def make(tokenizer: Tokenizer, *, seed: int = 0, **changes: int) -> Qwen2ForCausalLM:
    return build(SHAPE.replace(**changes), tokenizer, max_length=64, seed=seed)


def test_equal_seeds_make_equal_models_and_leave_the_process_alone(tokenizer: Tokenizer) -> None:
    before = torch.random.get_rng_state()
    first, same, other = make(tokenizer), make(tokenizer), make(tokenizer, seed=1)
    assert torch.equal(before, torch.random.get_rng_state())
    for name, weights in first.state_dict().items():
        assert torch.equal(weights, same.state_dict()[name])
    assert not torch.equal(first.lm_head.weight, other.lm_head.weight)


def test_embeddings_are_tied_and_as_many_as_the_tokens(tokenizer: Tokenizer) -> None:
    model = make(tokenizer)
    assert model.lm_head.weight is model.model.embed_tokens.weight
    assert 0 <= model.config.vocab_size - tokenizer.get_vocab_size() < 8
    assert model.config.eos_token_id == eos_id(tokenizer)
    # 4 matrices and 3 biases of attention, 3 matrices of the MLP, 2 norms; one norm at the end.
    layer = 4 * 32 * 32 + 3 * 32 + 3 * 32 * 64 + 2 * 32
    assert parameters(model) == model.config.vocab_size * 32 + 3 * layer + 32


def test_both_spellings_of_a_number_start_from_one_vector(tokenizer: Tokenizer) -> None:
    table = make(tokenizer).get_input_embeddings().weight
    values = number_values(tokenizer)
    glued, apart = tokenizer.token_to_id("50"), tokenizer.token_to_id("\u012050")
    assert values[glued] == values[apart] == 50
    assert torch.equal(table[glued], table[apart])
    assert not torch.equal(table[glued], table[tokenizer.token_to_id("51")])


def test_numbers_start_from_waves_of_their_value(tokenizer: Tokenizer) -> None:
    """The likeness of two numbers is a sum of cosines of their difference."""
    table = make(tokenizer, hidden_size=128).get_input_embeddings().weight.detach()
    values = number_values(tokenizer)
    found, expected = [], []
    for a, b in combinations(sorted(values)[:60], 2):
        found.append(float(table[a] @ table[b]))
        turns = [2 * math.pi * (values[a] - values[b]) / period for period in PERIODS]
        expected.append(2 * WAVE**2 * sum(map(math.cos, turns)))
    assert np.corrcoef(found, expected)[0, 1] > 0.97
    assert max(expected) - min(expected) > 1


def test_heads_of_the_first_layer_look_back(tokenizer: Tokenizer) -> None:
    model = make(tokenizer, hidden_size=128)
    model.set_attn_implementation("eager")
    ids = torch.randint(
        0, tokenizer.get_vocab_size(), (1, 24), generator=torch.Generator().manual_seed(0)
    )
    attentions = model(ids, output_attentions=True).attentions
    for head, back in enumerate(BACK):
        assert attentions[0][0, head].diagonal(-back)[4:].min() > 0.5
    assert attentions[1].diagonal(-1, 2, 3)[..., 4:].max() < 0.5  # the others look everywhere


def test_attention_starts_by_passing_on_what_it_reads(tokenizer: Tokenizer) -> None:
    attention = make(tokenizer).model.layers[1].self_attn
    passed_on = attention.o_proj.weight @ attention.v_proj.weight
    torch.testing.assert_close(passed_on, COPY**2 * torch.eye(32), atol=1e-5, rtol=0)


def test_shared_values_pass_on_their_part(tokenizer: Tokenizer) -> None:
    attention = make(tokenizer, num_key_value_heads=2).model.layers[0].self_attn
    values = attention.v_proj.weight.view(2, 8, 32).repeat_interleave(2, dim=0).reshape(32, 32)
    passed_on = attention.o_proj.weight @ values
    kept = torch.linalg.eigvalsh(passed_on.detach())
    torch.testing.assert_close(kept[-16:], torch.full((16,), COPY**2 * 2**0.5), atol=1e-4, rtol=0)


def test_transformers_reads_the_tokenizer_back(tokenizer: Tokenizer, tmp_path: Path) -> None:
    save(make(tokenizer), tokenizer, tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    text = "plain 50x30mm box, M3 🙂"
    assert loaded(text).keys() == {"input_ids", "attention_mask"}
    assert loaded(text)["input_ids"] == tokenizer.encode(text).ids
    assert loaded.decode(loaded(text)["input_ids"]) == text
    assert (loaded.eos_token, loaded.pad_token) == ("<|endoftext|>", "<|pad|>")
    assert fast_tokenizer(tokenizer).eos_token_id == eos_id(tokenizer)
