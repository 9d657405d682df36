"""Faster kernels for the layers of a model, where the machine has them."""

import importlib.util
import logging
from typing import Any

import torch
from peft import PeftModel

log = logging.getLogger("cad0")


def use_liger(model: Any, *, wanted: bool) -> bool:
    """Put Liger's norms, rotary positions and SwiGLU into `model`; whether they are there.

    They need CUDA and the package `liger-kernel`; without, a wanted one is missed in the log. Its
    losses stay out: the trainer's own ones know where the labels stand.
    """
    if not wanted:
        return False
    if not torch.cuda.is_available() or importlib.util.find_spec("liger_kernel") is None:
        log.info("no Liger kernels: they need CUDA and liger-kernel; torch's own are used")
        return False
    from liger_kernel.transformers import _apply_liger_kernel_to_instance

    layers = model.get_base_model() if isinstance(model, PeftModel) else model
    _apply_liger_kernel_to_instance(
        model=layers, cross_entropy=False, fused_linear_cross_entropy=False
    )
    return True
