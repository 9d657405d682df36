"""Command `infer`: a sentence, or many, to Compact IR."""

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast, get_args

from cad0_core import ir
from cad0_core.cli.console import err
from cad0_core.config import GREEDY, Decoding, Dtype
from cad0_core.errors import ConfigError, DataError, HubError, ModelError
from cad0_core.hub.local import LocalHub
from cad0_core.ir.formats import encode_stl, write_whole
from cad0_core.presets import full
from cad0_core.state import State

BATCH = 64  # prompts decoded together at most
CHUNK = 1 << 16  # bytes read at once
LONGEST = 1 << 20  # bytes of a line
EXPORTS = (".stl", ".png")
Rows = list[dict[str, Any]]


def run_infer(
    prompt: str | None,
    model: str,
    dtype: str,
    max_tokens: int,
    output: Path | None,
    as_json: bool,
    decoding: Decoding = GREEDY,
) -> None:
    """Answer one prompt. Raises `ModelError` when the answer makes no solid but one is asked."""
    if not prompt or not prompt.strip():
        raise ConfigError('infer needs a prompt: cad0 infer "20mm cube"')
    if not is_unicode(prompt):
        raise ConfigError("the prompt is not UTF-8 text")
    if output is not None and output.suffix.lower() not in EXPORTS:
        raise ConfigError(f"{output}: the ending must be {' or '.join(EXPORTS)}")
    answer = next(answers(model, dtype, [[{"text": prompt}]], max_tokens, decoding))
    if as_json:
        print(json.dumps(answer))
    else:
        print(answer["ir"])
        err.print(f"{answer['tokens']} tokens, {answer['ms']:.0f} ms")
    if output is not None:
        write_part(answer["ir"], output, title=prompt)
        err.print(f"written: {output}", soft_wrap=True)


def run_jsonl(
    model: str,
    dtype: str,
    max_tokens: int,
    source: BinaryIO,
    target: IO[str],
    decoding: Decoding = GREEDY,
) -> None:
    """One object a line in, the same with `ir`, `tokens` and `ms` out, in order."""
    for answer in answers(model, dtype, read_prompts(source), max_tokens, decoding):
        target.write(json.dumps(answer) + "\n")
        target.flush()


def answers(
    model: str,
    dtype: str,
    batches: Iterable[Rows],
    max_tokens: int,
    decoding: Decoding = GREEDY,
) -> Iterator[dict[str, Any]]:
    """Each prompt with its answer, in order; `ms` is its share of its batch's time."""
    known = get_args(Dtype)
    if dtype not in known:
        raise ConfigError(f"unknown dtype {dtype!r}; known: {', '.join(known)}")
    from cad0_core.model.decode import load_generator

    generator = load_generator(model_folder(model), dtype=cast(Dtype, dtype))
    for batch in batches:
        started = time.perf_counter()
        completions = generator.answer(
            [row["text"] for row in batch],
            batch_size=BATCH,
            max_new_tokens=max_tokens,
            decoding=decoding,
        )
        ms = (time.perf_counter() - started) * 1000 / len(batch)
        for row, completion in zip(batch, completions, strict=True):
            yield {**row, "ir": completion.ir, "tokens": completion.tokens, "ms": round(ms, 3)}


def read_prompts(source: BinaryIO) -> Iterator[Rows]:
    """Objects with a `text`, as many at a time as have arrived, `BATCH` at most.

    Raises `DataError` naming the line (from 1) that is not one, after those before it.
    """
    number = 0
    for lines in arriving(source):
        rows: Rows = []
        for line in lines:
            number += 1
            try:
                rows += [read_prompt(line)] if line.strip() else []
            except (ValueError, RecursionError) as error:
                if rows:
                    yield rows
                raise DataError(f"standard input, line {number}: {error}") from error
            if len(rows) == BATCH:
                yield rows
                rows = []
        if rows:
            yield rows


def arriving(source: BinaryIO) -> Iterator[list[bytes]]:
    """Lines without waiting for more than there are: the writer may want an answer first."""
    rest = b""
    while chunk := source.read1(CHUNK):  # type: ignore[attr-defined]
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > LONGEST:  # the line that is too long is judged, not awaited
            whole, rest = [*whole, rest], b""
        yield whole
    if rest:
        yield [rest]


def read_prompt(line: bytes) -> dict[str, Any]:
    """The object of a line; raises `ValueError` saying what is wrong with it."""
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST} bytes")
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('no {"text": "..."} object')
    if not is_unicode(row["text"]):
        raise ValueError("half a character in its text")
    return row


def is_unicode(text: str) -> bool:
    """Whether a text has no halves of characters (from `\\ud800` in JSON, or bad bytes)."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


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
    """The solid of `program` as a .stl or .png file; made in a child process, under a budget."""
    try:
        solid = ir.evaluate_untrusted(program)
    except (ir.IRError, ir.SolidError) as error:
        raise ModelError(f"the answer makes no solid, so {path} is not written: {error}") from error
    png = path.suffix.lower() == ".png"
    data = ir.render_png(solid, title=title) if png else encode_stl(solid)
    try:
        write_whole(path, data)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
