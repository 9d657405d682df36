"""What a gate judges by: a model's bytes, and evaluations whose figures it counts again itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core.artifacts import Artifact, read_json
from cad0_core.config import FAMILIES, SPLITS
from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.errors import ArtifactError, Cad0Error, DataError
from cad0_core.evaluation import report as files
from cad0_core.evaluation import sampling
from cad0_core.evaluation.metrics import Prediction, means

Answers = dict[str, tuple[Prediction, ...]]  # by set
Pairs = set[tuple[str, str]]  # prompt and program
TEST = "test"
MODEL_OF_STAGE = {"train": "cad0", "distill": "cad0-mini", "export": "cad0-mini"}


class Candidate(BaseModel):
    """The model before the gate: a name for messages, its digest, SHA-256 of every file."""

    model_config = ConfigDict(frozen=True)

    name: str
    digest: str
    files: dict[str, str]


class Evidence(BaseModel):
    """One evaluation: its digest, what its manifest says it read, what it reports.

    `recount` holds the metrics taken again from the answers, None where that was not possible;
    `scopes` the same for each set and each family of the test (`ood-human`, `families.gear`).
    `doubts` says what is wrong with the prompts that were asked.
    """

    model_config = ConfigDict(frozen=True)

    digest: str
    inputs: dict[str, str]
    report: dict[str, Any]
    recount: dict[str, Any] | None = None
    distinct_prompts: int = 0
    scopes: dict[str, dict[str, Any]] = {}
    doubts: tuple[str, ...] = ()
    predictions: Answers = {}


def candidate(model: Artifact) -> Candidate:
    """The model artifact as the gate sees it."""
    stage = model.manifest.stage
    files = {name: entry.sha256 for name, entry in model.manifest.files.items()}
    return Candidate(name=MODEL_OF_STAGE.get(stage, stage), digest=model.digest, files=files)


def read_evidence(evaluation: Artifact, dataset: Path) -> Evidence:
    """An evaluation's report, its metrics counted again, and its prompts held against the data.

    Raises `ArtifactError` when its files are not those of an evaluation.
    """
    report = read_json(evaluation.path / files.METRICS)
    if not isinstance(report, dict):
        raise ArtifactError(f"{evaluation.path / files.METRICS}: not a table of metrics")
    answers = read_answers(evaluation)
    test = answers[TEST]
    return Evidence(
        digest=evaluation.digest,
        inputs=evaluation.manifest.inputs,
        report=report,
        recount=means(test) if test else {"n": 0},
        distinct_prompts=len({p.text for p in test}),
        scopes=_scopes(answers),
        doubts=tuple(_doubts(answers, dataset, evaluation.manifest.config)),
        predictions=answers,
    )


def read_answers(evaluation: Artifact) -> Answers:
    """The predictions of an evaluation by set: the test, and each other set that has a file.

    Raises `ArtifactError` when they cannot be read.
    """
    answers: Answers = {}
    try:
        for split in SPLITS:
            name = files.PREDICTIONS if split == TEST else f"predictions-{split}.jsonl"
            if split == TEST or (evaluation.path / name).is_file():
                answers[split] = tuple(files.read_predictions(evaluation.path / name))
    except (OSError, DataError) as error:
        raise ArtifactError(f"{evaluation.path}: no readable predictions: {error}") from error
    return answers


def _scopes(answers: Answers) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Prediction]] = {name: list(given) for name, given in answers.items()}
    for prediction in answers[TEST]:
        groups.setdefault(f"{FAMILIES}.{prediction.family}", []).append(prediction)
    return {name: means(members) for name, members in groups.items() if members}


def _doubts(answers: Answers, dataset: Path, config: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the prompts of each set: of another set, repeated, or left out.

    Which prompts are asked follows from data and settings, so nobody can drop hard ones.
    """
    asked = {TEST: config.get("samples"), **(config.get("splits") or {})}
    for split, given in answers.items():
        pairs = {(p.text, p.ir) for p in given}
        try:
            rows = read_rows(split_path(dataset, split))
            yield from _foreign(pairs, split, rows, dataset)
            if split != TEST and len({p.text for p in given}) != len(given):
                yield f"prompts of {split} are repeated"
            yield from _left_out(pairs, split, rows, asked.get(split))
        except Cad0Error as error:
            yield f"its prompts cannot be held against the data: {error}"


def _foreign(pairs: Pairs, split: str, rows: Iterable[Row], dataset: Path) -> Iterator[str]:
    foreign = pairs - _pairs(rows)
    if foreign:
        trained = len(foreign & _pairs(read_rows(split_path(dataset, "train"))))
        yield (
            f"{len(foreign)} of its {len(pairs)} prompts are not in the set {split} of this data"
            + (f": {trained} of them are training rows" if trained else "")
        )


def _left_out(pairs: Pairs, split: str, rows: Sequence[Row], samples: Any) -> Iterator[str]:
    if not isinstance(samples, int):
        yield f"it does not say how many prompts of {split} it was to ask"
        return
    due = _pairs(sampling.pick(rows, (), samples))
    missing = len(due - pairs)
    if missing:
        yield f"{missing} of the {len(due)} prompts of {split} that it was to ask are not answered"


def _pairs(rows: Iterable[Row]) -> Pairs:
    return {(row.text, row.ir) for row in rows}
