"""What a check found: one row of `cad0 doctor` and of a release's preflight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

Status = Literal["ok", "missing", "wrong", "warning", "not needed"]
STOPS: tuple[Status, ...] = ("missing", "wrong")  # without which the run can't be
Fix = Callable[[], str]


@dataclass(frozen=True)
class Finding:
    """A thing that a run may need: whether it is there, what is there, and the command or act
    that mends it. `fix` does the same by itself, where that is safe, and tells what it did."""

    name: str
    status: Status
    found: str
    remedy: str = ""
    area: str = ""
    fix: Fix | None = field(default=None, compare=False, repr=False)

    @property
    def line(self) -> str:
        """The finding in one line, for logs and messages."""
        return f"{self.name}: {self.found}" + (f": {self.remedy}" if self.remedy else "")

    def row(self) -> dict[str, str]:
        """The finding as plain values, for JSON and tables."""
        return {
            "area": self.area,
            "name": self.name,
            "status": self.status,
            "found": self.found,
            "remedy": self.remedy,
        }


def ok(name: str, found: str) -> Finding:
    return Finding(name, "ok", found)


def missing(name: str, found: str, remedy: str, fix: Fix | None = None) -> Finding:
    """Something without which the run can't be."""
    return Finding(name, "missing", found, remedy, fix=fix)


def wrong(name: str, found: str, remedy: str, fix: Fix | None = None) -> Finding:
    """Something that is there, but not as the run needs it."""
    return Finding(name, "wrong", found, remedy, fix=fix)


def warning(name: str, found: str, remedy: str, fix: Fix | None = None) -> Finding:
    """Something that a person should know of; the run goes on without."""
    return Finding(name, "warning", found, remedy, fix=fix)


def unasked(name: str, why: str, remedy: str) -> Finding:
    """Something that could not be looked at: whatever stands in the way has a row of its own."""
    return warning(name, f"not asked: {why}", remedy)


def not_needed(name: str, why: str, fix: Fix | None = None) -> Finding:
    """Something that this run does without; a `fix` makes it all the same."""
    return Finding(name, "not needed", why, fix=fix)


def within(area: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, all of one area."""
    return [replace(found, area=area) for found in findings]


def lacking(findings: Iterable[Finding]) -> list[Finding]:
    """Those without which the run can't be."""
    return [found for found in findings if found.status in STOPS]
