"""No regression: on the same prompts the new model is not worse than the published one."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from cad0_core.config import Compared
from cad0_core.errors import DataError
from cad0_core.evaluation.evidence import TEST, Evidence
from cad0_core.evaluation.paired import compare
from cad0_core.evaluation.verdict import Check


class Published(BaseModel):
    """The published model: digest of its files, its evaluations by name, its kinds of weights."""

    model_config = ConfigDict(frozen=True)

    digest: str
    evaluations: dict[str, Evidence]
    dtypes: tuple[str, ...] | None = None  # None: nobody looked


class Rule(BaseModel):
    """At which level the tests of a gate find a regression, and on which metrics.

    The level is that of all its tests together (Bonferroni's correction: each is made at
    `level` divided by their number), so that a model just as good as the published one passes
    with a chance of at least 1 - `level`. None: no comparison.
    """

    model_config = ConfigDict(frozen=True)

    level: float | None = None
    metrics: tuple[Compared, ...] = ("dim_pass", "exact_match_accuracy", "iou")


def check_regression(
    evaluations: Mapping[str, Evidence],
    published: Published | None,
    rule: Rule,
    unsound: Mapping[str, str],
) -> list[Check]:
    """One check for each evaluation and metric, on the test; where nothing is compared, a single
    one that says so. `unsound` says why an evaluation of the published model is no evidence."""
    if rule.level is None:
        return [_note("no comparison with the published model was asked for")]
    if published is None:
        return [_note("nothing is published yet, so there is nothing to be worse than")]
    level = rule.level / max(1, len(evaluations) * len(rule.metrics))
    checks = []
    for name, new in evaluations.items():
        dtype = new.report.get("dtype")
        old = [n for n, e in published.evaluations.items() if e.report.get("dtype") == dtype]
        if published.dtypes is not None and dtype not in published.dtypes:
            note = f"nothing is published as {dtype} yet"
            checks.append(_note(note, name))
        elif not old:
            checks.append(_fault(name, f"the published model was not evaluated as {dtype}"))
        elif unsound.get(old[0]):
            checks.append(_fault(name, f"published model: {unsound[old[0]]}"))
        else:
            against = published.evaluations[old[0]]
            checks += [_compared(name, new, against, metric, level) for metric in rule.metrics]
    return checks


def _compared(name: str, new: Evidence, old: Evidence, metric: Compared, level: float) -> Check:
    try:
        found = compare(new.predictions.get(TEST, ()), old.predictions.get(TEST, ()), metric)
    except DataError as error:
        return _fault(name, str(error))
    worse = found.p_worse < level
    said = f"{found} ({found.test}, p = {found.p_worse:.2g})"
    return Check(
        evaluation=name,
        metric=f"p of {metric} against the published model",
        passed=not worse,
        value=found.p_worse,
        floor=level,
        n=found.n,
        reason=f"worse than the published model: {said}" if worse else "",
        note="" if worse else said,
    )


def _fault(name: str, reason: str) -> Check:
    return Check(evaluation=name, metric="regression", passed=False, reason=reason)


def _note(note: str, name: str = "") -> Check:
    return Check(evaluation=name, metric="regression", passed=True, note=note)
