"""Stage `validate`: every distinct program is built and judged, and leakage is counted.

Nothing that a row says of its program is trusted: digests are made anew from the program.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from cad0_core import ir
from cad0_core.artifacts import write_atomic
from cad0_core.config import ValidateConfig
from cad0_core.data.files import SPLITS, Row, read_rows, split_path
from cad0_core.data.measure import UNKNOWN, Verdict, judge_all
from cad0_core.errors import DataError
from cad0_core.job import Job, Metrics

SAMPLES = 4  # pictures of each variant in the gallery
REFUSED = 24  # pictures of refused programs
CELL = (340, 190)  # pixels of a picture; wide, for the text above it
_MEASURED = 0.9  # share of the stage's time until all programs are measured

Rows = dict[str, list[Row]]  # by split


@dataclass(slots=True)
class Sample:
    """A distinct program text of the dataset, with the first row that has it."""

    split: str
    line: int
    row: Row
    verdict: Verdict = UNKNOWN

    @property
    def where(self) -> str:
        kind = f" ({self.row.family} {self.row.variant})" if self.row.family else ""
        return f"{self.split}.jsonl line {self.line}{kind}"


def validate(job: Job) -> Metrics:
    """Write report.json, gallery.png and, if any program is refused, refused.png.

    The config is a ValidateConfig, the input `dataset` a folder with the three splits. Raises
    DataError for a damaged row, more failures than the config allows, a program in two splits or
    a text with two programs; StageError if a worker process dies.
    """
    config: ValidateConfig = job.config
    rows = {split: read_rows(split_path(job.inputs["dataset"], split)) for split in SPLITS}
    samples = distinct(rows)
    speed = measure(job, samples, config.segments)
    job.progress(_MEASURED, "looking for leaks and drawing the gallery")
    refused = [sample for sample in samples.values() if sample.verdict.fault]
    leaks = count_leaks(rows, samples)
    ambiguous, mislabelled = ambiguous_texts(rows, samples), wrong_digests(rows, samples)
    shown = _chosen(samples.values())
    report = {
        "rows": sum(map(len, rows.values())),
        "leaks": leaks,
        "ambiguous_texts": ambiguous,
        "wrong_digests": mislabelled,
        **_judgement(samples, refused),
        "gallery": [{"where": s.where, "text": s.row.text, "ir": s.row.ir} for s in shown],
    }
    write_atomic(job.out / "report.json", json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    draw(job.out / "gallery.png", [(s, s.row.text) for s in shown], config.segments)
    if faults := [(s, s.verdict.fault or "") for s in refused[:REFUSED]]:
        draw(job.out / "refused.png", faults, config.segments)
    _decide(config, report)
    job.progress(1.0, f"{len(samples):,} programs, {len(refused):,} refused, no leak")
    return {
        "rows": report["rows"],
        "programs": len(samples),
        "valid": len(samples) - len(refused),
        "failed": len(refused),
        "test_programs_in_train": leaks["test_in_train"],
        "val_programs_in_train": leaks["val_in_train"],
        "programs_per_second": speed,
    }


def distinct(rows: Rows) -> dict[str, Sample]:
    """The different program texts, each with its first row; raises DataError if there is none."""
    samples: dict[str, Sample] = {}
    for split, members in rows.items():
        for line, row in enumerate(members, 1):
            if row.ir not in samples:
                samples[row.ir] = Sample(split, line, row)
    if not samples:
        raise DataError("the dataset has no rows")
    return samples


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


def measure(job: Job, samples: dict[str, Sample], segments: int) -> float:
    """Judge every sample; returns how many were measured a second, 0 if all were known."""
    pace = Pace(job)
    journal = job.scratch / "measured.jsonl"
    with closing(judge_all(list(samples), segments, journal, pace)) as verdicts:
        for text, verdict in verdicts:
            samples[text].verdict = verdict
    return pace.rate


def count_leaks(rows: Rows, samples: dict[str, Sample]) -> dict[str, int]:
    """Programs (normal form) of one split that occur in another: none, if the split is sound."""
    programs = {
        split: {samples[row.ir].verdict.digest for row in members} - {""}
        for split, members in rows.items()
    }
    return {
        f"{later}_in_{earlier}": len(programs[later] & programs[earlier])
        for earlier, later in combinations(SPLITS, 2)
    }


def ambiguous_texts(rows: Rows, samples: dict[str, Sample]) -> list[str]:
    """Texts that ask for two programs."""
    owners: dict[str, str] = {}
    return [
        row.text
        for members in rows.values()
        for row in members
        if owners.setdefault(row.text, digest := samples[row.ir].verdict.digest) != digest
    ]


def wrong_digests(rows: Rows, samples: dict[str, Sample]) -> list[str]:
    """Where a row names another digest than its program has."""
    return [
        f"{split}.jsonl line {line}"
        for split, members in rows.items()
        for line, row in enumerate(members, 1)
        if row.digest not in ("", samples[row.ir].verdict.digest)
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


def _judgement(samples: dict[str, Sample], refused: Sequence[Sample]) -> dict[str, Any]:
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


def _decide(config: ValidateConfig, report: dict[str, Any]) -> None:
    """Raise DataError unless the dataset may be trained on."""
    rate = report["failed"] / report["programs"]
    if rate > config.max_failure_rate:
        first = report["failures"][0]
        raise DataError(
            f"{report['failed']:,} of {report['programs']:,} programs are no sound parts "
            f"({rate:.3%}, allowed {config.max_failure_rate:.3%}); the first is "
            f"{first['where']}: {first['reason']}"
        )
    for pair, count in report["leaks"].items():
        if count:
            later, _, earlier = pair.split("_")
            raise DataError(f"{count:,} programs of {later} are in {earlier} as well")
    if texts := report["ambiguous_texts"]:
        raise DataError(f"{len(texts):,} texts ask for two programs, as {texts[0]!r} does")
    if rows := report["wrong_digests"]:
        raise DataError(f"{len(rows):,} rows name the digest of another program, as {rows[0]} does")
