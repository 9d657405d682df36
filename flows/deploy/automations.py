"""Automations as code: who is told when something needs a person, and what stops by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from prefect.automations import Automation, ResourceSpecification
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, PauseDeployment
from prefect.events.schemas.automations import EventTrigger, Posture

from flows.deploy.alerts import Alert
from flows.deploy.change import Change, Done
from flows.deploy.file import Entry
from tasks.events import BUDGET, FAILED, NOT_PUBLISHED

TAG = "cad0"
MODELS = {"prefect.resource.id": "cad0.model.*"}
FLOW_RUNS = {"prefect.resource.id": "prefect.flow-run.*"}
OUR_FLOW = {"prefect.resource.role": "flow", "prefect.resource.name": "cad0"}
LATE_MINUTES = 10  # a worker that restarts, or does something else, is no news
LOST_MINUTES = 5.0  # ten heartbeats (pyproject.toml), and more than a restart of the server takes
IN_A_ROW = 2
# What a run may do but beat: every name that its last state can have, and waiting for a person.
ENDS = (
    *("Completed", NOT_PUBLISHED, "Failed", "Crashed", "Cancelled", "TimedOut"),
    *("Cancelling", "Paused", "Suspended", "AwaitingRetry"),
)
BEGUN = ("Pending", "Running", "Cancelled", "AwaitingConcurrencySlot")
DAY, MINUTE = 86_400.0, 60.0

RUN = "{% if flow_run %} Run {{ flow_run.name }}: {{ flow_run | ui_url }}{% endif %}"


def wanted(
    entries: list[Entry], ids: dict[str, UUID], alert: Alert
) -> list[Automation]:  # fmt: skip
    """Every automation of cad0, for deployments with these ids by name."""
    pauses = [
        _pause(entry, ids[entry.name], alert)
        for entry in entries
        if entry.schedules and "retrain" in entry.tags
    ]
    return [*_alerts(alert), *pauses]


def _alerts(alert: Alert) -> Iterator[Automation]:
    yield _automation(
        "cad0 gate failed",
        "A model missed a floor or is worse than the published one: nothing was published.",
        _on(FAILED, MODELS),
        alert(
            "cad0: gate failed",
            "{{ event.payload.model }} {{ event.payload.version }}: "
            "{{ event.payload.missed | join('; ') }}." + RUN,
        ),
    )
    yield _automation(
        "cad0 run crashed",
        "The process of a run is gone; the next run takes over its finished stages.",
        _on("prefect.flow-run.Crashed", FLOW_RUNS, OUR_FLOW),
        alert("cad0: run crashed", "The next run takes over its finished stages." + RUN),
    )
    yield _automation(
        "cad0 run lost",
        f"A run was not heard of for {LOST_MINUTES:g} minutes: its machine, or the worker with it, "
        "is gone. It is marked as Crashed, so that nothing seems to run for ever.",
        _silence("heartbeat", ("heartbeat", *ENDS), LOST_MINUTES),
        ChangeFlowRunState(
            state=StateType.CRASHED,
            name="Crashed",
            message=f"not heard of for {LOST_MINUTES:g} minutes: its process is gone",
        ),
    )
    yield _automation(
        "cad0 budget exceeded",
        "A stage was not started, because it would go over the run's budget.",
        _on(BUDGET, {"prefect.resource.id": "cad0.stage.*"}),
        alert("cad0: budget exceeded", "{{ event.payload.reason }}" + RUN),
    )
    yield _automation(
        "cad0 schedule late",
        f"A run that was due has not begun {LATE_MINUTES} minutes after it was marked late: no "
        "worker is alive, or another run holds its slot.",
        _silence(
            "Late", ("Pending", "Running", "Cancelled", "AwaitingConcurrencySlot"), LATE_MINUTES
        ),
        alert(
            "cad0: schedule late",
            "A run that was due has not begun. Is a worker alive (prefect work-pool inspect cad0), "
            "or does another run hold its slot?" + RUN,
        ),
    )


def _pause(entry: Entry, deployment: UUID, alert: Alert) -> Automation:
    """Two failed gates of runs of one schedule, in a row, pause it.

    A run fails at most at one gate, since it ends there. The window is one and a half times what
    lies between two runs: on an even schedule it holds the next run and never the one after, so
    that failures with a run that passed between them do not add up.
    """
    related = {
        "prefect.resource.role": "deployment",
        "prefect.resource.id": f"prefect.deployment.{deployment}",
    }
    return _automation(
        f"cad0 pause {entry.name}",
        f"{IN_A_ROW} failed gates in a row pause cad0/{entry.name} until a person resumes it: more "
        "of the same will not help.",
        _on(FAILED, MODELS, related, threshold=IN_A_ROW, within=_interval(entry) * 1.5),
        PauseDeployment(source="selected", deployment_id=deployment),
        alert(
            f"cad0: {entry.name} is paused",
            f"{IN_A_ROW} failed gates in a row. Look at the verdicts; then "
            f"cad0 deploy --resume {entry.name} takes it up again." + RUN,
        ),
    )


def _interval(entry: Entry) -> timedelta:
    """The longest time between two of the next runs, over all schedules of the deployment."""
    from prefect.server.schemas.schedules import CronSchedule
    from prefect.utilities.asyncutils import run_coro_as_sync

    longest = 0.0
    for schedule in entry.schedules:
        clock = CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
        dates: list[datetime] = run_coro_as_sync(clock.get_dates(n=8)) or []
        gaps = [(after - before).total_seconds() for before, after in pairwise(dates)]
        longest = max([longest, *gaps])
    # Rounded: daylight saving would change the automation with the date of its deployment.
    unit = DAY if longest >= DAY else MINUTE
    return timedelta(seconds=unit * max(1, round(longest / unit)))


def lay_automations(client: SyncPrefectClient, automations: list[Automation]) -> list[Change]:
    """Make and change them by name. One that a person switched off stays off."""
    there = {found.name: found for found in _ours(client)}
    changes = []
    for automation in automations:
        found = there.get(automation.name)
        if found is None:
            automation.create()
            changes.append(Change("automation", automation.name, "created"))
            continue
        automation.id, automation.enabled = found.id, found.enabled
        note = "" if found.enabled else "switched off, and stays so"
        # An update begins every count of the trigger anew, so it is sent only where it must be.
        same = _content(found) == _content(automation)
        if not same:
            automation.update()
        done: Done = "unchanged" if same else "updated"
        changes.append(Change("automation", automation.name, done, note))
    return changes


def prune(
    client: SyncPrefectClient, automations: list[Automation], delete: bool
) -> list[Change]:  # fmt: skip
    """Automations with our tag that the code does not know; deleted if asked to."""
    known = {automation.name for automation in automations}
    over = [found for found in _ours(client) if found.name not in known]
    for found in over if delete else []:
        found.delete()
    return [Change("automation", a.name, "deleted" if delete else "left over") for a in over]


def _ours(client: SyncPrefectClient) -> list[Automation]:
    return [
        Automation.model_validate(found.model_dump())
        for found in client.read_automations()
        if TAG in found.tags
    ]


def _content(automation: Automation) -> dict[str, object]:
    """What we decide; ids, and what the server fills in, are left out."""
    content = automation.model_dump(
        mode="json", include={"name", "description", "trigger", "actions", "tags"}
    )
    content["trigger"].pop("id", None)
    for name in ("expect", "after", "for_each"):  # sets: their order is no content
        content["trigger"][name] = sorted(content["trigger"][name])
    return content


def _automation(name: str, description: str, trigger: EventTrigger, *actions: object) -> Automation:
    return Automation(
        name=name, description=description, tags=[TAG], trigger=trigger, actions=list(actions)
    )


def _on(
    event: str,
    match: dict[str, str],
    related: dict[str, str] | None = None,
    threshold: int = 1,
    within: timedelta = timedelta(0),
) -> EventTrigger:
    return EventTrigger(
        posture=Posture.Reactive,
        expect={event},
        match=_spec(match),
        match_related=_spec(related or {}),
        threshold=threshold,
        within=within,
    )


def _silence(after: str, expect: tuple[str, ...], minutes: float) -> EventTrigger:
    """None of these events of flow runs came from one of ours for that long since `after`."""
    return EventTrigger(
        posture=Posture.Proactive,
        match=_spec(FLOW_RUNS),
        match_related=_spec(OUR_FLOW),
        after={f"prefect.flow-run.{after}"},
        expect={f"prefect.flow-run.{name}" for name in expect},
        for_each={"prefect.resource.id"},
        threshold=1,
        within=timedelta(minutes=minutes),
    )


def _spec(labels: dict[str, str]) -> ResourceSpecification:
    return ResourceSpecification.model_validate(labels)
