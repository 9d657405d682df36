"""The stand-in refuses what the Hub refuses: otherwise tests against it would prove nothing."""

from pathlib import Path

import pytest
from hub_server import HubServer
from hub_server.state import Account
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, hf_hub_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import get_session
from requests import HTTPError

REPO = "campedersen/cad0"


@pytest.fixture
def api(server: HubServer) -> HfApi:
    server.hub.accounts["hf_reader"] = Account("campedersen")
    made = HfApi(token="hf_secret")
    made.create_repo(REPO)
    return made


def add(path: str = "a.txt", data: bytes = b"a") -> list[CommitOperationAdd]:
    return [CommitOperationAdd(path, data)]


def status(error: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    return int(error.value.response.status_code)


def test_401_without_a_token_and_with_a_wrong_one(api: HfApi) -> None:
    for token in (False, "hf_wrong"):
        with pytest.raises(HfHubHTTPError) as error:
            api.create_commit(REPO, add(), commit_message="m", token=token)
        assert status(error) == 401
    with pytest.raises(HTTPError, match="Invalid user token"):
        HfApi(token="hf_wrong").whoami()


def test_403_for_a_token_that_may_only_read(api: HfApi) -> None:
    with pytest.raises(HfHubHTTPError) as error:
        api.create_tag(REPO, tag="v0.1.0", token="hf_reader")
    assert status(error) == 403


def test_404_for_a_repository_a_revision_and_a_file(api: HfApi) -> None:
    with pytest.raises(RepositoryNotFoundError):
        api.repo_info("campedersen/other")
    with pytest.raises(RevisionNotFoundError):
        list(api.list_repo_tree(REPO, revision="v9.0.0"))
    with pytest.raises(RevisionNotFoundError):
        api.create_tag(REPO, tag="v0.1.0", revision="0" * 40)
    with pytest.raises(EntryNotFoundError):
        hf_hub_download(REPO, "absent")
    with pytest.raises(EntryNotFoundError):
        api.create_commit(REPO, [CommitOperationDelete("absent")], commit_message="m")


def test_404_for_others_private_repositories_and_401_for_gated_files(api: HfApi) -> None:
    api.update_repo_settings(REPO, private=True)
    with pytest.raises(RepositoryNotFoundError):
        api.repo_info(REPO, token=False)
    api.update_repo_settings(REPO, private=False, gated="auto")
    with pytest.raises(GatedRepoError):
        hf_hub_download(REPO, ".gitattributes", token=False)


def test_409_for_what_is_there_already(api: HfApi) -> None:
    api.create_tag(REPO, tag="v0.1.0")
    with pytest.raises(HfHubHTTPError) as error:
        api.create_tag(REPO, tag="v0.1.0")
    assert status(error) == 409
    with pytest.raises(HfHubHTTPError) as error:
        api.create_repo(REPO)
    assert status(error) == 409


def test_409_for_a_pull_request_that_was_closed_merged_or_has_a_conflict(api: HfApi) -> None:
    one, two, three = (
        api.create_commit(REPO, add(data=data), commit_message="m", create_pr=True).pr_num
        for data in (b"1", b"2", b"3")
    )
    api.merge_pull_request(REPO, one)
    for number in (one, two):  # merged already; its file was changed since
        with pytest.raises(HfHubHTTPError) as error:
            api.merge_pull_request(REPO, number)
        assert status(error) == 409
    api.change_discussion_status(REPO, three, "closed")
    with pytest.raises(HfHubHTTPError) as error:
        api.merge_pull_request(REPO, three)
    assert status(error) == 409


def test_412_for_a_commit_on_a_parent_that_is_no_longer_the_head(api: HfApi) -> None:
    parent = api.repo_info(REPO).sha
    api.create_commit(REPO, add(), commit_message="m", parent_commit=parent)
    for create_pr in (False, True):
        with pytest.raises(HfHubHTTPError) as error:
            api.create_commit(
                REPO, add("b"), commit_message="m", parent_commit=parent, create_pr=create_pr
            )
        assert status(error) == 412


def test_400_for_an_lfs_object_that_was_never_uploaded(
    api: HfApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub._commit_api._upload_lfs_files", lambda **kwargs: None)
    with pytest.raises(HfHubHTTPError, match="does not exist") as error:
        api.create_commit(REPO, add("model.safetensors"), commit_message="m")
    assert status(error) == 400


@pytest.mark.parametrize("data", [b"short", b"long enough for several parts"])
def test_400_for_a_digest_that_is_not_the_contents(api: HfApi, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    operation = CommitOperationAdd("model.safetensors", path)
    path.write_bytes(data.replace(b"o", b"0"))  # after it was hashed, before it is sent
    with pytest.raises(RuntimeError) as error:
        api.create_commit(REPO, [operation], commit_message="m")
    assert "not what its digest says" in str(error.value.__cause__)


def test_400_for_a_card_that_the_hub_cannot_read(api: HfApi, server: HubServer) -> None:
    with pytest.raises(ValueError, match="Invalid metadata"):
        api.create_commit(REPO, add("README.md", b"---\na: [\n---\n"), commit_message="m")
    lines = b'{"key": "header", "value": {"summary": "m"}}\n'
    url = f"{server.url}/api/models/{REPO}/commit/main"
    headers = {"authorization": "Bearer hf_secret"}
    assert get_session().post(url, data=lines, headers=headers).status_code == 400  # an empty one


def test_403_for_an_upload_that_was_never_offered(api: HfApi, server: HubServer) -> None:
    assert get_session().put(f"{server.url}/lfs/abc/part/1", data=b"x").status_code == 403


def test_listings_come_in_pages_and_downloads_in_ranges(api: HfApi, server: HubServer) -> None:
    server.hub.page = 2
    api.create_commit(REPO, [*add("a"), *add("b"), *add("c/d")], commit_message="m")
    listed = [entry.path for entry in api.list_repo_tree(REPO, recursive=True)]
    assert listed == ["c", ".gitattributes", "a", "b", "c/d"]
    (found,) = api.get_paths_info(REPO, ["c/d", "absent"])
    assert found.size == 1
    url = f"{server.url}/{REPO}/resolve/main/.gitattributes"
    part = get_session().get(url, headers={"range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"saf")
    assert get_session().get(url, headers={"range": "bytes=999-"}).status_code == 416
    assert [commit.title for commit in api.list_repo_commits(REPO)] == ["m", "initial commit"]
