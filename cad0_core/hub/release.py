"""Puts a release together from stage artifacts: which files, which figures, which provenance."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import digest_of
from cad0_core.errors import HubError
from cad0_core.hub.base import FAILURES, SAMPLES, Release, Source, Verdict
from cad0_core.hub.card import model_card
from cad0_core.hub.facts import Facts, Scores
from cad0_core.hub.findings import findings

REPORT = "metrics.json"  # of an evaluation
PRIVATE = "report/"  # curves and logs of a training stay with its artifact


@dataclass(frozen=True)
class Part:
    """A model artifact, the verdict on it, and the evaluations that the verdict rests on."""

    model: Artifact
    verdict: Verdict
    evaluations: Mapping[str, Artifact]


def assemble(repo: str, version: str, parts: Sequence[Part], dataset: str | None = None) -> Release:
    """The release of one repository: weights first, then what was exported from them. `dataset`
    is the repository that gets the data under the same tag.

    The card, the findings and metrics.json come from manifests, metrics and verdicts alone.
    Raises `HubError` when a verdict or an evaluation is about something else, `ArtifactError`
    when one changed.
    """
    if not parts:
        raise HubError(f"{repo}: nothing to publish")
    for part in parts:
        _require_about(repo, part)
    files = tuple(Source(p.model.path, publishable(p.model), p.verdict) for p in parts)
    pictures = _pictures(parts[0])
    facts = Facts(
        repo=repo,
        version=version,
        files=tuple(sorted({name for source in files for name in source.files})),
        base_model=base_model(parts[0].model),
        training=parts[0].model.manifest,
        scores=tuple(scores for part in parts for scores in _scores(part)),
        verdicts=tuple(part.verdict for part in parts),
        provenance=provenance(parts),
        pictures=tuple(pictures),
        dataset=dataset,
    )
    return Release(
        repo,
        files,
        card=model_card(facts),
        metrics=metrics_json(facts),
        findings=findings(facts),
        pictures=pictures,
    )


def publishable(model: Artifact) -> tuple[str, ...]:
    """The files of a model artifact that belong into its repository."""
    return tuple(name for name in sorted(model.manifest.files) if not name.startswith(PRIVATE))


def base_model(model: Artifact) -> str | None:
    """The pretrained model that it started from, None when it was trained from scratch."""
    for section in ("model", "student"):
        settings = model.manifest.config.get(section)
        if isinstance(settings, dict):
            name = settings.get("model_name")
            return str(name) if name else None
    return None


def provenance(parts: Sequence[Part]) -> dict[str, str]:
    """Digest of everything that a release stands on, by what it is."""
    found = {"data": parts[0].verdict.dataset_digest}
    for part in parts:
        manifest = part.model.manifest
        found[manifest.stage] = manifest.digest
        found[f"{manifest.stage}: configuration"] = digest_of(manifest.config)
        found[f"{manifest.stage}: code"] = manifest.code
        for name, digest in manifest.inputs.items():
            found[f"{manifest.stage}: input {name}"] = digest
        for name, digest in part.verdict.evaluations.items():
            found[f"{manifest.stage}: {name}"] = digest
    return found


def metrics_json(facts: Facts) -> str:
    """Content of the repository's metrics.json."""
    content = {
        "model": facts.repo,
        "version": facts.version,
        "base_model": facts.base_model,
        "evaluations": {scores.dtype: scores.metrics for scores in facts.scores},
        "gates": [
            {
                "model_digest": v.model_digest,
                "passed": v.passed,
                "evaluations": {
                    s.name: s.dtype for s in facts.scores if s.model_digest == v.model_digest
                },
                "checks": list(v.rows()),
            }
            for v in facts.verdicts
        ],
        "provenance": facts.provenance,
    }
    return json.dumps(content, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _require_about(repo: str, part: Part) -> None:
    """The verdict is about this model and these evaluations, so the figures are those judged."""
    if part.verdict.model_digest != part.model.digest:
        raise HubError(
            f"{repo}: the verdict is about model {part.verdict.model_digest[:12]}, "
            f"not {part.model.digest[:12]} ({part.model.path})"
        )
    given = {name: evaluation.digest for name, evaluation in part.evaluations.items()}
    if given != dict(part.verdict.evaluations):
        raise HubError(f"{repo}: the evaluations given are not those that the verdict rests on")
    for evaluation in part.evaluations.values():
        artifacts.check(evaluation)


def _pictures(part: Part) -> dict[str, bytes]:
    """What the evaluation of the weights drew."""
    evaluation = next(iter(part.evaluations.values()))
    known = evaluation.manifest.files
    return {n: (evaluation.path / n).read_bytes() for n in (SAMPLES, FAILURES) if n in known}


def _scores(part: Part) -> list[Scores]:
    found = []
    for name, evaluation in part.evaluations.items():
        manifest = evaluation.manifest
        metrics: dict[str, Any] = artifacts.read_json(evaluation.path / REPORT)
        found.append(
            Scores(
                name=name,
                model_digest=part.model.digest,
                dtype=str(manifest.config["dtype"]),
                metrics=metrics,
                max_new_tokens=int(manifest.config["max_new_tokens"]),
                seconds=manifest.seconds,
                cost_usd=manifest.cost_usd,
            )
        )
    return found
