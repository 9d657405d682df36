"""Stage `publish`: both models to the hub, if their verdicts passed and name these very bytes."""

import json
from pathlib import Path

from cad0_core import artifacts
from cad0_core.artifacts import Artifact, write_atomic
from cad0_core.config import HubConfig, PublishConfig
from cad0_core.errors import BusyError, ConfigError, HubError
from cad0_core.evaluation.verdict import read_verdict
from cad0_core.hub import Hub, Published, open_hub
from cad0_core.hub.base import Release
from cad0_core.hub.data import assemble_data
from cad0_core.hub.release import Part, assemble
from cad0_core.job import Job, Metrics
from cad0_core.serve.site import DIST, NOT_BUILT, is_built, write_site
from cad0_core.state import SITE

PARTS = ("cad0", "mini", "onnx")
RECORD = "release.json"
Repos = dict[str, list[Part]]
ANY = "v0.0.0"  # stands in a card that is only made to learn the digests of the model files


def publish(job: Job) -> Metrics:
    """Publish the models among `job.inputs` and write down what stands where.

    Inputs are named `PART/model`, `PART/verdict` and `PART/evaluation-...` for the parts cad0,
    mini and onnx, and `dataset` where the hub has a repository for it; `job.watch["hub"]` is the
    folder for `open_hub`. Content that is published already keeps its version, unless another one
    is asked for. Raises `GateError` for a verdict that did not pass and `HubError` for whatever
    differs from what was judged.
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
    standing = None if job.config.version else hub.find(_digests(job, hub, repos))
    version = job.config.version or standing or hub.next_version()
    job.progress(0.5, f"publishing {version}")
    if standing:  # the same weights: their card keeps the evaluation that it was made from
        published = {repo: hub.published(repo, standing) for repo in _all(hub, repos)}
    else:
        published = hub.publish(version, _releases(job, hub, repos, version))
    record = {repo: _facts(found) for repo, found in published.items()}
    write_atomic(job.out / RECORD, json.dumps(record, indent=1) + "\n")
    folder = Path(job.watch["hub"]).parent / SITE
    site = site_of(hub, published[job.config.hub.mini], folder)
    space = space_of(hub, job.config.hub, folder)
    told = f", {space.get('where') or space['fault']}" if space else ""
    job.progress(1.0, f"published {version}, {site}{told}")
    data = {repo: facts for repo, facts in record.items() if repo == hub.dataset}
    models = {repo: facts for repo, facts in record.items() if repo != hub.dataset}
    found: Metrics = {"version": version, "models": models}
    return found | ({"datasets": data} if data else {}) | ({"space": space} if space else {})


def stands(hub: Hub, record: Artifact) -> bool:
    """Whether the hub still serves what a publication's record says."""
    served = {**record.metrics["models"], **record.metrics.get("datasets", {})}
    for repo, facts in served.items():
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


def space_of(hub: Hub, config: HubConfig, site: Path, dist: Path = DIST) -> dict[str, str]:
    """Put the page into the Space, if there is one: its `repo`, and `where` it is or the `fault`
    that kept it from there. The models stay published either way."""
    if config.space is None or config.kind == "local":
        return {}
    try:
        if not is_built(dist):
            raise HubError(NOT_BUILT)
        return {"repo": config.space, "where": hub.put_site(site) or ""}
    except (HubError, BusyError) as error:
        again = f"cad0 hub space --hub {config.kind} --hub space={config.space}"
        fault = f"the Space {config.space} has no new page: {error}. Once that is mended: {again}"
        return {"repo": config.space, "fault": fault}


def _releases(job: Job, hub: Hub, repos: Repos, version: str) -> list[Release]:
    """The parts of a release: both models, and the data if the hub has a repository for it."""
    models = [assemble(repo, version, parts, hub.dataset) for repo, parts in repos.items()]
    if hub.dataset is None:
        return models
    if "dataset" not in job.inputs:
        raise HubError(f"{hub.dataset}: no dataset was given, so nothing is published")
    verdicts = [(repo, part.verdict) for repo, parts in repos.items() for part in parts]
    data = artifacts.load(job.inputs["dataset"])
    return [*models, assemble_data(hub.dataset, version, data, verdicts)]


def _all(hub: Hub, repos: Repos) -> list[str]:
    return [*repos, *([hub.dataset] if hub.dataset else [])]


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


def _digests(job: Job, hub: Hub, repos: Repos) -> dict[str, dict[str, str]]:
    """SHA-256 by path by repository of what is to be published, without the pages about it."""
    return {release.repo: release.digests for release in _releases(job, hub, repos, ANY)}


def _facts(model: Published) -> dict[str, str]:
    return {"version": model.version, "revision": model.revision, "where": model.where}
