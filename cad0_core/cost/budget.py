"""A budget is checked before money is spent: by estimates, stage by stage."""

import math

from cad0_core.cost.estimate import Estimate
from cad0_core.errors import BudgetError


def admit(planned: Estimate, *, spent_usd: float, budget_usd: float) -> str:
    """A sentence on what `planned` will cost and what it leaves of the budget.

    Raises `BudgetError` with the figures and the remedy if it would go over.
    """
    total = spent_usd + planned.usd
    figures = (
        f"stage {planned.stage} on {planned.gpu}: estimated {planned.usd:.2f} USD, spent so far "
        f"{spent_usd:.2f} USD, together {total:.2f} of a budget of {budget_usd:.2f} USD"
    )
    if total > budget_usd:
        raise BudgetError(
            f"{figures}; it was not started. Run the same command with --budget "
            f"{math.ceil(total)} or more (parameter budget_usd; finished stages are reused), or "
            "with fewer samples"
        )
    return figures
