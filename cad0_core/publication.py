"""Stage `publish`: both models to the hub, if their verdicts passed and name these very bytes."""

import json
from pathlib import Path

from cad0_core import artifacts
from cad0_core.artifacts import Artifact, write_atomic
from cad0_core.config import PublishConfig
from cad0_core.errors import ConfigError, HubError
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.hub import Hub, Published, open_hub
from cad0_core.hub.release import Part, assemble
from cad0_core.job import Job, Metrics
from cad0_core.serve.site import DIST, is_built, write_site
from cad0_core.state import SITE

PARTS = ("cad0", "mini", "onnx")
RECORD = "release.json"
ANY = "v0.0.0"  # stands in a card that is only made to learn the digests of the model files


def publish(job: Job) -> Metrics:
    """Publish the models among `job.inputs` and write down what stands where.

    Inputs are named `PART/model`, `PART/verdict` and `PART/evaluation-...` for the parts cad0,
    mini and onnx; `job.watch["hub"]` is the folder for `open_hub`. Content that is published
    already keeps its version, unless another one is asked for. Raises `GateError` for a verdict
    that did not pass and `HubError` for whatever differs from what was judged.
    """
    if not isinstance(job.config, PublishConfig):
        raise ConfigError(f"publish needs a PublishConfig, not {type(job.config).__name__}")
    job.progress(0.0, "verifying what was judged")
    parts = {name: _part(job, name) for name in PARTS}
    repos = {
        job.config.hub.cad0: [parts["cad0"]],
        job.config.hub.mini: [parts["mini"], parts["onnx"]],
    }
    hub = open_hub(job.config.hub, Path(job.watch["hub"]))
    standing = None if job.config.version else _standing(hub, repos)
    version = job.config.version or standing or hub.next_version()
    job.progress(0.5, f"publishing {version}")
    if standing:  # the same weights: their card keeps the evaluation that it was made from
        published = {repo: hub.published(repo, standing) for repo in repos}
    else:
        releases = [assemble(repo, version, members) for repo, members in repos.items()]
        published = hub.publish(version, releases)
    record = {repo: _facts(model) for repo, model in published.items()}
    write_atomic(job.out / RECORD, json.dumps(record, indent=1) + "\n")
    site = site_of(hub, published[job.config.hub.mini], Path(job.watch["hub"]).parent / SITE)
    job.progress(1.0, f"published {version}, {site}")
    return {"version": version, "models": record}


def stands(hub: Hub, record: Artifact) -> bool:
    """Whether the hub still serves what a publication's record says."""
    for repo, facts in record.metrics["models"].items():
        try:
            if hub.revision(repo, facts["version"]) != facts["revision"]:
                return False
        except HubError:
            return False
    return True


def site_of(hub: Hub, mini: Published, out: Path, dist: Path = DIST) -> str:
    """Write the page with cad0-mini beside it, if it is built; says what became of it.

    The model is fetched from a hub that is not here.
    """
    if not is_built(dist):
        return "without a static site, since the page is not built (`make web`)"
    name = mini.repo.rsplit("/", 1)[-1]
    write_site(out, hub.resolve(mini.repo, mini.version), name, mini.version, dist)
    return f"and as a static site in {out}"


def _part(job: Job, name: str) -> Part:
    folders = {
        given.removeprefix(f"{name}/"): path
        for given, path in job.inputs.items()
        if given.startswith(f"{name}/")
    }
    for needed in ("model", "verdict"):
        if needed not in folders:
            raise HubError(f"{name}: no {needed} was given, so nothing is published")
    verdict = read_verdict(folders["verdict"]).require()
    evaluations = {
        given: artifacts.load(path)
        for given, path in folders.items()
        if given.startswith("evaluation")
    }
    return Part(artifacts.load(folders["model"]), verdict, evaluations)


def _standing(hub: Hub, repos: dict[str, list[Part]]) -> str | None:
    """The version under which this very content is published already."""
    return hub.find({repo: assemble(repo, ANY, parts).digests for repo, parts in repos.items()})


def _facts(model: Published) -> dict[str, str]:
    return {"version": model.version, "revision": model.revision, "where": model.where}
