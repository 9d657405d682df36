"""What Qwen2.5-0.5B weighs in a browser, with its vocabulary whole and trimmed.

    make web
    python tests/bench/export_bench.py [--tokens 8192] [--answer 40] [--folder FOLDER]

The exact configuration of Qwen2.5-0.5B with random weights, since sizes and times are the same, and
the real vocabulary, trimmed to programs and texts of all part families. Every step runs in a
process of its own; the table has its time and the most memory that it held. The last steps load
the files in Node, in Transformers.js on onnxruntime-web's WebAssembly build with one thread, and
generate: what runs there runs in a browser without WebGPU.

The files of both vocabularies take 5 GB of disk at most, and the largest step 10 GB of memory.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import Qwen2Config, Qwen2ForCausalLM
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core.data.tokens import PATTERN, ranks_file
from cad0_core.export.onnx import export_fp32
from cad0_core.export.quantize import make
from cad0_core.model.base import load, parameters, save
from cad0_core.model.encode import eos_id
from cad0_core.model.quiet import quiet
from cad0_core.model.trim import trim
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

ANSWER = Path(__file__).parents[2] / "cad0_core/serve/web/test/answer.mjs"
DTYPES = ("q8", "q4", "q4f16", "fp16")
LIMIT = 220e6  # bytes that the smallest file may have
TEXTS = ["50x30mm mounting plate with 4 corner holes", "just a 20x20x10 box, nothing else"]


def qwen_tokenizer() -> Tokenizer:
    """That of Qwen2.5, with its 151,646 tokens that are not of a later use."""
    names = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    converter = TikTokenConverter(
        vocab_file=str(ranks_file()), pattern=PATTERN, additional_special_tokens=names
    )
    tokenizer: Tokenizer = converter.converted()
    return tokenizer


def qwen_model(tokenizer: Tokenizer) -> Qwen2ForCausalLM:
    """Qwen2.5-0.5B as its config.json describes it, with random weights."""
    config = Qwen2Config(
        vocab_size=151_936,
        hidden_size=896,
        intermediate_size=4864,
        num_hidden_layers=24,
        num_attention_heads=14,
        num_key_value_heads=2,
        max_position_embeddings=32_768,
        rms_norm_eps=1e-6,
        rope_theta=1_000_000.0,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=eos_id(tokenizer),
    )
    torch.manual_seed(0)
    return Qwen2ForCausalLM(config).eval()


def step_build(folder: Path, tokens: int) -> str:
    """The model's folder; `tokens` 0 leaves the vocabulary whole."""
    tokenizer = qwen_tokenizer()
    model = qwen_model(tokenizer)
    before = parameters(model)
    if tokens:
        parts = of_every_variant(200, 1)
        corpus = [text for part in parts for text in (prompt(part.text), part.ir)]
        _, tokenizer, kept = trim(model, tokenizer, corpus, tokens)
        assert len(kept) >= tokens
    save(model, tokenizer, folder)
    size = (folder / "tokenizer.json").stat().st_size
    return (
        f"{before / 1e6:.1f} M to {parameters(model) / 1e6:.1f} M weights, "
        f"tokenizer.json {size / 1e6:.2f} MB"
    )


def step_fp32(folder: Path) -> str:
    graph = export_fp32(load(folder), folder / "scratch", opset=18)
    (folder / "onnx").mkdir(exist_ok=True)
    for file in graph.parent.glob("model.onnx*"):
        file.rename(folder / "onnx" / file.name)
    return ""


def step_make(folder: Path, dtype: str) -> str:
    make(dtype, folder / "onnx" / "model.onnx")
    return ""


def measured(name: str, *arguments: object) -> None:
    """Run a step in a process of its own and print its row."""
    command = [sys.executable, __file__, "--step", name, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, megabytes, said = json.loads(done.stdout.splitlines()[-1])
    row(f"{name} {' '.join(map(str, arguments[1:]))}".strip(), seconds, megabytes, said)


def row(name: str, seconds: float, megabytes: float, said: str) -> None:
    print(f"| {name} | {seconds:.1f} | {megabytes:,.0f} | {said} |", flush=True)


def answered(folder: Path, dtype: str, tokens: int) -> None:
    """Load a file in Node and generate; prints its row."""
    started = time.perf_counter()
    done = subprocess.run(
        ["node", str(ANSWER), str(folder), dtype, str(tokens)],
        input=json.dumps([prompt(text) for text in TEXTS]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    count = sum(map(len, found["answers"]))
    assert count == tokens * len(TEXTS), f"{dtype}: {count} tokens"
    loading = time.perf_counter() - started - found["seconds"]
    said = f"{count} tokens, {count / found['seconds']:.1f} a second; loading took {loading:.1f} s"
    row(f"Node {dtype}", time.perf_counter() - started, found["megabytes"], said)


def sizes(folder: Path) -> dict[str, int]:
    files = {"fp32": "model.onnx", "q8": "model_quantized.onnx"}
    return {
        dtype: sum(
            path.stat().st_size
            for path in (folder / "onnx").glob(files.get(dtype, f"model_{dtype}.onnx") + "*")
        )
        for dtype in ("fp32", *DTYPES)
    }


def bench(folder: Path, tokens: int, answer: int) -> None:
    print("| step | seconds | peak MB | |\n|---|---|---|---|")
    found = {}
    for name, kept in (("whole", 0), ("trimmed", tokens)):
        print(f"| **{name} vocabulary** | | | |")
        model = folder / name
        measured("build", model, kept)
        measured("fp32", model)
        for dtype in DTYPES:
            measured("make", model, dtype)
        found[name] = sizes(model)
        (model / "model.safetensors").unlink()
        if not kept:
            shutil.rmtree(model)
    for dtype in DTYPES:
        answered(folder / "trimmed", dtype, answer)
    print("\n| dtype | whole MB | trimmed MB |\n|---|---|---|")
    for dtype, size in found["trimmed"].items():
        print(f"| {dtype} | {found['whole'][dtype] / 1e6:.1f} | {size / 1e6:.1f} |")
    least = min(found["trimmed"].values())
    assert least <= LIMIT, f"the smallest file has {least / 1e6:.1f} MB"


def run_step(name: str, folder: Path, *arguments: str) -> None:
    """In the child: one step, and its figures as the last line."""
    quiet()
    torch.set_num_threads(1)
    started = time.perf_counter()
    if name == "build":
        said = step_build(folder, int(arguments[0]))
    else:
        said = step_fp32(folder) if name == "fp32" else step_make(folder, arguments[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - started, peak, said]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tokens", type=int, default=8192, help="tokens that are kept")
    parser.add_argument("--answer", type=int, default=40, help="tokens generated for a prompt")
    parser.add_argument("--folder", type=Path, help="keep the files here")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, folder, *arguments = options.step
        run_step(name, Path(folder), *arguments)
    elif options.folder:
        bench(options.folder, options.tokens, options.answer)
    else:
        with tempfile.TemporaryDirectory() as folder:
            bench(Path(folder), options.tokens, options.answer)


if __name__ == "__main__":
    main()
