"""Every published dtype writes the same programs in Transformers.js as in Python's onnxruntime.

Transformers.js runs in Node on onnxruntime-web's WebAssembly build, the one that a browser loads.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch
from node import WEB, node

from cad0_core import presets
from cad0_core.config import ONNX_FILES, ExportConfig, OnnxDtype
from cad0_core.export.onnx import export
from cad0_core.export.runtimes import WASM, runs_on
from cad0_core.job import Job
from cad0_core.model.base import build, save
from cad0_core.model.decode import continuations, load_generator
from cad0_core.model.encode import prompt_ids
from cad0_core.model.tokenizer import load_tokenizer, train_tokenizer
from cad0_core.model.trim import trim
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

PROMPTS, TOKENS, LEAST = 100, 24, 99
SPREAD = 8

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def asked() -> list[str]:
    return [part.text for part in of_every_variant(2, 9)][:PROMPTS]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model with a trimmed vocabulary in every dtype.

    Nothing trained it: its matrices are so large that what it says depends on what it is asked.
    """
    folder = tmp_path_factory.mktemp("node")
    for name in ("scratch", "out", "aside"):
        (folder / name).mkdir()
    corpus = [text for part in of_every_variant(4, 1) for text in (prompt(part.text), part.ir)]
    whole = train_tokenizer(corpus, 1024)
    shape = presets.smoke().train.model.architecture
    assert shape is not None
    shape = shape.replace(hidden_size=64, intermediate_size=192)
    random = build(shape, whole, max_length=256, seed=0)
    with torch.no_grad():
        for name, weights in random.named_parameters():
            if weights.dim() == 2 and "embed" not in name:
                weights *= SPREAD
    model, tokenizer, kept = trim(random, whole, corpus[::2], 700)
    assert len(kept) < 1024
    save(model, tokenizer, folder / "aside")
    export(Job(ExportConfig(), {"model": folder / "aside"}, folder / "out", folder / "scratch"))
    return folder / "out"


def in_node(folder: Path, dtype: str, texts: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [node(), WEB / "test" / "answer.mjs", folder, dtype, str(TOKENS)],
        input=json.dumps([prompt(text) for text in texts]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_python(folder: Path, dtype: OnnxDtype, texts: list[str]) -> list[list[int]]:
    """One prompt at a time, as Node is asked: q8 rounds by the largest value of a batch."""
    generator = load_generator(folder, dtype)
    return [
        continuations(
            generator.engine, [ids], lambda rows, logits, left: logits.argmax(-1), generator.eos,
            TOKENS,
        )[0]
        for ids in prompt_ids(generator.tokenizer, texts)
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", ONNX_FILES)
def test_the_same_programs_in_python_and_in_node(
    exported: Path, asked: list[str], dtype: OnnxDtype, record_property: Any
) -> None:
    assert len(asked) == PROMPTS
    mine, theirs = in_python(exported, dtype, asked), in_node(exported, dtype, asked)["answers"]
    assert len(theirs) == PROMPTS
    differing = [(text, a, b) for text, a, b in zip(asked, mine, theirs, strict=True) if a != b]
    tokenizer = load_tokenizer(exported)
    listed = "\n".join(
        f"{text!r}: {tokenizer.decode(a)!r} in Python, {tokenizer.decode(b)!r} in Node"
        for text, a, b in differing
    )
    record_property("differing", listed)
    print(f"{dtype}: {PROMPTS - len(differing)} of {PROMPTS} alike\n{listed}")
    assert PROMPTS - len(differing) >= LEAST, listed
    assert len({tuple(answer) for answer in mine}) >= 50  # it says different things
    assert WASM in runs_on(dtype)
