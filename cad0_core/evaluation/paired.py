"""Two models on the same prompts: which is better, and how likely chance alone explains it.

Only prompts on which the two differ say anything. All tests are one-sided and have no randomness
but a seeded one: the same answers give the same verdict.
"""

from collections.abc import Mapping, Sequence
from math import comb, fsum

import numpy as np
from pydantic import BaseModel, ConfigDict

from cad0_core.config import Compared
from cad0_core.errors import DataError
from cad0_core.evaluation.metrics import Prediction

RESAMPLES = 10_000
FIELDS: Mapping[str, str] = {
    "syntax_accuracy": "syntax",
    "exact_match_accuracy": "exact",
    "valid_solid_rate": "valid_solid",
    "iou": "iou",
    "dim_req": "dim_req",
    "dim_pass": "dim_pass",
}


class Comparison(BaseModel):
    """A metric of a new and an old model on the same `n` prompts.

    `gained` and `lost` count the prompts on which the new one scores higher and lower.
    `p_worse` is how likely a loss as large as this one is if the two are equally good, `p_better`
    the same for a gain: a small one is evidence of a regression, or of progress.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: Compared
    n: int
    new: float
    old: float
    gained: int
    lost: int
    p_worse: float
    p_better: float
    test: str

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.new:.4f} against {self.old:.4f} on the same {self.n} prompts, "
            f"{self.gained} gained and {self.lost} lost"
        )


def compare(new: Sequence[Prediction], old: Sequence[Prediction], metric: Compared) -> Comparison:
    """Compare both models' answers on `metric`: McNemar's exact test where an answer is right or
    wrong, a paired bootstrap where it has a score.

    Raises `DataError` unless both answered exactly the same prompts, each once.
    """
    pairs = paired(new, old)
    scores = [_scores(pair, metric) for pair in pairs]
    differences = [a - b for a, b in scores]
    gained, lost = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    if metric in ("iou", "dim_req"):
        test = "paired bootstrap"
        p_worse, p_better = bootstrap(differences)
    else:
        test = "exact McNemar test"
        p_worse, p_better = mcnemar(gained, lost), mcnemar(lost, gained)
    return Comparison(
        metric=metric,
        n=len(pairs),
        new=fsum(a for a, _ in scores) / len(pairs),
        old=fsum(b for _, b in scores) / len(pairs),
        gained=gained,
        lost=lost,
        p_worse=p_worse,
        p_better=p_better,
        test=test,
    )


def paired(
    new: Sequence[Prediction], old: Sequence[Prediction]
) -> list[tuple[Prediction, Prediction]]:
    """The answers of both to each prompt; `DataError` when the prompts are not the same."""
    first, second = ({(p.text, p.ir): p for p in answers} for answers in (new, old))
    if not first or len(first) != len(new) or len(second) != len(old):
        raise DataError("a comparison needs prompts, and each of them once")
    if first.keys() != second.keys():
        apart = len(first.keys() ^ second.keys())
        raise DataError(f"the two models answered different prompts: {apart} are not in both")
    return [(first[key], second[key]) for key in first]


def mcnemar(gained: int, lost: int) -> float:
    """The chance of at least `lost` losses among the prompts that changed, if both directions are
    equally likely: the exact, one-sided form of the test of Q. McNemar, Psychometrika 12 (1947)
    153-157, P(X >= lost) for X ~ Binomial(gained + lost, 1/2). 1 when nothing changed.
    """
    changed = gained + lost
    tail = sum(comb(changed, k) for k in range(lost, changed + 1))
    return float(tail / 2**changed)


def bootstrap(differences: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The shares of resampled means that are not below, and not above, zero.

    The percentile bootstrap of B. Efron, Ann. Statist. 7 (1979) 1-26, over `RESAMPLES` draws with
    replacement; each share counts the sample itself as one more draw, so that none is 0.
    """
    values = np.asarray(differences, dtype=float)
    random = np.random.default_rng(seed)
    batches = [
        values[random.integers(0, len(values), (100, len(values)))].mean(axis=1)
        for _ in range(RESAMPLES // 100)
    ]
    means = np.concatenate(batches)
    not_below, not_above = int((means >= 0).sum()), int((means <= 0).sum())
    return (not_below + 1) / (RESAMPLES + 1), (not_above + 1) / (RESAMPLES + 1)


def _scores(pair: tuple[Prediction, Prediction], metric: Compared) -> tuple[float, float]:
    new, old = (float(getattr(p, FIELDS[metric])) for p in pair)
    return new, old
