"""The model card: README.md of a published model, every statement derived from its records."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cad0_core.hub import snippets
from cad0_core.hub.base import FINDINGS, SAMPLES, Verdict
from cad0_core.hub.facts import (
    QUANTIZED,
    TITLES,
    Facts,
    Scores,
    decoding,
    licence,
    origin,
    runs_on,
    table,
)
from cad0_core.hub.snippets import Example


def model_card(facts: Facts) -> str:
    """README.md: YAML front matter for the Hub, then what a user asks, in that order."""
    sections = [
        f"---\n{_front_matter(facts)}---\n\n# {facts.repo.partition('/')[2]} {facts.version}",
        _what(facts),
        "## Example\n\n" + _example(facts),
        "## Use\n\n" + _use(facts),
        "## Measured\n\n" + "\n\n".join(_scores(scores) for scores in facts.scores),
        "## Gate\n\n" + "\n\n".join(_gate(verdict) for verdict in facts.verdicts),
        "## Training data\n\n" + _data(facts),
        "## Provenance\n\n" + _provenance(facts),
        "## Intended use and limits\n\n" + _limits(facts),
        "## Licence\n\n" + _licence(facts),
    ]
    return "\n\n".join(sections) + "\n"


def _front_matter(facts: Facts) -> str:
    from huggingface_hub import EvalResult, ModelCardData  # half a second: only where needed

    results = [
        EvalResult(
            task_type="text-generation",
            task_name="text to Compact IR",
            dataset_type="cad0-parts",
            dataset_name="cad0 parts, held out",
            dataset_split="test",
            dataset_revision=facts.provenance["data"],
            metric_type=metric,
            metric_name=f"{title}, {scores.dtype}",
            metric_value=scores.metrics[metric],
        )
        for scores in facts.scores
        for metric, title in TITLES.items()
    ]
    tags = ["cad", "text-to-cad", "compact-ir"]
    if any(name.endswith(".onnx") for name in facts.files):
        tags += ["onnx", "transformers.js"]
    data = ModelCardData(
        license=licence(facts.base_model),
        library_name="transformers",
        pipeline_tag="text-generation",
        tags=tags,
        base_model=facts.base_model,
        datasets=facts.dataset,
        model_name=facts.repo.partition("/")[2],
        eval_results=results,
    )
    return str(data.to_yaml()) + "\n"


def _what(facts: Facts) -> str:
    families = list(facts.scores[0].metrics["families"])
    parameters = facts.training.metrics.get("parameters")
    size = f", {parameters / 1e6:,.2f} M parameters" if parameters else ""
    return (
        "Writes a part as a Compact IR program from a sentence that describes it. It was "
        f"{origin(facts)}{size}, and measured on {len(families)} families of parts: "
        f"{', '.join(families)}. "
        "Compact IR has one operation a line; a reference is the number of an earlier line, "
        "from 0; lengths are in millimetres."
    )


def _sample(facts: Facts) -> Mapping[str, Any]:
    sample: Mapping[str, Any] = facts.scores[0].metrics["sample"]
    return sample


def _example(facts: Facts) -> str:
    sample = _sample(facts)
    verdict = "which is exact" if sample["exact"] else "which is not the program expected"
    return (
        f"A held-out prompt:\n\n```\n{sample['text']}\n```\n\n"
        f"and the answer in the evaluation, {verdict}:\n\n```\n{sample['ir']}\n```"
        + (
            f"\n\n![Answers to held-out prompts as solids]({SAMPLES})"
            if SAMPLES in facts.pictures
            else ""
        )
    )


def _use(facts: Facts) -> str:
    first, last = facts.scores[0], facts.scores[-1]
    text = str(_sample(facts)["text"])
    example = Example(facts.repo, facts.version, text, first.max_new_tokens)
    quantized = replace(example, max_new_tokens=last.max_new_tokens)
    parts = [
        "The prompt has exactly this form in training and evaluation; another form is another "
        "model. These snippets take the most likely token each time, whether the grammar knows "
        "it or not" + _free(first.metrics) + ".",
        "### Python, PyTorch\n\n" + snippets.torch(example),
    ]
    if QUANTIZED in facts.files:
        parts += [
            "### Python, onnxruntime\n\n" + snippets.onnxruntime(quantized, QUANTIZED),
            "### JavaScript, Transformers.js, in a browser or in Node\n\n"
            + snippets.transformers_js(quantized),
        ]
    file = next((name for name in facts.files if name.endswith(".safetensors")), facts.files[0])
    return "\n\n".join([*parts, "### curl\n\n" + snippets.curl(example, file)])


def _free(metrics: Mapping[str, Any]) -> str:
    """What is reached without the grammar, if that was measured."""
    free = metrics.get("unconstrained")
    if not free:
        return ""
    return (
        f": of {free['n']} answers so drawn {free['syntax_accuracy']:.3f} parse and "
        f"{free['exact_match_accuracy']:.3f} are exact"
    )


def _scores(scores: Scores) -> str:
    metrics = scores.metrics
    head = (
        f"### {runs_on(scores.dtype)}\n\n"
        f"{metrics['n']} held-out prompts, {decoding(metrics)}; every prompt counts, and "
        f"{metrics['test_programs_in_train']} of the test programs occur in training. "
        "In brackets: 95 % Wilson intervals."
    )
    rows = [
        (title, _rate(metrics[name]), _interval(metrics, name)) for name, title in TITLES.items()
    ]
    families = [
        (name, str(family["n"]), *(_with_interval(family, metric) for metric in TITLES))
        for name, family in metrics["families"].items()
    ]
    columns = ("family", "prompts", "parses", "exact match", "valid solid", "IoU")
    return "\n\n".join([head, table(("metric", "value", "interval"), rows),
                        table(columns, families)])  # fmt: skip


def _gate(verdict: Verdict) -> str:
    outcome = "passed" if verdict.passed else "did not pass"
    columns = ("check", "value", "interval", "floor", "n", "result")
    rows = [[row[column] for column in columns] for row in verdict.rows()]
    head = f"Model `{verdict.model_digest}` {outcome} on data `{verdict.dataset_digest}`."
    return f"{head}\n\n{table(columns, rows)}"


def _provenance(facts: Facts) -> str:
    rows = [(name, f"`{digest}`") for name, digest in facts.provenance.items()]
    return (
        "SHA-256 of contents; the files published here are, byte for byte, those that the gate "
        "judged.\n\n" + table(("record", "digest or version"), rows) + _watched(facts)
    )


def _watched(facts: Facts) -> str:
    """The W&B run of the training, if one was kept."""
    run = facts.training.metrics.get("wandb")
    if not run:
        return ""
    if run["url"]:
        return f"\n\nThe training as it went: [W&B run {run['id']}]({run['url']})."
    return (
        f"\n\nThe training was recorded offline as W&B run `{run['id']}` of project "
        f"`{run['project']}`."
    )


def _data(facts: Facts) -> str:
    metrics = facts.scores[0].metrics
    rows = facts.training.metrics.get("train_rows")
    count = f"{rows:,} pairs" if rows else "Pairs"
    where = f", in `{facts.dataset}` under the tag {facts.version}" if facts.dataset else ""
    return (
        f"{count} of a sentence and its program, made by the generators of the families above: "
        "nothing was collected from people or from the web. Whatever a program holds is said in "
        "its sentence or follows from it by a documented rule. All wordings of one program are in "
        f"one split: {metrics['test_programs_in_train']} of the test programs occur in training. "
        f"The dataset is `{facts.provenance['data']}`{where}."
    )


def _licence(facts: Facts) -> str:
    if not facts.base_model:
        return "MIT."
    return (
        f"The weights go on from {facts.base_model} and keep its licence "
        f"({licence(facts.base_model)}); the code that made them is under MIT."
    )


def _limits(facts: Facts) -> str:
    metrics = facts.scores[0].metrics
    families: Mapping[str, Mapping[str, Any]] = metrics["families"]
    worst = min(families, key=lambda name: families[name]["exact_match_accuracy"])
    rate = _with_interval(families[worst], "exact_match_accuracy")
    failures = [
        f"{count} x {kind}" for kind, count in metrics["kinds"].items() if count and kind != "exact"
    ]
    lines = [
        "Meant for sketching mechanical parts of these families from a sentence with dimensions, "
        "in English and millimetres, by people who look at the result. Not meant for parts that "
        "lives or loads depend on, and no judge of strength, fit or manufacture.",
        "Only the families above were measured, with prompts worded as its data words them: "
        "nothing is known about other parts or other wordings.",
        f"Weakest family: {worst}, exact match {rate} on {families[worst]['n']} prompts.",
        f"Failures among {metrics['n']} answers: {', '.join(failures) or 'none'}.",
        "Failures by kind, each with an example, the sets beyond the test and the cost are in "
        f"[FINDINGS.md]({FINDINGS}).",
        "An answer may parse, be a valid solid and still have a wrong dimension: check it "
        "before making the part.",
    ]
    return "\n".join(f"- {line}" for line in lines)


def _rate(value: float) -> str:
    return f"{value:.4f}"


def _interval(metrics: Mapping[str, Any], name: str) -> str:
    low, high = metrics["intervals"][name]
    return f"{_rate(low)} to {_rate(high)}"


def _with_interval(metrics: Mapping[str, Any], name: str) -> str:
    low, high = metrics["intervals"][name]
    return f"{metrics[name]:.3f} [{low:.3f}, {high:.3f}]"
