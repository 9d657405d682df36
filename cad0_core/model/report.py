"""What a training run leaves for people: `report/history.json` and the loss curve."""

import json
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cad0_core.model.course import Course


def write_report(course: Course, folder: Path, title: str) -> None:
    """Write history and curve below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "history.json").write_text(json.dumps(course.history, indent=1), encoding="utf-8")
    draw_losses(course.history, title).savefig(folder / "loss.png")


def draw_losses(history: list[dict[str, float]], title: str) -> Figure:
    """Training and validation loss over steps, on a logarithmic scale, and the learning rate."""
    figure = Figure(figsize=(8, 4.5), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    train = [(point["step"], point["loss"]) for point in history if "loss" in point]
    val = [(point["step"], point["val_loss"]) for point in history if "val_loss" in point]
    name = "val_loss_whole_text"
    text = [(point["step"], point[name]) for point in history if name in point]
    rate = [(point["step"], point["lr"]) for point in history if "lr" in point]
    if train:
        axes.plot(*zip(*train, strict=True), color="#9db7d5", linewidth=1, label="training")
        axes.plot(*zip(*_smooth(train), strict=True), color="#1f5a99", linewidth=2)
    if val:
        axes.plot(*zip(*val, strict=True), "o-", color="#d1495b", markersize=4, label="validation")
        axes.annotate(f"{val[-1][1]:.4f}", val[-1], (6, 6), textcoords="offset points", fontsize=9)
    if text:
        axes.plot(*zip(*text, strict=True), "--", color="#e9a6ae", label="validation, whole text")
    axes.set(yscale="log", xlabel="step", ylabel="loss per token (nats)", title=title)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    if rate:
        right = axes.twinx()
        right.plot(*zip(*rate, strict=True), color="#999999", linewidth=1, linestyle=":")
        right.set_ylabel("learning rate", color="#777777")
        right.tick_params(colors="#777777")
        right.spines[["top"]].set_visible(False)
    if train or val:
        axes.legend(frameon=False)
    return figure


def _smooth(points: list[tuple[float, float]], share: float = 0.03) -> list[tuple[float, float]]:
    """Moving average over a share of the curve."""
    width = max(1, round(len(points) * share))
    smoothed = []
    for index in range(len(points)):
        near = [loss for _, loss in points[max(0, index - width) : index + width + 1]]
        smoothed.append((points[index][0], sum(near) / len(near)))
    return smoothed
