"""Build and measure every program of the dataset."""

from cad0_core.artifacts import Artifact, read_json
from tasks import show
from tasks.stage import Run, is_planned, stage_task


@stage_task("validate")
def validate(run: Run, dataset: Artifact) -> Artifact:
    """Every program is a solid: closed, manifold, one body, every boolean effective."""
    report = run.perform("validate", "validate", run.preset.validation, {"dataset": dataset})
    if not is_planned(report):
        show.markdown("contact-sheet", _page(report), f"Samples of every variant, {run.version}")
    return report


def _page(report: Artifact) -> str:
    facts = read_json(report.path / "report.json")
    metrics = report.metrics
    return (
        "## Geometry of the dataset\n\n"
        f"**{metrics['valid']:,} of {metrics['programs']:,}** distinct programs are valid solids; "
        f"{metrics['failed']:,} refused; {metrics['test_programs_in_train']:,} test programs occur "
        "in training.\n\n"
        + show.markdown_table(
            [
                {"family": family, "variant": variant, **counts}
                for family, variants in facts["families"].items()
                for variant, counts in variants.items()
            ]
        )
        + show.picture(report.path / "gallery.png", "samples of every variant")
        + show.picture(report.path / "refused.png", "refused samples")
    )
