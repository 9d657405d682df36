"""Silence for the libraries underneath: their bars, banners and advice are not ours to show."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import datasets
from transformers.utils import logging as transformers_logging


def quiet() -> None:
    """Let transformers and datasets speak of errors only; holds for the whole process."""
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    datasets.logging.set_verbosity_error()
    datasets.disable_progress_bars()


@contextmanager
def silence() -> Iterator[None]:
    """Keep the exporters' warnings and log lines to themselves; errors are raised as ever."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)
