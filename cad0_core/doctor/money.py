"""Check of the budget against what the paid stages are estimated to cost."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from cad0_core.config import Preset, Settings
from cad0_core.cost import CORES, Estimate, estimate, stated_tokens
from cad0_core.doctor.plan import Plan
from cad0_core.finding import Finding, missing, not_needed, ok, warning
from cad0_core.state import State
from cad0_core.store import Store

CAD0 = ("train", "evaluate")
MINI = ("distill", "evaluate-mini", "export")
DATA = ("generate", "validate")  # where their pieces are mapped over containers
PAID: Mapping[str, tuple[str, ...]] = {  # steps on rented GPUs, by kind of run
    "release": (*CAD0, *MINI),
    "retrain": (*CAD0, *MINI),
    "mini": MINI,
    "rescore": ("evaluate",),
    "data": (),
}


def budget(plan: Plan) -> Finding:
    """What the run may spend against the estimates of the stages that were not made yet."""
    if plan.backend == "local" and not plan.maps:
        return not_needed("budget", "stages on this machine cost nothing")
    due = estimates(plan)
    total, limit = sum(each.usd for each in due), plan.preset.budget_usd
    found = f"{limit:.2f} USD; about {total:.2f} USD for {len(due)} paid stages"
    if total <= limit:
        return ok("budget", found)
    remedy = f"--budget {math.ceil(total)} or more (parameter budget_usd), or fewer --samples"
    if plan.dry_run:  # it submits nothing, and tells every estimate
        return warning("budget", found, remedy)
    return missing("budget", found, remedy)


def estimates(plan: Plan) -> list[Estimate]:
    """The estimate of each paid stage that no finished one of equal settings stands for."""
    preset, tokens = plan.preset, stated_tokens(plan.preset)
    gpus = {**preset.modal.gpus, **dict.fromkeys(DATA, CORES)}
    return [
        estimate(preset, label, gpus[label.split("-")[0]], tokens)
        for label in _unmade(plan.state, preset, _paid(plan))
    ]


def _paid(plan: Plan) -> tuple[str, ...]:
    labels = DATA if plan.maps else ()
    return labels if plan.backend == "local" else labels + PAID.get(plan.kind, PAID["release"])


def _unmade(state: State, preset: Preset, labels: tuple[str, ...]) -> Iterator[str]:
    store, used = Store.scan(state), Counter[str]()
    if "export" in labels:
        labels += tuple(f"evaluate-onnx-{dtype}" for dtype in preset.export.dtypes)
    for label in labels:
        stage, config = label.split("-")[0], _settings(preset, label)
        key = f"{stage} {config.digest()}"
        if used[key] < len(store.with_settings(stage, config)):
            used[key] += 1
        else:
            yield label


def _settings(preset: Preset, label: str) -> Settings:
    match label.split("-"):
        case ["generate"]:
            return preset.data
        case ["validate"]:
            return preset.validation
        case ["train"]:
            return preset.train
        case ["distill"]:
            return preset.distill
        case ["export"]:
            return preset.export
        case ["evaluate", "onnx", dtype]:
            return preset.evaluation.replace(dtype=dtype)
    return preset.evaluation
