"""Several processes that train one model, a GPU each: what they share, and how they keep in step.

torchrun starts them and accelerate joins them (NCCL on GPUs, gloo on CPUs). Every process plans
the same batches and takes its share of the rows of each, so their number changes neither the
effective batch nor the steps. Gradients are added up once a step, after the last micro-batch: a
process that ran out of memory and does its part again keeps the others waiting, and nothing worse
(DistributedDataParallel would hang there). Process 0 alone reports, validates and writes.
"""

import os
from collections.abc import Sequence
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from cad0_core.model.micro import Batch, split


def count() -> int:
    """Processes of this training; 1 where it is not shared."""
    return int(os.environ.get("WORLD_SIZE", "1")) if dist.is_initialized() else 1


def index() -> int:
    """Which of them this one is, from 0."""
    return dist.get_rank() if count() > 1 else 0


def share(batch: Batch) -> Batch | None:
    """This process' rows of a batch; None where there are fewer rows than processes."""
    if count() == 1:
        return batch
    parts = split(batch, count())
    return parts[index()] if index() < len(parts) else None


def add_up(tensors: Sequence[Tensor]) -> None:
    """Replace each tensor by its sum over all processes."""
    if count() > 1:
        for work in [dist.all_reduce(tensor, async_op=True) for tensor in tensors]:
            work.wait()


def make_equal(model: Any) -> None:
    """Give every process the weights of the first."""
    if count() > 1:
        for weights in model.parameters():
            dist.broadcast(weights.data, src=0)


def agreed(flag: bool, device: torch.device) -> bool:
    """What the first process says."""
    if count() == 1:
        return flag
    said = torch.tensor(int(flag), device=device)
    dist.broadcast(said, src=0)
    return bool(said)


def wait() -> None:
    """Until all processes are here."""
    if count() > 1:
        dist.barrier()
