"""One repository on the Hugging Face Hub: what it holds, and each single change to it.

Every change can be asked for twice: it looks first whether it is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

from cad0_core.errors import HubError
from cad0_core.hub.base import MAIN
from cad0_core.hub.content import Held
from cad0_core.hub.patience import Patience

HUBS_OWN = ".gitattributes"  # the Hub makes it, and no release holds it
Operation = CommitOperationAdd | CommitOperationCopy | CommitOperationDelete
Tree = Mapping[str, Held]


@dataclass(frozen=True)
class Refs:
    """Commit ids of `main` and of every tag."""

    main: str
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Proposal:
    """A pull request: its number, and the commit at its head."""

    number: int
    commit: str


@dataclass(frozen=True)
class Remote:
    """The repository `name` of a type (model, dataset or space), reached through `api`.

    Methods raise `HubError`, after `patience` ended, naming what the Hub said.
    """

    api: HfApi
    name: str
    type: str = "model"
    patience: Patience = field(default_factory=Patience)

    @property
    def url(self) -> str:
        prefix = "" if self.type == "model" else f"{self.type}s/"
        return f"{self.api.endpoint}/{prefix}{self.name}"

    # What it holds.

    def refs(self) -> Refs | None:
        """`main` and the tags; None when there is no such repository."""

        def read() -> Refs | None:
            try:
                found = self.api.list_repo_refs(**self._here)
            except RepositoryNotFoundError as error:
                if _status(error) == 401:  # no token, or one that is not valid
                    raise
                return None
            main = next((b.target_commit for b in found.branches if b.name == MAIN), "")
            return Refs(main, {tag.name: tag.target_commit for tag in found.tags})

        return self.patience(read)

    def main(self) -> str:
        """The commit of `main`. Two of the Hub's listings tell it, and one may be out of order
        when it is needed most: to take back a release."""
        try:
            refs = self.refs()
        except HubError:
            return self.patience(lambda: str(self.api.repo_info(revision=MAIN, **self._here).sha))
        if refs is None:
            raise HubError(f"{self.url}: no such repository, or not for this token")
        return refs.main

    def tree(self, revision: str) -> dict[str, Held]:
        """Every file at `revision` but the Hub's own, by path."""

        def read() -> dict[str, Held]:
            listed = self.api.list_repo_tree(recursive=True, revision=revision, **self._here)
            files = (entry for entry in listed if isinstance(entry, RepoFile))
            return {f.path: _held(f) for f in files if f.path != HUBS_OWN}

        return self.patience(read)

    # What changes it.

    def ensure(self, private: bool, gated: Any) -> None:
        """The repository exists and is open to whom it should be, before a file is in it."""

        def read() -> Any:
            try:
                return self.api.repo_info(**self._here)
            except RepositoryNotFoundError as error:
                if _status(error) == 401:
                    raise
                return None

        def create() -> Any:
            sdk = "static" if self.type == "space" else None
            self.api.create_repo(private=private, exist_ok=True, space_sdk=sdk, **self._here)
            return self.api.repo_info(**self._here)

        info = self.patience(read) or self.patience(create)
        wanted = {"private": private} | ({} if self.type == "space" else {"gated": gated})
        if any(getattr(info, name, None) != value for name, value in wanted.items()):
            self.patience(lambda: self.api.update_repo_settings(**wanted, **self._here))

    def propose(self, title: str, parent: str, operations: list[Operation]) -> Proposal:
        """A pull request of one commit on `parent`; `title` tells it from every other one.

        Files that an earlier try uploaded whole are not uploaded again.
        """

        def propose() -> Proposal:
            made = self.api.create_commit(
                operations=operations,
                commit_message=title,
                create_pr=True,
                parent_commit=parent,
                revision=MAIN,
                **self._here,
            )
            if made.pr_num is None:
                raise HubError(f"{self.name}: the Hub made no pull request of {title!r}")
            return Proposal(made.pr_num, made.oid)

        return self.patience(propose, lambda: self.proposed(title))

    def proposed(self, title: str) -> Proposal | None:
        """The open pull request of that title."""

        def find() -> Proposal | None:
            listed = self.api.get_repo_discussions(
                repo_id=self.name,
                repo_type=self.type,
                discussion_type="pull_request",
                discussion_status="open",
            )
            number = next((found.num for found in listed if found.title == title), None)
            if number is None:
                return None
            refs = self.api.list_repo_refs(include_pull_requests=True, **self._here)
            ref = f"refs/pr/{number}"
            heads = [r.target_commit for r in refs.pull_requests or () if r.ref == ref]
            return Proposal(number, heads[0]) if heads else None

        return self.patience(find)

    def status(self, number: int) -> str:
        """Of a pull request: draft, open, closed or merged."""
        return self.patience(
            lambda: str(self.api.get_discussion_details(discussion_num=number, **self._here).status)
        )

    def merge(self, number: int, before: str) -> str:
        """Merge a pull request onto `before`, which `main` is at, unless `main` has moved on;
        returns the commit of `main`, which the caller has to look at."""

        def merge() -> None:
            try:
                self._post(number, "merge")
            except HfHubHTTPError:
                if self.status(number) != "draft":
                    raise
                self._post(number, "status", {"status": "open"})
                self._post(number, "merge")

        if self.main() == before:
            self.patience(merge, lambda: True if self.main() != before else None)
        return self.main()

    def close(self, number: int) -> None:
        """Close a pull request that is open."""
        if self.status(number) in ("open", "draft"):
            self.patience(lambda: self._post(number, "status", {"status": "closed"}))

    def commit(self, title: str, parent: str, operations: list[Operation]) -> None:
        """Commit straight onto `main`, which is at `parent`, unless it has moved on."""

        def commit() -> None:
            self.api.create_commit(
                operations=operations,
                commit_message=title,
                parent_commit=parent,
                revision=MAIN,
                **self._here,
            )

        self.patience(commit, lambda: True if self.main() != parent else None)

    def tag(self, version: str, commit: str) -> None:
        """Tag `commit`, unless that is done. Raises `HubError` when the tag is elsewhere."""

        def tag() -> None:
            try:
                self.api.create_tag(tag=version, revision=commit, **self._here)
            except HfHubHTTPError as error:
                refs = self.refs() if _status(error) == 409 else None
                if refs is None or refs.tags.get(version) != commit:
                    raise

        self.patience(tag)

    def untag(self, version: str, commit: str) -> None:
        """Take the tag from `commit`, if it is there."""

        def gone() -> bool | None:
            refs = self.refs()
            return None if refs and refs.tags.get(version) == commit else True

        def untag() -> bool:
            self.api.delete_tag(tag=version, **self._here)
            return True

        if gone() is None:
            self.patience(untag, gone)

    @property
    def _here(self) -> dict[str, Any]:
        return {"repo_id": self.name, "repo_type": self.type}

    def _post(self, number: int, resource: str, body: Any = None) -> bool:
        # Not HfApi.merge_pull_request: version 0.36 sends it without the session's time limit.
        url = f"{self.api.endpoint}/api/{self.type}s/{self.name}/discussions/{number}/{resource}"
        headers = build_hf_headers(token=self.api.token)
        hf_raise_for_status(get_session().post(url, headers=headers, json=body))
        return True


def restoring(changed: Iterable[str], gone: Iterable[str], revision: str) -> list[Operation]:
    """What to commit so that `changed` is again what it is in `revision`, and `gone` is not."""
    copies: list[Operation] = [
        CommitOperationCopy(path, path, src_revision=revision) for path in sorted(changed)
    ]
    return copies + [CommitOperationDelete(path) for path in sorted(gone)]


def _status(error: HfHubHTTPError) -> int | None:
    return None if error.response is None else error.response.status_code


def _held(file: RepoFile) -> Held:
    return Held(blob=file.blob_id, bytes=file.size, sha256=file.lfs.sha256 if file.lfs else None)
