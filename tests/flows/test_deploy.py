"""`cad0 deploy` on a real server: idempotent, respectful of people, and loud about a bad file."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import flow, get_client
from prefect.automations import Automation
from prefect.client.orchestration import SyncPrefectClient
from prefect.events import emit_event
from prefect.events.actions import DoNothing
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.states import Completed, Crashed, Running
from waiting import wait_until

from cad0_core.errors import ConfigError
from flows.deploy import DEFAULT_FILE, Change, Wishes, automations, deploy, read_file
from flows.deploy.automations import TAG
from flows.deploy.pool import job_template, lay_pool
from flows.deploy.settings import ALERTS_BLOCK, ALERTS_VARIABLE
from flows.server import Server
from tasks.events import BUDGET, FAILED
from tasks.limits import LIMITS, RELEASE, slot

pytestmark = pytest.mark.flow


class Inbox:
    """A webhook on this machine, and what was posted to it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        inbox = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/json"
                inbox.texts.append(json.loads(body)["text"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: Any) -> None: ...

        self.web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.web.server_address[1]}/hook"
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def holds(self, *words: str) -> bool:
        return any(all(word in text for word in words) for text in self.texts)


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    box = Inbox()
    with box.web:
        yield box
        box.web.shutdown()


@pytest.fixture(scope="module")
def client(prefect_server: Server) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as connected:
        yield connected


@pytest.fixture(scope="module")
def first(client: SyncPrefectClient, inbox: Inbox) -> Iterator[list[Change]]:
    """The first deployment. Other files share this server, so nothing that acts is left on it."""
    yield deploy(Wishes(notify=inbox.url))
    for automation in client.read_automations():
        client.delete_automation(automation.id)
    for name in LIMITS:
        client.delete_global_concurrency_limit_by_name(name)
    client.delete_variable_by_name(ALERTS_VARIABLE)
    for name in ("retrain", "mini"):
        client.resume_deployment(client.read_deployment_by_name(f"cad0/{name}").id)


def objects(client: SyncPrefectClient) -> dict[str, Any]:
    """Everything that a deployment lays, with its ids and the times of its last change."""
    deployments = [client.read_deployment_by_name(f"cad0/{e.name}") for e in read_file()]
    return {
        "deployments": [
            (d.id, d.updated, d.paused, [s.model_dump(mode="json") for s in d.schedules])
            for d in deployments
        ],
        "automations": [a.model_dump(mode="json") for a in client.read_automations()],
        "limits": [client.read_global_concurrency_limit_by_name(n).id for n in LIMITS],
        "pool": client.read_work_pool("cad0").id,
        "alerts": client.read_block_document_by_name(ALERTS_BLOCK, "webhook").id,
    }


def changed(changes: list[Change], done: str) -> set[str]:
    return {change.name for change in changes if change.done == done}


def described(tmp_path: Path, **changes: dict[str, Any]) -> Path:
    """A copy of the file with changed (or new) entries, by name."""
    known = {e["name"]: e for e in yaml.safe_load(DEFAULT_FILE.read_text())["deployments"]}
    entries = known | {name: known.get(name, {}) | c for name, c in changes.items()}
    path = tmp_path / "prefect.yaml"
    path.write_text(yaml.safe_dump({"deployments": list(entries.values())}))
    return path


def test_the_same_again_changes_nothing(first: list[Change], client: SyncPrefectClient) -> None:
    assert not changed(first, "left over")
    before = objects(client)
    assert len(before["deployments"]) == 6 and len(before["automations"]) == 6
    again = deploy(Wishes())  # who is told is remembered
    assert {change.done for change in again} <= {"unchanged", "set", "not set"}
    assert objects(client) == before


def test_the_form_has_types_and_help(first: list[Change], client: SyncPrefectClient) -> None:
    for entry in read_file():
        found = client.read_deployment_by_name(f"cad0/{entry.name}")
        assert found.enforce_parameter_schema and "cad0" in found.tags
        for name, schema in found.parameter_openapi_schema["properties"].items():
            assert schema["description"], name
            assert {"type", "anyOf", "enum", "allOf", "$ref"} & set(schema), name


def test_what_a_person_paused_stays_paused(
    first: list[Change], client: SyncPrefectClient, tmp_path: Path
) -> None:
    retrain = client.read_deployment_by_name("cad0/retrain")
    (schedule,) = retrain.schedules
    client.update_deployment_schedule(retrain.id, schedule.id, active=False)
    client.pause_deployment(client.read_deployment_by_name("cad0/mini").id)
    gates = next(a for a in client.read_automations() if a.name == "cad0 gate failed")
    client.pause_automation(gates.id)
    try:
        monthly = {"cron": "0 4 1 * *", "timezone": "Europe/Paris", "slug": "weekly"}
        file = described(
            tmp_path, retrain={"schedules": [monthly]}, mini={"description": "Distils."}
        )
        changes = deploy(Wishes(file=file))
        assert changed(changes, "updated") == {"cad0/retrain", "cad0/mini", "cad0 pause retrain"}
        (later,) = client.read_deployment_by_name("cad0/retrain").schedules
        assert (later.schedule.cron, later.active) == ("0 4 1 * *", False)
        mini = client.read_deployment_by_name("cad0/mini")
        assert mini.description == "Distils." and mini.paused
        assert not client.read_automation(gates.id).enabled
        deploy(Wishes())
        (again,) = client.read_deployment_by_name("cad0/retrain").schedules
        assert (again.id, again.schedule.cron, again.active) == (later.id, "0 3 * * 0", False)
        assert later.id == schedule.id
    finally:
        client.update_deployment_schedule(retrain.id, schedule.id, active=True)
        client.resume_deployment(client.read_deployment_by_name("cad0/mini").id)
        client.resume_automation(gates.id)


