"""The trial of each ONNX file on validation prompts: which of them are worth publishing.

Every file answers the same prompts as fp32 does, and may lose a little DimPass against it. One
that loses more is withheld, and the release goes on without it, saying so. What is left still has
to pass the gate: against the weights, on the test prompts (`GateConfig.max_drop`). The test has
no part in the choice.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cad0_core.config import ExportConfig, OnnxDtype
from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.evaluation import sampling
from cad0_core.evaluation.scoring import score_all
from cad0_core.evaluation.solids import Question
from cad0_core.model.decode import Completion, load_generator

_BATCH = 32  # prompts at a time
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Outcome:
    """How one file did: shares in [0, 1], `drop` against fp32 (below 0: better)."""

    dim_pass: float
    drop: float
    same: float  # programs equal to those of fp32
    tokens_per_second: float

    def figures(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in vars(self).items()}


class Trial:
    """Validation prompts with the answers that the fp32 file in `folder` gives."""

    def __init__(self, folder: Path, dataset: Path, config: ExportConfig) -> None:
        rows = read_rows(split_path(dataset, "val"))
        families = {row.family for row in rows}
        picked = sampling.pick(rows, families, max(config.trial, len(families)))
        self.questions = [_question(row) for row in picked]
        self.config = config
        self._passed: dict[tuple[int, Completion], bool] = {}
        self._expected, speed = self._answers(folder, "fp32")
        self.fp32 = Outcome(self._dim_pass(self._expected), 0.0, 1.0, speed)

    def __call__(self, folder: Path, dtype: OnnxDtype) -> Outcome:
        """Let the ONNX file of `dtype` in `folder` answer."""
        if dtype == "fp32":
            return self.fp32
        found, speed = self._answers(folder, dtype)
        pairs = zip(found, self._expected, strict=True)
        same = sum(new.ir == old.ir for new, old in pairs) / len(found)
        dim_pass = self._dim_pass(found)
        return Outcome(dim_pass, self.fp32.dim_pass - dim_pass, same, speed)

    def objection(self, outcome: Outcome) -> str:
        """Why a file with this outcome is withheld; empty if it is not."""
        if outcome.drop <= self.config.max_drop + _ROUNDING:
            return ""
        return (
            f"DimPass {outcome.dim_pass:.4f} on {len(self.questions)} validation prompts, "
            f"{outcome.drop:.4f} below fp32; {self.config.max_drop:g} is allowed"
        )

    def _answers(self, folder: Path, dtype: OnnxDtype) -> tuple[list[Completion], float]:
        generator = load_generator(folder, dtype)
        started = time.perf_counter()
        found = generator.answer(
            [question.text for question in self.questions],
            batch_size=_BATCH,
            max_new_tokens=self.config.max_new_tokens,
        )
        seconds = max(time.perf_counter() - started, 1e-9)
        return found, sum(answer.tokens for answer in found) / seconds

    def _dim_pass(self, answers: Sequence[Completion]) -> float:
        """Share of answers that hold all dimensions asked for; equal ones are measured once."""
        new = [i for i, answer in enumerate(answers) if (i, answer) not in self._passed]
        found = score_all([self.questions[i] for i in new], [answers[i] for i in new], points=0)
        for i, prediction in zip(new, found, strict=True):
            self._passed[i, answers[i]] = prediction.dim_pass
        return sum(self._passed[key] for key in enumerate(answers)) / len(answers)


def _question(row: Row) -> Question:
    return Question(
        text=row.text,
        family=row.family,
        variant=row.variant,
        ir=row.ir,
        predicates=row.predicates,
        split="val",
    )
