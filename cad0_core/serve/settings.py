"""Every limit and every choice of the endpoint, in one frozen place."""

import os
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr

from cad0_core.config import Dtype, Settings
from cad0_core.ir.ops import LIMITS, Limits
from cad0_core.serve.site import DIST

TOKEN_VARIABLE = "CAD0_TOKEN"
SHORTEST = 8  # tokens: any model can end a program within them


class BrowserModel(Settings):
    """A model whose files are below /models/<name>/."""

    name: str = Field(pattern=r"^[\w.-]+$")
    version: str = Field(default="", description="as published; empty: a folder")
    folder: Path


class ServeSettings(Settings):
    """What is served and how much of it. Times in seconds, sizes in bytes."""

    model: Path = Field(description="folder of the model that answers")
    name: str = Field(default="cad0", description="of that model")
    version: str = Field(default="", description="of that model, as published; empty: a folder")
    dtype: Dtype = Field(default="torch", description="weights, or an ONNX file of the folder")
    browser: BrowserModel | None = Field(default=None, description="what the page may load")
    page: Path = Field(default=DIST, description="folder of the built page")
    max_batch: int = Field(default=32, ge=1, description="answers decoded together")
    queue: int = Field(default=64, ge=0, description="answers that may wait; more are refused")
    prompt_chars: int = Field(default=2000, ge=1)
    prompt_tokens: int = Field(default=512, ge=1)
    default_tokens: int = Field(default=512, ge=SHORTEST, description="where a request says none")
    max_tokens: int = Field(default=1024, ge=SHORTEST, description="a request may ask for")
    n_best: int = Field(default=8, ge=1, le=64, description="a request may ask for")
    body_bytes: int = Field(default=1 << 18, ge=1024, description="of one request")
    body_seconds: float = Field(default=10, gt=0, description="for a body to arrive")
    request_seconds: float = Field(default=60, gt=0, description="for an answer, waiting included")
    grace_seconds: float = Field(default=20, gt=0, description="for answers at work at the end")
    solid_workers: int = Field(default=2, ge=1, description="child processes that build solids")
    solid_queue: int = Field(default=32, ge=0, description="solids that may wait")
    solid_seconds: float = Field(default=LIMITS.seconds, gt=0, description="for one solid")
    solid_memory: int = Field(default=LIMITS.memory_bytes, ge=1 << 29, description="of a child")
    mesh_bytes: int = Field(default=32 << 20, ge=1024, description="of one file")
    segments: int = Field(default=128, ge=3, description="sides of a circle, at most")
    token: SecretStr | None = Field(default=None, description="bearer token; None: open to all")
    cors_origins: tuple[str, ...] = Field(default=(), description="other origins that may ask")

    @classmethod
    def from_environment(cls, **given: Any) -> Self:
        """Settings with the bearer token of `CAD0_TOKEN`, which no command line shows."""
        token = os.environ.get(TOKEN_VARIABLE)
        return cls(token=SecretStr(token) if token else None, **given)

    @property
    def limits(self) -> Limits:
        """Budgets of one untrusted program."""
        return Limits(
            text_bytes=self.body_bytes, seconds=self.solid_seconds, memory_bytes=self.solid_memory
        )
