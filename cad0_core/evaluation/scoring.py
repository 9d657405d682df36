"""Scores of answers: what they say against what was asked, as programs and as solids."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any

from cad0_core import ir
from cad0_core.data.workers import cores
from cad0_core.evaluation.failure import DID_NOT_STOP, NO_SOLID, SYNTAX, reason
from cad0_core.evaluation.metrics import EXACT, OTHER_PROGRAM, WRONG_SOLID, Prediction
from cad0_core.evaluation.solids import Boxed, Judge, Question, truth_program
from cad0_core.evaluation.style import style
from cad0_core.model.decode import Completion

HERE = Judge()


def score_all(
    questions: Sequence[Question],
    answers: Sequence[Completion],
    points: int,
    workers: int | None = None,
) -> Iterator[Prediction]:
    """Scores in the order of the questions, each as soon as it is there.

    Solids are judged in `workers` child processes (as many as there are cores), each of which
    may be stopped. Raises `DataError` when a truth is damaged.
    """
    count = min(workers or cores(), len(questions)) or 1
    judges: SimpleQueue[Boxed] = SimpleQueue()

    def judged(question: Question, answer: Completion) -> Prediction:
        judge = judges.get()
        try:
            return score(question, answer.ir, answer.tokens, answer.finished, judge, points)
        finally:
            judges.put(judge)

    with ExitStack() as stack:
        for _ in range(count):
            judges.put(Boxed(stack.enter_context(ir.Sandbox())))
        pool = ThreadPoolExecutor(count, "judge")
        # Before the sandboxes are closed: what waits is dropped, what runs ends within its budget.
        stack.callback(pool.shutdown, cancel_futures=True)
        yield from pool.map(judged, questions, answers)


def score(
    question: Question,
    got: str,
    tokens: int,
    finished: bool,
    judge: Judge = HERE,
    points: int = 0,
) -> Prediction:
    """Score one answer; `judge` looks at solids where the programs do not settle it.

    An answer that was cut off is no answer, even if its beginning parses. Surfaces of valid
    solids are compared by `points` samples each; with 0 points they are not. Raises `DataError`
    when the truth is damaged.
    """
    truth = truth_program(question.ir)
    nothing = _unscored(question, got, tokens)
    if not finished:
        return nothing
    try:
        answer = ir.parse(got)
    except ir.IRError as error:
        wrong = {"kind": SYNTAX, "failure": SYNTAX, "detail": str(error)}
        return nothing.model_copy(update=wrong)
    if ir.normal_form(answer) == ir.normal_form(truth):
        return nothing.model_copy(update=_exact(judge.truth_floor(question, points)))
    found = judge.measure(question, got)
    if not found.valid:
        wrong = {"kind": NO_SOLID, "failure": NO_SOLID, "detail": found.detail}
        return nothing.model_copy(update={"syntax": True, **wrong})
    likeness = judge.compare(question, got, points) if points else None
    return nothing.model_copy(
        update={
            "syntax": True,
            "valid_solid": True,
            "dim_pass": found.dim_req == 1,
            "kind": OTHER_PROGRAM if found.same else WRONG_SOLID,
            "failure": "" if found.dim_req == 1 else reason(truth, answer, found.betti),
            **found.model_dump(exclude={"valid", "same", "betti"}),
            **(likeness.model_dump() if likeness else {}),
        }
    )


def _exact(floor: float | None) -> dict[str, Any]:
    """Scores of an exact answer, whose distance from the truth is that of the truth itself."""
    yes = dict.fromkeys(("syntax", "exact", "valid_solid", "dim_pass", "topology"), True)
    ones = dict.fromkeys(("iou", "iou_unit", "dim_req", "volume_ratio"), 1.0)
    surface = {"chamfer": floor, "chamfer_floor": floor, "f1": None if floor is None else 1.0}
    return {**yes, **ones, **surface, "kind": EXACT, "failure": "", "detail": ""}


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
