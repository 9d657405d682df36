"""The Hugging Face Hub: both models or neither, by the real client against a strict stand-in."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hub_server import Fault, HubServer, Request
from hub_server.git import HEAD, Blob, Repo
from hub_server.state import Account

from cad0_core.config import HubConfig
from cad0_core.errors import HubError
from cad0_core.hub import open_hub
from cad0_core.hub.base import Release
from cad0_core.hub.huggingface import HuggingFaceHub
from cad0_core.hub.patience import Patience
from cad0_core.hub.release import assemble
from cad0_core.hub.remote import Remote

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"
CONFIG = HubConfig(kind="huggingface")


def held(server: HubServer, repo: str) -> Repo:
    return server.hub.repos["model", repo]


def state(server: HubServer) -> dict[str, Any]:
    """Everything that anybody could see."""
    return {name: dict(repo.refs) for (_, name), repo in server.hub.repos.items()}


def writes(server: HubServer) -> list[Request]:
    return [request for request in server.requests if request.method not in ("GET", "HEAD")]


def test_publishes_both_models_and_serves_them(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    published = hf.publish("v0.1.0", first)
    assert hf.versions(CAD0) == hf.versions(MINI) == ["v0.1.0"]
    assert hf.next_version() == "v0.2.0"
    for release in first:
        at = held(server, release.repo)
        served = {path: blob.sha256 for path, blob in at.main.files.items()}
        del served[".gitattributes"]
        assert served == published[release.repo].files == hf.verify(release.repo, "v0.1.0")
        assert release.digests.items() <= served.items()
        assert at.tags() == {"v0.1.0": at.main.id} == {"v0.1.0": published[release.repo].revision}
        assert [request.status for request in at.requests.values()] == ["merged"]
    hf.publish("v0.2.0", second)
    assert hf.latest(CAD0) == hf.latest(MINI) == "v0.2.0"
    assert (hf.resolve(MINI) / "onnx/model.onnx").read_text() == "mini 232"
    assert (hf.resolve(MINI, "v0.1.0") / "onnx/model.onnx").read_text() == "mini32"
    assert hf.find({r.repo: r.digests for r in first}) == "v0.1.0"
    assert hf.find({CAD0: first[0].digests, MINI: second[1].digests}) is None
    assert hf.published(CAD0).version == "v0.2.0"


def test_a_file_that_is_no_longer_in_the_release_goes(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    hf.publish("v0.1.0", first)
    source = second[0].sources[0]
    fewer = replace(source, files=tuple(f for f in source.files if f != "tokenizer.json"))
    hf.publish("v0.2.0", [replace(second[0], sources=(fewer,)), second[1]])
    assert "tokenizer.json" not in held(server, CAD0).main.files


def test_the_same_content_again_writes_nothing(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    published = hf.publish("v0.1.0", first)
    server.requests.clear()
    assert hf.publish("v0.1.0", first) == published
    assert writes(server) == []
    with pytest.raises(HubError, match=r"published already with other content; .*v0\.2"):
        hf.publish("v0.1.0", second)
    hf.publish("v0.2.0", second)
    with pytest.raises(HubError, match=r"v0\.1\.5 is older than v0\.2\.0"):
        hf.publish("v0.1.5", first)


def test_what_was_uploaded_once_is_not_uploaded_again(
    hf: HuggingFaceHub, server: HubServer, first: list[Release]
) -> None:
    """A release that is cut off before its last commit goes on where it was."""
    server.fault = Fault("503", lasting=True, where=lambda r: r.path.endswith("mini/commit/main"))
    with pytest.raises(HubError, match="503 try later"):
        hf.publish("v0.1.0", first)
    sent, server.fault = server.hub.bytes_received, None
    assert sent > 0
    assert state(server)[CAD0][HEAD] != state(server)[CAD0].get("refs/tags/v0.1.0")
    hf.publish("v0.1.0", first)
    assert server.hub.bytes_received == sent
    assert hf.latest(CAD0) == hf.latest(MINI) == "v0.1.0"


def test_private_gated_and_other_names(
    server: HubServer, tmp_path: Path, factory: Any, first: list[Release]
) -> None:
    server.hub.accounts["hf_org"] = Account("a", ("org",))
    names = {"cad0": "org/big", "mini": "org/small"}
    config = HubConfig(kind="huggingface", private=True, gated="manual", **names)
    hub = HuggingFaceHub(tmp_path / "org", config, token="hf_org")
    parts = (factory.teacher(), factory.mini())
    releases = [assemble(repo, "v0.1.0", p) for repo, p in zip(names.values(), parts, strict=True)]
    hub.publish("v0.1.0", releases)
    for name in names.values():
        assert (held(server, name).private, held(server, name).gated) == (True, "manual")
    opened = HuggingFaceHub(
        tmp_path / "open", config.model_copy(update={"private": False}), "hf_org"
    )
    opened.publish("v0.1.0", releases)
    assert not held(server, "org/big").private


def test_rollback_serves_a_former_version_again(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    hf.publish("v0.1.0", first)
    hf.publish("v0.2.0", second)
    tags = held(server, CAD0).tags()
    hf.rollback("v0.1.0")
    assert hf.latest(CAD0) == hf.latest(MINI) == "v0.1.0"
    assert held(server, CAD0).tags() == tags
    assert held(server, CAD0).main.files == held(server, CAD0).commit("v0.1.0").files  # type: ignore[union-attr]
    assert hf.published(MINI).version == "v0.1.0"
    hf.rollback("v0.2.0")
    assert hf.latest(CAD0) == "v0.2.0"
    with pytest.raises(HubError, match=r"v0\.3\.0 is not published"):
        hf.rollback("v0.3.0")


def test_rollback_of_one_model_alone_is_taken_back(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    hf.publish("v0.1.0", first)
    hf.publish("v0.2.0", second)
    server.fault = Fault("503", lasting=True, where=lambda r: "mini/discussions/3/merge" in r.path)
    with pytest.raises(HubError, match=r"Roll back to v0\.1\.0 failed and was taken back"):
        hf.rollback("v0.1.0")
    server.fault = None
    assert hf.latest(CAD0) == hf.latest(MINI) == "v0.2.0"


# What is refused, and what goes wrong; each leaves what is served as it was.


def refuse(hf: HuggingFaceHub, server: HubServer, given: list[Release], reason: str) -> None:
    before = state(server)
    with pytest.raises(HubError, match=reason):
        hf.publish("v0.2.0", given)
    after = state(server)
    for name, refs in before.items():
        assert {ref: at for ref, at in after[name].items() if "/pr/" not in ref} == {
            ref: at for ref, at in refs.items() if "/pr/" not in ref
        }
    for repo in server.hub.repos.values():
        assert not [request for request in repo.requests.values() if request.status == "open"]


CHANGES: dict[str, tuple[int, str, str]] = {
    "weights": (0, "model.safetensors", r"not the weights file that was judged"),
    "onnx": (1, "onnx/model_quantized.onnx", r"model_quantized\.onnx.*not the ONNX model that was"),
    "tokenizer": (1, "tokenizer.json", r"not the tokenizer that was judged"),
    "config": (1, "config.json", r"config\.json: changed since its gate passed"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("hub", ["local", "huggingface"])
def test_a_byte_changed_between_gate_and_publication(
    hub: str, change: str, second: list[Release], tmp_path: Path, server: HubServer
) -> None:
    which, name, message = CHANGES[change]
    source = next(s for s in second[which].sources if name in s.files)
    data = bytearray((source.folder / name).read_bytes())
    data[0] ^= 1
    (source.folder / name).write_bytes(data)
    kind: Any = hub
    with pytest.raises(HubError, match=message):
        open_hub(HubConfig(kind=kind), tmp_path / hub).publish("v0.2.0", second)
    assert server.hub.repos == {}


@pytest.mark.parametrize("hub", ["local", "huggingface"])
def test_a_figure_changed_between_gate_and_publication(
    hub: str, second: list[Release], tmp_path: Path, server: HubServer
) -> None:
    kind: Any = hub
    opened = open_hub(HubConfig(kind=kind), tmp_path / hub)
    better = replace(second[0], card=second[0].card.replace("value: 0.95", "value: 0.99", 1))
    with pytest.raises(HubError, match=r"README\.md gives exact_match_accuracy \(torch\) as 0\.99"):
        opened.publish("v0.2.0", [better, second[1]])
    told = json.loads(second[0].metrics)
    told["evaluations"]["torch"]["exact_match_accuracy"] = 0.99
    both = replace(better, metrics=json.dumps(told))
    with pytest.raises(HubError, match=r"metrics\.json gives exact_match_accuracy as 0\.99, but"):
        opened.publish("v0.2.0", [both, second[1]])
    with pytest.raises(HubError, match=r"does not tell of what was judged"):
        opened.publish("v0.2.0", [replace(second[0], card="# best"), second[1]])
    assert server.hub.repos == {}


def corrupt(server: HubServer, where: Callable[[str], bool]) -> Callable[[Request], bool]:
    """A disk of the Hub that flips a bit of a weights file as soon as a pull request holds it."""

    def strike(request: Request) -> bool:
        for repo in server.hub.repos.values():
            for ref, at in repo.refs.items():
                files = dict(repo.commits[at].files)
                if ref.startswith("refs/pr") and where(repo.name) and "model.safetensors" in files:
                    files["model.safetensors"] = Blob(b"rotten", lfs=True)
                    repo.commits[at] = replace(repo.commits[at], files=files)
        return False

    return strike


@pytest.mark.parametrize("repo", [CAD0, MINI])
def test_what_the_hub_holds_is_compared_before_it_is_merged(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release], repo: str
) -> None:
    hf.publish("v0.1.0", first)
    server.fault = Fault("cut", where=corrupt(server, lambda name: name == repo))
    refuse(hf, server, second, r"holds something else than was judged: model\.safetensors")


def test_a_main_that_somebody_else_moved(
    hf: HuggingFaceHub, server: HubServer, first: list[Release], second: list[Release]
) -> None:
    hf.publish("v0.1.0", first)
    moved = []

    def push(request: Request) -> bool:
        if not moved and request.path.endswith("cad0-mini/commit/main"):
            at = held(server, MINI)
            files = {**at.main.files, "notes.txt": Blob(b"mine")}
            moved.append(at.add(HEAD, "a note", at.main.id, files).id)
        return False

    server.fault = Fault("cut", where=push)
    with pytest.raises(HubError, match=r"412 A commit has happened since.*run again"):
        hf.publish("v0.2.0", second)
    assert held(server, MINI).main.id == moved[0]
    assert hf.latest(CAD0) == "v0.1.0"


def test_a_token_that_is_missing_wrong_or_may_only_read(
    server: HubServer, first: list[Release], tmp_path: Path
) -> None:
    server.hub.accounts["hf_reader"] = Account("campedersen")
    for token, message in (("hf_wrong", "401.*set HF_TOKEN"), ("hf_reader", "403.*write access")):
        hub = HuggingFaceHub(tmp_path / token, CONFIG, token=token)
        with pytest.raises(HubError, match=message):
            hub.publish("v0.1.0", first)
    with pytest.raises(HubError, match=r"401.*HF_TOKEN"):
        HuggingFaceHub(tmp_path / "none", CONFIG).publish("v0.1.0", first)
    assert server.hub.repos == {}


def test_the_token_is_in_no_log_no_file_and_no_message(
    hf: HuggingFaceHub,
    server: HubServer,
    first: list[Release],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("huggingface_hub").setLevel(logging.DEBUG)
    server.fault = Fault(
        "503", lasting=True, where=lambda r: r.path.endswith("discussions/1/merge")
    )
    with pytest.raises(HubError) as refused:
        hf.publish("v0.1.0", first)
    assert len(caplog.text) > 1000
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for text in (caplog.text.encode(), str(refused.value).encode(), *written):
        assert b"hf_secret" not in text


def test_waits_as_long_as_the_hub_asks(server: HubServer, tmp_path: Path) -> None:
    from hub_server import routes

    pauses: list[float] = []
    patience = Patience(attempts=6, sleep=pauses.append)
    hub = HuggingFaceHub(tmp_path, CONFIG, "hf_secret", patience)
    answers = [{"Retry-After": "7"}, {"RateLimit": '"api";r=0;t=55'}, {}]
    real = server._answer

    def limited(request: Request) -> Any:
        return routes.Answer({"error": "slow"}, 429, answers.pop(0)) if answers else real(request)

    server._answer = limited  # type: ignore[method-assign]
    assert hub.versions(CAD0) == []
    assert pauses == [7.0, 55.0, 4.0]


@pytest.mark.parametrize(
    ("step", "versions"),
    [("propose", ["v0.1.0", "v0.3.0"]), ("merge", ["v0.1.0", "v0.2.0", "v0.3.0"])],
)
def test_an_interrupted_release_is_settled_before_another_one(
    hf: HuggingFaceHub,
    server: HubServer,
    factory: Any,
    first: list[Release],
    second: list[Release],
    step: str,
    versions: list[str],
) -> None:
    hf.publish("v0.1.0", first)
    real = getattr(Remote, step)

    def stop(self: Remote, *args: Any) -> Any:
        if self.name == MINI:
            raise KeyboardInterrupt
        return real(self, *args)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Remote, step, stop)
        hf.publish("v0.2.0", second)
    parts = {CAD0: factory.teacher("teacher 3"), MINI: factory.mini("mini 3")}
    hf.publish("v0.3.0", [assemble(repo, "v0.3.0", given) for repo, given in parts.items()])
    for repo in (CAD0, MINI):
        assert hf.versions(repo) == versions
        assert hf.latest(repo) == "v0.3.0"
        assert "open" not in {request.status for request in held(server, repo).requests.values()}


def test_a_damaged_journal_is_no_reason_to_go_on(
    hf: HuggingFaceHub, server: HubServer, first: list[Release]
) -> None:
    hf.root.mkdir(parents=True)
    (hf.root / "release.json").write_text("{")
    with pytest.raises(HubError, match="not a journal"):
        hf.publish("v0.1.0", first)
    assert server.hub.repos == {}
