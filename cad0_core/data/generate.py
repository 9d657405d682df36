"""Stage `generate`: parts become programs and texts, split so that no program leaks.

A program's split follows from its digest alone, so it stays what it is in larger and smaller
datasets, whatever the seed: a model can be scored on the test of another dataset.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cad0_core import ir
from cad0_core.artifacts import write_atomic
from cad0_core.config import DataConfig
from cad0_core.data.files import SPLITS, Row, split_path, write_rows
from cad0_core.errors import ConfigError, DataError
from cad0_core.job import Job, Metrics
from cad0_core.parts.catalog import select
from cad0_core.parts.family import Family

PRIMITIVE = "primitive"
_DRAWN = 0.85  # share of the stage's time until all parts are drawn

Report = Callable[[int], None]  # takes the number of texts so far


@dataclass(slots=True)
class Program:
    """A distinct program with the texts that ask for it, each with its family and variant."""

    digest: str
    ir: str
    texts: list[tuple[str, str, str]] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        return (Row(text, self.ir, family, variant, self.digest)
                for text, family, variant in self.texts)  # fmt: skip


def generate(job: Job) -> Metrics:
    """Write train.jsonl, val.jsonl, test.jsonl and statistics.json; the config is a DataConfig.

    Raises ConfigError for an unknown family, or for more samples than a family can make, and
    DataError if two programs ever share a text.
    """
    config: DataConfig = job.config
    quotas = plan(config)
    wanted = sum(quotas.values())

    def report(texts: int) -> None:
        job.progress(_DRAWN * texts / wanted, f"{texts:,} of {wanted:,} texts", texts=texts)

    programs = collect(config, quotas, report)
    job.progress(_DRAWN, f"splitting {len(programs):,} programs")
    splits = split(programs, config.val_share, config.test_share)
    rows = {name: _shuffled(splits[name], f"{config.seed}:{name}") for name in SPLITS}
    for i, name in enumerate(SPLITS):
        job.progress(0.9 + 0.03 * i, f"writing {len(rows[name]):,} rows to {name}.jsonl")
        write_rows(split_path(job.out, name), rows[name])
    statistics = {name: describe(rows[name]) for name in SPLITS}
    write_atomic(job.out / "statistics.json", json.dumps(statistics, indent=1) + "\n")
    job.progress(1.0, f"{sum(map(len, rows.values())):,} rows, {len(programs):,} programs")
    return _metrics(rows, splits)


def plan(config: DataConfig) -> dict[str, int]:
    """How many texts each family makes: equal shares of `samples`, primitives on top.

    Raises ConfigError for an unknown family name.
    """
    names = [family.name for family in select(config.families)]
    shares = [name for name in names if name != PRIMITIVE] or names
    each, more = divmod(config.samples, len(shares))
    quotas = {name: each + (i < more) for i, name in enumerate(shares)}
    if PRIMITIVE in names and PRIMITIVE not in quotas:
        quotas[PRIMITIVE] = round(config.samples * config.primitive_share)
    return quotas


def collect(config: DataConfig, quotas: dict[str, int], report: Report) -> list[Program]:
    """Distinct programs with their texts; families fill their quotas one after the other."""
    pool = _Pool(config.phrasings)
    for family in select(list(quotas)):
        rng = random.Random(f"{config.seed}:{family.name}")
        pool.fill(family, quotas[family.name], rng, report)
    return list(pool.programs.values())


class _Pool:
    """All programs by digest and all texts, and the two promises about them."""

    def __init__(self, phrasings: int) -> None:
        self.phrasings = phrasings
        self.programs: dict[str, Program] = {}
        self.by_ir: dict[str, Program] = {}  # spares the digest of a program that came before
        self.owners: dict[str, str] = {}  # text -> digest of its program

    def fill(self, family: Family, quota: int, rng: random.Random, report: Report) -> None:
        """Add `quota` texts of a family; raises ConfigError if it has no more parts."""
        made = 0
        for part in family.draw(rng):
            if made >= quota:
                return
            program = self._program(part.program)
            room = min(self.phrasings - len(program.texts), quota - made)
            if room < 1:
                continue
            texts = part.texts(rng, min(room, rng.randint(1, self.phrasings)))
            made += sum(self._own(text, program, family.name, part.variant.name) for text in texts)
            report(len(self.owners))
        if made < quota:
            raise ConfigError(
                f"family {family.name} has parts for {made:,} texts, {quota:,} were asked for: "
                f"ask for fewer samples or more phrasings than {self.phrasings}"
            )

    def _program(self, program: ir.Program) -> Program:
        text = ir.render(program)
        if text not in self.by_ir:
            digest = ir.digest(program)
            self.by_ir[text] = self.programs.setdefault(digest, Program(digest, text))
        return self.by_ir[text]

    def _own(self, text: str, program: Program, family: str, variant: str) -> bool:
        """Give a text to a program: False if it has it, DataError if another one has."""
        owner = self.owners.setdefault(text, program.digest)
        if owner != program.digest:
            other = self.programs[owner].ir
            raise DataError(f"{text!r} stands for two programs: {other!r} and {program.ir!r}")
        if any(text == known for known, _, _ in program.texts):
            return False
        program.texts.append((text, family, variant))
        return True


def split(
    programs: Iterable[Program], val_share: float, test_share: float
) -> dict[str, list[Program]]:
    """Programs by split: the digest, read as a fraction, falls below a share or does not.

    A variant that chance left out of the test or of val gives its nearest program, so that a
    small dataset still has every variant in all splits if it has three programs of it.
    """
    variants: dict[tuple[str, str], list[tuple[float, Program]]] = {}
    for program in programs:
        _, family, variant = program.texts[0]
        fraction = int(program.digest[:12], 16) / 16**12
        variants.setdefault((family, variant), []).append((fraction, program))
    result: dict[str, list[Program]] = {name: [] for name in SPLITS}
    for ranked in variants.values():
        ranked.sort(key=lambda item: item[0])
        tests = sum(fraction < test_share for fraction, _ in ranked)
        vals = sum(test_share <= fraction < test_share + val_share for fraction, _ in ranked)
        if len(ranked) > 2:
            tests, vals = max(tests, 1), max(vals, 1)
        ordered = [program for _, program in ranked]
        result["test"] += ordered[:tests]
        result["val"] += ordered[tests : tests + vals]
        result["train"] += ordered[tests + vals :]
    return result


def describe(rows: Iterable[Row]) -> dict[str, Any]:
    """Texts, distinct programs and mean lengths (characters) by family and variant."""
    groups: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        groups.setdefault(row.family, {}).setdefault(row.variant, []).append(row)
    return {
        family: {variant: _summary(members) for variant, members in sorted(variants.items())}
        for family, variants in sorted(groups.items())
    }


def _summary(rows: list[Row]) -> dict[str, float]:
    return {
        "texts": len(rows),
        "programs": len({row.digest for row in rows}),
        "mean_text_length": round(sum(len(row.text) for row in rows) / len(rows), 1),
        "mean_ir_length": round(sum(len(row.ir) for row in rows) / len(rows), 1),
    }


def _shuffled(programs: Iterable[Program], seed: str) -> list[Row]:
    rows = [row for program in programs for row in program.rows()]
    random.Random(seed).shuffle(rows)
    return rows


def _metrics(rows: dict[str, list[Row]], splits: dict[str, list[Program]]) -> Metrics:
    """Counts by split, and rows of each family by split."""
    counts = {name: Counter(row.family for row in rows[name]) for name in SPLITS}
    families = sorted(set().union(*counts.values()))
    return {
        "rows": sum(map(len, rows.values())),
        "programs": sum(map(len, splits.values())),
        **{f"{name}_rows": len(rows[name]) for name in SPLITS},
        **{f"{name}_programs": len(splits[name]) for name in SPLITS},
        "families": {f: {name: counts[name][f] for name in SPLITS} for f in families},
    }
