"""Distillation against plain loops, its methods against each other, and what a line loses.

    python tests/bench/distill_bench.py speed TEACHER DATASET [ROWS] [EPOCHS]
    python tests/bench/distill_bench.py methods TEACHER DATASET [STEPS]
    python tests/bench/distill_bench.py tail TEACHER DATASET

`speed`: the same student, start, rows, batches' size, optimiser and number of epochs, three times,
each in a process of its own. The plain loop asks the teacher anew in every epoch and computes both
models' logits over all positions and ids, with rows padded to 256 tokens, or to the longest of the
batch; its loss is on completions, as ours. Printed are seconds of wall and of processor time (ours
with the teacher's pass), the growth of memory (RSS) over the steps, and DimPass on held-out
prompts.

`methods`: logit, sequence and truth with as much processor time as `logit` takes for STEPS steps,
the teacher's part included.

`tail`: how much of the loss and of the gradient lines of k ids and a tail lose, by k.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from cad0_core.config import DistillConfig, EvalConfig
from cad0_core.data.files import read_rows, split_path, write_rows
from cad0_core.evaluation.evaluate import evaluate
from cad0_core.job import Job
from cad0_core.model.base import build, load, save
from cad0_core.model.batches import IGNORED, Batches
from cad0_core.model.distill import _start, distill
from cad0_core.model.encode import encode
from cad0_core.model.machine import core_count
from cad0_core.model.optimizer import muon
from cad0_core.model.quiet import quiet
from cad0_core.model.targets import Layout, divergence
from cad0_core.model.tokenizer import load_tokenizer
from cad0_core.model.trainer import label_logits
from cad0_core.presets import laptop

ROWS, EPOCHS, STEPS = 2400, 3, 500
PROMPTS = 300
WIDTH = 256  # tokens that the plain loop pads to
SEEN = 64  # batches of a rate's measurement


def main() -> None:
    """Print the figures that the first argument names."""
    quiet()
    kind, *rest = sys.argv[1:]
    {"speed": speed, "methods": methods, "tail": tail, "child": child}[kind](*rest)


def speed(teacher: str, dataset: str, rows: str = str(ROWS), epochs: str = str(EPOCHS)) -> None:
    found = {}
    for name in ("padded to 256", "padded to the longest", "ours"):
        found[name] = _apart(name, teacher, dataset, rows, epochs)
        wall, processor, memory, passed = found[name]
        print(f"{name:21} {wall:6.1f} s, {processor:6.1f} s of a processor, "
              f"{memory:6.0f} MB, DimPass {passed:.3f}", flush=True)  # fmt: skip
    ours = found.pop("ours")
    for name, theirs in found.items():
        print(f"ratio to {name:21} {theirs[0] / ours[0]:.1f} (wall) "
              f"{theirs[1] / ours[1]:.1f} (processor)")  # fmt: skip


def child(name: str, teacher: str, dataset: str, rows: str, epochs: str) -> None:
    """One loop; its figures as the last line of JSON."""
    config = laptop().distill.replace(num_epochs=float(epochs), save_every_seconds=1e6)
    with tempfile.TemporaryDirectory() as folder:
        data = _some(Path(dataset), Path(folder), int(rows))
        out = Path(folder) / "out"
        out.mkdir()
        job = Job(config, {"teacher": Path(teacher), "dataset": data}, out, Path(folder))
        width = {"padded to 256": WIDTH, "padded to the longest": 0}.get(name)
        figures = ours(job) if width is None else plain(job, width)
        print(json.dumps([*figures, _dim_pass(out, data)]))


def ours(job: Job) -> tuple[float, float, float]:
    """The stage; memory grows from when the teacher has gone."""
    grown = _Growth()

    def report(progress: Any) -> None:
        if progress.metrics.get("step") == 1:
            grown.begin()

    job.report, job.every_seconds = report, 0
    wall, processor = time.perf_counter(), time.process_time()
    distill(job)
    return time.perf_counter() - wall, time.process_time() - processor, grown.megabytes()


def plain(job: Job, width: int) -> tuple[float, float, float]:
    """The loop of a tutorial, over the same student, rows and steps."""
    torch.set_num_threads(max(1, int(core_count())))
    config: DistillConfig = job.config
    teacher: Any = load(job.inputs["teacher"])
    tokenizer = load_tokenizer(job.inputs["teacher"])
    rows = read_rows(split_path(job.inputs["dataset"], "train"))
    assert config.student.architecture is not None
    student: Any = build(
        config.student.architecture, tokenizer, max_length=config.max_seq_length, seed=config.seed
    )
    _start(config, student, job.inputs["teacher"], tokenizer, rows)
    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    data = encode(tokenizer, texts, programs, max_seq_length=config.max_seq_length)
    longest = max(width, int(data.lengths.max()) if width else 0)
    size, pad = config.batch_size, 0
    steps = int(np.ceil(config.num_epochs * len(rows) / size))
    optimizer = muon(student, config.learning_rate, config.weight_decay)
    warm = config.warmup_ratio * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda k: k / warm if k < warm else 0.5 + 0.5 * np.cos(np.pi * (k - warm) / (steps - warm)),
    )
    student.train()
    grown = _Growth()
    grown.begin()
    wall, processor = time.perf_counter(), time.process_time()
    step = 0
    while step < steps:
        order = np.random.default_rng(step).permutation(len(data))
        for start in range(0, len(order), size):
            if step == steps:
                break
            chosen = [data.row(int(row)) for row in order[start : start + size]]
            length = longest or max(len(head) + len(answer) for head, answer in chosen)
            ids = torch.full((len(chosen), length), pad)
            labels, mask = torch.full_like(ids, IGNORED), torch.zeros_like(ids)
            for line, (head, answer) in enumerate(chosen):
                whole = len(head) + len(answer)
                ids[line, :whole] = torch.tensor(head + answer)
                labels[line, len(head) : whole] = torch.tensor(answer)
                mask[line, :whole] = 1
            with torch.no_grad():
                theirs = teacher(input_ids=ids, attention_mask=mask).logits[:, :-1]
            mine = student(input_ids=ids, attention_mask=mask).logits[:, :-1]
            here = labels[:, 1:] != IGNORED
            t = config.temperature
            soft = torch.nn.functional.kl_div(
                (mine / t).log_softmax(-1), (theirs / t).log_softmax(-1),
                log_target=True, reduction="none",
            ).sum(-1)  # fmt: skip
            hard = torch.nn.functional.cross_entropy(
                mine.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED
            )
            loss = config.alpha * t**2 * soft[here].mean() + (1 - config.alpha) * hard
            loss.backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
    figures = time.perf_counter() - wall, time.process_time() - processor, grown.megabytes()
    save(student, tokenizer, job.out)
    return figures


def methods(teacher: str, dataset: str, steps: str = str(STEPS)) -> None:
    """Print DimPass of each method at the processor time of `logit`."""
    base = laptop().distill.replace(save_every_seconds=1e6)
    count = int(steps)
    spent, passed, _ = _taught(base.replace(max_steps=count), teacher, dataset)
    print(f"logit    {spent:6.1f} s, {count} steps, DimPass {passed:.3f}", flush=True)
    short = [_taught(base.replace(method="truth", max_steps=n), teacher, dataset, 0)[0]
             for n in (10, 10 + SEEN)]  # fmt: skip
    each = (short[1] - short[0]) / SEEN
    start = short[0] - 10 * each
    longer = max(1, int((spent - start) / each))
    found = _taught(base.replace(method="truth", max_steps=longer), teacher, dataset)
    print(f"truth    {found[0]:6.1f} s, {longer} steps, DimPass {found[1]:.3f}", flush=True)
    one = base.replace(method="sequence", max_steps=SEEN)
    asking = _taught(one, teacher, dataset, 0)[0] - start - SEEN * each
    rows = int((spent - start) / 2 / (asking / (SEEN * base.batch_size)))
    half = max(1, int((spent - start) / 2 / each))
    with tempfile.TemporaryDirectory() as folder:
        data = _some(Path(dataset), Path(folder), rows)
        config = base.replace(method="sequence", max_steps=half)
        time_, passed, metrics = _taught(config, teacher, str(data))
    print(f"sequence {time_:6.1f} s, {half} steps on {metrics['taught_rows']} right answers of "
          f"{metrics['asked_rows']}, DimPass {passed:.3f}", flush=True)  # fmt: skip


def tail(teacher: str, dataset: str) -> None:
    """Print what the loss of a young student loses by k, and how far its gradient turns."""
    tokenizer = load_tokenizer(Path(teacher))
    model: Any = load(Path(teacher))
    rows = read_rows(split_path(Path(dataset), "train"), 2000)[::10]
    config = laptop().distill
    assert config.student.architecture is not None
    student = build(config.student.architecture, tokenizer, max_length=512, seed=0)
    _start(config, student, Path(teacher), tokenizer, rows)
    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    data = encode(tokenizer, texts, programs, max_seq_length=512)
    (batch,) = Batches(data, size=len(data), total=1, seed=0, pad=0)
    with torch.no_grad():
        theirs, mine = label_logits(model, batch)[0], label_logits(student, batch)[0]
    width = tokenizer.get_vocab_size()
    for t in (1.0, 2.0):
        true, turned = _whole(mine, theirs[:, :width], t)
        for k in (4, 8, 16, 32, 64, 128):
            layout = Layout(width, t, top=k)
            kept = layout.read(layout.keep(theirs), torch.device("cpu"))
            given = mine.clone().requires_grad_()
            loss = divergence(given, kept, layout)
            (gradient,) = torch.autograd.grad(loss, given)
            mass = kept.tail.exp().mean().item()
            error = ((gradient - turned).norm() / turned.norm()).item()
            print(f"T {t:.0f}, k {k:3}: tail mass {mass:.4f}, loss {loss.item() / true - 1:+.2%}, "
                  f"gradient off by {error:.2%}", flush=True)  # fmt: skip


def _whole(mine: Any, theirs: Any, t: float) -> tuple[float, Any]:
    given = mine.clone().requires_grad_()
    loss = t**2 * torch.nn.functional.kl_div(
        (given[:, : theirs.shape[1]] / t).log_softmax(-1), (theirs / t).log_softmax(-1),
        log_target=True, reduction="sum",
    )  # fmt: skip
    return loss.item(), torch.autograd.grad(loss, given)[0]


def _taught(
    config: DistillConfig, teacher: str, dataset: str, prompts: int = PROMPTS
) -> tuple[float, float, dict[str, Any]]:
    """Processor seconds of a distillation, DimPass on so many prompts, and its figures."""
    with tempfile.TemporaryDirectory() as folder:
        out, scratch = Path(folder) / "out", Path(folder) / "scratch"
        out.mkdir()
        scratch.mkdir()
        job = Job(config, {"teacher": Path(teacher), "dataset": Path(dataset)}, out, scratch)
        started = _processor()
        metrics = distill(job)
        spent = _processor() - started
        return spent, _dim_pass(out, Path(dataset), prompts) if prompts else 0.0, metrics


def _dim_pass(model: Path, dataset: Path, prompts: int = PROMPTS) -> float:
    config = EvalConfig(samples=prompts, surface_points=0, unconstrained=False, max_new_tokens=400)
    with tempfile.TemporaryDirectory() as folder:
        out, scratch = Path(folder) / "out", Path(folder) / "scratch"
        out.mkdir()
        scratch.mkdir()
        return float(
            evaluate(Job(config, {"model": model, "dataset": dataset}, out, scratch))["dim_pass"]
        )


def _some(dataset: Path, folder: Path, rows: int) -> Path:
    """A dataset with the first `rows` of the training rows, whose order is random."""
    data = folder / "data"
    data.mkdir()
    write_rows(split_path(data, "train"), read_rows(split_path(dataset, "train"), rows))
    for split in ("val", "test"):
        split_path(data, split).symlink_to(split_path(dataset, split).resolve())
    return data


class _Growth:
    """Peak of RSS since `begin`, less what it was then: what the steps take."""

    def begin(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # resets the peak (proc(5))
        self._before = psutil.Process().memory_info().rss

    def megabytes(self) -> float:
        status = Path("/proc/self/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
        return (peak - self._before) / 1e6


def _processor() -> float:
    """Seconds of processor time of this process and of children that have ended."""
    own, children = (
        resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(u.ru_utime + u.ru_stime for u in (own, children))


def _apart(*arguments: str) -> list[float]:
    line = subprocess.run(
        [sys.executable, __file__, "child", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.splitlines()[-1]
    figures: list[float] = json.loads(line)
    return figures


if __name__ == "__main__":
    main()
