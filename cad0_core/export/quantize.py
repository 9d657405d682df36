"""The published kinds of a decoder graph, each made from the fp32 one.

    fp16    weights, activations and cache in 16 bits; norms and positions in 32
    q8      weights of the layers and the embedding in 8 bits (dynamic quantization)
    q4      weights of the layers in 4 bits by blocks (MatMulNBits), the embedding in fp32
    q4f16   the same with all else as in fp16

The embedding is the output layer too and stands in each file once. It is no part of the 4 bits:
the operator that reads 4-bit rows (GatherBlockQuantized) has no kernel in onnxruntime's
WebAssembly build, and with a trimmed vocabulary it is 7 % of the file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
from onnx import ModelProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel

from cad0_core.config import ONNX_FILES, OnnxDtype
from cad0_core.export.precise import put_back, set_aside
from cad0_core.model.quiet import silence

_BLOCK = 32  # weights that share a scale: 4.5 bits a weight with scales in fp16


def make(dtype: OnnxDtype, graph: Path) -> Path:
    """The file of `dtype` beside the fp32 `graph`, checked by onnx."""
    if dtype == "fp32":
        return graph
    target = graph.with_name(Path(ONNX_FILES[dtype]).name)
    with silence():
        _MAKERS[dtype](graph, target)
    onnx.checker.check_model(str(target))
    return target


def _q8(graph: Path, target: Path) -> None:
    quantize_dynamic(graph, target, weight_type=QuantType.QInt8)


def _fp16(graph: Path, target: Path) -> None:
    onnx.save(_in_16_bits(onnx.load(str(graph))), str(target))


def _q4(graph: Path, target: Path) -> None:
    onnx.save(_in_4_bits(onnx.load(str(graph))), str(target))


def _q4f16(graph: Path, target: Path) -> None:
    onnx.save(_in_16_bits(_in_4_bits(onnx.load(str(graph)))), str(target))


_MAKERS: dict[OnnxDtype, Callable[[Path, Path], None]] = {
    "fp16": _fp16,
    "q8": _q8,
    "q4": _q4,
    "q4f16": _q4f16,
}


def _in_4_bits(model: ModelProto) -> ModelProto:
    """`model` with every constant matrix that is multiplied with in blocks of 4 bits."""
    quantizer: Any = MatMulNBitsQuantizer(
        model, bits=4, block_size=_BLOCK, is_symmetric=True, op_types_to_quantize=("MatMul",)
    )
    quantizer.process()
    result: ModelProto = quantizer.model.model
    return result


def _in_16_bits(model: ModelProto) -> ModelProto:
    """`model` in fp16, its inputs and outputs too, but for the parts that need 32 bits."""
    aside = set_aside(model.graph)
    result: ModelProto = convert_float_to_float16(model, disable_shape_infer=True)
    put_back(result.graph, aside)
    OnnxModel.graph_topological_sort(result.graph)  # casts of the converter stand at the end
    return result