def test_prune_deletes_what_is_ours_and_gone(
    first: list[Change], client: SyncPrefectClient, tmp_path: Path
) -> None:
    data = yaml.safe_load(DEFAULT_FILE.read_text())["deployments"][4]
    twice = [
        {"cron": "0 3 * * 0", "timezone": "America/Los_Angeles", "slug": slug}
        for slug in ("weekly", "extra")
    ]
    deploy(
        Wishes(file=described(tmp_path, old={**data, "name": "old"}, retrain={"schedules": twice}))
    )
    trigger = EventTrigger(posture=Posture.Reactive, expect={"x"}, threshold=1)
    for name, tags in (("cad0 former", [TAG]), ("a person's own", [])):
        Automation(name=name, tags=tags, trigger=trigger, actions=[DoNothing()]).create()
    own = client.create_deployment(
        flow_id=client.create_flow_from_name("cad0"), name="own", tags=[], work_pool_name="cad0"
    )
    over = {"cad0/old", "cad0/retrain extra", "cad0 former"}
    assert changed(deploy(Wishes()), "left over") == over
    assert changed(deploy(Wishes(prune=True)), "deleted") == over
    assert client.read_deployment(own).name == "own"
    names = {a.name for a in client.read_automations()}
    assert "a person's own" in names and "cad0 former" not in names
    assert len(client.read_deployment_by_name("cad0/retrain").schedules) == 1
    assert not changed(deploy(Wishes(prune=True)), "deleted")


def fail_gate(deployment: Any, model: str) -> None:
    """As a run of the deployment emits it (by hand: `None`)."""
    related = {
        "prefect.resource.id": f"prefect.deployment.{deployment}",
        "prefect.resource.role": "deployment",
    }
    emit_event(
        event=FAILED,
        resource={"prefect.resource.id": f"cad0.model.{model}"},
        related=[related] if deployment else [],
        payload={"model": model, "version": "v9.9.9", "missed": ['iou "0.1"', "n 3"]},
    )


def test_two_failed_gates_pause_the_schedule(
    first: list[Change], client: SyncPrefectClient, inbox: Inbox
) -> None:
    retrain = client.read_deployment_by_name("cad0/retrain").id
    pause = next(a for a in client.read_automations() if a.name == "cad0 pause retrain")
    assert pause.trigger.within == timedelta(days=10.5)  # of a week: the next run, not the second
    fail_gate(None, "by-hand")
    fail_gate(retrain, "first")
    wait_until(lambda: inbox.holds("gate failed", "by-hand") and inbox.holds("first"), 30)
    assert inbox.holds('first v9.9.9: iou "0.1"; n 3.')
    assert not client.read_deployment(retrain).paused
    fail_gate(retrain, "second")
    wait_until(lambda: bool(client.read_deployment(retrain).paused), 30)
    wait_until(lambda: inbox.holds("retrain is paused"), 30)
    assert {"cad0/retrain"} == {
        c.name for c in deploy(Wishes()) if c.note == "paused, and stays so"
    }
    assert client.read_deployment(retrain).paused
    assert changed(deploy(Wishes(resume="retrain")), "deleted") == {"cad0/retrain"}
    assert not client.read_deployment(retrain).paused


def test_a_crash_and_a_spent_budget_are_told(
    first: list[Change], client: SyncPrefectClient, inbox: Inbox
) -> None:
    @flow(name="cad0")
    def victim() -> None: ...

    run = client.create_flow_run(victim, name="poor-run")
    client.set_flow_run_state(run.id, Running())
    client.set_flow_run_state(run.id, Crashed(), force=True)
    emit_event(
        event=BUDGET, resource={"prefect.resource.id": "cad0.stage.train"}, payload={"reason": "9"}
    )
    wait_until(lambda: inbox.holds("run crashed", "poor-run", "/runs/flow-run/"), 30)
    wait_until(lambda: inbox.holds("budget exceeded: 9"), 30)


