"""Fine-tune cad0."""

from cad0_core.artifacts import Artifact
from tasks import show
from tasks.stage import Run, is_planned, stage_task


@stage_task("train")
def train(run: Run, dataset: Artifact, start: Artifact | None = None) -> Artifact:
    """cad0, fine-tuned on the dataset, from the weights of `start` where that is given; continues
    from its last checkpoint after a stop."""
    inputs = {"dataset": dataset} | ({"start": start} if start else {})
    model = run.perform("train", "train", run.preset.train, inputs)
    if not is_planned(model):
        show_training("loss-cad0", "cad0", model, run.version)
    return model


def show_training(key: str, name: str, model: Artifact, version: str) -> None:
    """The loss curve and the figures of one training."""
    figures = [
        {"figure": figure.replace("_", " "), "value": value}
        for figure, value in model.metrics.items()
        if isinstance(value, int | float)
    ]
    page = (
        f"## Training of {name}\n\n"
        + show.picture(model.path / "report" / "loss.png", f"loss of {name}")
        + show.markdown_table([*figures, {"figure": "seconds", "value": model.manifest.seconds}])
    )
    show.markdown(key, page, f"Loss of {name}, {version}")
