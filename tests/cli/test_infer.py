"""`cad0 infer` without a model: lines in and out, prompts that are none, parts written."""

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from cad0_core.cli import infer
from cad0_core.cli.app import app
from cad0_core.config import Decoding
from cad0_core.errors import ConfigError, DataError, ModelError
from cad0_core.model import decode


class Parrot:
    """Answers every prompt with a box as long as the prompt."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def answer(self, texts: Sequence[str], **_: Any) -> list[Any]:
        self.batches.append(len(texts))
        return [SimpleNamespace(ir=f"C {len(text)} 1 1", tokens=5) for text in texts]


@pytest.fixture
def parrot(monkeypatch: pytest.MonkeyPatch) -> Parrot:
    found = Parrot()
    monkeypatch.setattr(decode, "load_generator", lambda folder, dtype: found)
    return found


def lines(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def run(given: bytes, model: Path) -> list[dict[str, Any]]:
    target = io.StringIO()
    infer.run_jsonl(str(model), "torch", 64, io.BytesIO(given), target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_other_fields_are_kept_in_order(parrot: Parrot, tmp_path: Path) -> None:
    rows = [{"id": i, "text": "x" * i, "note": "\u00e9\ud800"} for i in range(1, 150)]
    answers = run(lines(*rows) + b"\n  \n", tmp_path)
    assert [{k: a[k] for k in ("id", "text", "note")} for a in answers] == rows
    assert [a["ir"] for a in answers] == [f"C {i} 1 1" for i in range(1, 150)]
    assert all(a["tokens"] == 5 and a["ms"] >= 0 for a in answers)
    assert max(parrot.batches) <= infer.BATCH and len(parrot.batches) < 10


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"cube", "not JSON"),
        (b'{"text": "\xff"}', "not JSON"),
        (b"[" * 100_000, "recursion"),
        (b'["cube"]', "no {"),
        (b'{"text": 7}', "no {"),
        (b'{"text": "\\ud800"}', "half a character"),
        (b'{"text": "' + b"x" * (1 << 20) + b'"}', "longer than 1048576 bytes"),
    ],
)
def test_a_bad_line_is_named_after_those_before_it_are_answered(
    parrot: Parrot, tmp_path: Path, line: bytes, complaint: str
) -> None:
    target = io.StringIO()
    source = io.BytesIO(lines({"text": "a"}, {"text": "b"}) + line + b"\n" + lines({"text": "c"}))
    with pytest.raises(DataError, match=r"standard input, line 3: ") as caught:
        infer.run_jsonl(str(tmp_path), "torch", 64, source, target)
    assert complaint in str(caught.value)
    assert len(target.getvalue().splitlines()) == 2


def test_options_reach_the_decoder(
    parrot: Parrot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Decoding] = []
    plain = Parrot.answer

    def answer(self: Parrot, texts: Sequence[str], **options: Any) -> list[Any]:
        seen.append(options["decoding"])
        return plain(self, texts)

    monkeypatch.setattr(Parrot, "answer", answer)
    command = ["infer", "cube", "--model", str(tmp_path)]
    for more in ([], ["--temperature", "0.5", "--seed", "3", "--n-best", "4", "--unconstrained"]):
        assert CliRunner().invoke(app, [*command, *more]).exit_code == 0
    assert seen == [
        Decoding(),
        Decoding(constrained=False, temperature=0.5, n_best=4, seed=3),
    ]
    assert CliRunner().invoke(app, [*command, "--n-best", "0"]).exit_code == 2


def test_what_has_arrived_is_not_kept_waiting(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    with open(ours, "rb") as source, open(theirs, "wb", buffering=0) as writer:
        batches = infer.read_prompts(source)
        for text in ("one", "two"):
            writer.write(lines({"text": text}))
            assert next(batches) == [{"text": text}]


def test_a_prompt_of_broken_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not UTF-8"):
        infer.run_infer(os.fsdecode(b"cube \xff"), str(tmp_path), "torch", 64, None, False)


def test_parts_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    for name in ("part.stl", "part.png"):
        infer.write_part("C 1 1 1", tmp_path / name, "cube")
        assert (tmp_path / name).stat().st_size > 500
    with pytest.raises(ConfigError, match=r"none/part.stl: cannot be written \(No such file"):
        infer.write_part("C 1 1 1", tmp_path / "none" / "part.stl", "cube")
    with pytest.raises(ModelError, match="the answer makes no solid"):
        infer.write_part("C 1 1 1\nD 0 0", tmp_path / "no.stl", "cube")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.png", "part.stl"]
