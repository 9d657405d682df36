"""`cad0 doctor` and the preflight of every run: what is there, what is missing, what mends it.

Each check is one small function that looks at the `Plan` and returns a `Finding`. Those on the
Prefect server are in `flows`, since nothing here knows of Prefect.
"""

from cad0_core import backends
from cad0_core.doctor import hub, machine, money, tracking
from cad0_core.doctor.plan import Plan
from cad0_core.finding import Finding, within

__all__ = ["Plan", "examine"]


def examine(plan: Plan) -> list[Finding]:
    """Every check that needs no Prefect server, by area; raises `ConfigError` for an unknown
    backend. Where an account is needed, it is asked over the network."""
    needs = machine.needs()
    backend = "modal" if plan.maps else plan.backend
    here = [
        machine.python(needs.python),
        machine.packages(needs.packages),
        machine.lock(),
        machine.brep(needs.brep),
        machine.folder(plan.state),
        machine.memory(plan),
        machine.free_disk(plan),
        machine.gpu(plan),
        machine.unfinished(plan.state),
        money.budget(plan),
    ]
    return [
        *within("this machine", here),
        *within("Modal", backends.examine(backend, plan.preset.modal)),
        *within("publication", [*hub.checks(plan), tracking.wandb_key(plan)]),
    ]
