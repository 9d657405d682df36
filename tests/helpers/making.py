"""Small artifacts, evaluations and verdicts, as real as a hub can tell."""

import json
from pathlib import Path
from typing import Any

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.evaluation.verdict import Check, Verdict
from cad0_core.hub.base import Release
from cad0_core.hub.data import assemble_data
from cad0_core.hub.release import Part

DATA = "d" * 64
OWN_CARD = (
    "---\nlicense: mit\n---\n\n# cad0 dataset\n\n| family | texts |\n|---|---|\n| rod | 1 |\n"
)


class Factory:
    """Makes artifacts below one folder, each in a folder of its own; evaluations may hold
    pictures."""

    def __init__(self, root: Path, drawn: bool = False) -> None:
        self.root, self.drawn = root, drawn
        self.made = 0

    def artifact(self, stage: str, files: dict[str, str], **facts: Any) -> Artifact:
        self.made += 1
        folder = self.root / f"{self.made}-{stage}"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return self.finish(folder, stage, **facts)

    @staticmethod
    def finish(folder: Path, stage: str, **facts: Any) -> Artifact:
        plain: dict[str, Any] = {"config": {}, "inputs": {"dataset": DATA}, "metrics": {}}
        facts = {**plain, **facts}
        return artifacts.complete(
            folder,
            stage=stage,
            version=1,
            key=artifacts.stage_key(stage, 1, facts["config"], facts["inputs"]),
            seconds=1.0,
            cost_usd=0.0,
            code="0.1.0",
            **facts,
        )

    def evaluation(self, model: Artifact, dtype: str) -> Artifact:
        """An evaluation of 40 prompts over two families, 38 of them exact."""
        table: dict[str, Any] = {
            "syntax_accuracy": 1.0,
            "exact_match_accuracy": 0.95,
            "iou": 0.99,
            "n": 40,
        }
        table |= {"valid_solid_rate": 0.975, "dim_pass": 0.95, "dim_req": 0.98}
        table |= {"iou_unit": 0.99, "topology_match": 1.0, "no_extra_feature": 0.95}
        rates = [name for name in table if name != "n"]
        table |= {"intervals": {name: [0.8, 1.0] for name in rates}}
        weak = {**table, "exact_match_accuracy": 0.9, "dim_pass": 0.9, "n": 20}
        reasons = ("no solid", "wrong number", "other shape")
        failures = dict(zip(reasons, (1, 1, 0), strict=True))
        plain = {**table, "failures": dict.fromkeys(reasons, 0), "n": 10}
        metrics = {
            **table,
            "families": {"plate": {**table, "n": 20}, "flange": weak},
            "kinds": {"exact": 38, "syntax": 0, "no solid": 1, "wrong solid": 1},
            "failures": failures,
            "splits": {"test": {**table, "failures": failures}, "primitives": plain},
            "examples": [
                {
                    "failure": "wrong number",
                    "split": "test",
                    "family": "flange",
                    "variant": "v",
                    "text": "a disc",
                    "ir": "Y 5 2",
                    "got": "Y 6 2\n```",
                    "detail": "size: 10, 12",
                },
            ],
            "test_programs_in_train": 0,
            "sample": {"text": 'a rod "5 mm" thick', "ir": "Y 2.5 10", "exact": True},
            "dtype": dtype,
            "decoding": {"constrained": True, "temperature": 0.0, "n_best": 1, "seed": 0},
            "unconstrained": {**weak, "syntax_accuracy": 0.925, "n": 40},
        }
        pictures = {"samples.png": "good", "failures.png": "bad"} if self.drawn else {}
        return self.artifact(
            "evaluate",
            {"metrics.json": json.dumps(metrics), "predictions.jsonl": "{}\n", **pictures},
            config={"dtype": dtype, "max_new_tokens": 64},
            inputs={"model": model.digest, "dataset": DATA},
        )

    def part(self, model: Artifact, *dtypes: str, passed: bool = True) -> Part:
        """`model` with one evaluation for each dtype and a verdict over them."""
        several = len(dtypes) > 1
        evaluations = {
            f"evaluation-{dtype}" if several else "evaluation": self.evaluation(model, dtype)
            for dtype in dtypes
        }
        return Part(model, verdict(model, evaluations, passed), evaluations)

    def data(self, text: str) -> Artifact:
        """A dataset with a card of its own."""
        files = {"README.md": OWN_CARD, "train.parquet": text, "train.jsonl": text}
        facts = {"inputs": {}, "metrics": {"rows": 1234, "programs": 567}}
        return self.artifact("generate", {**files, "gallery.png": "p"}, **facts)

    def teacher(self, weights: str = "teacher", passed: bool = True) -> list[Part]:
        files = {
            "model.safetensors": weights,
            "config.json": "{}",
            "tokenizer.json": "{}",
            "report/loss.png": "curve",
        }
        return [self.part(self.artifact("train", files), "torch", passed=passed)]

    def mini(self, weights: str = "mini", passed: bool = True) -> list[Part]:
        student = self.artifact(
            "distill",
            {"model.safetensors": weights, "config.json": "{}", "tokenizer.json": "{}"},
            config={"student": {"model_name": "Qwen/Qwen2.5-0.5B", "revision": "r"}},
        )
        exported = {"onnx/model.onnx": weights + "32", "onnx/model_quantized.onnx": weights + "8"}
        onnx = self.artifact("export", {**exported, "config.json": "{}"})
        return [self.part(student, "torch"), self.part(onnx, "fp32", "q8", passed=passed)]


def with_data(version: str, models: list[Release], data: Artifact) -> list[Release]:
    """A release of models, as if they were judged on this data."""
    judged: Any = models[0].sources[0].verdict
    word = judged.model_copy(update={"dataset_digest": data.digest})
    told = [(release.repo, word) for release in models]
    return [*models, assemble_data("campedersen/cad0-data", version, data, told)]


def verdict(model: Artifact, evaluations: dict[str, Artifact], passed: bool = True) -> Verdict:
    value, reason = (0.95, "") if passed else (0.5, "exact_match_accuracy 0.5000 is below 0.85")
    checks = [
        Check(
            evaluation=name,
            metric="exact_match_accuracy",
            value=value,
            floor=0.85,
            n=40,
            interval=(0.8, 1.0),
            passed=passed,
            reason=reason,
        )
        for name in evaluations
    ]
    return Verdict(
        model=model.manifest.stage,
        passed=passed,
        checks=tuple(checks),
        model_digest=model.digest,
        dataset_digest=DATA,
        evaluations={name: evaluation.digest for name, evaluation in evaluations.items()},
        files={name: entry.sha256 for name, entry in model.manifest.files.items()},
    )
