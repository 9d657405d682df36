"""The blocks and variables of a server that cad0 reads: their types, and what they are for."""

from dataclasses import dataclass
from typing import Literal

from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import ObjectNotFound

from flows.deploy.change import Change
from tasks.secrets import BLOCK as HUB_BLOCK

ALERTS_VARIABLE = "cad0_alerts"
ALERTS_BLOCK = "cad0-alerts"


@dataclass(frozen=True)
class Setting:
    """A block, named TYPE/NAME, or a variable; `type` is that of its value."""

    kind: Literal["block", "variable"]
    name: str
    type: str
    help: str


SETTINGS = (
    Setting("variable", ALERTS_VARIABLE, "TYPE/NAME of a block, or none", "who is told"),
    Setting("block", f"webhook/{ALERTS_BLOCK}", "URL, secret", "where alerts are posted as JSON"),
    Setting("block", f"secret/{HUB_BLOCK}", "token, secret", "publishes to huggingface"),
)


def survey(client: SyncPrefectClient) -> list[Change]:
    """Which settings are there; what a secret holds is not read."""
    return [
        Change(s.kind, s.name, "set" if _is_set(client, s) else "not set", f"{s.help} ({s.type})")
        for s in SETTINGS
    ]


def _is_set(client: SyncPrefectClient, setting: Setting) -> bool:
    if setting.kind == "variable":
        return client.read_variable_by_name(setting.name) is not None
    kind, _, name = setting.name.partition("/")
    try:
        client.read_block_document_by_name(name, kind, include_secrets=False)
    except ObjectNotFound:
        return False
    return True
