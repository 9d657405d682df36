"""The teacher's pass: what it keeps, when it is done again, and that a kill costs one shard."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from training_child import Training
from transformers import Qwen2ForCausalLM

from cad0_core.config import DistillConfig
from cad0_core.data.files import read_rows, split_path
from cad0_core.data.tokens import qwen
from cad0_core.errors import DiskFullError, StageCancelled
from cad0_core.job import Job, Progress
from cad0_core.model import teach
from cad0_core.model import teacher_cache as module
from cad0_core.model.base import load, save
from cad0_core.model.batches import IGNORED, Batches, Packs
from cad0_core.model.decode import Completion, Generator
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import Encoded
from cad0_core.model.rows import encode_rows
from cad0_core.model.targets import MOST_EXACT, Layout
from cad0_core.model.teacher_cache import Cache, cache_for, fill
from cad0_core.model.tokenizer import load_tokenizer
from cad0_core.model.trainer import label_logits
from cad0_core.parts.sampling import of_every_variant

MakeJob = Callable[..., Job]
WANTED = np.arange(0, 200, 2)


class Taught(NamedTuple):
    job: Job
    teacher: Path
    rows: Encoded


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHARD", 100)


@pytest.fixture
def taught(
    make_job: MakeJob, tokenizer: Tokenizer, model: Qwen2ForCausalLM, dataset: Path, tmp_path: Path
) -> Taught:
    save(model, tokenizer, tmp_path / "teacher")
    rows = encode_rows(tokenizer, read_rows(split_path(dataset, "train"), 200), 64)
    return Taught(make_job(None, {}), tmp_path / "teacher", rows)


def layout(tokenizer: Tokenizer, **kind: Any) -> Layout:
    return Layout(shared=tokenizer.get_vocab_size(), temperature=2.0, **kind)


def filled(taught: Taught, how: Layout, count: int | None = None) -> Cache:
    """The cache, of whose missing shards the first `count` are computed."""
    cache = cache_for(taught.job, taught.teacher, taught.rows, WANTED, how)
    missing = cache.missing()[:count]
    fill(taught.job, cache, missing, lambda: load(taught.teacher), (0.0, 1.0))
    return cache


@pytest.mark.parametrize("kind", [{"ids": (5, 17, 300, 301)}, {"top": 9}])
@pytest.mark.parametrize("packed", [False, True])
@torch.no_grad()
def test_lines_are_what_the_teacher_says_there(
    taught: Taught, tokenizer: Tokenizer, kind: dict[str, Any], packed: bool
) -> None:
    how = layout(tokenizer, **kind)
    cache = filled(taught, how)
    targets, teacher = cache.open(), load(taught.teacher)
    make: Any = Packs if packed else Batches
    more = {} if packed else {"pad": 0}
    rows = Encoded(*_only(cache.rows, WANTED))
    assert len(cache.files) > 5
    count = 0
    for batch in make(rows, size=13, total=8, seed=0, **more):
        kept = targets(batch)
        logits, _ = label_logits(teacher, batch)
        true = (logits[:, : how.shared] / 2.0).log_softmax(-1)
        torch.testing.assert_close(kept.likely, true.gather(1, kept.ids), atol=5e-3, rtol=1e-3)
        rest = 1 - true.gather(1, kept.ids).exp().sum(-1)
        torch.testing.assert_close(kept.tail.exp(), rest, atol=2e-3, rtol=2e-3)
        if not how.exact:
            best = true.gather(1, kept.ids[:, :1])[:, 0]  # of two spellings of a number, either
            assert torch.equal(best, true.max(-1).values)
        count += len(kept.tail)
    assert count == taught.rows.completions[WANTED].sum() == cache.bounds[-1]


def _only(rows: Encoded, chosen: Any) -> tuple[Any, ...]:
    """The arrays of some rows, with the lines that they have among all."""
    ids = np.concatenate([rows.ids[rows.starts[r] : rows.starts[r + 1]] for r in chosen])
    starts = np.concatenate([[0], np.cumsum(rows.lengths[chosen])])
    assert rows.lines is not None
    return ids, starts, rows.prompts[chosen], rows.lines[chosen]


def test_lines_stand_on_labels_only(taught: Taught, tokenizer: Tokenizer) -> None:
    cache = Cache(taught.job.scratch, taught.rows, np.arange(200), layout(tokenizer, top=4))
    seen = []
    for batch in Batches(cache.rows, size=16, total=13, seed=1, pad=0):
        assert torch.equal(batch["lines"] == IGNORED, batch["labels"] == IGNORED)
        seen += batch["lines"][batch["lines"] != IGNORED].tolist()
    assert sorted(seen) == list(range(int(taught.rows.completions.sum())))


def test_what_is_there_is_not_computed_again(taught: Taught, tokenizer: Tokenizer) -> None:
    how = layout(tokenizer, top=4)
    cache = filled(taught, how, count=3)
    before = [path.stat().st_mtime_ns for path in cache.files[:3]]
    cache.files[1].write_bytes(cache.files[1].read_bytes()[:-1])  # torn
    assert cache.missing() == [1, *range(3, len(cache.files))]
    again = filled(taught, how)
    assert again.missing() == []
    after = [path.stat().st_mtime_ns for path in cache.files[:3]]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_another_teacher_rows_or_settings_begin_anew(
    taught: Taught, tokenizer: Tokenizer, model: Qwen2ForCausalLM
) -> None:
    how = layout(tokenizer, top=4)
    first = filled(taught, how)
    assert cache_for(taught.job, taught.teacher, taught.rows, WANTED, how).missing() == []
    seen = {first.folder}

    def begins_anew(rows: Encoded, wanted: Any, chosen: Layout) -> None:
        cache = cache_for(taught.job, taught.teacher, rows, wanted, chosen)
        assert cache.folder not in seen
        assert len(cache.missing()) == len(cache.groups)
        assert list(taught.job.scratch.glob("targets-*")) == [cache.folder]
        seen.add(cache.folder)

    begins_anew(taught.rows, WANTED[1:], how)
    begins_anew(taught.rows, WANTED, layout(tokenizer, top=5))
    begins_anew(taught.rows, WANTED, Layout(how.shared, 1.0, top=4))
    other = taught.rows.ids.copy()
    other[3] += 1
    begins_anew(Encoded(other, taught.rows.starts, taught.rows.prompts), WANTED, how)
    with torch.no_grad():
        model.get_input_embeddings().weight[0, 0] += 1
    save(model, tokenizer, taught.teacher)
    begins_anew(taught.rows, WANTED, how)


def test_a_full_disk_is_told_before_the_first_shard(
    taught: Taught, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10))
    with pytest.raises(DiskFullError, match=r"0\.00 GB are free.*lower top_k"):
        filled(taught, layout(tokenizer, top=4))


def test_a_stop_keeps_finished_shards(taught: Taught, tokenizer: Tokenizer) -> None:
    def report(progress: Progress) -> None:
        if progress.fraction > 0.5:
            taught.job.stopping = lambda: True

    taught.job.report = report
    with pytest.raises(StageCancelled):
        filled(taught, layout(tokenizer, top=4))
    taught.job.stopping = lambda: False
    left = cache_for(
        taught.job, taught.teacher, taught.rows, WANTED, layout(tokenizer, top=4)
    ).missing()
    assert 0 < len(left) < 10


@pytest.mark.parametrize(("method", "kills"), [("logit", 2), ("sequence", 1)])
def test_kills_in_the_teachers_part_and_in_training_change_nothing(
    method: str,
    kills: int,
    distill_config: DistillConfig,
    dataset: Path,
    trained: Path,
    tmp_path: Path,
) -> None:
    inputs = {"teacher": trained, "dataset": dataset}
    config = distill_config.replace(
        method=method, save_every_seconds=0.01, max_steps=20, batch_size=8, learning_rate=1e-3
    )
    patches = {"cad0_core.model.teacher_cache._SHARD": 100, "cad0_core.model.teach._SHARD": 16}
    whole = Training(config, inputs, tmp_path / "whole", patches)
    expected = whole.finish()
    killed = Training(config, inputs, tmp_path / "killed", patches)
    told = [killed.kill_at("the teacher's", 0.03 * kill) for kill in range(1, kills + 1)]
    done = [int(message.split(": ")[1].split(" of")[0].replace(",", "")) for message in told]
    assert done == sorted(done)
    if method == "logit":
        assert killed.kill(3, 0.02) < config.max_steps
    found = killed.finish()
    resumed = any("resumed at step" in message for message in killed.messages)
    taught = any(message.startswith("the teacher's") for message in killed.messages)
    assert resumed == (method == "logit") != taught
    for name in ("steps", "taught_rows", "parameters", "tokens"):
        assert found[name] == expected[name]
    for name in ("train_loss", "val_loss"):
        assert found[name] == pytest.approx(expected[name], rel=1e-3)


def test_only_right_answers_are_taught(
    make_job: MakeJob, trained: Path, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The truth passes as it is; another program by its solid; a wrong one or an unended not."""
    rows = read_rows(split_path(dataset, "train"), 4)
    size = {"kind": "size", "of": [], "size": [30, 20, 10], "low": [0, 0, 0]}
    asked = [
        replace(row, text=str(i), ir="C 30 20 10", predicates=json.dumps([size]))
        for i, row in enumerate(rows)
    ]
    said = {"0": "C 30 20 10", "1": "C 20 30 10", "2": "C 30 20 11", "3": "C 30"}
    generator = Generator(TorchEngine(load(trained)), load_tokenizer(trained))

    def answer(texts: list[str], **_: Any) -> list[Any]:
        return [Completion(said[text], 3, finished=text != "3") for text in texts]

    monkeypatch.setattr(generator, "answer", answer)
    found = teach.right_answers(
        make_job(None, {}), "digest", asked, lambda: generator, max_new_tokens=9, span=(0, 1)
    )
    assert [(row.text, row.ir) for row in found] == [("0", "C 30 20 10"), ("1", "C 20 30 10")]


def test_programs_in_qwen_tokens_are_kept_whole() -> None:
    """The production models' tokenizer writes every kind of part with some 30 tokens."""
    programs = [sample.ir for sample in of_every_variant(3)]
    assert len(programs) > 150
    used = {i for ids in qwen().encode_ordinary_batch(programs) for i in ids} | {151_643}
    chosen = Layout.of(sorted(used), shared=151_665, temperature=2.0, top=16)
    assert chosen.exact and set(chosen.ids) == used
    assert chosen.dtype.itemsize <= 2 * (MOST_EXACT + 1)
