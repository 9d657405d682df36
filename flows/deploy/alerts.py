"""Who is told: a webhook, or a notification block, chosen once and remembered on the server."""

import os
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.actions import CallWebhook, DoNothing, SendNotification
from prefect.exceptions import ObjectNotFound
from prefect.types import SecretDict
from prefect.variables import Variable
from pydantic import SecretStr

from cad0_core.errors import ConfigError
from flows.deploy.change import Change
from flows.deploy.settings import ALERTS_BLOCK, ALERTS_VARIABLE

ENVIRONMENT = "CAD0_NOTIFY"
NOBODY = "none"

Action = CallWebhook | SendNotification | DoNothing
Alert = Callable[[str, str], Action]


def lay_alerts(client: SyncPrefectClient, wish: str | None) -> tuple[Alert, list[Change]]:
    """The action by which automations tell somebody of something.

    `wish` (else `CAD0_NOTIFY`, else what the variable `cad0_alerts` remembers) is the URL of a
    webhook, a block as `slack-webhook/ops`, or `none`. A URL is kept as a secret in a block.

    Raises `ConfigError` for a wish that is none of these, or for a block that does not exist.
    """
    wish = wish or os.environ.get(ENVIRONMENT) or _remembered()
    if wish is None:
        return _nobody, []
    changes: list[Change] = []
    if "://" in wish:
        changes.append(_lay_webhook(wish))
        wish = f"webhook/{ALERTS_BLOCK}"
    alert = _nobody if wish == NOBODY else _block(client, wish)
    return alert, [*changes, _remember(wish)]


def _nobody(subject: str, body: str) -> Action:
    return DoNothing()


def _block(client: SyncPrefectClient, wish: str) -> Alert:
    kind, _, name = wish.partition("/")
    try:
        found = client.read_block_document_by_name(name or "-", kind)
    except ObjectNotFound as error:
        raise ConfigError(
            f"--notify {wish}: the server has no such block. Give a URL, none, or TYPE/NAME as "
            "prefect block ls prints it"
        ) from error
    identity: UUID = found.id
    if kind == "webhook":
        return lambda subject, body: CallWebhook(
            block_document_id=identity, payload=_json(subject, body)
        )
    return lambda subject, body: SendNotification(
        block_document_id=identity, subject=subject, body=body
    )


def _json(subject: str, body: str) -> str:
    """A template of JSON whose `text` chat services show; Jinja's `tojson` quotes what comes in."""
    return f'{{% set text %}}{subject}: {body}{{% endset %}}{{"text": {{{{ text | tojson }}}}}}'


def _lay_webhook(url: str) -> Change:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ConfigError("--notify: a webhook's address begins with https:// or http://")
    name = f"webhook/{ALERTS_BLOCK}"
    try:
        found = Webhook.load(ALERTS_BLOCK)
        assert isinstance(found, Webhook)
        if found.url.get_secret_value() == url:
            return Change("block", name, "unchanged")
    except ValueError:  # there is no such block
        found = None
    headers = SecretDict({"Content-Type": "application/json"})
    Webhook(url=SecretStr(url), headers=headers).save(ALERTS_BLOCK, overwrite=True)
    return Change("block", name, "updated" if found else "created")


def _remembered() -> str | None:
    value = Variable.get(ALERTS_VARIABLE)
    return value if isinstance(value, str) else None


def _remember(wish: str) -> Change:
    before = _remembered()
    if before == wish:
        return Change("variable", ALERTS_VARIABLE, "unchanged", wish)
    Variable.set(ALERTS_VARIABLE, wish, overwrite=True, tags=["cad0"])
    return Change("variable", ALERTS_VARIABLE, "updated" if before else "created", wish)
