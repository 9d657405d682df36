"""The local hub: both models or neither, byte for byte what was judged."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cad0_core.errors import DiskFullError, HubError
from cad0_core.hub import local
from cad0_core.hub.base import Hub, Release, Source
from cad0_core.hub.layout import Repo
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import Part, assemble

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"


def releases(version: str, teacher: list[Part], mini: list[Part]) -> list[Release]:
    return [assemble(CAD0, version, teacher), assemble(MINI, version, mini)]


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below `folder` but locks, links by their target."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path).encode()
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if (path.is_file() or path.is_symlink()) and path.suffix != ".lock"
    }


def test_an_empty_hub(hub: Hub, tmp_path: Path) -> None:
    assert (hub.versions(CAD0), hub.latest(MINI), hub.next_version()) == ([], None, "v0.1.0")
    assert hub.find({CAD0: {"a": "b"}}) is None
    with pytest.raises(HubError, match="nothing is published yet"):
        hub.resolve(CAD0)
    assert not (tmp_path / "hub").exists()


def test_publishes_both_models_in_the_layout_of_the_cache(
    hub: LocalHub, first: list[Release], tmp_path: Path
) -> None:
    published = hub.publish("v0.1.0", first)
    assert hub.versions(CAD0) == hub.versions(MINI) == ["v0.1.0"]
    assert sorted(published[CAD0].files) == [
        "FINDINGS.md",
        "README.md",
        "config.json",
        "metrics.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    assert "onnx/model_quantized.onnx" in published[MINI].files
    folder = tmp_path / "hub" / "models--campedersen--cad0-mini"
    revision = (folder / "refs" / "main").read_text()
    assert revision == (folder / "refs" / "v0.1.0").read_text() == published[MINI].revision
    link = folder / "snapshots" / revision / "onnx" / "model.onnx"
    assert os.readlink(link) == f"../../../blobs/{published[MINI].files['onnx/model.onnx']}"
    assert link.read_text() == "mini32"
    assert hub.resolve(MINI) == hub.resolve(MINI, "v0.1.0") == hub.resolve(MINI, revision)
    assert not [path for path in tree(tmp_path / "hub") if path.endswith(".incomplete")]
    for repo in (CAD0, MINI):
        assert hub.verify(repo) == published[repo].files


def test_what_is_published_is_what_the_verdict_names(hub: LocalHub, first: list[Release]) -> None:
    hub.publish("v0.1.0", first)
    for release in first:
        served = hub.published(release.repo).files
        for source in release.sources:
            assert {name: served[name] for name in source.files}.items() <= dict(
                source.verdict.files
            ).items()


def test_versions_share_blobs_and_move_main(
    hub: LocalHub, factory: Any, first: list[Release], tmp_path: Path
) -> None:
    hub.publish("v0.1.0", first)
    before = set((tmp_path / "hub" / "models--campedersen--cad0" / "blobs").iterdir())
    again = releases("v0.2.0", factory.teacher(), factory.mini("mini 2"))
    hub.publish("v0.2.0", again)
    after = set((tmp_path / "hub" / "models--campedersen--cad0" / "blobs").iterdir())
    assert len(after - before) == 3  # card, findings and metrics; no weights twice
    assert hub.latest(CAD0) == hub.latest(MINI) == "v0.2.0"
    assert hub.next_version() == "v0.3.0"
    assert (hub.resolve(MINI, "v0.1.0") / "model.safetensors").read_text() == "mini"
    assert (hub.resolve(MINI) / "model.safetensors").read_text() == "mini 2"


def test_versions_are_ordered_by_number(hub: LocalHub, first: list[Release]) -> None:
    at = Repo(hub.root, CAD0)
    for version in ("v0.9.0", "v0.10.0", "v0.2.0", "latest"):
        at.set_ref(version, "0" * 40)
    assert hub.versions(CAD0) == ["v0.2.0", "v0.9.0", "v0.10.0"]
    assert hub.next_version() == "v0.11.0"
    with pytest.raises(HubError, match=r"v0\.3\.0 is older than v0\.10\.0"):
        hub.publish("v0.3.0", first)


def test_the_same_content_again_changes_nothing(
    hub: LocalHub, first: list[Release], second: list[Release], tmp_path: Path
) -> None:
    hub.publish("v0.1.0", first)
    hub.publish("v0.2.0", second)
    before = tree(tmp_path / "hub")
    assert hub.publish("v0.1.0", first)[CAD0].version == "v0.1.0"
    assert tree(tmp_path / "hub") == before
    assert hub.latest(CAD0) == "v0.2.0"


def test_finds_the_version_that_holds_the_same_models(
    hub: LocalHub, first: list[Release], second: list[Release], factory: Any
) -> None:
    hub.publish("v0.1.0", first)
    hub.publish("v0.2.0", second)
    assert hub.find({r.repo: r.digests for r in first}) == "v0.1.0"
    renamed = releases("v0.3.0", factory.teacher(), factory.mini())  # another card, same models
    assert hub.find({r.repo: r.digests for r in renamed}) == "v0.1.0"
    mixed = {CAD0: first[0].digests, MINI: second[1].digests}
    assert hub.find(mixed) is None
    assert hub.find({CAD0: first[0].digests}) is None


# What is refused; each leaves the hub as it was.


def refuse(hub: LocalHub, version: str, given: list[Release], reason: str) -> None:
    before = tree(hub.root)
    with pytest.raises(HubError, match=reason):
        hub.publish(version, given)
    refs = {path: data for path, data in tree(hub.root).items() if "/refs/" in path}
    assert refs == {path: data for path, data in before.items() if "/refs/" in path}
    assert not (hub.root / local.INTERNAL / "cad0-release.json").exists()


def test_a_model_that_did_not_pass(hub: LocalHub, factory: Any) -> None:
    given = releases("v0.1.0", factory.teacher(), factory.mini(passed=False))
    refuse(hub, "v0.1.0", given, "cad0-mini: export did not pass its gate")
    assert not hub.root.exists()


def test_nothing_judged(hub: LocalHub, first: list[Release]) -> None:
    refuse(hub, "v0.1.0", [first[0], replace(first[1], sources=())], "nothing was judged")


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "onnx/model_quantized.onnx"]
)
def test_a_byte_changed_after_the_gate(hub: LocalHub, first: list[Release], name: str) -> None:
    source = next(s for s in first[1].sources if name in s.files)
    path = source.folder / name
    path.write_bytes(path.read_bytes() + b"!")
    refuse(hub, "v0.1.0", first, f"{name}: changed since its gate passed")
    assert hub.versions(CAD0) == []


def test_a_byte_changed_although_the_hub_has_the_file(
    hub: LocalHub, factory: Any, first: list[Release]
) -> None:
    hub.publish("v0.1.0", first)
    given = releases("v0.2.0", factory.teacher(), factory.mini("mini 2"))
    (given[0].sources[0].folder / "model.safetensors").write_text("other")
    refuse(hub, "v0.2.0", given, r"model\.safetensors: changed since its gate passed")
    assert hub.latest(CAD0) == "v0.1.0"


def test_a_file_that_was_not_judged(hub: LocalHub, first: list[Release]) -> None:
    source = first[0].sources[0]
    (source.folder / "extra.bin").write_text("x")
    more = replace(source, files=(*source.files, "extra.bin"))
    given = [replace(first[0], sources=(more,)), first[1]]
    refuse(hub, "v0.1.0", given, r"extra\.bin is not among the files that were judged")


@pytest.mark.parametrize(
    "name", ["../escape", "/etc/passwd", "README.md", "FINDINGS.md", "metrics.json"]
)
def test_a_path_that_is_no_model_file(hub: LocalHub, first: list[Release], name: str) -> None:
    source = first[0].sources[0]
    judged = source.verdict.model_copy(update={"files": {name: "0" * 64}})  # type: ignore[attr-defined]
    given = [replace(first[0], sources=(Source(source.folder, (name,), judged),)), first[1]]
    refuse(hub, "v0.1.0", given, "is no path for a model file")


def test_two_sources_that_disagree(hub: LocalHub, factory: Any, first: list[Release]) -> None:
    other = factory.artifact("export", {"config.json": "other", "onnx/model.onnx": "m"})
    with pytest.raises(HubError, match=r"two sources hold a different config\.json"):
        mixed = assemble(MINI, "v0.1.0", [*factory.mini(), factory.part(other, "fp32")])
        hub.publish("v0.1.0", [first[0], mixed])


def test_a_version_that_exists_with_other_content(
    hub: LocalHub, first: list[Release], second: list[Release]
) -> None:
    hub.publish("v0.1.0", first)
    refuse(hub, "v0.1.0", second, r"v0\.1\.0 is published already .* free version is v0\.2\.0")
    edited = [replace(first[0], card=first[0].card + "\nbest ever"), first[1]]
    refuse(hub, "v0.1.0", edited, "published already with other content")


@pytest.mark.parametrize("version", ["1.0", "v1", "v1.2", "main", "v0.1.0/../x", ""])
def test_what_is_no_version(hub: LocalHub, first: list[Release], version: str) -> None:
    refuse(hub, version, first, "is no version")


def test_one_model_alone(hub: LocalHub, first: list[Release]) -> None:
    refuse(hub, "v0.1.0", first[:1], "released together or not at all")
    refuse(hub, "v0.1.0", [], "but this release holds nothing")


@pytest.mark.parametrize("revision", ["../main", "", ".locks", "v9.0.0", "0" * 40])
def test_what_cannot_be_resolved(hub: LocalHub, first: list[Release], revision: str) -> None:
    hub.publish("v0.1.0", first)
    with pytest.raises(HubError):
        hub.resolve(CAD0, revision)


def test_an_unknown_repository(hub: LocalHub) -> None:
    with pytest.raises(HubError, match="unknown repository 'a/b'"):
        hub.versions("a/b")
    for name in ("cad0", "a/b/c", "../x", "a--b/c"):
        with pytest.raises(HubError, match="is no repository"):
            LocalHub(hub.root, (name,))


def test_damage_on_disk_is_found_and_mended(hub: LocalHub, first: list[Release]) -> None:
    published = hub.publish("v0.1.0", first)
    weights = hub.resolve(CAD0) / "model.safetensors"
    weights.resolve().write_text("rotten")
    with pytest.raises(HubError, match=r"model\.safetensors: missing or damaged"):
        hub.verify(CAD0)
    Repo(hub.root, CAD0).add_file(
        first[0].sources[0].folder / "model.safetensors", published[CAD0].files["model.safetensors"]
    )
    hub.verify(CAD0)
    (hub.resolve(CAD0) / "config.json").unlink()
    with pytest.raises(HubError, match="not those of its revision"):
        hub.verify(CAD0)


def test_a_full_disk(hub: LocalHub, first: list[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Repo, source: Path, sha256: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Repo, "add_file", full)
    with pytest.raises(DiskFullError, match="no space left for the release"):
        hub.publish("v0.1.0", first)
    monkeypatch.undo()
    assert hub.versions(CAD0) == []
    hub.publish("v0.1.0", first)
