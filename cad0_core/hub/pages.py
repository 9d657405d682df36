"""What is written about a model must say what was judged: card, metrics.json and verdict agree."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cad0_core.errors import HubError
from cad0_core.hub.base import CARD, DATASET, METRICS, Hub, Release
from cad0_core.hub.facts import TITLES


def require_true(release: Release) -> None:
    """Raise `HubError` naming the first figure in a page that is not the one that was judged.

    Of data nothing was judged but the bytes.
    """
    if release.type == DATASET:
        return
    try:
        told = json.loads(release.metrics)
        evaluations: dict[str, dict[str, Any]] = told["evaluations"]
        gates = {gate["model_digest"]: gate for gate in told["gates"]}
        for source in release.sources:
            gate = gates[source.verdict.model_digest]
            for name, figures in source.verdict.figures().items():
                _require_judged(release.repo, evaluations[gate["evaluations"][name]], figures)
        told_by_card = {(r.dtype, r.metric): r.value for r in _results(release.card)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HubError(
            f"{release.repo}: {METRICS} or {CARD} does not tell of what was judged ({error!r}), "
            "so nothing is published"
        ) from error
    for dtype, metrics in evaluations.items():
        for metric in TITLES:
            said = told_by_card.get((dtype, metric))
            if said != metrics[metric]:
                raise HubError(
                    f"{release.repo}: {CARD} gives {metric} ({dtype}) as {said}, but "
                    f"{metrics[metric]} was measured, so nothing is published"
                )


def _require_judged(repo: str, metrics: Mapping[str, Any], figures: Mapping[str, float]) -> None:
    for metric, value in figures.items():
        if metric in metrics and metrics[metric] != value:
            raise HubError(
                f"{repo}: {METRICS} gives {metric} as {metrics[metric]}, but the gate judged "
                f"{value}, so nothing is published"
            )


class _Result(NamedTuple):
    """A line of the card's model-index."""

    dtype: str
    metric: str
    value: Any


def _results(card: str) -> Iterator[_Result]:
    import yaml

    _, matter, _ = card.split("---\n", 2)
    for model in yaml.safe_load(matter)["model-index"]:
        for result in model["results"]:
            for metric in result["metrics"]:
                dtype = metric["name"].rpartition(", ")[2]
                yield _Result(dtype, metric["type"], metric["value"])


def figures(hub: Hub, repo: str, revision: str) -> dict[str, Any]:
    """The metrics.json of a published revision: "evaluations", "gates", "provenance".

    Raises `HubError` when it is damaged.
    """
    try:
        found: dict[str, Any] = json.loads(hub.read(repo, METRICS, revision))
        return {"evaluations": found["evaluations"], "gates": found["gates"], **found}
    except (ValueError, KeyError, TypeError) as error:
        raise HubError(f"{repo} {revision}: its {METRICS} is damaged ({error!r})") from error


def require_passed_once(hub: Hub, repo: str, revision: str) -> None:
    """Raise `HubError` unless the verdicts of a published revision passed."""
    found = figures(hub, repo, revision)["gates"]
    if not found or not all(gate["passed"] is True for gate in found):
        raise HubError(f"{repo} {revision} did not pass its gate, so it is not served")
