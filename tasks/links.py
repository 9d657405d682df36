"""W&B runs learn which models came of them; a release does not depend on it."""

from cad0_core import tracking
from cad0_core.artifacts import Artifact
from cad0_core.errors import TrackingError
from cad0_core.store import Store
from tasks.follow import log
from tasks.stage import Run, is_planned


def link_runs(run: Run, published: Artifact) -> None:
    """Write the published models into the runs that watched their training, once for each
    publication."""
    if is_planned(published) or run.outcomes.get("publish") != "made":
        return
    if run.preset.wandb.mode == "disabled":
        return
    for tracked, facts in tracking.links(Store.scan(run.state), published):
        try:
            tracking.link(tracked, facts, run.state.wandb)
        except TrackingError as error:
            log().warning("%s", error)
        else:
            log().info("W&B run %s: %s", tracked.url or tracked.id, facts["published_model"])
