"""Stage `validate`: every program is built, every predicate measured, and leakage is counted.

Nothing that a row says of its program is trusted: digests are made anew from the program.
"""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from cad0_core import ir
from cad0_core.artifacts import write_atomic
from cad0_core.config import ValidateConfig
from cad0_core.data.files import PROBES, SPLITS, Row, read_rows, split_path
from cad0_core.data.measure import UNKNOWN, Claim, Verdict, judge_all
from cad0_core.data.spread import spread_of
from cad0_core.errors import DataError
from cad0_core.job import Job, Metrics

SAMPLES = 4  # pictures of each variant in the gallery
REFUSED = 24  # pictures of refused programs
CELL = (340, 190)  # pixels of a picture; wide, for the text above it
_MEASURED = 0.9  # share of the stage's time until all programs are measured

QUARANTINE = "quarantine.jsonl"  # rows that were refused, with the reason

# People ask for what they need, so their parts may occur elsewhere; their words do not.
_HUMAN = "ood-human"

Rows = dict[str, list[Row]]  # by set
Samples = dict[Claim, "Sample"]


@dataclass(slots=True)
class Sample:
    """A distinct program of the dataset with what is said of it, and the first row of it."""

    split: str
    line: int
    row: Row
    verdict: Verdict = UNKNOWN

    @property
    def where(self) -> str:
        kind = f" ({self.row.family} {self.row.variant})" if self.row.family else ""
        return f"{self.split}.jsonl line {self.line}{kind}"


