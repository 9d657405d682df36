"""Command `infer`: a sentence, or many, to Compact IR."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast, get_args

from cad0_core import ir
from cad0_core.cli.console import err
from cad0_core.config import Dtype
from cad0_core.errors import ConfigError, DataError, HubError, ModelError
from cad0_core.hub.local import LocalHub
from cad0_core.presets import full
from cad0_core.state import State

BATCH = 64  # prompts decoded together: lines in, lines out, without reading all of the input
EXPORTS = (".stl", ".png")


def run_infer(
    prompt: str | None, model: str, dtype: str, max_tokens: int, output: Path | None, as_json: bool
) -> None:
    """Answer one prompt. Raises `ModelError` when the answer makes no solid but one is asked."""
    if not prompt or not prompt.strip():
        raise ConfigError('infer needs a prompt: cad0 infer "20mm cube"')
    if output is not None and output.suffix.lower() not in EXPORTS:
        raise ConfigError(f"{output}: the ending must be {' or '.join(EXPORTS)}")
    answer = next(answers(model, dtype, [{"text": prompt}], max_tokens))
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(answer["ir"])
        err.print(f"{answer['tokens']} tokens, {answer['ms']:.0f} ms")
    if output is not None:
        write_part(answer["ir"], output, title=prompt)
        err.print(f"written: {output}", soft_wrap=True)


def run_jsonl(model: str, dtype: str, max_tokens: int, source: IO[str], target: IO[str]) -> None:
    """One object a line in, the same with `ir`, `tokens` and `ms` out, in order."""
    for answer in answers(model, dtype, read_prompts(source), max_tokens):
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        target.flush()


def answers(model: str, dtype: str, prompts: Any, max_tokens: int) -> Iterator[dict[str, Any]]:
    """Each prompt with its answer, in order; `ms` is its share of its batch's time."""
    known = get_args(Dtype)
    if dtype not in known:
        raise ConfigError(f"unknown dtype {dtype!r}; known: {', '.join(known)}")
    from cad0_core.model.decode import load_generator

    generator = load_generator(model_folder(model), dtype=cast(Dtype, dtype))
    waiting = iter(prompts)
    while batch := list(islice(waiting, BATCH)):
        started = time.perf_counter()
        completions = generator.answer(
            [row["text"] for row in batch], batch_size=BATCH, max_new_tokens=max_tokens
        )
        ms = (time.perf_counter() - started) * 1000 / len(batch)
        for row, completion in zip(batch, completions, strict=True):
            yield {**row, "ir": completion.ir, "tokens": completion.tokens, "ms": round(ms, 3)}


def read_prompts(source: IO[str]) -> Iterator[dict[str, Any]]:
    """Objects with a `text`; raises `DataError` naming the line (from 1) that is not one."""
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"standard input, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise DataError(f'standard input, line {number}: no {{"text": "..."}} object')
        yield row


def model_folder(model: str) -> Path:
    """The folder of a model: `cad0` or `cad0-mini` as last published, or a path."""
    repos = {"cad0": full().hub.cad0, "cad0-mini": full().hub.mini}
    if model not in repos:
        folder = Path(model)
        if not folder.is_dir():
            raise ModelError(
                f"{model}: neither a model folder nor one of {', '.join(repos)}; `cad0 release` "
                "makes both"
            )
        return folder
    state = State.default()
    try:
        return LocalHub(state.hub, tuple(repos.values())).resolve(repos[model])
    except HubError as error:
        raise ModelError(f"{error}. `cad0 release --preset laptop` publishes it") from error


def write_part(program: str, path: Path, title: str) -> None:
    """The solid of `program` as a .stl or .png file."""
    try:
        solid = ir.evaluate(ir.parse(program))
    except (ir.IRError, ir.SolidError) as error:
        raise ModelError(f"the answer makes no solid, so {path} is not written: {error}") from error
    if path.suffix.lower() == ".stl":
        ir.write_stl(solid, path)
    else:
        path.write_bytes(ir.render_png(solid, title=title))
