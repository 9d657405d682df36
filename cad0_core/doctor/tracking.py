"""Check of experiment tracking: optional everywhere, and never a reason to stop."""

import os

from cad0_core.doctor.plan import Plan
from cad0_core.finding import Finding, not_needed, ok, warning

KEY = "WANDB_API_KEY"


def wandb_key(plan: Plan) -> Finding:
    """The key by which curves appear on wandb.ai while a model trains."""
    name, settings = "W&B key", plan.preset.wandb
    if settings.mode != "auto":
        return not_needed(name, f"tracking is {settings.mode} in preset {plan.preset.name}")
    if not plan.trained:
        return not_needed(name, f"a run of kind {plan.kind} trains nothing")
    if plan.backend == "modal":
        return not_needed(name, "training is on Modal, where the secret wandb-secret has it")
    if os.environ.get(KEY):
        return ok(name, f"{KEY} is set; curves go to {settings.url}")
    if settings.entity is None:
        return not_needed(name, "none: curves are kept offline; `wandb sync` sends them later")
    found = f"none, so nothing appears on {settings.url} while a model trains"
    return warning(name, found, f"export {KEY}=... (from https://wandb.ai/authorize)")
