"""`cad0.json`: all that a browser needs to know of a published model, beside its ONNX files.

    version         1; a reader refuses any other
    prompt          the one prompt, with `{text}` where the sentence goes, its outer blanks dropped
    eos_token_id    id of the token that ends an answer
    max_new_tokens  an answer is cut after so many tokens, that one included
    max_tokens      positions that the model has: prompt and answer together
    grammar         the decoding grammar as plain data: `cad0_core.ir.grammar` has its rules
    dtypes          by dtype: `file` (relative to this one), `bytes`, and `runs_on`, the runtimes
                    in which files of this kind were run: see `runtimes.py`
    default_dtype   the smallest file that runs wherever a browser runs: without WebGPU too

The grammar works on bytes; what the tokens' bytes are stands in `tokenizer.json`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cad0_core.artifacts import read_json, write_atomic
from cad0_core.config import ONNX_FILES, OnnxDtype
from cad0_core.export.runtimes import WASM, runs_on
from cad0_core.ir.grammar import Automaton
from cad0_core.model.base import CONFIG, GENERATION
from cad0_core.prompt import PROMPT

FILE = "cad0.json"
VERSION = 1


def write_cad0_json(folder: Path, dtypes: Sequence[OnnxDtype]) -> None:
    """Describe the model in `folder`, whose ONNX files of `dtypes` are there already."""
    generation = read_json(folder / GENERATION)
    files: dict[str, dict[str, Any]] = {dtype: _file_row(folder, dtype) for dtype in dtypes}
    content = {
        "version": VERSION,
        "prompt": PROMPT,
        "eos_token_id": generation["eos_token_id"],
        "max_new_tokens": generation["max_new_tokens"],
        "max_tokens": read_json(folder / CONFIG)["max_position_embeddings"],
        "grammar": Automaton().as_data(),
        "dtypes": files,
        "default_dtype": default_dtype(files),
    }
    write_atomic(folder / FILE, json.dumps(content, indent=1) + "\n")


def default_dtype(files: Mapping[str, Mapping[str, Any]]) -> str:
    """The smallest of the files that need no GPU; of all, where every one needs it."""
    anywhere = [dtype for dtype, row in files.items() if WASM in row["runs_on"]]
    return min(anywhere or files, key=lambda dtype: files[dtype]["bytes"])


def _file_row(folder: Path, dtype: OnnxDtype) -> dict[str, Any]:
    file = ONNX_FILES[dtype]
    return {
        "file": file,
        "bytes": (folder / file).stat().st_size,
        "runs_on": list(runs_on(dtype)),
    }
