"""`report.html`: an evaluation on one page that asks for nothing from anywhere else.

Everything on it comes from `metrics.json` and the predictions; pictures are data URIs.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from cad0_core.evaluation import chart, pictures
from cad0_core.evaluation.failure import REASONS
from cad0_core.evaluation.metrics import RATES, SHAPE_RATES, Prediction, variant_name

SHOWN = 6  # pictures of each gallery
TITLES = {
    "syntax_accuracy": "answers that parse",
    "exact_match_accuracy": "exact match (normal form)",
    "valid_solid_rate": "valid solids",
    "iou": "IoU in mm (invalid = 0)",
    "dim_req": "DimReq: predicates that hold",
    "dim_pass": "DimPass: prompts with all of them",
    "iou_unit": "IoU in the unit frame (invalid = 0)",
    "topology_match": "equal Betti numbers",
    "no_extra_feature": "no extra feature",
}
_SHORT = {
    "valid_solid_rate": "valid", "exact_match_accuracy": "exact", "dim_pass": "DimPass",
    "dim_req": "DimReq", "iou": "IoU mm", "iou_unit": "IoU unit", "topology_match": "topology",
}  # fmt: skip
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #26323f; background: #f6f7f9; margin: 0 auto;
  max-width: 62rem; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; background: #fff; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #dde1e6; text-align: right;
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
td.text { text-align: left; white-space: normal; min-width: 12rem; }
figure { background: #fff; border: 1px solid #dde1e6; margin: 0 0 1rem; padding: .6rem; }
figure img, svg { max-width: 100%; height: auto; display: block; }
svg { width: 40rem; }
figcaption { font-size: .9rem; } pre { font-size: .8rem; overflow-x: auto; margin: .4rem 0 0; }
.bar { display: inline-block; height: .7rem; background: #c8663f; }
.note { color: #6a7684; font-size: .9rem; }
summary { cursor: pointer; }
"""

Row = Sequence[str]


