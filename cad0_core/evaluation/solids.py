"""An answer as a solid beside the truth's: in this process, or in one that may be stopped."""

import hashlib
import json
import math

from pydantic import BaseModel, ConfigDict

from cad0_core import ir
from cad0_core.errors import DataError
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
    """Chamfer distance (x 1000) and F1 of an answer's surface against the truth's.

    `chamfer_floor` is the distance of the truth from itself, by the sampling alone.
    """

    model_config = ConfigDict(frozen=True)

    chamfer: float
    f1: float
    chamfer_floor: float


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
        chamfer_floor=ir.chamfer_floor(truth, points),
    )


def truth_floor(question: Question, points: int) -> float | None:
    """`chamfer_floor` of the truth; None with 0 points. `DataError` if it is no valid solid."""
    truth = _truth_solid(question.ir)
    return ir.chamfer_floor(truth, points) if points else None


class Judge:
    """Judges solids in this process, for answers that are known not to run away."""

    def truth_floor(self, question: Question, points: int) -> float | None:
        return truth_floor(question, points)

    def measure(self, question: Question, got: str) -> Measurement:
        return measure_solids(question, got)

    def compare(self, question: Question, got: str, points: int) -> Likeness | None:
        return compare_surfaces(question, got, points)


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


class Boxed(Judge):
    """Judges in a child process: an answer that exceeds its budget is no solid."""

    def __init__(self, box: ir.Sandbox) -> None:
        self.box = box

    def truth_floor(self, question: Question, points: int) -> float | None:
        """Raises `DataError` for a truth that exceeds the budget, too."""
        try:
            return self.box.call(truth_floor, question, points)
        except ir.SolidError as error:
            raise DataError(
                f"the program of a test prompt makes no solid: {error}\n{question.ir}"
            ) from error

    def measure(self, question: Question, got: str) -> Measurement:
        """Raises `DataError` for a damaged truth."""
        try:
            return self.box.call(_measure_anything, question, got)
        except ir.SolidError as error:
            return Measurement(valid=False, iou=0.0, detail=str(error))

    def compare(self, question: Question, got: str, points: int) -> Likeness | None:
        """None where the comparison exceeds its budget."""
        try:
            return self.box.call(_compare_anything, question, got, points)
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


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _sum(topology: ir.Topology) -> int:
    return topology.b0 + topology.b1 + topology.b2


def truth_program(text: str) -> ir.Program:
    try:
        return ir.parse(text)
    except ir.IRError as error:
        raise DataError(f"the program of a test prompt does not parse: {error}\n{text}") from error


def _truth_solid(text: str) -> ir.Solid:
    try:
        solid = ir.evaluate(truth_program(text))
    except ir.SolidError as error:
        raise DataError(f"the program of a test prompt makes no solid: {error}\n{text}") from error
    if not solid.is_valid:
        raise DataError(f"the program of a test prompt makes no valid solid:\n{text}")
    return solid
