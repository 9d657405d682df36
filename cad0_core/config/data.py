"""Settings of the data stages."""

from collections.abc import Mapping

from pydantic import Field

from cad0_core.config.base import Settings


class DataConfig(Settings):
    """What `generate` makes. `samples` counts family samples; primitives come on top."""

    samples: int = Field(ge=1, description="text/IR pairs from part families")
    primitive_share: float = Field(
        ge=0, lt=1, description="plain primitives, as a share of samples"
    )
    phrasings: int = Field(ge=1, le=8, description="at most this many texts for one program")
    val_share: float = Field(gt=0, lt=0.5, description="share of programs held out for validation")
    test_share: float = Field(gt=0, lt=0.5, description="share of programs held out for the test")
    families: tuple[str, ...] = Field(
        default=(), description="names of families, or family.variant; empty: every family"
    )
    weights: Mapping[str, float] = Field(
        default={}, description="shares of families relative to those not named, which have 1"
    )
    cm_share: float = Field(default=0.06, ge=0, le=1, description="texts in centimetres")
    inch_share: float = Field(default=0.03, ge=0, lt=1, description="parts in tenths of an inch")
    casual_share: float = Field(default=0.25, ge=0, le=1, description="texts as people type them")
    slip_share: float = Field(default=0.01, ge=0, le=1, description="texts with a typing error")
    probes: int = Field(
        default=1000, ge=0, description="texts of each set beyond the training data; 0: none"
    )
    seed: int = 0


class ValidateConfig(Settings):
    """How `validate` judges the geometry of every distinct program."""

    segments: int = Field(default=32, ge=8, description="polygon sides of a full circle")
    max_failure_rate: float = Field(default=0.0, ge=0, lt=1)
