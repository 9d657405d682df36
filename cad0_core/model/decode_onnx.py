"""Decoding engine over an exported ONNX file; needs neither torch nor transformers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime as ort

from cad0_core.config import ONNX_FILES, OnnxDtype
from cad0_core.data.workers import cores
from cad0_core.errors import ModelError
from cad0_core.model.choose import Ids, Logits

_CACHE_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_ERRORS_ONLY = 3
_SMALL = 200 << 20  # bytes of a file: below, a step is less work than waking a second thread


class OnnxEngine:
    """A session on a decoder graph with key/value cache, as optimum exports it.

    Weights of 8 bits come with activations of 8 bits, whose scale is that of the whole batch:
    at 20 prompts together 64 of 100 answers were those of a browser, alone 99.
    """

    def __init__(
        self, session: ort.InferenceSession, small: bool = False, alone: bool = False
    ) -> None:
        self.session, self._small, self.alone = session, small, alone
        inputs = session.get_inputs()
        shapes = {entry.name: entry.shape for entry in inputs}
        types = {entry.name: entry.type for entry in inputs}
        self._pasts = [name for name in shapes if name.startswith("past_key_values.")]
        self._takes_positions = "position_ids" in shapes
        if not self._pasts or not {"input_ids", "attention_mask"} <= shapes.keys():
            raise ModelError("the graph is no text decoder with a cache; export the model again")
        _, self._heads, _, self._width = shapes[self._pasts[0]]
        self._cache_type = _CACHE_TYPES[types[self._pasts[0]]]
        presents = [name.replace("past_key_values", "present") for name in self._pasts]
        self._outputs = ["logits", *presents]

    @classmethod
    def load(cls, folder: Path, dtype: OnnxDtype) -> Self:
        """Open one of the ONNX files of a model folder; `ModelError` if it is not usable."""
        path = folder / ONNX_FILES[dtype]
        if not path.is_file():
            raise ModelError(f"{path}: no such file; make it with `cad0 export` first")
        try:
            small = path.stat().st_size < _SMALL
            session = ort.InferenceSession(path, _options(small), ["CPUExecutionProvider"])
            return cls(session, small, alone=dtype == "q8")
        except ModelError as error:
            raise ModelError(f"{path}: {error}") from error
        except Exception as error:  # onnxruntime's own errors share no base class
            reason = str(error).splitlines()[0]
            raise ModelError(f"{path}: not usable ({reason}); export the model again") from error

    def twins(self, count: int) -> "Sequence[OnnxEngine]":
        most = min(count, cores() - 1) if self._small else 0
        return [self.twin() for _ in range(most)]

    def twin(self) -> Self:
        return type(self)(self.session, self._small, self.alone)

    def start(self, ids: Ids, mask: Ids) -> Logits:
        empty = np.zeros((len(ids), self._heads, 0, self._width), self._cache_type)
        self._cache = dict.fromkeys(self._pasts, empty)
        self._mask = mask
        return self._run(ids, np.maximum(mask.cumsum(axis=1) - 1, 0))

    def step(self, tokens: Ids) -> Logits:
        positions = self._mask.sum(axis=1, keepdims=True)
        self._mask = np.pad(self._mask, ((0, 0), (0, 1)), constant_values=1)
        return self._run(tokens[:, None], positions)

    def keep(self, rows: Ids) -> None:
        self._cache = {name: value[rows] for name, value in self._cache.items()}
        self._mask = self._mask[rows]

    def join(self, other: Self) -> None:
        unused = int((self._mask.cumsum(axis=1) == 0).sum(axis=1).min())
        ours, theirs = self._mask[:, unused:], other._mask
        length = max(ours.shape[1], theirs.shape[1])
        self._mask = np.concatenate([_widen(ours, 1, length), _widen(theirs, 1, length)])
        for name, value in self._cache.items():
            rows = (_widen(value[:, :, unused:], 2, length), _widen(other._cache[name], 2, length))
            self._cache[name] = np.concatenate(rows)

    def _run(self, ids: Ids, positions: Ids) -> Logits:
        feed: dict[str, Any] = {"input_ids": ids, "attention_mask": self._mask, **self._cache}
        if self._takes_positions:
            feed["position_ids"] = positions
        logits, *presents = self.session.run(self._outputs, feed)
        self._cache = dict(zip(self._pasts, presents, strict=True))
        last: Logits = logits[:, -1].astype(np.float32, copy=False)
        return last


def _widen(values: Any, axis: int, length: int) -> Any:
    """Zeros before `values` along `axis` up to `length`: padding that the mask hides."""
    missing = [(0, 0)] * values.ndim
    missing[axis] = (length - values.shape[axis], 0)
    return np.pad(values, missing)


def _options(small: bool) -> ort.SessionOptions:
    options = ort.SessionOptions()
    if small:
        options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # A spinning thread steals the core on which another process would finish the work sooner.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
