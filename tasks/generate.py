"""Generate the dataset."""

from cad0_core.artifacts import Artifact, read_json
from tasks import show
from tasks.stage import Run, is_planned, stage_task


@stage_task("generate")
def generate(run: Run) -> Artifact:
    """Text and IR pairs from the part families, split by program."""
    dataset = run.perform("generate", "generate", run.preset.data, {})
    if not is_planned(dataset):
        show.table("dataset", dataset_rows(dataset), f"Rows by family and split, {run.version}")
    return dataset


def dataset_rows(dataset: Artifact) -> list[dict[str, object]]:
    """One row a family and variant: programs and texts of each split."""
    statistics = read_json(dataset.path / "statistics.json")
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for split, families in statistics.items():
        for family, variants in families.items():
            for variant, counts in variants.items():
                row = rows.setdefault((family, variant), {"family": family, "variant": variant})
                row[f"{split} programs"] = counts["programs"]
                row[f"{split} texts"] = counts["texts"]
    return [rows[name] for name in sorted(rows)]
