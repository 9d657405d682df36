"""Muon and AdamW as one optimiser."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from cad0_core.config import Architecture
from cad0_core.model.base import build
from cad0_core.model.optimizer import Joint, muon
from cad0_core.model.tokenizer import train_tokenizer

SHAPE = Architecture(
    hidden_size=16,
    intermediate_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=2,
    vocab_size=300,
)


@pytest.fixture
def model() -> torch.nn.Module:
    tokenizer = train_tokenizer(["C 10 20 30", "Y 5 7.5"], 300)
    return build(SHAPE, tokenizer, max_length=64, seed=0)


def step(model: torch.nn.Module, optimizer: Joint, seed: int) -> None:
    torch.manual_seed(seed)
    ids = torch.randint(0, 200, (2, 12))
    model(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    optimizer.zero_grad()


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def test_every_weight_is_moved_by_exactly_one_part(model: torch.nn.Module) -> None:
    optimizer = muon(model, 1e-2, 0.0, lanes=2)
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    assert sorted(held) == sorted(id(p) for p in model.parameters())
    before = weights(model)
    step(model, optimizer, 0)
    still = [name for name, p in weights(model).items() if torch.equal(p, before[name])]
    assert still == []


def test_matrices_move_in_all_directions_alike(model: torch.nn.Module) -> None:
    name = "model.layers.0.mlp.up_proj.weight"
    before = weights(model)[name]
    step(model, muon(model, 1e-2, 0.0), 0)
    moved = torch.linalg.svdvals(weights(model)[name] - before)
    assert moved.max() / moved.min() < 3  # of a gradient: over 100


def test_lanes_change_nothing(model: torch.nn.Module) -> None:
    other = copy.deepcopy(model)
    with ThreadPoolExecutor(2) as pool:
        step(model, muon(model, 1e-2, 0.1), 0)
        step(other, muon(other, 1e-2, 0.1, 2, pool.map), 0)
    assert all(torch.equal(p, weights(other)[n]) for n, p in weights(model).items())


def test_a_schedule_reaches_every_part_after_a_resume_too(model: torch.nn.Module) -> None:
    optimizer = muon(model, 1e-2, 0.0, lanes=2)
    step(model, optimizer, 0)
    resumed = muon(model, 1e-2, 0.0, lanes=2)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    torch.optim.lr_scheduler.LambdaLR(resumed, lambda done: 0.0)
    before = weights(model)
    step(model, resumed, 1)
    assert all(torch.equal(p, before[name]) for name, p in weights(model).items())


def test_a_resumed_run_goes_the_same_way(model: torch.nn.Module) -> None:
    optimizer = muon(model, 1e-2, 0.1)
    step(model, optimizer, 0)
    other = copy.deepcopy(model)
    resumed = muon(other, 1e-2, 0.1)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    step(model, optimizer, 1)
    step(other, resumed, 1)
    assert all(torch.equal(p, weights(other)[n]) for n, p in weights(model).items())
