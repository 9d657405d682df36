"""Stage `export`: ONNX files in the layout that Transformers.js loads.

`onnx/model.onnx` (fp32, with key/value cache) and `onnx/model_quantized.onnx` (q8) beside
byte-identical copies of the model's configuration and tokenizer. Every graph is made in scratch,
run once against torch, and only then moved into place: a half-written file is never in `out`.
"""

import io
import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import onnx_export_from_model
from transformers import PreTrainedModel

from cad0_core.config import ExportConfig
from cad0_core.errors import ModelError
from cad0_core.job import Job, Metrics
from cad0_core.model.base import CONFIG, GENERATION, load
from cad0_core.model.decode import pad_left
from cad0_core.model.decode_onnx import ONNX_FILES, OnnxEngine
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.quiet import quiet
from cad0_core.model.tokenizer import FILES as TOKENIZER_FILES
from cad0_core.model.tokenizer import load_tokenizer

COPIES = (CONFIG, GENERATION, *TOKENIZER_FILES)
_PROBES = (
    "50x30mm mounting plate with 4 corner holes",
    "10mm diameter 25mm tall standoff",
    "just a 20x20x10 box, nothing else",
)
_STEPS = 8


def export(job: Job) -> Metrics:
    """Export input `model` as `ExportConfig` says; returns sizes and the distance from torch."""
    config: ExportConfig = job.config
    folder = job.inputs["model"]
    quiet()
    job.progress(0.0, "loading the model")
    model = load(folder)
    missing = [name for name in COPIES if not (folder / name).is_file()]
    if missing:
        raise ModelError(f"{folder / missing[0]}: no such file; make the model again")
    job.progress(0.1, "exporting fp32")
    graph = export_fp32(model, job.scratch, opset=config.opset)
    metrics: Metrics = {"opset": graph_opset(graph)}
    for name in COPIES:
        _place(folder / name, job.out / name)
    (job.out / "onnx").mkdir(exist_ok=True)
    for number, dtype in enumerate(config.dtypes):
        job.progress(0.5 + 0.2 * number, f"writing {dtype}")
        whole = graph if dtype == "fp32" else quantize_q8(graph)
        target = job.out / ONNX_FILES[dtype]
        _place(whole, target)
        job.progress(0.6 + 0.2 * number, f"comparing {dtype} with torch")
        metrics[f"bytes_{dtype}"] = target.stat().st_size
        metrics[f"max_logit_difference_{dtype}"] = logit_difference(job.out, model, dtype)
    metrics["bytes_tokenizer"] = (job.out / "tokenizer.json").stat().st_size
    job.progress(1.0, "exported")
    return metrics


def export_fp32(model: PreTrainedModel, scratch: Path, *, opset: int) -> Path:
    """The fp32 graph with key/value cache, checked by onnx, in one file below `scratch`."""
    folder = scratch / "fp32"
    shutil.rmtree(folder, ignore_errors=True)
    with silence():
        onnx_export_from_model(
            model,
            folder,
            task="text-generation-with-past",
            opset=opset,
            do_validation=False,  # `logit_difference` compares real prompts
        )
    graph = folder / "model.onnx"
    onnx.checker.check_model(str(graph))
    return graph


def quantize_q8(graph: Path) -> Path:
    """Dynamic 8-bit weights of the fp32 `graph`, in a file beside it."""
    target = graph.with_name("model_quantized.onnx")
    with silence():
        quantize_dynamic(graph, target, weight_type=QuantType.QInt8)
    onnx.checker.check_model(str(target))
    return target


def graph_opset(graph: Path) -> int:
    """Version of the standard operators that `graph` uses."""
    opsets = onnx.load(str(graph), load_external_data=False).opset_import
    return next(int(entry.version) for entry in opsets if entry.domain in ("", "ai.onnx"))


def logit_difference(folder: Path, model: PreTrainedModel, dtype: Literal["fp32", "q8"]) -> float:
    """Largest absolute difference of next-token logits from torch, while both read and write on.

    Both are given the tokens that torch finds most likely, so they stay at the same place.
    """
    tokenizer = load_tokenizer(folder)
    ids, mask = pad_left(prompt_ids(tokenizer, _PROBES), eos_id(tokenizer))
    true, other = TorchEngine(model), OnnxEngine.load(folder, dtype)
    expected, found = true.start(ids, mask), other.start(ids, mask)
    worst = float(np.abs(expected - found).max())
    for _ in range(_STEPS):
        tokens = expected.argmax(axis=-1)
        expected, found = true.step(tokens), other.step(tokens)
        worst = max(worst, float(np.abs(expected - found).max()))
    return worst


def _place(source: Path, target: Path) -> None:
    """Copy so that `target` appears whole."""
    aside = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, aside)
    aside.replace(target)


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