def html(
    metrics: Mapping[str, Any],
    scored: Mapping[str, Sequence[Prediction]],
    before: Mapping[str, Any] | None = None,
) -> str:
    """The page; `scored` holds the predictions of each set, `before` an earlier metrics.json."""
    test = scored["test"]
    parts = [
        f"<h1>Evaluation, {metrics['dtype']}, {metrics['n']} test prompts</h1>",
        _about(metrics),
        "<h2>Headline</h2>", _headline(metrics, before),
        "<h2>Sets</h2>", _sets(metrics["splits"]),
        "<h2>Failures by kind</h2>", _failures(metrics),
        "<h2>Families</h2>", _groups("family", metrics["families"]),
        "<h2>Score against training samples</h2>", _training(metrics),
        "<h2>Style of the prompt</h2>", _groups("style", metrics["styles"]),
        "<h2>Worst</h2>", _gallery(pictures.choose_worst(test, SHOWN), "No answer failed."),
        "<h2>Best</h2>", _gallery(pictures.choose_best(test, SHOWN), "No answer is exact."),
        "<h2>Random</h2>", _gallery(pictures.choose_samples(test, SHOWN), "No answers."),
        "<h2>Surfaces, for the record</h2>", _surface(metrics),
        "<h2>How it is measured</h2>", _METHOD,
    ]  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>cad0 evaluation</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def table(columns: Row, rows: Iterable[Row], text: str = "") -> str:
    """An HTML table of plain cells; the column called `text` may wrap."""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "\n".join(
        "<tr>"
        + "".join(
            f"<td{' class=text' if column == text else ''}>{escape(cell)}</td>"
            for column, cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table>\n<tr>{head}</tr>\n{body}\n</table></div>'


def _about(metrics: Mapping[str, Any]) -> str:
    latency, loss = metrics["latency"], metrics["eval_loss"]
    lines = [
        f"Model {metrics['model_digest'][:12]}, data {metrics['dataset_digest'][:12]}; "
        f"{metrics['test_programs_in_train']} test programs occur in training.",
        f"{metrics['prompts_per_second']:.1f} prompts/s; a prompt waits {latency['p50']:.2f} s "
        f"(p50) or {latency['p95']:.2f} s (p95) at {latency['batch_size']} a batch; "
        f"{metrics['mean_tokens']:.0f} tokens an answer.",
        "" if loss is None else f"Loss of the truth: {loss:.4f} nats a completion token.",
    ]
    return f'<p class="note">{escape(" ".join(filter(None, lines)))}</p>'


def _headline(metrics: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    columns = ["metric", "value", "95 % interval"] + (["previous", "change"] if before else [])
    rows = []
    for name in (*RATES, *SHAPE_RATES):
        low, high = metrics["intervals"][name]
        row = [TITLES[name], f"{metrics[name]:.4f}", f"{low:.4f} to {high:.4f}"]
        if before:
            row += _change(metrics[name], before.get(name))
        rows.append(row)
    valid = ["IoU in mm, valid only", _number(metrics["iou_valid"]), ""]
    unit = ["IoU in the unit frame, valid only", _number(metrics["iou_unit_valid"]), ""]
    rows += [line + [""] * (len(columns) - 3) for line in (valid, unit)]
    n = f" The previous evaluation has {before.get('n')} prompts." if before else ""
    return table(columns, rows) + (f'<p class="note">{escape(n.strip())}</p>' if n else "")


def _change(now: float, then: Any) -> list[str]:
    if not isinstance(then, int | float):
        return ["", ""]
    return [f"{then:.4f}", f"{now - then:+.4f}"]


def _sets(splits: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [
            name, str(found["n"]), *(_number(found[rate], 3) for rate in _SHORT),
            _number(found["no_extra_feature"], 3) if name == "primitives" else "",
        ]
        for name, found in splits.items()
    ]  # fmt: skip
    return table(["set", "prompts", *_SHORT.values(), TITLES["no_extra_feature"]], rows)


def _failures(metrics: Mapping[str, Any]) -> str:
    """Counts by reason and set, bars for the test, and an example of each."""
    splits = metrics["splits"]
    occurring = [r for r in REASONS if any(found["failures"][r] for found in splits.values())]
    if not occurring:
        return "<p>Every answer holds all that its text says.</p>"
    most = max(1, *metrics["failures"].values())
    head = "".join(f"<th>{escape(name)}</th>" for name in splits)
    lines = []
    for reason in occurring:
        width = 8 * metrics["failures"][reason] / most
        counts = "".join(f"<td>{found['failures'][reason]}</td>" for found in splits.values())
        bar = f'<td class=text><span class="bar" style="width:{width:.2f}rem"></span></td>'
        lines.append(f"<tr><td>{reason}</td>{counts}{bar}</tr>")
    body = "\n".join(lines)
    counted = f'<div class="wide"><table>\n<tr><th>failure</th>{head}<th>test</th></tr>\n{body}\n'
    return f"{counted}</table></div>\n" + "\n".join(map(_example, metrics["examples"]))


def _example(example: Mapping[str, Any]) -> str:
    return (
        f"<details><summary>{escape(example['failure'])}: {escape(example['text'])}</summary>"
        f"<p class=note>{escape(example['split'])}, {escape(example['family'])}. "
        f"{escape(example['detail'])}</p>"
        f"<pre>expected\n{escape(example['ir'])}\n\ngot\n{escape(example['got'])}</pre></details>"
    )


def _groups(title: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Means by group with the interval of DimPass."""
    rows = [
        [
            name, str(found["n"]), *(_number(found[rate], 3) for rate in _SHORT),
            "{:.3f} to {:.3f}".format(*found["intervals"]["dim_pass"]),
        ]
        for name, found in groups.items()
    ]  # fmt: skip
    return table([title, "prompts", *_SHORT.values(), "DimPass, 95 %"], rows)


def _training(metrics: Mapping[str, Any]) -> str:
    """DimPass of each variant over the rows that it was trained on: a chart, and the figures."""
    trained: Mapping[str, int] = metrics["train_rows"]
    variants: Mapping[str, Mapping[str, Any]] = metrics["variants"]
    points = [
        chart.Point(name, trained[name], found["dim_pass"], found["n"])
        for name, found in variants.items()
        if trained.get(name)
    ]
    rows = [
        [name, str(trained.get(name, 0)), str(found["n"]), f"{found['dim_pass']:.3f}",
         f"{found['exact_match_accuracy']:.3f}"]
        for name, found in sorted(variants.items(), key=lambda item: item[1]["dim_pass"])
    ]  # fmt: skip
    figures = table(["variant", "training rows", "prompts", "DimPass", "exact"], rows)
    return (
        chart.scatter(points, "rows of the variant in training", "DimPass")
        + f"<details><summary>By variant, worst first</summary>{figures}</details>"
    )


def _gallery(chosen: Sequence[Prediction], nothing: str) -> str:
    return "\n".join(map(_figure, chosen)) or f"<p>{nothing}</p>"


def _figure(prediction: Prediction) -> str:
    data = base64.b64encode(pictures.pair_picture(prediction)).decode()
    state = prediction.failure or prediction.kind
    words = f"{variant_name(prediction)}, {state}, IoU {prediction.iou:.3f}"
    return (
        f"<figure><figcaption>{escape(prediction.text)}<br><span class=note>{escape(words)}"
        f"{'. ' + escape(prediction.detail) if prediction.detail else ''}</span></figcaption>"
        f'<img alt="expected and got" src="data:image/png;base64,{data}">'
        f"<details><summary>programs</summary><pre>expected\n{escape(prediction.ir)}\n\n"
        f"got\n{escape(prediction.got)}</pre></details></figure>"
    )


def _surface(metrics: Mapping[str, Any]) -> str:
    columns = ["set", "answers", "Chamfer median", "floor median", "Chamfer mean", "floor mean",
               "F1 at 0.5 %"]  # fmt: skip
    fields = ("chamfer_median", "floor_median", "chamfer_mean", "floor_mean", "f1")
    rows = [
        [name, str(found["surface"]["n"]), *(_number(found["surface"][f]) for f in fields)]
        for name, found in metrics["splits"].items()
    ]
    points = metrics["surface_points"]
    note = (
        f"Chamfer distance x 1000 in the unit frame by {points} points a surface, over valid "
        "solids. The floor is what the same truths score against themselves; exact answers score "
        "it by definition. F1: points within 0.5 % of the diagonal of the other surface, normals "
        "within 20 degrees."
    )
    return table(columns, rows) + f'<p class="note">{note}</p>'


def _number(value: float | None, digits: int = 4) -> str:
    return "" if value is None else f"{value:.{digits}f}"


_METHOD = """<p>Greedy decoding, one answer a prompt, every prompt in the denominator: what does not
stop, parse or make a valid solid scores 0. Intervals are Wilson's, 95 %. IoU in mm is taken without
scaling, in the best of the 24 rotations that keep the axes; in the unit frame bounding boxes are
centred and the largest extent is 1, without rotation. DimReq and DimPass measure predicates of what
the text states on the solid, wherever it lies; sizes hold within 0.05 mm or 1 %. "No extra feature"
asks for the truth's Betti numbers and its volume within 0.1 %. A failure is an answer that does not
hold all that its text says; its kind comes from comparing the features of the two programs.</p>"""
