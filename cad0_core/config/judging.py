"""Settings of decoding, evaluation, export and the gates."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from cad0_core.config.base import (
    FAMILIES,
    METRICS,
    SPLITS,
    Compared,
    Dtype,
    OnnxDtype,
    Probe,
    Settings,
)


class Decoding(Settings):
    """How an answer is drawn from a model."""

    constrained: bool = Field(default=True, description="only programs that the grammar knows")
    temperature: float = Field(default=0.0, ge=0, description="0: the most likely token")
    n_best: int = Field(
        default=1, ge=1, le=64, description="answers tried until one makes a valid solid"
    )
    seed: int = Field(default=0, ge=0, description="of what is drawn at a temperature")


GREEDY = Decoding()


class EvalConfig(Settings):
    """Which prompts are answered and how they are decoded."""

    samples: int = Field(ge=1, description="held-out prompts, spread over all families")
    batch_size: int = Field(default=64, ge=1)
    max_new_tokens: int = Field(default=512, ge=8)
    dtype: Dtype = Field(default="torch", description="torch weights, or a published ONNX file")
    splits: Mapping[Probe, Annotated[int, Field(ge=1)]] = Field(
        default={}, description="prompts of each set beyond the test, as far as the data has it"
    )
    surface_points: int = Field(
        default=8192, ge=0, description="samples a surface for Chamfer and F1; 0: not measured"
    )
    decoding: Decoding = GREEDY
    unconstrained: bool = Field(
        default=True, description="score what the model says without the grammar too"
    )

    @property
    def prompts(self) -> int:
        """All that are asked, at most: a set may hold fewer."""
        return self.samples + sum(self.splits.values())


class ExportConfig(Settings):
    """ONNX files to publish."""

    opset: int = Field(default=18, ge=18)
    trial: int = Field(default=500, ge=1, description="validation prompts that each file answers")
    max_drop: float = Field(
        default=0.01,
        ge=0,
        le=1,
        description="a file that loses more DimPass there against fp32 is withheld",
    )
    max_new_tokens: int = Field(default=512, ge=8, description="of an answer on trial")
    dtypes: tuple[OnnxDtype, ...] = Field(
        default=("fp32", "fp16", "q8", "q4", "q4f16"), min_length=1, description="kinds of file"
    )


class GateConfig(Settings):
    """Floors that a model must reach; `n` is a floor on the number of prompts.

    A floor is named `METRIC` (over everything that was asked), `SPLIT.METRIC` (one held-out set),
    `families.METRIC` (each family by itself) or `families.NAME.METRIC` (that one, in place of the
    figure for all). A split or family that has a floor but too few prompts to judge it fails.
    """

    floors: Mapping[str, float]
    level: float | None = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="level of the tests against the published model; None: no comparison",
    )
    max_drop: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="DimPass that each exported file may lose against the weights on the test",
    )
    compared: tuple[Compared, ...] = Field(
        default=("dim_pass", "exact_match_accuracy", "iou"),
        description="metrics on which the published model may not be better",
    )

    @model_validator(mode="after")
    def _known_metrics(self) -> Self:
        for name, floor in self.floors.items():
            metric = floor_name(name)[1]
            if not (0 <= floor <= 1 or (metric == "n" and floor >= 0)):
                raise ValueError(f"the floor of {name} must lie in 0..1, not {floor}")
        missing = {"exact_match_accuracy", "valid_solid_rate", "n"} - set(self.floors)
        if missing:
            raise ValueError(f"a gate needs a floor for {', '.join(sorted(missing))}")
        return self


def floor_name(name: str) -> tuple[str, str]:
    """Scope and metric that a floor's name means: "", a split, `families` or `families.NAME`.

    Raises `ValueError` naming what is known.
    """
    scope, _, metric = name.rpartition(".")
    if metric not in METRICS:
        raise ValueError(f"unknown metric {metric!r}; known: {', '.join(METRICS)}")
    first, _, family = scope.partition(".")
    if scope in ("", FAMILIES, *SPLITS) or (first == FAMILIES and family):
        return scope, metric
    known = ", ".join((*SPLITS, FAMILIES, f"{FAMILIES}.NAME"))
    raise ValueError(f"unknown set {scope!r} in floor {name!r}; known: {known}")


class GatesConfig(Settings):
    """One gate before each step that costs money or trust: weights, student, ONNX files."""

    cad0: GateConfig
    mini: GateConfig
    onnx: GateConfig
