"""Checks of this machine: Python, packages, memory, disk, GPU, and what former runs left."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import cad0_core
from cad0_core import artifacts
from cad0_core.doctor import disk
from cad0_core.doctor.plan import Plan
from cad0_core.finding import Finding, missing, not_needed, ok, warning, wrong
from cad0_core.garbage import at_work
from cad0_core.state import ENVIRONMENT_VARIABLE, GB, State

PROJECT = Path(cad0_core.__file__).parents[1] / "pyproject.toml"
LOCK = PROJECT.with_name("requirements-lock.txt")
INSTALL = "touch requirements-lock.txt && make setup"
# The largest process of a laptop release is one of `generate`: 1.2 GB for 500,000 samples, of
# which two run at a time; a training holds 1.0 GB (tests/bench/training_bench.py).
MEMORY = 2 * 1.2e9
GPU_MIB = 80_000  # an H100 or A100 with 80 GB reports 81,559 or 81,920
MANY = 3  # names that are told; of more, the number


@dataclass(frozen=True)
class Needs:
    """What the project states about where it runs."""

    python: str
    packages: tuple[Requirement, ...]
    brep: tuple[Requirement, ...]


def needs(project: Path = PROJECT) -> Needs:
    """From pyproject.toml in a checkout, else from what was installed."""
    if project.is_file():
        stated = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        extra = stated["optional-dependencies"]["brep"]
        return Needs(
            stated["requires-python"],
            tuple(Requirement(text) for text in stated["dependencies"]),
            tuple(Requirement(text) for text in extra),
        )
    found = metadata.metadata("cad0")
    all_of_them = [Requirement(text) for text in metadata.requires("cad0") or ()]
    return Needs(
        found["Requires-Python"],
        tuple(r for r in all_of_them if r.marker is None or r.marker.evaluate({"extra": ""})),
        tuple(r for r in all_of_them if r.marker and r.marker.evaluate({"extra": "brep"})),
    )


def python(stated: str, version: str | None = None) -> Finding:
    """Of this process, against `requires-python`."""
    here = version or ".".join(str(part) for part in sys.version_info[:3])
    if SpecifierSet(stated).contains(here, prereleases=True):
        return ok("Python", f"{here} (needed: {stated})")
    remedy = "make clean && make setup PYTHON=python3.11"
    return wrong("Python", f"{here}, but {stated} is needed", remedy)


def packages(stated: tuple[Requirement, ...]) -> Finding:
    """Installed versions against pyproject's floors and ceilings."""
    unmet = list(_unmet(stated))
    if not unmet:
        return ok("packages", f"{len(stated)}, each within its bounds")
    return wrong("packages", "; ".join(unmet), INSTALL)


def lock(file: Path = LOCK) -> Finding:
    """Installed versions against the lock, with which everything was tested."""
    if not file.is_file():
        return not_needed("lock", "no checkout, so there is no lock to compare with")
    locked = [Requirement(line) for line in file.read_text().splitlines() if "==" in line]
    other = list(_unmet(tuple(locked)))
    if not other:
        return ok("lock", f"{len(locked)} packages, each as tested")
    told = "; ".join(other[:MANY]) + (f"; and {len(other) - MANY} more" if other[MANY:] else "")
    return warning("lock", told, INSTALL)


def brep(stated: tuple[Requirement, ...]) -> Finding:
    """The extra with Open CASCADE. No family rounds or bevels edges in its programs, so a release
    needs none; STEP files and hand-written FI and CH lines do."""
    if not list(_unmet(stated)):
        return ok("extra brep", "fillets, chamfers and STEP can be made")
    why = "no family's programs have fillets; for STEP, FI and CH: make brep"
    return not_needed("extra brep", why)


def folder(state: State) -> Finding:
    """The state folder, in which everything is made."""
    name, root = "state folder", state.root
    another = f"name another with --state or {ENVIRONMENT_VARIABLE}"
    above = next(path for path in (root, *root.parents) if path.exists())
    if not above.is_dir():
        return wrong(name, f"{above} is a file", another)
    if not os.access(above, os.W_OK | os.X_OK):
        return wrong(name, f"{above} may not be written to", another)
    if above == root:
        return ok(name, str(root))

    def make() -> str:
        state.make()
        return f"made {root}"

    return not_needed(name, f"{root} is not there yet; the first run makes it", make)


