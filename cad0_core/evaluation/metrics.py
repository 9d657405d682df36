"""What an answer is worth: scores of one answer, and means with intervals over many.

Every prompt stays in the denominator: an answer that does not stop, does not parse or makes no
solid scores 0 in whatever it fails, and is counted.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core import ir
from cad0_core.errors import DataError
from cad0_core.parts import predicates

EXACT = "exact"
DID_NOT_STOP = "did not stop"
SYNTAX = "syntax"
NO_SOLID = "no solid"
WRONG_SOLID = "wrong solid"
OTHER_PROGRAM = "same solid, other program"
FAILURES = (DID_NOT_STOP, SYNTAX, NO_SOLID, WRONG_SOLID, OTHER_PROGRAM)

RATES = (
    "syntax_accuracy", "exact_match_accuracy", "valid_solid_rate", "iou", "dim_req", "dim_pass",
)  # fmt: skip
Z95 = 1.959963984540054  # the 97.5 % quantile of the normal distribution
DETAIL = 500  # characters kept of an error that is not the language's own
SAME_IOU = 1 - 1e-6  # two spellings of one solid differ by rounding in the booleans only


class Question(BaseModel):
    """A held-out prompt, the program that it determines, and predicates of its solid (JSON)."""

    model_config = ConfigDict(frozen=True)

    text: str
    family: str
    variant: str
    ir: str
    predicates: str = ""


class Measurement(BaseModel):
    """An answer as a solid: whether it is a valid one, and its IoU with the truth.

    IoU is taken in mm, never scaled, in the best of the 24 axis-aligned rotations; `same` says
    that it is the very solid, in its place. `dim_req` is the share of the predicates that hold,
    wherever the solid lies; without predicates it is 1 for the truth's own solid, else 0.
    `detail` says what is wrong with it.
    """

    model_config = ConfigDict(frozen=True)

    valid: bool
    iou: float
    same: bool = False
    dim_req: float = 0.0
    detail: str = ""


class Prediction(BaseModel):
    """One line of `predictions.jsonl`: the question, the answer and its scores.

    `kind` is `EXACT` or one of `FAILURES`; `detail` is the error that the answer met.
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


Measure = Callable[[Question, str], Measurement]


def measure_solids(question: Question, got: str) -> Measurement:
    """Evaluate both programs in this process; for answers that may run away see `measure_in`.

    Raises `DataError` when the truth makes no valid solid itself, or has damaged predicates.
    """
    truth = _truth_solid(question.ir)
    try:
        solid = ir.evaluate(ir.parse(got))
    except (ir.IRError, ir.SolidError) as error:
        return Measurement(valid=False, iou=0.0, detail=str(error))
    if not solid.is_valid:
        return Measurement(valid=False, iou=0.0, detail="not a closed solid of positive volume")
    overlap = ir.iou(truth, solid)
    right = overlap >= SAME_IOU
    same = right and ir.iou(truth, solid, aligned=False) >= SAME_IOU
    held, missed = _predicates(question, solid, right)
    return Measurement(
        valid=True,
        iou=overlap if math.isfinite(overlap) else 0.0,
        same=same,
        dim_req=held,
        detail="the right solid in another place" if right and not same else missed,
    )


def _predicates(question: Question, solid: ir.Solid, right: bool) -> tuple[float, str]:
    """The share of the question's predicates that hold, and the first that does not, in words."""
    if not question.predicates:
        return float(right), ""
    outcomes = predicates.measure(json.loads(question.predicates), solid)
    missed = [o for o in outcomes if not o.passed]
    text = f"{missed[0].kind}: asked {missed[0].asked}, got {missed[0].got}" if missed else ""
    return 1 - len(missed) / len(outcomes), text


def measure_in(box: ir.Sandbox, question: Question, got: str) -> Measurement:
    """`measure_solids` in a child process: an answer that exceeds its budget is no solid.

    Raises `DataError` for a damaged truth.
    """
    try:
        return box.call(_measure_anything, question, got)
    except ir.SolidError as error:
        return Measurement(valid=False, iou=0.0, detail=str(error))


