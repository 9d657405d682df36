"""What a card and the findings are made of, and the words for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cad0_core.artifacts import Manifest
from cad0_core.hub.base import Verdict

TITLES = {
    "syntax_accuracy": "answers that parse",
    "exact_match_accuracy": "exact match (equal normal form)",
    "valid_solid_rate": "valid solids",
    "iou": "IoU with the truth (mm, invalid = 0)",
}
RUNS_ON = {
    "torch": "PyTorch weights",
    "fp32": "`onnx/model.onnx`",
    "q8": "`onnx/model_quantized.onnx`",
}
QUANTIZED = "onnx/model_quantized.onnx"
LICENCE = "mit"
LICENCES = {  # of the models that others made, as their cards say
    "Qwen/Qwen2.5-Coder-7B": "apache-2.0",
    "Qwen/Qwen2.5-0.5B": "apache-2.0",
}


@dataclass(frozen=True)
class Scores:
    """One evaluation: its name to the gate, the model that it measured, what ran (`torch`,
    `fp32`, `q8`), its metrics.json, its answer limit, and what it took."""

    name: str
    model_digest: str
    dtype: str
    metrics: Mapping[str, Any]
    max_new_tokens: int
    seconds: float
    cost_usd: float


@dataclass(frozen=True)
class Facts:
    """All that a card is made of. `training` is the manifest of the weights; the first of
    `scores` is the evaluation of the weights."""

    repo: str
    version: str
    files: tuple[str, ...]
    base_model: str | None
    training: Manifest
    scores: tuple[Scores, ...]
    verdicts: tuple[Verdict, ...]
    provenance: Mapping[str, str]
    pictures: tuple[str, ...] = ()
    dataset: str | None = None


def origin(facts: Facts) -> str:
    """How the model came to be, after "it was"."""
    if facts.base_model:
        made = f"fine-tuned from [{facts.base_model}](https://huggingface.co/{facts.base_model})"
    else:
        made = "trained from scratch"
    return made + (" by distillation" if facts.training.stage == "distill" else "")


def runs_on(dtype: str) -> str:
    """What an evaluation ran, in words."""
    return RUNS_ON.get(dtype, dtype)


def decoding(metrics: Mapping[str, Any]) -> str:
    """How the answers of an evaluation were drawn, in words."""
    how = metrics.get("decoding")
    if not how:
        return "decoded in a way that was not recorded"
    drawn = (
        f"tokens drawn at temperature {how['temperature']:g}"
        if how["temperature"]
        else "the most likely token each time"
    )
    if how["constrained"]:
        drawn += " among those that the grammar of Compact IR allows"
    if how["n_best"] > 1:
        drawn += f", the first of up to {how['n_best']} answers that makes a valid solid"
    return drawn


def licence(base_model: str | None) -> str:
    """The licence as the Hub names it: weights that go on from others keep theirs."""
    return LICENCES.get(base_model, "other") if base_model else LICENCE


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown; cells may hold anything."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
