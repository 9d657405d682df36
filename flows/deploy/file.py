"""deployments/prefect.yaml, read strictly: an unknown key or a bad value is named with its place.

The file has Prefect's own format, so `prefect deploy` reads it too; that one ignores what it does
not know, and finds a bad parameter only when a run starts.
"""

import importlib
from pathlib import Path
from typing import Any, Literal

import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ParameterTypeError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cad0_core.errors import ConfigError

ROOT = Path(__file__).parents[2]
DEFAULT_FILE = ROOT / "deployments" / "prefect.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(_Strict):
    """A cron line on the clock of a time zone. By its slug it is found again, paused or not."""

    cron: str
    timezone: str
    slug: str

    @model_validator(mode="after")
    def _sound(self) -> "Schedule":
        self.clock()
        return self

    def clock(self) -> CronSchedule:
        return CronSchedule(cron=self.cron, timezone=self.timezone)


class Limit(_Strict):
    """How many runs of a deployment may be at work, and what becomes of one more."""

    limit: int = Field(ge=1)
    collision_strategy: Literal["ENQUEUE", "CANCEL_NEW"]


class Pool(_Strict):
    """The work pool whose workers take the runs."""

    name: str = Field(min_length=1)
    job_variables: dict[str, Any] = {}


class Entry(_Strict):
    """One deployment."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    entrypoint: str = Field(pattern=r"^[\w/]+\.py:\w+$")
    description: str = Field(min_length=1)
    parameters: dict[str, Any] = {}
    tags: list[str] = []
    schedules: list[Schedule] = []
    concurrency_limit: Limit | None = None
    work_pool: Pool

    @model_validator(mode="after")
    def _tagged(self) -> "Entry":
        if "cad0" not in self.tags:
            raise ValueError("tags must hold cad0, by which --prune knows what is ours")
        return self

    def flow(self) -> "Flow[..., Any]":
        """The flow of the entrypoint. Raises `ConfigError` when there is none."""
        path, _, name = self.entrypoint.partition(":")
        try:
            module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        except ModuleNotFoundError as error:
            raise ConfigError(f"entrypoint {self.entrypoint}: {error}") from error
        flow = getattr(module, name, None)
        if not isinstance(flow, Flow):
            raise ConfigError(f"entrypoint {self.entrypoint}: no flow named {name}")
        return flow


class _File(_Strict):
    deployments: list[Entry] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "_File":
        names = [entry.name for entry in self.deployments]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"named twice: {', '.join(twice)}")
        return self


def read_file(path: Path = DEFAULT_FILE) -> list[Entry]:
    """The deployments of the file, each with a flow that takes its parameters.

    Raises `ConfigError` naming the file and, within it, every bad place.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = _File.model_validate(found).deployments
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; name another with --file") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        places = "\n".join(f"  - {_place(e['loc'])}{e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}:\n{places}") from error
    for entry in entries:
        try:
            _check_parameters(entry)
        except (ConfigError, ParameterTypeError) as error:
            raise ConfigError(f"{path}: {entry.name}: {error}") from error
    return entries


def _check_parameters(entry: Entry) -> None:
    flow = entry.flow()
    known = flow.parameters.properties
    if unknown := sorted(set(entry.parameters) - set(known)):
        raise ConfigError(f"no parameter {', '.join(unknown)}; known: {', '.join(known)}")
    if set(flow.parameters.required) <= set(entry.parameters):
        flow.validate_parameters(entry.parameters)


def _place(location: tuple[int | str, ...]) -> str:
    """`deployments[2].schedules[0].cron: ` of pydantic's path."""
    words = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in location)
    return f"{words.lstrip('.')}: " if words else ""
