"""Scores of one answer: what it says against what was asked, as a program and as a solid."""

import hashlib
import json
import math
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core import ir
from cad0_core.errors import DataError
from cad0_core.evaluation.failure import DID_NOT_STOP, NO_SOLID, SYNTAX, reason
from cad0_core.evaluation.metrics import EXACT, OTHER_PROGRAM, WRONG_SOLID, Prediction
from cad0_core.evaluation.style import style
from cad0_core.parts import predicates

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
    split: str = "test"


class Measurement(BaseModel):
    """An answer as a solid: whether it is a valid one, and how like the truth it is.

    IoU is taken in mm, never scaled, in the best of the 24 axis-aligned rotations; `same` says
    that it is the very solid, in its place. `dim_req` is the share of the predicates that hold,
    wherever the solid lies; without predicates it is 1 for the truth's own solid, else 0.
    `detail` says what is wrong with it. `betti` sums the Betti numbers of truth and answer.
    """

    model_config = ConfigDict(frozen=True)

    valid: bool
    iou: float
    same: bool = False
    dim_req: float = 0.0
    detail: str = ""
    iou_unit: float = 0.0
    topology: bool = False
    betti: tuple[int, int] = (0, 0)
    volume_ratio: float | None = None
    missed: tuple[str, ...] = ()


class Likeness(BaseModel):
    """Chamfer distance (x 1000) and F1 of an answer's surface against the truth's."""

    model_config = ConfigDict(frozen=True)

    chamfer: float
    f1: float


Measure = Callable[[Question, str], Measurement]
Compare = Callable[[Question, str, int], Likeness | None]


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
    held, missed, first = _predicates(question, solid, right)
    asked, found = ir.topology(truth), ir.topology(solid)
    return Measurement(
        valid=True,
        iou=_finite(overlap),
        same=same,
        dim_req=held,
        detail="the right solid in another place" if right and not same else first,
        iou_unit=_finite(ir.iou_unit(truth, solid)),
        topology=asked == found,
        betti=(_sum(asked), _sum(found)),
        volume_ratio=solid.volume / truth.volume,
        missed=missed,
    )


def compare_surfaces(question: Question, got: str, points: int) -> Likeness:
    """Chamfer and F1 of two valid solids by `points` samples each, the same at every call."""
    truth, solid = ir.evaluate(ir.parse(question.ir)), ir.evaluate(ir.parse(got))
    seed = int.from_bytes(hashlib.sha256(question.text.encode()).digest()[:4], "big")
    return Likeness(
        chamfer=ir.chamfer(truth, solid, seed=seed, points=points),
        f1=ir.surface_f1(truth, solid, seed=seed, points=points),
    )


def _predicates(
    question: Question, solid: ir.Solid, right: bool
) -> tuple[float, tuple[str, ...], str]:
    """The share of predicates that hold, what does not hold, and the first of these in words."""
    if not question.predicates:
        return float(right), (), ""
    outcomes = predicates.measure(json.loads(question.predicates), solid)
    missed = [o for o in outcomes if not o.passed]
    text = f"{missed[0].kind}: asked {missed[0].asked}, got {missed[0].got}" if missed else ""
    names = tuple(dict.fromkeys(f"{o.kind} {' '.join(o.of)}".strip() for o in missed))
    return 1 - len(missed) / len(outcomes), names, text


def measure_in(box: ir.Sandbox, question: Question, got: str) -> Measurement:
    """`measure_solids` in a child process: an answer that exceeds its budget is no solid.

    Raises `DataError` for a damaged truth.
    """
    try:
        return box.call(_measure_anything, question, got)
    except ir.SolidError as error:
        return Measurement(valid=False, iou=0.0, detail=str(error))


def compare_in(box: ir.Sandbox, question: Question, got: str, points: int) -> Likeness | None:
    """`compare_surfaces` in a child process; None where that exceeds its budget."""
    try:
        return box.call(_compare_anything, question, got, points)
    except ir.SolidError:
        return None


def _compare_anything(question: Question, got: str, points: int) -> Likeness | None:
    """`compare_surfaces`; a mesh that cannot be sampled has no likeness, and is still a solid."""
    try:
        return compare_surfaces(question, got, points)
    except (ValueError, ArithmeticError, RuntimeError):
        return None


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
    compare: Compare = compare_surfaces,
    points: int = 0,
) -> Prediction:
    """Score one answer. `measure` is asked only about answers that parse and are not exact.

    An answer that was cut off is no answer, even if its beginning parses. `compare` is asked
    about valid solids that are not exact, with `points` samples a surface; with 0 points nobody
    is. Raises `DataError` when the truth is damaged.
    """
    truth = _truth_program(question.ir)
    nothing = _unscored(question, got, tokens)
    if not finished:
        return nothing
    try:
        answer = ir.parse(got)
    except ir.IRError as error:
        wrong = {"kind": SYNTAX, "failure": SYNTAX, "detail": str(error)}
        return nothing.model_copy(update=wrong)
    if ir.normal_form(answer) == ir.normal_form(truth):
        return nothing.model_copy(update=_exact(_truth_solid(question.ir), points))
    found = measure(question, got)
    if not found.valid:
        wrong = {"kind": NO_SOLID, "failure": NO_SOLID, "detail": found.detail}
        return nothing.model_copy(update={"syntax": True, **wrong})
    likeness = compare(question, got, points) if points else None
    return nothing.model_copy(
        update={
            "syntax": True,
            "valid_solid": True,
            "dim_pass": found.dim_req == 1,
            "kind": OTHER_PROGRAM if found.same else WRONG_SOLID,
            "failure": "" if found.dim_req == 1 else reason(truth, answer, found.betti),
            **found.model_dump(exclude={"valid", "same", "betti"}),
            **(_likeness(question, likeness, points) if likeness else {}),
        }
    )


def _exact(truth: ir.Solid, points: int) -> dict[str, Any]:
    """Scores of an exact answer, whose distance from the truth is that of the truth itself."""
    yes = dict.fromkeys(("syntax", "exact", "valid_solid", "dim_pass", "topology"), True)
    ones = dict.fromkeys(("iou", "iou_unit", "dim_req", "volume_ratio"), 1.0)
    floor = ir.chamfer_floor(truth, points) if points else None
    surface = {"chamfer": floor, "chamfer_floor": floor, "f1": 1.0 if points else None}
    return {**yes, **ones, **surface, "kind": EXACT, "failure": "", "detail": ""}


def _likeness(question: Question, found: Likeness, points: int) -> dict[str, float]:
    floor = ir.chamfer_floor(_truth_solid(question.ir), points)
    return {**found.model_dump(), "chamfer_floor": floor}


def _unscored(question: Question, got: str, tokens: int) -> Prediction:
    return Prediction(
        **question.model_dump(exclude={"predicates"}),
        style=style(question.text),
        got=got,
        tokens=tokens,
        syntax=False,
        exact=False,
        valid_solid=False,
        iou=0.0,
        dim_req=0.0,
        dim_pass=False,
        kind=DID_NOT_STOP,
        failure=DID_NOT_STOP,
        detail=f"no end after {tokens} tokens",
    )


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _sum(topology: ir.Topology) -> int:
    return topology.b0 + topology.b1 + topology.b2


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
