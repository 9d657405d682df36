"""deployments/docker-compose.yaml, read; and its services as commands of this machine."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deployments" / "docker-compose.yaml"
PROGRAMS = {
    "prefect": [sys.executable, "-m", "prefect"],
    "cad0": [sys.executable, "-m", "cad0_core.cli"],
}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True)
class Service:
    """What a container would run, with which variables."""

    command: list[str]
    environment: dict[str, str]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return found


def service(name: str, places: Mapping[str, str], variables: Mapping[str, str]) -> Service:
    """A service without its container: `places` says what its host names and folders are here."""

    def here(text: str) -> str:
        filled = VARIABLE.sub(lambda m: variables.get(m[1], m[3] if m[2] == "-" else ""), text)
        for there, place in places.items():
            filled = filled.replace(there, place)
        return filled

    described = compose()["services"][name]
    program, *arguments = described["command"]
    return Service(
        command=[*PROGRAMS[program], *map(here, arguments)],
        environment={key: here(value) for key, value in described["environment"].items()},
    )
