"""The container files, as far as they can be checked without a container engine."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import typer.main
from composing import COMPOSE, ROOT, VARIABLE, compose, service
from prefect.settings import Settings

from cad0_core.cli.app import app

DOCKERFILE = ROOT / "deployments" / "Dockerfile"


def services() -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"]
    return found


def test_compose_itself_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"]).returncode != 0:
        pytest.skip("no docker compose here; the other tests read the file")
    done = subprocess.run(
        [docker, "compose", "-f", str(COMPOSE), "config", "--quiet"],
        env={"POSTGRES_PASSWORD": "x"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_services_depend_on_services_that_can_be_waited_for() -> None:
    assert set(services()) == {"database", "server", "deploy", "worker"}
    for name, described in services().items():
        for other, how in described.get("depends_on", {}).items():
            waited = services()[other]
            if how["condition"] == "service_healthy":
                assert waited["healthcheck"]["test"][0] == "CMD", (name, other)
            else:
                assert how["condition"] == "service_completed_successfully"
                assert "restart" not in waited, f"{other} would never complete"


def test_volumes_are_declared_and_hold_what_must_last() -> None:
    mounts = {
        name: dict(mount.split(":") for mount in s.get("volumes", []))
        for name, s in services().items()
    }
    assert {volume for mount in mounts.values() for volume in mount} == set(compose()["volumes"])
    assert mounts["worker"]["state"] == services()["worker"]["environment"]["CAD0_STATE"]


def test_variables_are_settings_that_prefect_knows() -> None:
    known = set(Settings.valid_setting_names()) if hasattr(Settings, "valid_setting_names") else {
        name.upper() for name in _setting_names(Settings())
    }  # fmt: skip
    used = {
        name
        for s in services().values()
        for name in s["environment"]
        if name.startswith("PREFECT_")
    }
    assert len(used) >= 4 and used <= known, used - known


def _setting_names(settings: Settings) -> set[str]:
    return set(settings.to_environment_variables(exclude_unset=False))


def test_only_the_password_must_be_given_and_the_port_is_local() -> None:
    needed = {m[1] for m in VARIABLE.finditer(COMPOSE.read_text()) if m[2] != "-"}
    assert needed == {"POSTGRES_PASSWORD"}
    assert [s.get("ports") for s in services().values() if s.get("ports")] == [
        ["127.0.0.1:4200:4200"]
    ]


def test_commands_exist() -> None:
    assert services()["deploy"]["command"][1] in typer.main.get_command(app).commands  # type: ignore[attr-defined]
    worker = service("worker", {}, {})
    assert worker.command[-2:] == ["--pool", "cad0"]
    assert worker.environment["HF_TOKEN"] == ""


def test_the_image_is_made_of_files_that_are_there() -> None:
    text = DOCKERFILE.read_text()
    copied = [
        source for line in re.findall(r"^COPY (.+)$", text, re.M) for source in line.split()[:-1]
    ]
    ignored = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text().splitlines()
    assert len(copied) == 8
    for source in copied:
        assert (ROOT / source).exists() and f"!{source}" in ignored, source
    assert re.search(r"^FROM python:3\.11-slim$", text, re.M)
    for described in services().values():
        assert described["image"] in ("cad0", "postgres:16")
        if "build" in described:
            build = described["build"]
            assert (COMPOSE.parent / build["context"] / build["dockerfile"]).samefile(DOCKERFILE)
