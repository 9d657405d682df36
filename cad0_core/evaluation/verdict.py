"""A gate's verdict as data: what was checked, against which floor, and for which bytes."""

import math
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cad0_core.artifacts import load, stage_key
from cad0_core.errors import ArtifactError, GateError

VERDICT = "verdict.json"


class Check(BaseModel):
    """One line of a verdict.

    A check of a metric has `value`, `floor` and the prompt count `n`; a check of the evidence
    (is it about this model, do the figures follow from the answers) has none. `evaluation` is
    the input that was checked, empty for a check of all. `reason` says why a check failed,
    `note` what one that passed rests on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    evaluation: str
    metric: str
    passed: bool
    value: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    n: int | None = None
    interval: tuple[float, float] | None = None
    reason: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _means_what_it_says(self) -> Self:
        """A line that says "passed" below its floor was edited, or is a defect of ours."""
        if self.passed == bool(self.reason):
            raise ValueError(f"{self.metric}: a check has a reason exactly when it failed")
        bounded = self.floor is not None or self.ceiling is not None
        if self.passed and bounded and not self._holds():
            raise ValueError(f"{self.metric}: {self.value} is said to pass {self.bound}")
        return self

    def _holds(self) -> bool:
        if self.value is None or not math.isfinite(self.value):
            return False
        above = self.floor is None or self.value >= self.floor
        return above and (self.ceiling is None or self.value <= self.ceiling)

    @property
    def bound(self) -> str:
        """The floor or ceiling as text: ">= 0.85", "<= 0", or nothing."""
        if self.floor is not None:
            return f">= {self.floor:g}"
        return "" if self.ceiling is None else f"<= {self.ceiling:g}"


class Verdict(BaseModel):
    """Whether a model may go on, for exactly the files named in `files` (path -> SHA-256)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    passed: bool
    checks: tuple[Check, ...] = Field(min_length=1)
    model_digest: str
    dataset_digest: str
    evaluations: dict[str, str]
    files: dict[str, str]
    published_digest: str | None = None  # of the model that it was compared with

    @model_validator(mode="after")
    def _follows_from_checks(self) -> Self:
        if self.passed != all(check.passed for check in self.checks):
            raise ValueError("the verdict does not follow from its checks")
        return self

    @property
    def misses(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)

    def require(self) -> Self:
        """Return this verdict; raise `GateError` naming every miss if it did not pass."""
        if self.passed:
            return self
        lines = [f"  {_place(check)}{check.reason}" for check in self.misses]
        raise GateError("\n".join([f"{self.model} does not pass its gate:", *lines]))

    def figures(self) -> dict[str, dict[str, float]]:
        """The values that were judged, by evaluation and metric."""
        found: dict[str, dict[str, float]] = {name: {} for name in self.evaluations}
        for check in self.checks:
            if check.evaluation in found and check.value is not None:
                found[check.evaluation][check.metric] = check.value
        return found

    def rows(self) -> list[dict[str, str]]:
        """The checks as uniform rows of text, for tables."""
        return [
            {
                "check": f"{_place(check)}{check.metric}",
                "value": "" if check.value is None else _number(check.value),
                "interval": "" if check.interval is None else _interval(check.interval),
                "floor": check.bound,
                "n": "" if check.n is None else str(check.n),
                "result": _result(check),
            }
            for check in self.checks
        ]

    def markdown(self) -> str:
        """A readable page: the result, every check, and the digests that it is about."""
        head = f"# {self.model}: {'passed' if self.passed else 'NOT passed'}"
        titles = ("check", "value", "95 % interval", "floor", "prompts", "result")
        table = [" | ".join(titles), " | ".join("---" for _ in titles)]
        table += [" | ".join(row.values()) for row in self.rows()]
        digests = [f"model `{self.model_digest}`", f"data `{self.dataset_digest}`"]
        digests += [f"{name} `{digest}`" for name, digest in self.evaluations.items()]
        lines = [f"| {line} |" for line in table] + ["", *(f"- {digest}" for digest in digests)]
        return "\n".join([head, "", *lines, ""])


def read_verdict(folder: Path) -> Verdict:
    """The verdict in a gate's artifact; raises `ArtifactError` if it is changed or damaged.

    Its floors must be those of the settings that the gate was run with, and these must be the
    ones that its key stands for: a floor lowered afterwards shows, whatever else was rewritten.
    """
    manifest = load(folder).manifest
    try:
        verdict = Verdict.model_validate_json((folder / VERDICT).read_bytes())
    except (OSError, ValidationError) as error:
        raise ArtifactError(f"{folder / VERDICT}: not a verdict ({error})") from error
    key = stage_key(manifest.stage, manifest.version, manifest.config, manifest.inputs)
    if manifest.key != key:
        raise ArtifactError(f"{folder}: its settings were changed since the verdict was made")
    floors = manifest.config.get("floors", {})
    for check in verdict.checks:
        if check.metric in floors and check.floor != floors[check.metric]:
            raise ArtifactError(
                f"{folder / VERDICT}: says that {check.metric} was held against {check.floor}, "
                f"but the gate's floor was {floors[check.metric]:g}"
            )
    return verdict


def _result(check: Check) -> str:
    if not check.passed:
        return f"FAILED: {check.reason}"
    return f"passed: {check.note}" if check.note else "passed"


def _place(check: Check) -> str:
    return f"{check.evaluation}: " if check.evaluation else ""


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:g}"


def _interval(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}"