def memory(plan: Plan, available: float | None = None) -> Finding:
    """RAM that is available, against the largest processes at work here."""
    free = psutil.virtual_memory().available if available is None else available
    need = disk.gpu_memory(plan) if plan.backend == "local" and plan.fine_tunes else MEMORY
    found = f"{free / GB:.1f} GB available, about {need / GB:.1f} GB needed"
    if free >= need:
        return ok("memory", found)
    return warning("memory", found, "close other programs, or set fewer samples with --samples")


def free_disk(plan: Plan, free_gb: float | None = None) -> Finding:
    """Free space against the estimate of what is still to be made."""
    free = plan.state.free_gb() * GB if free_gb is None else free_gb * GB
    parts = disk.needs(plan)
    estimated = sum(part.bytes for part in parts) * disk.SPARE
    need = max(estimated, plan.preset.min_free_gb * GB)
    largest = sorted(parts, key=lambda part: -part.bytes)[:MANY]
    told = ", ".join(f"{part.what} {_size(part.bytes)}" for part in largest)
    found = f"{_size(free)} free, about {_size(estimated)} needed ({told})"
    if need > estimated:
        found += f"; preset {plan.preset.name} asks for {_size(need)}"
    if free >= need:
        return ok("disk", found)
    return missing("disk", found, "cad0 gc --delete, or --state FOLDER on another disk")


def gpu(plan: Plan) -> Finding:
    """A GPU of this machine, where large models are to be trained here."""
    if plan.backend != "local":
        return not_needed("GPU here", "the GPUs are rented")
    if not plan.fine_tunes:
        return not_needed("GPU here", "small models from scratch: two CPU cores do")
    name = "a CUDA GPU with 80 GB"
    found = list(_gpus())
    if any(mib >= GPU_MIB for _, mib in found):
        return ok("GPU here", ", ".join(f"{text} {mib} MiB" for text, mib in found))
    seen = ", ".join(f"{text} {mib} MiB" for text, mib in found) or "none found"
    return missing(
        "GPU here",
        f"{name} trains the 7B model of preset {plan.preset.name}; {seen}",
        "cad0 release --preset laptop needs none; --backend modal rents one",
    )


def unfinished(state: State) -> Finding:
    """Stages that were begun and never finished: their checkpoints wait to be continued."""
    found = [job for job in sorted(state.jobs.glob("*-*")) if _half_made(state, job)]
    if not found:
        return ok("unfinished stages", "none")
    size = sum(_folder_size(job) for job in found)
    remedy = (
        f"the command that began them goes on from there; to drop one: rm -r {_short(found[0])}"
    )
    return warning("unfinished stages", f"{_names(found)}, {_size(size)}", remedy)


def _unmet(stated: tuple[Requirement, ...]) -> Iterator[str]:
    for requirement in stated:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": "brep"}):
            continue
        version = _version(requirement.name)
        if version is None:
            yield f"{requirement.name} is not installed"
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name} {version}, needed {requirement.specifier}"


@cache  # a file to read for each, and nothing changes while a process runs
def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _gpus() -> Iterator[tuple[str, int]]:
    """Name and memory (MiB) of each, as NVIDIA's tool tells them: torch takes seconds to ask."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return
    query = ("--query-gpu=name,memory.total", "--format=csv,noheader,nounits")
    told = subprocess.run([tool, *query], capture_output=True, text=True, timeout=30, check=False)
    for line in told.stdout.splitlines():
        name, _, mib = line.rpartition(",")
        if mib.strip().isdecimal():
            yield name.strip(), int(mib)


def _half_made(state: State, job: Path) -> bool:
    stage, _, key = job.name.rpartition("-")
    if (state.artifact(stage, key) / artifacts.MANIFEST).is_file():
        return False
    return not at_work(job) and any(path.name != "lock" for path in job.iterdir())


def _names(jobs: list[Path]) -> str:
    told = ", ".join(job.name for job in jobs[:MANY])
    return told if len(jobs) <= MANY else f"{told} and {len(jobs) - MANY} more"


def _folder_size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _size(count: float) -> str:
    """Bytes in words: `12.3 GB`, or MB below one."""
    return f"{count / GB:.1f} GB" if count >= GB else f"{count / 1e6:.0f} MB"
