"""All findings on a machine and its Prefect server, and mending what can be mended safely."""

from collections.abc import Callable, Iterator

from cad0_core import doctor
from cad0_core.config import Preset
from cad0_core.doctor import Plan
from cad0_core.errors import Cad0Error, ServerError
from cad0_core.finding import Finding, within
from cad0_core.state import State
from flows import server
from flows.doctor import archive, pool
from flows.doctor.runs import unfinished
from tasks.secrets import token_with_source

AREA = "Prefect"
ROUNDS = 3  # a server that was started shows a pool that is missing: look again, mend again


def plan_of(
    preset: Preset,
    backend: str,
    *,
    kind: str = "release",
    dry_run: bool = False,
    blocks: bool,
) -> Plan:
    """What is about to run. `blocks`: whether Prefect's client has a server to ask for them."""
    token, source = token_with_source(blocks=blocks)
    return Plan(
        preset=preset,
        backend=backend,
        state=State.default(),
        kind=kind,
        dry_run=dry_run,
        token=token,
        token_from=source,
        knows_blocks=blocks,
    )


def of_run(plan: Plan) -> list[Finding]:
    """What a run needs wherever it is started from: its preflight. Raises `ConfigError` for an
    unknown backend."""
    return [*doctor.examine(plan), *archive.checks(plan)]


def examine(preset: Preset, backend: str, port: int | None = None) -> list[Finding]:
    """Every finding for a release of `preset`, by area. Raises `ConfigError` for an unknown
    backend."""
    try:
        found = server.find(State.default(), port)
    except ServerError as error:
        plan = plan_of(preset, backend, blocks=False)
        absent = pool.without_server(plan, str(error), lambda: _start(port))
        return [*of_run(plan), *within(AREA, absent)]
    with server.connected(found):
        plan = plan_of(preset, backend, blocks=True)
        rows = [*pool.checks(plan, found), *unfinished()]
        return [*of_run(plan), *within(AREA, rows)]


def mend(look: Callable[[], list[Finding]], say: Callable[[str], None]) -> list[Finding]:
    """Apply every fix once, `say` what it did, and return what is found after that."""
    found, tried = look(), set[str]()
    for _ in range(ROUNDS):
        due = [each for each in found if each.fix is not None and each.name not in tried]
        if not due:
            break
        tried.update(each.name for each in due)
        for line in _applied(due):
            say(line)
        found = look()
    return found


def _applied(due: list[Finding]) -> Iterator[str]:
    for finding in due:
        assert finding.fix is not None
        try:
            yield f"{finding.name}: {finding.fix()}"
        except Cad0Error as error:
            yield f"{finding.name}: could not be mended: {error}"


def _start(port: int | None) -> str:
    started = server.find_or_start(State.default(), port)
    return f"started a server, {started.ui_url}; cad0 stop ends it"
