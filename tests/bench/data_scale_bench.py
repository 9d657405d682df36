"""How making and measuring a dataset grow: `python tests/bench/data_scale_bench.py`.

For each of `--sizes` the stages `generate` and `validate` run, each in a process of its own with
workers for the pieces. Processor time is counted, not wall time, so that other work on the machine
matters little: that of the pieces, which containers can do, and that of the one process that
collects them. Memory is the collector's peak. The sets beyond the training data are left out: they
do not grow. Sizes of `--projected` are computed from the two
largest measured ones: a straight line through both.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

from cad0_core.artifacts import digest_files
from cad0_core.config import DataConfig, ModalConfig, ValidateConfig
from cad0_core.cost import container_usd, duration
from cad0_core.cost.estimate import CONTAINER_SECONDS
from cad0_core.data.generate import generate, plan
from cad0_core.data.shards import pieces
from cad0_core.data.validate import validate
from cad0_core.job import Job
from cad0_core.presets import full

STAGES = {"generate": generate, "validate": validate}
MODAL = ModalConfig()
CORES = 8  # of the machine that the projection compares Modal with
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of ru_maxrss


@dataclass
class Cost:
    """What a dataset took: processor seconds, bytes of memory at the peak, bytes on disk."""

    making: float  # shards
    judging: float  # claims
    own: float  # merging, writing, looking for leaks: one process
    generating: float  # peak memory of the process that merges
    validating: float  # peak memory of the process that looks for leaks
    shards: float  # bytes
    dataset: float  # bytes

    @property
    def pieces(self) -> float:
        return self.making + self.judging

    def towards(self, other: Cost, share: float) -> Cost:
        """The straight line from this (share 0) through `other` (share 1)."""
        pairs = [(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return Cost(*(a + share * (b - a) for a, b in pairs))


def main() -> None:
    """Print a table: measured rows first, then projected ones."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="5000,20000,100000")
    options.add_argument("--projected", default="500000,5000000,50000000,500000000")
    options.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    options.add_argument("--samples", type=int, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.stage:
        print(json.dumps(run(given.stage, given.samples, given.folder)))
        return
    print(
        "| samples | | s a 1,000 | pieces' CPU | collector's CPU | collector's peak memory "
        f"(generate / validate) | disk (shards / dataset) | {CORES} cores | Modal | Modal, USD |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    measured: dict[int, Cost] = {}
    for size in sizes(given.sizes):
        measured[size] = measure(size)
        print(row(size, "measured", measured[size]), flush=True)
    (low, first), (high, second) = sorted(measured.items())[-2:]
    for size in sizes(given.projected):
        share = (size - low) / (high - low)
        print(row(size, "projected", first.towards(second, share)))
    each = 1000 / (high - low)
    print(
        f"\na sample's part of the pieces' CPU between the last two: "
        f"{(second.making - first.making) * each:.2f} ms to make and "
        f"{(second.judging - first.judging) * each:.2f} ms to judge"
    )


def settings(samples: int) -> DataConfig:
    return full().data.replace(samples=samples, probes=0)


def sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def measure(samples: int) -> Cost:
    """Make a dataset and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        made, judged = (call(stage, samples, Path(folder)) for stage in STAGES)
        kept = [size(p) for p in Path(folder, "scratch").glob("shards-*")]
        return Cost(
            made["pieces"],
            judged["pieces"],
            made["own"] + judged["own"],
            made["peak"],
            judged["peak"],
            sum(kept),
            size(Path(folder, "generate")),
        )


def size(folder: Path) -> int:
    return sum(entry.bytes for entry in digest_files(folder).values())


def call(stage: str, samples: int, folder: Path) -> dict[str, float]:
    """A stage in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage]
    command += ["--samples", str(samples), "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(stage: str, samples: int, folder: Path) -> dict[str, float]:
    """Run a stage here, its pieces in two workers, and look at what was used."""
    out = folder / stage
    out.mkdir(parents=True)
    config = settings(samples) if stage == "generate" else ValidateConfig()
    inputs = {"dataset": folder / "generate"} if stage == "validate" else {}
    before = resource.getrusage(resource.RUSAGE_SELF)
    scratch, watch = folder / "scratch", {"workers": 2}
    STAGES[stage](Job(config=config, inputs=inputs, out=out, scratch=scratch, watch=watch))
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pieces": seconds(resource.getrusage(resource.RUSAGE_CHILDREN)),
        "own": seconds(after) - seconds(before),
        "peak": after.ru_maxrss * PEAK_UNIT,
    }


def seconds(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def row(samples: int, how: str, cost: Cost) -> str:
    """A line of the table. Pieces go to as many containers as there are orders, at most to all
    that may run at once; the collector's work comes on top, on the machine that collects."""
    config = settings(samples)
    orders = sum(len(pieces(f, "trained", n, config)) for f, n in plan(config).items())
    containers = min(orders, MODAL.map_containers)
    rented = cost.pieces + containers * CONTAINER_SECONDS
    cells = [
        f"{samples:,}",
        how,
        f"{(cost.pieces + cost.own) / samples * 1000:.2f}",
        duration(cost.pieces),
        duration(cost.own),
        f"{amount(cost.generating)} / {amount(cost.validating)}",
        f"{amount(cost.shards)} / {amount(cost.dataset)}",
        duration(cost.pieces / CORES + cost.own),
        duration(rented / containers + cost.own),
        f"{rented * container_usd(MODAL):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def amount(count: float) -> str:
    """Such as `12 MB`, `1.2 GB`, `3.4 TB`."""
    for unit, power in (("TB", 1e12), ("GB", 1e9)):
        if count >= power:
            return f"{count / power:.1f} {unit}"
    return f"{count / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
