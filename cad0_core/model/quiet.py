"""Silence for the libraries underneath: their bars, banners and advice are not ours to show."""

import datasets
from transformers.utils import logging as transformers_logging


def quiet() -> None:
    """Let transformers and datasets speak of errors only; holds for the whole process."""
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    datasets.logging.set_verbosity_error()
    datasets.disable_progress_bars()
