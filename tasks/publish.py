"""Publish both models: the last step, and the only one that a user of the models sees."""

from collections.abc import Mapping

from cad0_core.artifacts import Artifact
from cad0_core.config import PublishConfig
from cad0_core.publication import stands
from tasks import show
from tasks.follow import log
from tasks.secrets import hub_token_in_environment
from tasks.stage import Run, is_planned, stage_task


@stage_task("publish")
def publish(run: Run, parts: Mapping[str, Artifact]) -> Artifact:
    """Both models on the hub, or neither; what is published is, byte for byte, what passed.

    `parts` is named as in `cad0_core.publication.publish`.
    """
    config = PublishConfig(hub=run.preset.hub, version=run.version if run.pinned else None)
    with hub_token_in_environment():
        record = run.perform(
            "publish",
            "publish",
            config,
            parts,
            here=True,
            stands=lambda found: stands(run.hub, found),
        )
    if not is_planned(record):
        served = {**record.metrics["models"], **record.metrics.get("datasets", {})}
        rows = [{"repository": repo, **facts} for repo, facts in served.items()]
        if fault := record.metrics.get("space", {}).get("fault"):
            log().warning("%s", fault)
        show.markdown("published", _page(rows), f"Published as {record.metrics['version']}")
    return record


def _page(rows: list[dict[str, str]]) -> str:
    return (
        "## Published\n\n"
        + show.markdown_table(rows)
        + "Each model holds the weights, tokenizer, README.md (the model card), FINDINGS.md and "
        "metrics.json. "
        '`cad0 infer "20mm cube" --model cad0-mini` answers with the last published model.\n'
    )
