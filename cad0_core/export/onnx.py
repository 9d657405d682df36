"""Stage `export`: ONNX files in the layout that Transformers.js loads.

`onnx/model.onnx` (fp32, with key/value cache), `onnx/model_quantized.onnx` (q8) and the other kinds
of `quantize.py` beside byte-identical copies of the model's configuration and tokenizer, and
`cad0.json` for the browser. Every graph is made in scratch, run against the weights, and only then
moved into place: a half-written file is never in `out`. Of input `dataset`, if there is one, the
validation prompts decide which files are worth publishing (`trial.py`).
"""

import shutil
from pathlib import Path

import numpy as np
import onnx
from optimum.exporters.onnx import onnx_export_from_model
from transformers import PreTrainedModel

from cad0_core.config import ONNX_FILES, ExportConfig, OnnxDtype
from cad0_core.errors import ModelError
from cad0_core.export.cad0_json import FILE, write_cad0_json
from cad0_core.export.quantize import make
from cad0_core.export.trial import Trial
from cad0_core.job import Job, Metrics
from cad0_core.model.base import CONFIG, GENERATION, load
from cad0_core.model.decode import pad_left
from cad0_core.model.decode_onnx import OnnxEngine
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.quiet import quiet, silence
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
    """Export input `model` as `ExportConfig` says; returns sizes and the distance from torch.

    `dtypes` of the metrics are those published, `withheld` says why others are not, and `trial`
    how each did. Raises `ModelError` where nothing is left to publish.
    """
    config: ExportConfig = job.config
    folder = job.inputs["model"]
    quiet()
    job.progress(0.0, "loading the model")
    model = load(folder)
    missing = [name for name in COPIES if not (folder / name).is_file()]
    if missing:
        raise ModelError(f"{folder / missing[0]}: no such file; make the model again")
    job.progress(0.05, "exporting fp32")
    graph = export_fp32(model, job.scratch, opset=config.opset)
    if "fp32" in config.dtypes and len(list(graph.parent.glob("*.onnx*"))) > 1:
        raise ModelError(f"{folder}: over 2 GB, more than one file holds; leave out fp32")
    metrics: Metrics = {"opset": graph_opset(graph)}
    for name in COPIES:
        _place(folder / name, job.out / name)
    (job.out / "onnx").mkdir(exist_ok=True)
    withheld = _files(job, model, graph, metrics)
    published = [dtype for dtype in config.dtypes if dtype not in withheld]
    if not published:
        raise ModelError("; ".join(f"{dtype}: {reason}" for dtype, reason in withheld.items()))
    write_cad0_json(job.out, published)
    common = sum((job.out / name).stat().st_size for name in (*COPIES, FILE))
    for dtype in published:
        metrics[f"download_{dtype}"] = common + metrics[f"bytes_{dtype}"]
    metrics |= {"dtypes": published, "withheld": withheld}
    metrics["bytes_tokenizer"] = (job.out / "tokenizer.json").stat().st_size
    job.progress(1.0, "exported")
    return metrics


def _files(job: Job, model: PreTrainedModel, graph: Path, metrics: Metrics) -> dict[str, str]:
    """Make, compare and place every kind of file; returns which are withheld and why."""
    config: ExportConfig = job.config
    withheld: dict[str, str] = {}
    trial = None
    if "dataset" in job.inputs:
        job.progress(0.2, "answering validation prompts with fp32")
        trial = _trial(job, graph)
        metrics["trial"] = {}
    for number, dtype in enumerate(config.dtypes):
        at = 0.25 + 0.7 * number / len(config.dtypes)
        job.progress(at, f"writing {dtype}")
        target = job.out / ONNX_FILES[dtype]
        _place(make(dtype, graph), target)
        job.progress(at, f"comparing {dtype} with the weights")
        metrics[f"bytes_{dtype}"] = target.stat().st_size
        metrics[f"max_logit_difference_{dtype}"] = logit_difference(job.out, model, dtype)
        if trial is None:
            continue
        outcome = trial(job.out, dtype)
        metrics["trial"][dtype] = outcome.figures()
        if reason := trial.objection(outcome):
            withheld[dtype] = reason
            target.unlink()
    return withheld


def _trial(job: Job, graph: Path) -> Trial:
    """The trial, whose yardstick is fp32 whether or not that is published."""
    yardstick = job.scratch / "yardstick"
    (yardstick / "onnx").mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        _place(job.out / name, yardstick / name)
    _place(graph, yardstick / ONNX_FILES["fp32"])
    return Trial(yardstick, job.inputs["dataset"], job.config)


def export_fp32(model: PreTrainedModel, scratch: Path, *, opset: int) -> Path:
    """The fp32 graph with key/value cache, checked by onnx, below `scratch`."""
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


def graph_opset(graph: Path) -> int:
    """Version of the standard operators that `graph` uses."""
    opsets = onnx.load(str(graph), load_external_data=False).opset_import
    return next(int(entry.version) for entry in opsets if entry.domain in ("", "ai.onnx"))


def logit_difference(folder: Path, model: PreTrainedModel, dtype: OnnxDtype) -> float:
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
