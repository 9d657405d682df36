"""Whether a retrained model takes the place of the published one: only if it is better."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from cad0_core.config import Compared
from cad0_core.evaluation.metrics import Prediction
from cad0_core.evaluation.paired import Comparison, compare

ROUNDING = 1e-9


class Better(BaseModel):
    """What "better" means: significantly so on `metric` at `level`, or by `margin` of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: Compared = "dim_pass"
    level: float = Field(default=0.05, gt=0, lt=1)
    margin: float | None = Field(default=None, gt=0, le=1)


class Decision(BaseModel):
    """Whether to publish, why, and the comparison that it rests on (None: nothing to compare)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publish: bool
    reason: str
    comparison: Comparison | None = None

    def refused(self, reason: str) -> "Decision":
        """The same comparison, but not published for another reason."""
        return self.model_copy(update={"publish": False, "reason": reason})

    def rows(self) -> list[dict[str, str]]:
        """The decision as one row of text, for a table."""
        figures = self.comparison.model_dump() if self.comparison else {}
        shown = {
            name: f"{value:.4g}" if isinstance(value, float) else str(value)
            for name, value in figures.items()
        }
        return [{"decision": self.word, "reason": self.reason, **shown}]

    @property
    def word(self) -> str:
        return "published" if self.publish else "not published"


def decide_better(
    new: Sequence[Prediction], published: Sequence[Prediction] | None, rule: Better
) -> Decision:
    """Compare answers to the same prompts; without a published model anything is better.

    Raises `DataError` when the prompts differ.
    """
    if published is None:
        return Decision(publish=True, reason="nothing is published yet")
    found = compare(new, published, rule.metric)
    chance = f"{found.test}, p = {found.p_better:.2g}"
    if found.p_better < rule.level:
        return _decision(True, f"better: {found} ({chance} < {rule.level:g})", found)
    if rule.margin is not None and found.new - found.old >= rule.margin - ROUNDING:
        return _decision(True, f"better by at least {rule.margin:g}: {found}", found)
    if not found.gained and not found.lost:
        return _decision(False, f"equal: {found}", found)
    if found.p_worse < rule.level:
        return _decision(False, f"worse: {found} ({found.test}, p = {found.p_worse:.2g})", found)
    return _decision(False, f"not better: {found} ({chance}, needed < {rule.level:g})", found)


def _decision(publish: bool, reason: str, found: Comparison) -> Decision:
    return Decision(publish=publish, reason=reason, comparison=found)
