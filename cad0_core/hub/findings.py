"""FINDINGS.md: what was done, what it reached, what is known to go wrong, what it took.

Every figure and every example comes from the manifests and the metrics of the release.
"""

from collections.abc import Mapping
from typing import Any

from cad0_core.artifacts import Manifest
from cad0_core.hub.base import FAILURES
from cad0_core.hub.facts import Facts, Scores, decoding, origin, runs_on, table

WORST = 3  # families
HEADLINE = {
    "dim_pass": "prompts of which all that is stated was measured right (DimPass)",
    "dim_req": "statements measured right (DimReq)",
    "exact_match_accuracy": "exact match (equal normal form)",
    "valid_solid_rate": "valid solids",
    "iou": "IoU in mm (invalid = 0)",
    "iou_unit": "IoU in the unit frame (invalid = 0)",
    "topology_match": "equal Betti numbers",
}


def findings(facts: Facts) -> str:
    """The page; the evaluation of the weights is told in full, the others in one line each."""
    first, *others = facts.scores
    sections = [
        f"# Findings: {facts.repo.partition('/')[2]} {facts.version}",
        "## What was done\n\n" + _done(facts),
        "## What it reached\n\n" + _reached(first, others),
        "## Known issues\n\n" + _issues(first.metrics, FAILURES in facts.pictures),
        "## Cost\n\n" + _cost(facts),
    ]
    return "\n\n".join(sections) + "\n"


def _done(facts: Facts) -> str:
    training = facts.training
    data = facts.provenance["data"]
    lines = [
        f"- The model was {origin(facts)}, on the dataset `{data[:12]}`.",
        *(f"- {name}: {value}" for name, value in _facts(training)),
        f"- It was then asked {_asked(facts.scores[0].metrics)}, one answer each: "
        f"{decoding(facts.scores[0].metrics)}. "
        "Every answer was parsed, built as an exact solid and measured.",
    ]
    return "\n".join(lines)


def _facts(training: Manifest) -> list[tuple[str, str]]:
    """What the training recorded of itself, in words."""
    names = {
        "parameters": "parameters", "train_rows": "training rows", "steps": "optimiser steps",
        "train_loss": "training loss at the end (nats a token)",
        "val_loss": "validation loss at the end (nats a token)",
    }  # fmt: skip
    known = {name: training.metrics.get(name) for name in names}
    return [(names[name], _number(value)) for name, value in known.items() if value is not None]


def _asked(metrics: Mapping[str, Any]) -> str:
    counts = [f"{found['n']} prompts of {name}" for name, found in metrics["splits"].items()]
    return ", ".join(counts)


def _reached(first: Scores, others: list[Scores]) -> str:
    metrics = first.metrics
    rows = []
    for name, title in HEADLINE.items():
        low, high = metrics["intervals"][name]
        rows.append((title, f"{metrics[name]:.4f}", f"{low:.4f} to {high:.4f}"))
    head = f"{metrics['n']} test prompts, {runs_on(first.dtype)}; 95 % Wilson intervals."
    parts = [head, table(("metric", "value", "interval"), rows), _sets(metrics)]
    parts += [
        f"{runs_on(scores.dtype)}: DimPass {scores.metrics['dim_pass']:.4f}, exact match "
        f"{scores.metrics['exact_match_accuracy']:.4f} on {scores.metrics['n']} prompts."
        for scores in others
    ]
    return "\n\n".join(parts)


def _sets(metrics: Mapping[str, Any]) -> str:
    columns = ("set", "prompts", "valid", "exact", "DimPass", "no extra feature")
    rates = ("valid_solid_rate", "exact_match_accuracy", "dim_pass")
    rows = [
        (
            name, str(found["n"]), *(f"{found[rate]:.3f}" for rate in rates),
            f"{found['no_extra_feature']:.3f}" if name == "primitives" else "",
        )
        for name, found in metrics["splits"].items()
    ]  # fmt: skip
    return table(columns, rows)


def _issues(metrics: Mapping[str, Any], drawn: bool) -> str:
    parts = [_worst(metrics["families"]), _kinds(metrics["splits"])]
    if drawn:
        parts.append(f"![Wrong answers beside the truth]({FAILURES})")
    parts += [_example(example) for example in metrics["examples"]]
    return "\n\n".join(parts)


def _worst(families: Mapping[str, Mapping[str, Any]]) -> str:
    ranked = sorted(families, key=lambda name: (families[name]["dim_pass"], name))[:WORST]
    rows = []
    for name in ranked:
        low, high = families[name]["intervals"]["dim_pass"]
        rate = f"{families[name]['dim_pass']:.3f} [{low:.3f}, {high:.3f}]"
        exact = f"{families[name]['exact_match_accuracy']:.3f}"
        rows.append((name, str(families[name]["n"]), rate, exact))
    columns = ("weakest families", "prompts", "DimPass", "exact match")
    return table(columns, rows)


def _kinds(splits: Mapping[str, Mapping[str, Any]]) -> str:
    """How often each kind of failure occurs, by set."""
    kinds = [
        kind
        for kind in next(iter(splits.values()))["failures"]
        if any(found["failures"][kind] for found in splits.values())
    ]
    if not kinds:
        return "Every answer holds all that its text says."
    rows = [(kind, *(str(found["failures"][kind]) for found in splits.values())) for kind in kinds]
    return table(("failure", *splits), rows)


def _example(example: Mapping[str, Any]) -> str:
    detail = "".join(f" ({line})" for line in example["detail"].splitlines()[:1])
    return (
        f"### {example['failure']}{detail}\n\n"
        f"{example['split']}, {example['family']}:\n\n{_block(example['text'])}\n\n"
        f"expected\n\n{_block(example['ir'])}\n\ngot\n\n{_block(example['got'])}"
    )


def _block(text: str) -> str:
    """A code block that no answer of a model can leave."""
    return "\n".join(f"    {line}" for line in text.splitlines() or [""])


def _cost(facts: Facts) -> str:
    training = facts.training
    rows = [(training.stage, f"{training.seconds:.0f}", f"{training.cost_usd:.2f}")]
    rows += [
        (f"evaluate, {scores.dtype}", f"{scores.seconds:.0f}", f"{scores.cost_usd:.2f}")
        for scores in facts.scores
    ]
    return table(("stage", "seconds", "USD"), rows)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