def _measure_anything(question: Question, got: str) -> Measurement:
    """`measure_solids`; whatever else a kernel may raise is the answer's fault, not ours."""
    try:
        return measure_solids(question, got)
    except (DataError, MemoryError):
        raise
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"[:DETAIL]
        return Measurement(valid=False, iou=0.0, detail=detail)


def score(
    question: Question,
    got: str,
    tokens: int,
    finished: bool,
    measure: Measure = measure_solids,
) -> Prediction:
    """Score one answer. `measure` is asked only about answers that parse and are not exact.

    An answer that was cut off is no answer, even if its beginning parses. Raises `DataError`
    when the truth is damaged.
    """
    truth = _truth_program(question.ir)
    nothing = _unscored(question, got, tokens)
    if not finished:
        return nothing
    try:
        answer = ir.parse(got)
    except ir.IRError as error:
        return nothing.model_copy(update={"kind": SYNTAX, "detail": str(error)})
    if ir.normal_form(answer) == ir.normal_form(truth):
        _truth_solid(question.ir)
        yes = dict.fromkeys(("syntax", "exact", "valid_solid", "dim_pass"), True)
        full = {"iou": 1.0, "dim_req": 1.0, "kind": EXACT, "detail": ""}
        return nothing.model_copy(update=yes | full)
    found = measure(question, got)
    held = found.dim_req if found.valid else 0.0
    scores = {
        "syntax": True,
        "valid_solid": found.valid,
        "iou": found.iou if found.valid else 0.0,
        "dim_req": held,
        "dim_pass": held == 1,
        "kind": _kind(found),
        "detail": found.detail,
    }
    return nothing.model_copy(update=scores)


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
    """Means, n, 95 % intervals and failure counts over all answers, and per family.

    Raises `DataError` when there is no answer: a mean over nothing is not 0 and not 1.
    """
    families: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        families.setdefault(prediction.family, []).append(prediction)
    kinds = Counter(prediction.kind for prediction in predictions)
    return {
        **means(predictions),
        "kinds": {kind: kinds[kind] for kind in (EXACT, *FAILURES)},
        "families": {name: means(families[name]) for name in sorted(families)},
    }


def means(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """The headline metrics of `predictions` and the interval of each rate."""
    n = len(predictions)
    if n == 0:
        raise DataError("no predictions to score")
    sums = {
        "syntax_accuracy": _total(p.syntax for p in predictions),
        "exact_match_accuracy": _total(p.exact for p in predictions),
        "valid_solid_rate": _total(p.valid_solid for p in predictions),
        "iou": _total(p.iou for p in predictions),
        "dim_req": _total(p.dim_req for p in predictions),
        "dim_pass": _total(p.dim_pass for p in predictions),
    }
    return {
        **{name: total / n for name, total in sums.items()},
        "n": n,
        "intervals": {name: list(wilson(total, n)) for name, total in sums.items()},
    }


def family_rows(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The per-family table of a summary as uniform rows, for a report or a user interface."""
    return [
        {"family": name, "n": table["n"], **{rate: table[rate] for rate in RATES}}
        for name, table in summary["families"].items()
    ]


def _unscored(question: Question, got: str, tokens: int) -> Prediction:
    return Prediction(
        **question.model_dump(exclude={"predicates"}),
        got=got,
        tokens=tokens,
        syntax=False,
        exact=False,
        valid_solid=False,
        iou=0.0,
        dim_req=0.0,
        dim_pass=False,
        kind=DID_NOT_STOP,
        detail=f"no end after {tokens} tokens",
    )


def _total(values: Iterable[float]) -> float:
    return math.fsum(values)  # exact, so that the order of the prompts does not show


def _kind(found: Measurement) -> str:
    if not found.valid:
        return NO_SOLID
    return OTHER_PROGRAM if found.same else WRONG_SOLID


def _truth_program(text: str) -> ir.Program:
    try:
        return ir.parse(text)
    except ir.IRError as error:
        raise DataError(f"the program of a test prompt does not parse: {error}\n{text}") from error


def _truth_solid(text: str) -> ir.Solid:
    try:
        solid = ir.evaluate(_truth_program(text))
    except ir.SolidError as error:
        raise DataError(f"the program of a test prompt makes no solid: {error}\n{text}") from error
    if not solid.is_valid:
        raise DataError(f"the program of a test prompt makes no valid solid:\n{text}")
    return solid
