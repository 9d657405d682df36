"""Checks at the Hugging Face Hub: the token, write access to both repositories, base models.

Only what changes nothing there is asked. Each answer is waited for some seconds, not minutes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cad0_core.config import ModelConfig
from cad0_core.doctor.plan import Plan
from cad0_core.errors import HubAwayError, HubError
from cad0_core.finding import Finding, missing, not_needed, ok, unasked, warning, wrong
from cad0_core.hub import TOKEN_BLOCK
from cad0_core.hub.base import MODEL

if TYPE_CHECKING:
    from cad0_core.hub.remote import Remote

T = TypeVar("T")
TOKENS_PAGE = "https://huggingface.co/settings/tokens"
SET_TOKEN = (
    f"export HF_TOKEN=hf_... (a token that may write, from {TOKENS_PAGE}), or save it as the "
    f"Prefect Secret block {TOKEN_BLOCK}"
)
COMMIT = re.compile(r"[0-9a-f]{40}")
AGAIN = "look at the network, then cad0 doctor again"
ATTEMPTS, ANSWER_SECONDS = 2, 15.0
WRITERS = ("admin", "write", "contributor")  # roles in an organization that may make repositories


@dataclass
class Account:
    """The Hub, as the plan's token sees it. Once it did not answer, it is not asked again."""

    plan: Plan
    away: HubAwayError | None = field(default=None, init=False)

    @cached_property
    def api(self) -> Any:
        from huggingface_hub import HfApi  # half a second: only where needed
        from huggingface_hub.utils import disable_progress_bars

        from cad0_core.hub.patience import limit_time

        limit_time(ANSWER_SECONDS)
        disable_progress_bars()
        return HfApi(token=self.plan.token or False)

    @cached_property
    def who(self) -> dict[str, Any]:
        """What the Hub knows of the token. Raises `HubError` when it is not valid."""
        return self.ask(lambda: dict(self.api.whoami()))

    @cached_property
    def valid(self) -> bool:
        """Whether there is a token that the Hub knows; False while it is away."""
        try:
            return bool(self.plan.token and self.who)
        except HubError:
            return False

    def ask(self, act: Callable[[], T]) -> T:
        """The Hub's answer. Raises `HubError` with what it said."""
        from cad0_core.hub.patience import Patience

        if self.away is not None:
            raise self.away
        try:
            return Patience(attempts=ATTEMPTS, answer=ANSWER_SECONDS)(act)
        except HubAwayError as error:
            self.away = error
            raise

    def remote(self, repo: str, type: str) -> "Remote":
        from cad0_core.hub.patience import Patience
        from cad0_core.hub.remote import Remote

        patience = Patience(attempts=ATTEMPTS, answer=ANSWER_SECONDS)
        return Remote(self.api, repo, type, patience)


def checks(plan: Plan) -> Iterator[Finding]:
    """A row for the token, each repository and each base model."""
    account = Account(plan)
    yield token(account)
    hub = plan.preset.hub
    for repo in (hub.cad0, hub.mini):
        yield repository(account, repo)
    for type, other in (("dataset", hub.dataset), ("space", hub.space)):
        if other is not None:
            yield repository(account, other, type)
    yield base_model(account, "base of cad0", plan.preset.train.model, "cad0")
    yield base_model(account, "base of cad0-mini", plan.preset.distill.student, "cad0-mini")


def token(account: Account) -> Finding:
    """An access token that the Hub knows."""
    plan, name = account.plan, "HF token"
    if not plan.publishes:
        return not_needed(name, _no_hub(plan))
    if not plan.token and not plan.knows_blocks:
        found = f"none in the environment; the run looks for the Secret block {TOKEN_BLOCK} too"
        return warning(name, found, SET_TOKEN)
    if not plan.token:
        return missing(name, "no access token for publication to huggingface", SET_TOKEN)
    try:
        who = account.who
    except HubAwayError as error:
        return _away(name, error)
    except HubError as error:
        return wrong(name, f"{plan.token_from}: {error}", SET_TOKEN)
    return ok(name, f"of {who.get('name')} ({_role(who) or 'role not told'}), {plan.token_from}")


