"""Names that settings share, and what a group of settings is."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

MODELS = ("cad0", "cad0-mini")
OnnxDtype = Literal["fp32", "fp16", "q8", "q4", "q4f16"]  # what Transformers.js calls a file
Dtype = Literal["torch", OnnxDtype]  # weights, or a published ONNX file
ONNX_FILES: Mapping[OnnxDtype, str] = {
    "fp32": "onnx/model.onnx",
    "fp16": "onnx/model_fp16.onnx",
    "q8": "onnx/model_quantized.onnx",
    "q4": "onnx/model_q4.onnx",
    "q4f16": "onnx/model_q4f16.onnx",
}
MapOver = Literal["processes", "modal"]
Probe = Literal["ood-range", "ood-family", "ood-human", "primitives"]
METRICS = (
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass",
    "n",
)  # fmt: skip
SPLITS = ("test", "primitives", "ood-range", "ood-family", "ood-human")  # what may be judged
FAMILIES = "families"
Compared = Literal[
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass"
]  # fmt: skip


class Settings(BaseModel):
    """A frozen group of settings; an unknown name or a bad value is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def replace(self, **changes: Any) -> Self:
        """A validated copy with `changes` applied (`model_copy` would not validate)."""
        return type(self).model_validate({**dict(self), **changes})

    def digest(self) -> str:
        return digest_of(self.model_dump(mode="json"))


def digest_of(value: Any) -> str:
    """SHA-256 (hex) of `value` as canonical JSON."""
    blob = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(blob.encode()).hexdigest()
