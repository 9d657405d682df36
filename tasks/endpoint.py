"""The endpoint of a backend that has one: it answers with the cad0 that the hub serves."""

from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Backend, Probe, Served
from cad0_core.errors import ArtifactError, HubError
from cad0_core.evaluation.report import PREDICTIONS, read_predictions
from cad0_core.hub import Hub
from cad0_core.hub.standing import published_artifact
from cad0_core.lineage import stands_on
from cad0_core.store import Store
from tasks.follow import log
from tasks.stage import Run, is_planned

DEFAULT = "50x30mm mounting plate with 4 corner holes"
WEIGHTS = ".safetensors"


def endpoint(run: Run, published: Artifact, model: Artifact, scores: Artifact) -> None:
    """Let the endpoint answer with the cad0 that was published. Raises `BackendError` when its
    answer is wrong; it then has its former model again, and the publication stands."""
    if is_planned(published) or is_planned(model):
        return
    version = published.metrics["version"]
    done = run.backend.serve("cad0", version, model, probe_of(scores))
    if done:
        log().info("%s", done)


def follow_rollback(
    backend: Backend, hub: Hub, store: Store, version: str, insist: bool = False
) -> str | None:
    """Let a deployed endpoint answer with the cad0 that `hub` serves again; says what was done,
    None where no endpoint is deployed.

    An endpoint that answers with a model of another hub is left alone, unless `insist`. Raises
    `BackendError` as `endpoint` does.
    """
    served = backend.served()
    if served is None:
        return None
    if not insist and not _is_of(served, hub):
        return (
            f"the endpoint answers with a {served.version} that is not of this hub, and keeps it; "
            "--backend modal switches it all the same"
        )
    return backend.serve("cad0", version, *_judged(hub, store, version))


def probe_of(scores: Artifact) -> Probe:
    """A test prompt that the model answered exactly when it was judged, if there is one."""
    answers = read_predictions(scores.path / PREDICTIONS)
    exact = (answer for answer in answers if answer.exact)
    return next((Probe(answer.text, answer.ir) for answer in exact), Probe(DEFAULT, None))


def _is_of(served: Served, hub: Hub) -> bool:
    """Whether the endpoint's weights are those of a version of this hub's cad0."""
    weights = {n: digest for n, digest in served.files.items() if n.endswith(WEIGHTS)}
    try:
        files = hub.published(hub.repos[0], served.version).files
    except HubError:
        return False
    return bool(weights) and weights.items() <= dict(files).items()


def _judged(hub: Hub, store: Store, version: str) -> tuple[Artifact, Probe]:
    """The model as it was trained, which a backend may have already, and what it answered; where
    this state folder no longer has them, the model as it was published."""
    repo = hub.repos[0]
    try:
        parts = stands_on(store, hub, repo, "cad0/")
        return parts["cad0/model"], probe_of(parts["cad0/evaluation-torch"])
    except ArtifactError:
        return published_artifact(hub, repo, version), Probe(DEFAULT, None)
