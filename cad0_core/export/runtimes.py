"""Where each kind of ONNX file was run: a dtype is offered to no other runtime.

`tests/export/test_node.py` runs every row in onnxruntime-web's WebAssembly build. None was run on
WebGPU yet, so no row names it.
"""

CPU, WASM, WEBGPU = "cpu", "wasm", "webgpu"

_RUNS_ON: dict[str, tuple[str, ...]] = {
    "fp32": (CPU, WASM),
    "fp16": (CPU, WASM),
    "q8": (CPU, WASM),
    "q4": (CPU, WASM),
    "q4f16": (CPU, WASM),
}


def runs_on(dtype: str) -> tuple[str, ...]:
    """The runtimes in which files of `dtype` were run, the onnxruntime of Python (`cpu`) first."""
    return _RUNS_ON[dtype]
