"""Whole releases in a state folder, made of tiny files but by the real stage `publish`."""

import json
from pathlib import Path
from typing import Any

from cad0_core import artifacts, stages
from cad0_core.artifacts import Artifact, stage_key
from cad0_core.config import HubConfig, PublishConfig
from cad0_core.evaluation.metrics import RATES, Prediction
from cad0_core.evaluation.verdict import Check, Verdict
from cad0_core.hub import Hub, open_hub
from cad0_core.stages import STAGES, Input
from cad0_core.state import State

CAD0, MINI = HubConfig().cad0, HubConfig().mini


class Works:
    """Makes artifacts where the stages would leave them, one release at a time."""

    def __init__(self, state: State, config: HubConfig | None = None) -> None:
        self.state, self.config = state, config or HubConfig()
        self.hub: Hub = open_hub(self.config, state.hub)

    def make(
        self,
        stage: str,
        files: dict[str, str],
        inputs: dict[str, Artifact],
        metrics: dict[str, Any] | None = None,
        version: int | None = None,
        **config: Any,
    ) -> Artifact:
        """One finished artifact; its job folder stays behind, as a real one does."""
        version = STAGES[stage].version if version is None else version
        digests = {name: given.digest for name, given in inputs.items()}
        key = stage_key(stage, version, config, digests)
        folder = self.state.artifact(stage, key)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        job = self.state.job(stage, key)
        job.mkdir(parents=True, exist_ok=True)
        (job / "log.txt").write_text("done\n" * 100)
        return artifacts.complete(
            folder,
            stage=stage,
            version=version,
            key=key,
            config=config,
            inputs=digests,
            metrics=metrics or {},
            seconds=1.0,
            cost_usd=0.0,
            code="0.1.0",
        )

    def data(self, seed: int) -> Artifact:
        """A dataset, validated, and its copy on the volume."""
        made = self.make("generate", {"test.jsonl": f"rows of {seed}"}, {}, seed=seed)
        self.make("validate", {"report.json": "{}"}, {"dataset": made}, {"valid": 1}, of=seed)
        target = self.state.volume / "generate" / made.digest[:20]
        target.mkdir(parents=True, exist_ok=True)
        for name in [*made.manifest.files, artifacts.MANIFEST]:
            (target / name).write_bytes((made.path / name).read_bytes())
        return made

    def judged(self, model: Artifact, data: Artifact, *dtypes: str) -> dict[str, Artifact]:
        """Evaluations of a model and the verdict that it passed."""
        evaluations = {f"evaluation-{d}": self.evaluation(model, data, d) for d in dtypes}
        check = Check(
            evaluation="", metric="n", passed=True, value=40, floor=20, n=40, interval=None
        )
        verdict = Verdict(
            model=model.manifest.stage,
            passed=True,
            checks=(check,),
            model_digest=model.digest,
            dataset_digest=data.digest,
            evaluations={name: given.digest for name, given in evaluations.items()},
            files={name: entry.sha256 for name, entry in model.manifest.files.items()},
        )
        gate = self.make(
            "gate",
            {"verdict.json": verdict.model_dump_json()},
            {"model": model, "dataset": data, **evaluations},
            {"passed": True},
            floors={"n": 20},
        )
        return {"model": model, "verdict": gate, **evaluations}

    def evaluation(self, model: Artifact, data: Artifact, dtype: str) -> Artifact:
        rates = (*RATES, "iou_unit", "topology_match", "no_extra_feature")
        table: dict[str, Any] = {**dict.fromkeys(rates, 0.9), "n": 40}
        table["intervals"] = {name: [0.8, 1.0] for name in rates}
        failures = {"wrong number": 0}
        metrics = {
            **table,
            "families": {"plate": table},
            "kinds": {"exact": 40},
            "failures": failures,
            "splits": {"test": {**table, "failures": failures}},
            "examples": [],
            "test_programs_in_train": 0,
            "sample": {"text": "a rod", "ir": "Y 2.5 10", "exact": True},
            "dtype": dtype,
        }
        return self.make(
            "evaluate",
            {"metrics.json": json.dumps(metrics), "predictions.jsonl": _answer(model)},
            {"model": model, "dataset": data},
            metrics,
            dtype=dtype,
            max_new_tokens=64,
        )

    def teacher(self, data: Artifact, seed: int, **more: Artifact) -> dict[str, Artifact]:
        files = {"model.safetensors": f"teacher {seed}", "config.json": "{}"}
        model = self.make("train", files, {"dataset": data, **more}, seed=seed)
        return self.judged(model, data, "torch")

    def release(self, seed: int, **start: Artifact) -> Artifact:
        """Both models from their data to the hub; the record of their publication."""
        data = self.data(seed)
        cad0 = self.teacher(data, seed, **start)
        student = {"model.safetensors": f"student {seed}", "config.json": "{}"}
        mini = self.make("distill", student, {"teacher": cad0["model"], "dataset": data}, seed=seed)
        exported = {"onnx/model.onnx": f"32 {seed}", "onnx/model_quantized.onnx": f"8 {seed}"}
        onnx = self.make("export", {**exported, "config.json": "{}"}, {"model": mini})
        parts = {
            "cad0": cad0,
            "mini": self.judged(mini, data, "torch"),
            "onnx": self.judged(onnx, data, "fp32", "q8"),
        }
        inputs = {
            f"{part}/{name}": Input.of(given)
            for part, members in parts.items()
            for name, given in members.items()
        }
        watch = {"hub": str(self.state.hub)}
        if self.config.dataset:
            inputs["dataset"] = Input.of(data)
        config = PublishConfig(hub=self.config)
        return stages.run(stages.spec("publish", config, inputs, watch=watch), self.state)


def _answer(model: Artifact) -> str:
    """A line of `predictions.jsonl`: what this model, and no other, answered exactly."""
    answer = Prediction(
        text=f"a rod of {model.digest}",
        family="primitive",
        variant="rod",
        ir="Y 2.5 10",
        got="Y 2.5 10",
        tokens=5,
        syntax=True,
        exact=True,
        valid_solid=True,
        iou=1.0,
        dim_req=1.0,
        dim_pass=True,
        kind="exact",
    )
    return answer.model_dump_json() + "\n"


def files_below(folder: Path) -> set[str]:
    """Every file, by its path below `folder`, but locks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(folder).as_posix() for path in found}
