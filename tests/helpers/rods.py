"""Answers that need no kernel: rods of given scores."""

from cad0_core.evaluation.metrics import Prediction


def rods(right: int | set[int], n: int, wrong_iou: float = 0.5) -> list[Prediction]:
    """Answers to `n` prompts, right for the first `right` or for those numbers; the others are
    valid solids with `wrong_iou` that fail what their text says."""
    chosen = set(range(right)) if isinstance(right, int) else right
    return [rod(i, i in chosen, wrong_iou) for i in range(n)]


def rod(i: int, right: bool, wrong_iou: float = 0.5, family: str = "rod") -> Prediction:
    """The answer to prompt `i`, whose program is that of a rod of radius i + 1."""
    return Prediction(
        text=f"rod {i}",
        family=family,
        variant="v",
        ir=f"Y {i + 1} 25",
        got=f"Y {i + 1} {25 if right else 50}",
        tokens=5,
        syntax=True,
        exact=right,
        valid_solid=True,
        iou=1.0 if right else wrong_iou,
        dim_req=1.0 if right else 0.5,
        dim_pass=right,
        kind="exact" if right else "wrong solid",
    )
