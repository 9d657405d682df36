"""Floors held against an evaluation: over everything, by split and by family."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from cad0_core.config import FAMILIES, METRICS, SPLITS
from cad0_core.evaluation.evidence import Evidence
from cad0_core.evaluation.verdict import Check

# Fewer prompts than these tell too little about a set or a family, unless its own floor on `n`
# says otherwise: with 5 of 5 right, the 95 % Wilson interval still reaches down to 0.57.
SPLIT_MINIMUM = 20
FAMILY_MINIMUM = 5


def check_floors(name: str, evidence: Evidence, floors: Mapping[str, float]) -> list[Check]:
    """One check for each floor, in the order of `METRICS`: overall first, then sets, families."""
    by_scope: dict[str, dict[str, float]] = {}
    for floor in floors:
        scope, _, metric = floor.rpartition(".")
        by_scope.setdefault(scope, {})[metric] = floors[floor]
    checks = [
        reaches(name, evidence.report, metric, floor)
        for metric, floor in _ordered(by_scope.pop("", {}))
    ]
    for scope, asked in _scopes(evidence, by_scope):
        minimum = FAMILY_MINIMUM if scope.startswith(f"{FAMILIES}.") else SPLIT_MINIMUM
        checks += _in_scope(name, evidence, scope, asked, asked.get("n", minimum))
    return checks


def reaches(
    name: str,
    report: Mapping[str, Any],
    metric: str,
    floor: float,
    *,
    scope: str = "",
    minimum: float = 0,
) -> Check:
    """Whether `report` reaches a floor, on at least `minimum` prompts."""
    value, n = finite(report.get(metric)), count(report)
    called = f"{scope}.{metric}" if scope else metric
    reason = ""
    if metric not in report or report[metric] is None:
        reason = f"{called} is missing (floor {floor:g})"
    elif value is None:
        reason = f"{called} is {report[metric]!r}, not a number (floor {floor:g})"
    elif metric != "n" and not 0 <= value <= 1:
        reason = f"{called} is {value:g}, which no rate can be (floor {floor:g})"
    elif not value >= floor:
        shown = f"{value:g}" if metric == "n" else f"{value:.4f}"
        reason = f"{called} {shown} is below the floor {floor:g} (n = {n})"
    elif n is None or n < minimum:
        reason = f"{called} was measured on {n} prompts, fewer than {minimum:g}"
    return Check(
        evaluation=name,
        metric=called,
        passed=not reason,
        value=value,
        floor=floor,
        n=n,
        interval=_interval(report, metric),
        reason=reason,
    )


def finite(value: Any) -> float | None:
    """`value` as a finite number, or None: `True` and "0.9" are no measurements."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def count(report: Mapping[str, Any]) -> int | None:
    """How many prompts a report is about."""
    n = finite(report.get("n"))
    return None if n is None else int(n)


def _scopes(
    evidence: Evidence, by_scope: Mapping[str, Mapping[str, float]]
) -> Iterator[tuple[str, dict[str, float]]]:
    """The splits that have floors, then every family that was asked or has a floor of its own."""
    for split in SPLITS:
        if split in by_scope:
            yield split, dict(by_scope[split])
    own = {scope for scope in by_scope if scope.startswith(f"{FAMILIES}.")}
    every = by_scope.get(FAMILIES, {})
    asked = {scope for scope in evidence.scopes if scope.startswith(f"{FAMILIES}.")}
    if every and not asked:
        yield f"{FAMILIES}.", dict(every)  # nothing was asked of any family: a floor is missed
    for scope in sorted(own | (asked if every else set())):
        yield scope, {**every, **by_scope.get(scope, {})}


def _in_scope(
    name: str, evidence: Evidence, scope: str, asked: Mapping[str, float], minimum: float
) -> Iterator[Check]:
    table = evidence.scopes.get(scope)
    if table is None:
        what = scope.removeprefix(f"{FAMILIES}.") or "any family"
        yield Check(
            evaluation=name,
            metric=scope.rstrip("."),
            passed=False,
            n=0,
            reason=f"nothing was asked of {what}, which has a floor",
        )
        return
    rates = {metric: floor for metric, floor in asked.items() if metric != "n"}
    for metric, floor in _ordered(rates or asked):
        yield reaches(name, table, metric, floor, scope=scope, minimum=minimum)


def _ordered(floors: Mapping[str, float]) -> list[tuple[str, float]]:
    names = (*METRICS, *sorted(set(floors) - set(METRICS)))
    return [(metric, floors[metric]) for metric in names if metric in floors]


def _interval(report: Mapping[str, Any], metric: str) -> tuple[float, float] | None:
    intervals = report.get("intervals")
    ends = intervals.get(metric) if isinstance(intervals, dict) else None
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        return None
    low, high = (finite(end) for end in ends)
    return None if low is None or high is None else (low, high)
