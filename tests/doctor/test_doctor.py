"""Every row of `cad0 doctor` that needs no Prefect server: with that one thing missing, it says so
and names what mends it, and all others stay as they were."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from doctoring import (
    APP,
    OWNER,
    SECRETS,
    TOKEN,
    VOLUMES,
    Ready,
    deploy,
    forget_account,
    gpus_of,
    ready,
)
from hub_server.state import Account
from modal_server import ModalServer
from packaging.requirements import Requirement

from cad0_core import doctor
from cad0_core.backends.modal import wire
from cad0_core.doctor import machine
from cad0_core.doctor.hub import checks as hub_checks
from cad0_core.finding import Finding, lacking
from cad0_core.presets import laptop
from cad0_core.state import State

CODER = "Qwen/Qwen2.5-Coder-7B"


@pytest.fixture
def order(cloud: ModalServer, state: State, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ready]:
    with ready(cloud, state, monkeypatch) as everything:
        yield everything


def rows(found: list[Finding]) -> dict[str, Finding]:
    assert len({each.name for each in found}) == len(found)
    return {each.name: each for each in found}


def told(plan: doctor.Plan) -> dict[str, str]:
    """Status by name, of what stops a run and what a person should know of."""
    return {
        each.name: each.status
        for each in doctor.examine(plan)
        if each.status in ("missing", "wrong", "warning")
    }


def test_all_in_order(order: Ready) -> None:
    found = rows(doctor.examine(order.plan))
    assert told(order.plan) == {}
    needed = ("HF token", f"{OWNER}/cad0", f"{OWNER}/cad0-mini", "base of cad0", "budget", "disk")
    on_modal = ("Modal token", "secret doctor-hub", "volume doctor-vol", "function train")
    assert {found[name].status for name in (*needed, *on_modal, "deployed code")} == {"ok"}
    assert f"of {OWNER}" in found["HF token"].found
    assert "the first publication makes it" in found[f"{OWNER}/cad0-mini"].found
    assert "H100" in found["function train"].found
    assert order.hub.hub.bytes_received == 0  # asked, and nothing written
    assert ("model", f"{OWNER}/cad0-mini") not in order.hub.hub.repos


def settings(**changes: Any) -> Callable[[Ready], None]:
    """A plan with another value in its preset."""

    def change(order: Ready) -> None:
        order.plan = replace(order.plan, preset=order.plan.preset.replace(**changes))

    return change


def on_modal(**changes: Any) -> Callable[[Ready], None]:
    """A name on Modal that is not there."""

    def change(order: Ready) -> None:
        config = order.plan.preset.modal.replace(**changes)
        order.plan = replace(order.plan, preset=order.plan.preset.replace(modal=config))

    return change


def token(value: str | None) -> Callable[[Ready], None]:
    def change(order: Ready) -> None:
        order.plan = replace(order.plan, token=value)

    return change


def base_gone(order: Ready) -> None:
    del order.hub.hub.repos["model", CODER]


def base_moves(order: Ready) -> None:
    train = order.plan.preset.train
    settings(train=train.replace(model=train.model.replace(revision="main")))(order)


def reads_only(order: Ready) -> None:
    order.hub.hub.accounts[TOKEN] = Account(OWNER)


def of_another(order: Ready) -> None:
    hub = order.plan.preset.hub
    settings(hub=hub.replace(mini="acme/cad0-mini"))(order)


def other_code(order: Ready) -> None:
    deploy("0123456789ab", gpus_of(order.plan.preset))


def cheaper_gpu(order: Ready) -> None:
    deploy(wire.code(), {**gpus_of(order.plan.preset), "train": "A10G"})


def one_function_less(order: Ready) -> None:
    config = order.plan.preset.modal
    on_modal(limits={**config.limits, "validate": config.limits["publish"]})(order)


def full_disk(order: Ready) -> None:
    order.patch.setattr(State, "free_gb", lambda self: 20.0)


def old_python(order: Ready) -> None:
    needs = machine.needs()
    order.patch.setattr(machine, "needs", lambda: replace(needs, python=">=3.99"))


def old_package(order: Ready) -> None:
    needs = machine.needs()
    packages = (*needs.packages, Requirement("numpy>=99"), Requirement("cad0-nothing"))
    order.patch.setattr(machine, "needs", lambda: replace(needs, packages=packages))


def no_memory(order: Ready) -> None:
    order.patch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=1e9))


def a_file_for_a_folder(order: Ready) -> None:
    order.plan.state.root.write_text("")


def begun(order: Ready) -> None:
    job = order.plan.state.job("train", "abc")
    job.mkdir(parents=True)
    (job / "checkpoint").write_text("half")


def here_without_gpu(order: Ready) -> None:
    order.plan = replace(order.plan, backend="local")
    order.patch.setattr(machine, "_gpus", lambda: iter([("a small one", 8_000)]))


CASES: dict[str, tuple[Callable[[Ready], None], str, str, str, str]] = {
    # id: what goes missing, the row, its status, what it says, what mends it
    "no token": (token(None), "HF token", "missing", "publication", "export HF_TOKEN="),
    "wrong token": (token("hf_x"), "HF token", "wrong", "401", "export HF_TOKEN="),
    "reader": (reads_only, f"{OWNER}/cad0", "wrong", "403", "token with write access"),
    "owner": (of_another, "acme/cad0-mini", "wrong", "may not make it", "--hub mini="),
    "base": (base_gone, "base of cad0", "missing", CODER, "pin a commit"),
    "unpinned": (base_moves, "base of cad0", "wrong", "not pinned", "state the commit"),
    "secret": (
        on_modal(secrets={**SECRETS, "doctor-none": "KEY"}),
        *("secret doctor-none", "missing", "not found", "modal secret create doctor-none KEY="),
    ),
    "key": (
        on_modal(secrets={"doctor-hub": "OTHER"}),
        *("secret doctor-hub", "missing", "OTHER", "modal secret create doctor-hub OTHER="),
    ),
    "volume": (
        on_modal(volume="doctor-new"),
        *("volume doctor-new", "missing", "not there", "modal volume create doctor-new"),
    ),
    "function": (one_function_less, "function validate", "missing", APP, "cad0 modal deploy"),
    "gpu": (cheaper_gpu, "function train", "wrong", "A10G", "cad0 modal deploy"),
    "code": (other_code, "deployed code", "wrong", "0123456789ab", "cad0 modal deploy"),
    "budget": (settings(budget_usd=5), "budget", "missing", "5.00 USD", "--budget"),
    "disk": (full_disk, "disk", "missing", "20.0 GB free", "cad0 gc --delete"),
    "python": (old_python, "Python", "wrong", ">=3.99", "make setup PYTHON="),
    "package": (old_package, "packages", "wrong", "numpy", "make setup"),
    "memory": (no_memory, "memory", "warning", "1.0 GB available", "close other programs"),
    "folder": (a_file_for_a_folder, "state folder", "wrong", "is a file", "--state"),
    "begun": (begun, "unfinished stages", "warning", "train-abc", "rm -r"),
    "no gpu": (here_without_gpu, "GPU here", "missing", "8000 MiB", "--backend modal"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_single_thing_missing(order: Ready, case: str) -> None:
    take_away, name, status, says, mends = CASES[case]
    take_away(order)
    found = rows(doctor.examine(order.plan))
    assert (found[name].status, name in told(order.plan)) == (status, True)
    assert says in found[name].found and mends in found[name].remedy
    assert {each.name for each in lacking(found.values())} <= {name}


def test_without_an_account_on_modal_each_row_still_says_what_to_do(order: Ready) -> None:
    order.patch.setenv("MODAL_TOKEN_SECRET", "as-other")
    forget_account()
    try:
        found = rows(doctor.examine(order.plan))
    finally:
        forget_account()
    assert [each.name for each in lacking(found.values())] == ["Modal token"]
    assert found["Modal token"].remedy == "modal token new"
    assert found["function train"].line == (
        "function train: not asked: without a token: cad0 modal deploy"
    )


def test_a_hub_that_is_away_is_no_reason_to_stop(order: Ready) -> None:
    order.patch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    found = rows(doctor.examine(order.plan))
    assert not lacking(found.values())
    for name in ("HF token", f"{OWNER}/cad0", "base of cad0"):
        assert "cannot be reached" in found[name].found and found[name].status == "warning"


def test_repositories_for_data_and_page_are_looked_at_too(order: Ready) -> None:
    more = {"dataset": f"{OWNER}/cad0", "space": "somebody/page"}
    hub = order.plan.preset.hub.replace(cad0=f"{OWNER}/large", **more)
    found = hub_checks(replace(order.plan, preset=order.plan.preset.replace(hub=hub)))
    said = {finding.name: finding for finding in found}
    assert "makes it" in said[f"dataset {OWNER}/cad0"].found  # a model has that name, no dataset
    assert said["space somebody/page"].status == "wrong"


def test_the_volume_is_made_by_its_fix(order: Ready) -> None:
    on_modal(volume="doctor-fixed")(order)
    (due,) = [each for each in doctor.examine(order.plan) if each.name == "volume doctor-fixed"]
    assert due.fix is not None and due.fix() == "made volume doctor-fixed"
    assert told(order.plan) == {}


def test_the_laptop_needs_no_account(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *args: pytest.fail("asked the network"))
    found = rows(doctor.examine(doctor.Plan(laptop(), "local", state)))
    assert not lacking(found.values())
    for name in ("Modal", "HF token", f"{OWNER}/cad0", "base of cad0", "GPU here", "budget"):
        assert found[name].status == "not needed" and found[name].found
    fix = found["state folder"].fix
    assert fix is not None and str(state.root) in fix() and state.root.is_dir()


def test_data_that_is_mapped_needs_modal_and_a_budget_on_the_laptop_too(order: Ready) -> None:
    preset = laptop().replace(map_over="modal", modal=order.plan.preset.modal)
    here = replace(order.plan, preset=preset, backend="local")
    found = rows(doctor.examine(here))
    assert found["function make-shard"].status == found["Modal token"].status == "ok"
    assert "budget" in {each.name for each in lacking(found.values())}
    assert "for 2 paid stages" in found["budget"].found
    mini = rows(doctor.examine(replace(here, kind="mini")))  # takes the data as it is
    assert mini["budget"].status == mini["Modal"].status == "not needed"


def test_installed_versions_against_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements-lock.txt"
    assert machine.lock(lock).status == "not needed"
    lock.write_text("# made by hand\nnumpy==0.1\ncad0-nothing==1\n")
    found = machine.lock(lock)
    assert found.status == "warning" and "cad0-nothing is not installed" in found.found
    assert "needed ==0.1" in found.found
    assert machine.lock().status == "ok"


def test_rows_are_plain_values(order: Ready) -> None:
    text = json.dumps([each.row() for each in doctor.examine(order.plan)])
    assert TOKEN not in text and VOLUMES[0] in text
