"""The model card: README.md of a published model, every statement derived from its records."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cad0_core.artifacts import Manifest
from cad0_core.hub.base import FINDINGS, Verdict
from cad0_core.prompt import prompt

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


@dataclass(frozen=True)
class Scores:
    """One evaluation: what ran (`torch`, `fp32`, `q8`), its metrics.json, its answer limit, and
    what it took."""

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


def model_card(facts: Facts) -> str:
    """README.md: YAML front matter for the Hub, then what a user asks, in that order."""
    sections = [
        f"---\n{_front_matter(facts)}---\n\n# {facts.repo.partition('/')[2]} {facts.version}",
        _what(facts),
        "## Example\n\n" + _example(facts),
        "## Use\n\n" + _python(facts),
        _javascript(facts) if QUANTIZED in facts.files else "",
        "## Measured\n\n" + "\n\n".join(_scores(scores) for scores in facts.scores),
        "## Gate\n\n" + "\n\n".join(_gate(verdict) for verdict in facts.verdicts),
        "## Provenance\n\n" + _provenance(facts),
        "## Limits\n\n" + _limits(facts),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


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
        license="mit",
        library_name="transformers",
        pipeline_tag="text-generation",
        tags=tags,
        base_model=facts.base_model,
        model_name=facts.repo.partition("/")[2],
        eval_results=results,
    )
    return str(data.to_yaml()) + "\n"


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
    )


def _python(facts: Facts) -> str:
    text = json.dumps(prompt(_sample(facts)["text"]), ensure_ascii=False)
    return f"""```python
from transformers import AutoModelForCausalLM, AutoTokenizer

repo, version = "{facts.repo}", "{facts.version}"
tokenizer = AutoTokenizer.from_pretrained(repo, revision=version)
model = AutoModelForCausalLM.from_pretrained(repo, revision=version)

prompt = {text}
tokens = tokenizer(prompt, return_tensors="pt")["input_ids"]
limit = {facts.scores[0].max_new_tokens}
answer = model.generate(tokens, max_new_tokens=limit, do_sample=False)
print(tokenizer.decode(answer[0, tokens.shape[1]:], skip_special_tokens=True))
```

The prompt has exactly this form in training and evaluation; another form is another model."""


def _javascript(facts: Facts) -> str:
    text = json.dumps(prompt(_sample(facts)["text"]), ensure_ascii=False)
    return f"""In the browser or Node, with Transformers.js and the quantized file:

```js
import {{ pipeline }} from "@huggingface/transformers";

const generate = await pipeline("text-generation", "{facts.repo}", {{
  dtype: "q8",
  revision: "{facts.version}",
}});
const prompt = {text};
const [answer] = await generate(prompt, {{
  max_new_tokens: {facts.scores[-1].max_new_tokens},
  do_sample: false,
  return_full_text: false,
}});
console.log(answer.generated_text);
```"""


def _scores(scores: Scores) -> str:
    metrics = scores.metrics
    head = (
        f"### {runs_on(scores.dtype)}\n\n"
        f"{metrics['n']} held-out prompts, greedy decoding, every prompt counted; "
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
        "judged.\n\n" + table(("record", "digest or version"), rows)
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


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown; cells may hold anything."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _rate(value: float) -> str:
    return f"{value:.4f}"


def _interval(metrics: Mapping[str, Any], name: str) -> str:
    low, high = metrics["intervals"][name]
    return f"{_rate(low)} to {_rate(high)}"


def _with_interval(metrics: Mapping[str, Any], name: str) -> str:
    low, high = metrics["intervals"][name]
    return f"{metrics[name]:.3f} [{low:.3f}, {high:.3f}]"
