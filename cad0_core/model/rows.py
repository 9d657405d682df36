"""The rows of a dataset that a training run needs, as token ids."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.errors import DataError
from cad0_core.job import Job
from cad0_core.model.encode import Encoded, encode

_VAL_ROWS = 500  # 11,000 completion tokens: under a second, ten times a run


@dataclass(frozen=True)
class Data:
    """Encoded rows: all of the training split, some of the validation split."""

    train: Encoded
    val: Encoded


def read_split(job: Job, split: str) -> list[Row]:
    """Rows of a split of the input dataset; `DataError` if there are none."""
    path = split_path(job.inputs["dataset"], split)
    rows = read_rows(path)
    if not rows:
        raise DataError(f"{path}: no rows; generate the dataset with more samples")
    return rows


def encode_data(
    job: Job, tokenizer: Tokenizer, train: Sequence[Row], *, max_seq_length: int
) -> Data:
    """The rows that a run needs, as token ids."""
    val = read_split(job, "val")
    val = val[:: max(1, len(val) // _VAL_ROWS)][:_VAL_ROWS]

    def told(done: int) -> None:
        job.progress(0.02 + 0.03 * done / len(train), f"encoded {done:,} of {len(train):,} rows")

    return Data(
        train=encode_rows(tokenizer, train, max_seq_length, told),
        val=encode_rows(tokenizer, val, max_seq_length),
    )


def encode_rows(
    tokenizer: Tokenizer,
    rows: Sequence[Row],
    max_seq_length: int,
    on_progress: Callable[[int], None] | None = None,
) -> Encoded:
    """Rows as token ids; `on_progress` is told how many are done."""
    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    return encode(
        tokenizer, texts, programs, max_seq_length=max_seq_length, on_progress=on_progress
    )
