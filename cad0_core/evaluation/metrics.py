"""What a model is worth: the record of one scored answer, and means with intervals over many.

Every prompt stays in the denominator: an answer that does not stop, does not parse or makes no
solid scores 0 in whatever it fails, and is counted.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core.errors import DataError
from cad0_core.evaluation.failure import DID_NOT_STOP, NO_SOLID, REASONS, SYNTAX

EXACT = "exact"
WRONG_SOLID = "wrong solid"
OTHER_PROGRAM = "same solid, other program"
FAILURES = (DID_NOT_STOP, SYNTAX, NO_SOLID, WRONG_SOLID, OTHER_PROGRAM)

RATES = (
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass",
)  # fmt: skip
SHAPE_RATES = ("iou_unit", "topology_match")  # beside the headline
Z95 = 1.959963984540054  # the 97.5 % quantile of the normal distribution
SAME_VOLUME = 0.001  # relative: a plain primitive with nothing added


class Prediction(BaseModel):
    """One line of `predictions.jsonl`: the question, the answer and its scores.

    `kind` is `EXACT` or one of `FAILURES`; `detail` is the error that the answer met. `failure`
    is one of `failure.REASONS` where the answer does not hold all that its text says, else empty,
    and `missed` names what does not hold. `iou` is in mm, `iou_unit` in the unit frame; both are 0
    where there is no valid solid. `topology` says that all Betti numbers are the truth's,
    `volume_ratio` is got over truth. `chamfer` (x 1000) and `f1` are None where they were not
    measured; an exact answer has `chamfer_floor` for `chamfer`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    family: str
    variant: str
    ir: str
    got: str
    tokens: int
    syntax: bool
    exact: bool
    valid_solid: bool
    iou: float
    dim_req: float
    dim_pass: bool
    kind: str
    detail: str = ""
    split: str = "test"
    style: str = ""
    iou_unit: float = 0.0
    topology: bool = False
    volume_ratio: float | None = None
    chamfer: float | None = None
    chamfer_floor: float | None = None
    f1: float | None = None
    failure: str = ""
    missed: tuple[str, ...] = ()

    @property
    def no_extra_feature(self) -> bool:
        """The truth's Betti numbers and its volume: for plain solids, nothing was added to them."""
        ratio = self.volume_ratio
        return self.topology and ratio is not None and abs(ratio - 1) <= SAME_VOLUME


def wilson(successes: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a proportion: E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927) 209-212.

    With p = successes / n: (p + z^2/2n +- z sqrt(p (1-p)/n + z^2/4n^2)) / (1 + z^2/n). For the
    mean of values between 0 and 1 (IoU) it is on the safe side, since their variance is at most
    p (1-p). Raises `ValueError` unless 0 <= successes <= n and n >= 1.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"no interval for {successes} of {n}")
    p, spread = successes / n, z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = z * math.sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    # At p = 0 and p = 1 the interval touches the end exactly; rounding must not move it.
    low = 0.0 if p == 0 else max(0.0, centre - half)
    high = 1.0 if p == 1 else min(1.0, centre + half)
    return low, high


def summarise(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """All that is known of a set of answers: `means`, counts of failures, and means by group.

    `kinds` counts how answers differ from the truth, `failures` why they do not hold what the
    text says. Raises `DataError` when there is no answer: a mean over nothing is not 0 and not 1.
    """
    kinds = Counter(prediction.kind for prediction in predictions)
    failures = Counter(prediction.failure for prediction in predictions)
    return {
        **means(predictions),
        "kinds": {kind: kinds[kind] for kind in (EXACT, *FAILURES)},
        "failures": {reason: failures[reason] for reason in REASONS},
        "surface": surface(predictions),
        "families": by_group(predictions, lambda p: p.family),
        "variants": by_group(predictions, variant_name),
        "styles": by_group(predictions, lambda p: p.style),
    }


def variant_name(prediction: Prediction) -> str:
    """Family and variant as one name, or the family where no variant is known."""
    return ".".join(filter(None, (prediction.family, prediction.variant)))


def by_group(
    predictions: Iterable[Prediction], name: Callable[[Prediction], str]
) -> dict[str, dict[str, Any]]:
    """`means` of each group, by name; answers whose name is empty are in none."""
    groups: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        groups.setdefault(name(prediction), []).append(prediction)
    return {group: means(groups[group]) for group in sorted(groups) if group}


def means(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """The metrics of `predictions`, and the interval of each rate.

    `iou_valid` and `iou_unit_valid` are means over valid solids alone, as the literature has them;
    None where there is none.
    """
    n = len(predictions)
    if n == 0:
        raise DataError("no predictions to score")
    valid = [p for p in predictions if p.valid_solid]
    sums = {
        "syntax_accuracy": _total(p.syntax for p in predictions),
        "exact_match_accuracy": _total(p.exact for p in predictions),
        "valid_solid_rate": float(len(valid)),
        "iou": _total(p.iou for p in predictions),
        "dim_req": _total(p.dim_req for p in predictions),
        "dim_pass": _total(p.dim_pass for p in predictions),
        "iou_unit": _total(p.iou_unit for p in predictions),
        "topology_match": _total(p.topology for p in predictions),
        "no_extra_feature": _total(p.no_extra_feature for p in predictions),
    }
    return {
        **{name: total / n for name, total in sums.items()},
        "iou_valid": _mean([p.iou for p in valid]),
        "iou_unit_valid": _mean([p.iou_unit for p in valid]),
        "n": n,
        "intervals": {name: list(wilson(total, n)) for name, total in sums.items()},
    }


def surface(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Chamfer distance (x 1000) and F1 over the `n` answers that have them, beside the floor.

    The floor is what the same truths score against themselves: a Chamfer distance near it says
    that nothing was seen, not how good the answers are.
    """
    found = [p for p in predictions if p.chamfer is not None and p.chamfer_floor is not None]
    distances = [p.chamfer for p in found if p.chamfer is not None]
    floors = [p.chamfer_floor for p in found if p.chamfer_floor is not None]
    return {
        "n": len(found),
        "chamfer_median": median(distances) if found else None,
        "chamfer_mean": _mean(distances),
        "floor_median": median(floors) if found else None,
        "floor_mean": _mean(floors),
        "f1": _mean([p.f1 for p in found if p.f1 is not None]),
    }


def family_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The per-family table of a summary as uniform rows, for a report or a user interface."""
    return [
        {"family": name, "n": table["n"], **{rate: table[rate] for rate in RATES}}
        for name, table in summary["families"].items()
    ]


def _mean(values: Sequence[float]) -> float | None:
    return _total(values) / len(values) if values else None


def _total(values: Iterable[float]) -> float:
    return math.fsum(values)  # exact, so that the order of the prompts does not show
