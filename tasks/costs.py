"""What the paid stages of a run are estimated to cost, and what they did cost."""

from dataclasses import dataclass, field
from typing import Any

from cad0_core.artifacts import Manifest
from cad0_core.config import Preset
from cad0_core.cost import Estimate, admit, as_row, duration, estimate, stated_tokens
from cad0_core.data.tokens import measured_tokens
from cad0_core.errors import BudgetError
from cad0_core.stages import StageSpec
from tasks import show
from tasks.events import emit_over_budget


@dataclass
class Costs:
    """One run's estimates and bills, by label; nothing of it where all stages are free."""

    preset: Preset
    estimates: dict[str, Estimate] = field(default_factory=dict)
    bills: dict[str, Manifest] = field(default_factory=dict)

    def plan(self, label: str, call: StageSpec, gpu: str) -> str:
        """Note the estimate of a stage, from the real tokens of its dataset where it has one."""
        dataset = call.inputs.get("dataset")
        tokens = (measured_tokens(dataset.path) if dataset else None) or stated_tokens(self.preset)
        planned = self.estimates[label] = estimate(self.preset, label, gpu, tokens)
        self._show()
        return f"estimated at {planned.describe()}; tokens: {tokens.source}"

    def admit(self, label: str) -> str:
        """Raise `BudgetError` if the planned stage would take this run over its budget."""
        budget = self.preset.budget_usd
        try:
            return admit(self.estimates[label], spent_usd=self.spent_usd, budget_usd=budget)
        except BudgetError as error:
            emit_over_budget(label, str(error))
            raise

    def settle(self, label: str, made: Manifest) -> str:
        """Note what a stage did cost, beside its estimate."""
        self.bills[label] = made
        self._show()
        planned = self.estimates[label]
        return (
            f"took {duration(made.seconds)} and {made.cost_usd:.2f} USD, estimated were "
            f"{duration(planned.seconds)} and {planned.usd:.2f} USD"
        )

    @property
    def spent_usd(self) -> float:
        return sum(bill.cost_usd for bill in self.bills.values())

    def rows(self) -> list[dict[str, Any]]:
        """A row a paid stage; what it did cost is None until it is made."""
        return [
            {
                **as_row(planned),
                "actual_seconds": bill.seconds if (bill := self.bills.get(label)) else None,
                "actual_usd": bill.cost_usd if bill else None,
                "budget_usd": self.preset.budget_usd,
            }
            for label, planned in self.estimates.items()
        ]

    def _show(self) -> None:
        show.table("cost", self.rows(), "Cost of the paid stages: estimated, actual, budget")
