"""Lanes compute what one thread would, in the same order every time."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from cad0_core.model.machine import Lanes, core_count, keep_freed_memory
from cad0_core.model.micro import Batch, split


def squares(weights: list[Tensor]) -> Callable[[Batch], Tensor]:
    def loss(batch: Batch) -> Tensor:
        return ((batch["rows"] @ weights[0] + weights[1]) ** 2).sum()

    return loss


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_lanes_add_up_to_the_whole_batch(count: int) -> None:
    torch.manual_seed(0)
    batch = {"rows": torch.randn(7, 5), "tokens": torch.tensor(35)}
    weights = [torch.randn(5, 3, requires_grad=True), torch.randn(3, requires_grad=True)]
    expected = torch.autograd.grad(squares(weights)(batch), weights)
    with Lanes(count) as lanes:
        total = lanes.backward(squares(weights), batch, weights)
        assert total.item() == pytest.approx(squares(weights)(batch).item(), rel=1e-5)
        for weight, gradient in zip(weights, expected, strict=True):
            torch.testing.assert_close(weight.grad, gradient)
        lanes.backward(squares(weights), batch, weights)  # a second micro-batch is added
        for weight, gradient in zip(weights, expected, strict=True):
            torch.testing.assert_close(weight.grad, 2 * gradient)


def test_equal_batches_give_equal_gradients() -> None:
    batch = {"rows": torch.randn(33, 5)}
    seen = []
    with Lanes(3) as lanes:
        for _ in range(5):
            weights = [torch.ones(5, 3, requires_grad=True), torch.ones(3, requires_grad=True)]
            lanes.backward(squares(weights), batch, weights)
            seen.append(weights[0].grad)
    assert all(torch.equal(seen[0], gradient) for gradient in seen)


def test_a_lane_is_one_thread_and_the_process_gets_its_own_back() -> None:
    before = torch.get_num_threads()
    seen: list[int] = []

    def loss(batch: Batch) -> Tensor:
        seen.append(torch.get_num_threads())
        return (batch["rows"] * weight).sum()

    weight = torch.ones(1, requires_grad=True)
    with Lanes(2) as lanes:
        lanes.backward(loss, {"rows": torch.ones(4, 1)}, [weight])
    assert seen == [1, 1]
    assert torch.get_num_threads() == before


def test_what_goes_wrong_in_a_lane_is_raised() -> None:
    def loss(batch: Batch) -> Tensor:
        raise MemoryError("too large")

    with Lanes(2) as lanes, pytest.raises(MemoryError, match="too large"):
        lanes.backward(loss, {"rows": torch.ones(4, 1)}, [torch.ones(1, requires_grad=True)])


def test_no_part_is_empty() -> None:
    parts = split({"rows": torch.arange(3), "tokens": torch.tensor(9)}, 4)
    assert [part["rows"].tolist() for part in parts] == [[0], [1], [2]]


def test_this_machine_has_cores() -> None:
    assert core_count() > 0
    keep_freed_memory()