def repository(account: Account, repo: str, type: str = MODEL) -> Finding:
    """Whether the token may write to `repo`, or make it where it is not there yet."""
    plan = account.plan
    name = repo if type == MODEL else f"{type} {repo}"
    if not plan.publishes:
        return not_needed(name, _no_hub(plan))
    if not plan.token:
        return unasked(name, "without a token", "export HF_TOKEN=hf_...")
    if not account.valid and account.away is None:
        return unasked(name, "without a valid token", "export HF_TOKEN=hf_...")
    try:
        exists = account.ask(lambda: account.remote(repo, type).refs()) is not None
        if exists:
            account.ask(lambda: _try_writing(account.api, repo, type))
            return ok(name, "there, and the token may write to it")
        return _new_repository(account.who, repo, name)
    except HubAwayError as error:
        return _away(name, error)
    except HubError as error:
        option = "cad0=/mini=" if type == MODEL else f"{type}="
        remedy = f"make a token with write access to {repo}: {TOKENS_PAGE}; or --hub {option}"
        return wrong(name, str(error), remedy)


def base_model(account: Account, name: str, model: ModelConfig, trained: str) -> Finding:
    """A pretrained model at the commit that the preset pins."""
    if model.model_name is None:
        return not_needed(name, "trained from scratch")
    plan = account.plan
    if trained not in plan.trained:
        return not_needed(name, f"a run of kind {plan.kind} trains none")
    revision = model.revision or ""
    where = f"{model.model_name} at {revision[:12]}"
    if not COMMIT.fullmatch(revision):
        remedy = "state the commit in cad0_core/presets.py: a branch or a tag may move"
        return wrong(name, f"{where}: not pinned to a commit", remedy)
    token = plan.token if account.valid else False  # a wrong one is refused everywhere
    try:
        info = account.ask(
            lambda: account.api.model_info(model.model_name, revision=revision, token=token)
        )
    except HubAwayError as error:
        return _away(name, error)
    except HubError as error:
        remedy = "pin a commit that is there in cad0_core/presets.py"
        return missing(name, f"{where}: {error}", remedy)
    return ok(name, f"{where}, pinned and there" if info.sha == revision else f"{where} is there")


def _try_writing(api: Any, repo: str, type: str) -> bool:
    """Ask how a file would be uploaded, which only writers may, and upload none."""
    from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

    body: Any = {"files": [{"path": "README.md", "size": 0, "sample": ""}]}
    headers = build_hf_headers(token=api.token)
    url = f"{api.endpoint}/api/{type}s/{repo}/preupload/main"
    hf_raise_for_status(get_session().post(url, headers=headers, json=body))
    return True


def _new_repository(who: dict[str, Any], repo: str, name: str) -> Finding:
    """Whether the owner of a token may make `repo`."""
    owner, role = repo.partition("/")[0], _role(who)
    orgs = {org.get("name"): org.get("roleInOrg") for org in who.get("orgs") or ()}
    mine = owner == who.get("name") or (owner in orgs and orgs[owner] in (*WRITERS, None))
    if not mine:
        remedy = f"a token of {owner}, or publish elsewhere with --hub cad0=... --hub mini=..."
        return wrong(name, f"not there, and {who.get('name')} may not make it", remedy)
    if role == "read":
        remedy = f"a token that may write: {TOKENS_PAGE}"
        return wrong(name, "not there, and the token may only read", remedy)
    if role == "fineGrained" and not _scoped(who, owner):
        remedy = f"give the token write access to repositories of {owner}: {TOKENS_PAGE}"
        return wrong(name, "not there, and the token's scope leaves it out", remedy)
    return ok(name, "not there yet: the first publication makes it")


def _role(who: dict[str, Any]) -> str:
    """read, write or fineGrained; empty where the Hub does not tell."""
    return str(((who.get("auth") or {}).get("accessToken") or {}).get("role") or "")


def _scoped(who: dict[str, Any], owner: str) -> bool:
    """Whether a fine-grained token may write repositories of this owner."""
    scopes = (who["auth"]["accessToken"].get("fineGrained") or {}).get("scoped") or ()
    return any(
        (scope.get("entity") or {}).get("name") == owner
        and "repo.write" in (scope.get("permissions") or ())
        for scope in scopes
    )


def _away(name: str, error: HubAwayError) -> Finding:
    why = str(error).partition(" (")[0].rstrip(": ")  # without the client's inner workings
    return unasked(name, why, AGAIN)


def _no_hub(plan: Plan) -> str:
    if plan.preset.hub.kind == "local":
        return "published to a hub in the state folder"
    return f"a run of kind {plan.kind} publishes nothing"