def test_a_run_that_is_not_heard_of_has_crashed(
    first: list[Change], client: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker's machine that is switched off reports nothing."""
    monkeypatch.setattr(automations, "LOST_MINUTES", 0.2)
    assert changed(deploy(Wishes()), "updated") == {"cad0 run lost"}

    @flow(name="cad0")
    def victim() -> None: ...

    lost, ended = (client.create_flow_run(victim) for _ in range(2))
    for run in (lost, ended):
        client.set_flow_run_state(run.id, Running())
        emit_event(
            event="prefect.flow-run.heartbeat",
            resource={"prefect.resource.id": f"prefect.flow-run.{run.id}"},
            related=[
                {
                    "prefect.resource.id": f"prefect.flow.{run.flow_id}",
                    "prefect.resource.role": "flow",
                    "prefect.resource.name": "cad0",
                }
            ],
        )
    client.set_flow_run_state(ended.id, Completed(name="NotPublished"))
    wait_until(lambda: client.read_flow_run(lost.id).state.is_crashed(), 90)
    assert "not heard of" in client.read_flow_run(lost.id).state.message
    assert client.read_flow_run(ended.id).state.name == "NotPublished"
    monkeypatch.undo()
    deploy(Wishes())


def test_a_release_holds_the_only_slot(first: list[Change], client: SyncPrefectClient) -> None:
    @flow
    def holder() -> tuple[int, int]:
        with slot(RELEASE):
            inside = client.read_global_concurrency_limit_by_name(RELEASE).active_slots
        return inside, client.read_global_concurrency_limit_by_name(RELEASE).active_slots

    assert LIMITS[RELEASE] == 1
    assert holder() == (1, 0)


def test_wishes_that_cannot_be_met(first: list[Change], client: SyncPrefectClient) -> None:
    with pytest.raises(ConfigError, match=r"no such block.*prefect block ls"):
        deploy(Wishes(notify="slack-webhook/nowhere"))
    with pytest.raises(ConfigError, match=r"--resume night: known deployments are .*retrain"):
        deploy(Wishes(resume="night"))
    with pytest.raises(ConfigError, match="begins with https://"):
        deploy(Wishes(notify="ftp://example.org/x"))
    with pytest.raises(ConfigError, match="is of type process, not ecs"):
        lay_pool(client, "cad0", "ecs", "cad0:latest")
    with pytest.raises(ConfigError, match="needs --image"):
        job_template("ecs", None)


BAD = {
    "not YAML": ("deployments: [", "not YAML: .*line 1"),
    "empty": ("", "Input should be a valid dictionary"),
    "unknown key": ({"data": {"tag": ["cad0"]}}, r"deployments\[4\].tag: Extra inputs"),
    "cron": (
        {"retrain": {"schedules": [{"cron": "99 * * * *", "timezone": "UTC", "slug": "w"}]}},
        r"deployments\[2\].schedules\[0\].cron: .*99",
    ),
    "time zone": (
        {"retrain": {"schedules": [{"cron": "0 3 * * *", "timezone": "Mars", "slug": "w"}]}},
        r"deployments\[2\].schedules\[0\].timezone: .*Mars",
    ),
    "flow": ({"data": {"entrypoint": "flows/data.py:nope"}}, "no flow named nope"),
    "file": ({"data": {"entrypoint": "flows/nope.py:data"}}, "No module named 'flows.nope'"),
    "parameter": ({"data": {"parameters": {"size": 1}}}, "no parameter size; known: preset"),
    "value": ({"data": {"parameters": {"preset": "huge"}}}, "data: .*preset"),
    "untagged": ({"data": {"tags": ["x"]}}, r"deployments\[4\]: .*tags must hold cad0"),
    "twice": ({"other": {"name": "data"}}, "Field required"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named(tmp_path: Path, content: Any, message: str) -> None:
    if isinstance(content, str):
        path = tmp_path / "prefect.yaml"
        path.write_text(content)
    else:
        path = described(tmp_path, **content)
    with pytest.raises(ConfigError, match=f"(?s){path}.*{message}"):
        read_file(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; name another with --file"):
        read_file(tmp_path / "none.yaml")


def test_names_are_unique(tmp_path: Path) -> None:
    entries = yaml.safe_load(DEFAULT_FILE.read_text())["deployments"]
    path = tmp_path / "prefect.yaml"
    path.write_text(yaml.safe_dump({"deployments": [*entries, entries[0]]}))
    with pytest.raises(ConfigError, match="named twice: laptop-release"):
        read_file(path)


async def _configured(template: dict[str, Any]) -> Any:
    from prefect_aws.workers.ecs_worker import ECSJobConfiguration

    values = {"env": {"CAD0_STATE": "/state"}}
    return await ECSJobConfiguration.from_template_and_values(template, values)


def test_the_ecs_template_makes_a_job(prefect_server: Server) -> None:
    import asyncio

    job = asyncio.run(_configured(job_template("ecs", "registry.example/cad0:1")))
    container = job.task_definition["containerDefinitions"][0]
    assert container["image"] == "registry.example/cad0:1"
    assert (job.task_definition["cpu"], job.task_definition["memory"]) == (4096, 30720)
    assert job.task_run_request["launchType"] == "FARGATE"
