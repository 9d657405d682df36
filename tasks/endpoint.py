"""The endpoint of a backend that has one, once both models are published."""

from cad0_core.artifacts import Artifact
from cad0_core.backends.base import Probe
from cad0_core.evaluation.report import PREDICTIONS, read_predictions
from tasks.follow import log
from tasks.stage import Run, is_planned

DEFAULT = "50x30mm mounting plate with 4 corner holes"


def endpoint(run: Run, published: Artifact, model: Artifact, scores: Artifact) -> None:
    """Let the endpoint answer with the cad0 that was published. Raises `BackendError` when its
    answer is wrong; it then has its former model again, and the publication stands."""
    if is_planned(published) or is_planned(model):
        return
    version = published.metrics["version"]
    done = run.backend.serve("cad0", version, model, probe_of(scores))
    if done:
        log().info("%s", done)


def probe_of(scores: Artifact) -> Probe:
    """A test prompt that the model answered exactly when it was judged, if there is one."""
    answers = read_predictions(scores.path / PREDICTIONS)
    exact = (answer for answer in answers if answer.exact)
    return next((Probe(answer.text, answer.ir) for answer in exact), Probe(DEFAULT, None))
