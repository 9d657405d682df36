"""Running out of memory: how it is told apart from other errors, and what is said about it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from accelerate.utils.memory import should_reduce_batch_size

from cad0_core.errors import OutOfMemoryError

REMEDY = (
    "Turn on gradient_checkpointing, use_4bit or optimizer_dtype=int8, shorten max_seq_length, or "
    "use a machine with more memory; then run the same command again"
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that torch, on a GPU or a CPU, or Python got no memory."""
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, Exception) and should_reduce_batch_size(error)
    )


def free_memory() -> None:
    """Give back what a failed step held: tensors in cycles, and blocks that the GPU cache keeps."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn running out of memory in this block into an `OutOfMemoryError` that names `what`."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise OutOfMemoryError(f"{what}: out of memory ({first_line(error)}). {REMEDY}") from error


def first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