def validate(job: Job) -> Metrics:
    """Write report.json, gallery.png and, if any program is refused, refused.png and quarantine.

    The config is a ValidateConfig, the input `dataset` a folder with the three splits and perhaps
    more sets. Raises DataError for a damaged row, more failures than the config allows (the rows
    are then kept in the job's folder), a program in two sets or a text with two programs;
    StageError if a worker process dies.
    """
    config: ValidateConfig = job.config
    rows = read_sets(job.inputs["dataset"])
    samples = distinct(rows)
    speed = measure(job, samples, config.segments)
    job.progress(_MEASURED, "looking for leaks and drawing the gallery")
    refused = [sample for sample in samples.values() if sample.verdict.fault]
    report = examine(rows, samples, refused)
    write_atomic(job.out / "report.json", json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    shown = _chosen(samples.values())
    draw(job.out / "gallery.png", [(s, s.row.text) for s in shown], config.segments)
    if refused:
        faults = [(s, s.verdict.fault or "") for s in refused[:REFUSED]]
        draw(job.out / "refused.png", faults, config.segments)
        for folder in (job.out, job.scratch):  # the latter survives a failure
            quarantine(folder / QUARANTINE, rows, samples)
    _decide(config, report, job.scratch / QUARANTINE)
    job.progress(1.0, f"{len(samples):,} programs, {len(refused):,} refused, no leak")
    return {
        "rows": report["rows"],
        "programs": len(samples),
        "valid": len(samples) - len(refused),
        "failed": len(refused),
        "predicates": sum(sample.verdict.predicates for sample in samples.values()),
        "test_programs_in_train": report["leaks"]["test_in_train"],
        "val_programs_in_train": report["leaks"]["val_in_train"],
        "programs_per_second": speed,
    }


def read_sets(folder: Path) -> Rows:
    """The rows of the three splits, and of the other sets that are there."""
    there = [name for name in PROBES if split_path(folder, name).is_file()]
    return {name: read_rows(split_path(folder, name)) for name in (*SPLITS, *there)}


def _claim(row: Row) -> Claim:
    return Claim(row.ir, row.predicates)


def distinct(rows: Rows) -> Samples:
    """The different programs, each with its first row; raises DataError if there is none."""
    samples: Samples = {}
    for split, members in rows.items():
        for line, row in enumerate(members, 1):
            if (claim := _claim(row)) not in samples:
                samples[claim] = Sample(split, line, row)
    if not samples:
        raise DataError("the dataset has no rows")
    return samples


def examine(rows: Rows, samples: Samples, refused: Sequence[Sample]) -> dict[str, Any]:
    """Everything that was found, as the report has it."""
    return {
        "rows": sum(map(len, rows.values())),
        "leaks": count_leaks(rows, samples),
        "ambiguous_texts": ambiguous_texts(rows, samples),
        "wrong_digests": wrong_digests(rows, samples),
        "reasons": dict(Counter(_kind(s.verdict.fault or "") for s in refused)),
        **_judgement(samples, refused),
        "gallery": [
            {"where": s.where, "text": s.row.text, "ir": s.row.ir}
            for s in _chosen(samples.values())
        ],
    }


def quarantine(path: Path, rows: Rows, samples: Samples) -> None:
    """The rows that were refused, each with its place and the reason."""
    lines = [
        json.dumps({**asdict(row), "where": f"{name}.jsonl line {line}", "reason": fault}) + "\n"
        for name, members in rows.items()
        for line, row in enumerate(members, 1)
        if (fault := samples[_claim(row)].verdict.fault)
    ]
    write_atomic(path, "".join(lines))


def _kind(fault: str) -> str:
    """The fault without its numbers, so that equal ones can be counted."""
    return re.sub(r"-?\d+(\.\d+)?", "#", fault.partition(":")[0])


class Pace:
    """Reports how fast programs are measured, and with that learns of a cancellation."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.started = time.monotonic()
        self.rate = 0.0  # programs a second; 0 until one is measured

    def __call__(self, measured: int, total: int) -> None:
        self.rate = round(measured / max(time.monotonic() - self.started, 1e-6), 1)
        left = f", {(total - measured) / self.rate:.0f} s left" if self.rate else ""
        message = f"{measured:,} of {total:,} programs{left}"
        self.job.progress(_MEASURED * measured / total, message, programs_per_second=self.rate)


def measure(job: Job, samples: Samples, segments: int) -> float:
    """Judge every sample; returns how many were measured a second, 0 if all were known.

    The journal lies in `job.watch["cache"]` where there is one: a program that was measured for
    another dataset is not measured again.
    """
    pace = Pace(job)
    journal = Path(job.watch.get("cache") or job.scratch) / "measured.jsonl"
    pool = spread_of(job)
    judged = judge_all(list(samples), segments, journal, pace, pool.judge, pool.batch)
    with closing(judged) as verdicts:
        for claim, verdict in verdicts:
            samples[claim].verdict = verdict
    return pace.rate


def count_leaks(rows: Rows, samples: Samples) -> dict[str, int]:
    """Programs (normal form) of one split that occur in another: none, if the split is sound."""
    programs = {
        split: {samples[_claim(row)].verdict.digest for row in members} - {""}
        for split, members in rows.items()
    }
    return {
        f"{later}_in_{earlier}": len(programs[later] & programs[earlier])
        for earlier, later in combinations(rows, 2)
        if _HUMAN not in (earlier, later)
    }


def ambiguous_texts(rows: Rows, samples: Samples) -> list[str]:
    """Texts that ask for two programs."""
    owners: dict[str, str] = {}
    return [
        row.text
        for members in rows.values()
        for row in members
        if owners.setdefault(row.text, digest := samples[_claim(row)].verdict.digest) != digest
    ]


def wrong_digests(rows: Rows, samples: Samples) -> list[str]:
    """Where a row names another digest than its program has."""
    return [
        f"{split}.jsonl line {line}"
        for split, members in rows.items()
        for line, row in enumerate(members, 1)
        if row.digest not in ("", samples[_claim(row)].verdict.digest)
    ]


def draw(path: Path, items: Sequence[tuple[Sample, str]], segments: int) -> None:
    """A contact sheet of samples with captions; what makes no solid is an empty cell."""
    cells = [(_solid(sample.row.ir, segments), caption) for sample, caption in items]
    path.write_bytes(ir.contact_sheet(cells, columns=SAMPLES, cell=CELL))


def _solid(text: str, segments: int) -> ir.Solid | None:
    try:
        return ir.evaluate(ir.parse(text), segments)
    except (ir.IRError, ir.SolidError):
        return None


def _chosen(samples: Iterable[Sample]) -> list[Sample]:
    """A few sound samples of every variant, the same for the same dataset."""
    variants: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        if sample.verdict.fault is None:
            variants.setdefault((sample.row.family, sample.row.variant), []).append(sample)
    rng = random.Random(0)
    return [
        sample
        for _, members in sorted(variants.items())
        for sample in rng.sample(members, min(SAMPLES, len(members)))
    ]


def _judgement(samples: Samples, refused: Sequence[Sample]) -> dict[str, Any]:
    """Programs and failures by family and variant, and every failure with its reason."""
    programs = Counter((s.row.family, s.row.variant) for s in samples.values())
    failed = Counter((s.row.family, s.row.variant) for s in refused)
    families: dict[str, dict[str, dict[str, int]]] = {}
    for (family, variant), count in sorted(programs.items()):
        counts = {"programs": count, "failed": failed[family, variant]}
        families.setdefault(family, {})[variant] = counts
    return {
        "programs": len(samples),
        "failed": len(refused),
        "families": families,
        "failures": [
            {"where": s.where, "reason": s.verdict.fault, "text": s.row.text, "ir": s.row.ir}
            for s in refused
        ],
    }


def _decide(config: ValidateConfig, report: dict[str, Any], kept: Path) -> None:
    """Raise DataError unless the dataset may be trained on."""
    rate = report["failed"] / report["programs"]
    if rate > config.max_failure_rate:
        first = report["failures"][0]
        raise DataError(
            f"{report['failed']:,} of {report['programs']:,} programs are no sound parts "
            f"({rate:.3%}, allowed {config.max_failure_rate:.3%}); the first is "
            f"{first['where']}: {first['reason']}. All of them stand in {kept}"
        )
    for pair, count in report["leaks"].items():
        if count:
            later, _, earlier = pair.split("_")
            raise DataError(f"{count:,} programs of {later} are in {earlier} as well")
    if texts := report["ambiguous_texts"]:
        raise DataError(f"{len(texts):,} texts ask for two programs, as {texts[0]!r} does")
    if rows := report["wrong_digests"]:
        raise DataError(f"{len(rows):,} rows name the digest of another program, as {rows[0]} does")
