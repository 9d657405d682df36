"""The page in a static Space: one commit, compared with what was sent before anybody sees it."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete

from cad0_core.errors import HubError
from cad0_core.hub.content import Content, Held, content_of_file
from cad0_core.hub.order import Change, Journal, Order
from cad0_core.hub.remote import Operation, Remote
from cad0_core.hub.transaction import Transaction

CONFIG = "config.json"  # of a site: names the model beside the page


def publish_space(remote: Remote, journal: Path, folder: Path, private: bool) -> str:
    """Make the Space hold exactly the site in `folder`, or what it held; returns its address.

    The same site again changes nothing. Raises `HubError`, also when `folder` holds no site.
    """
    transaction = Transaction(Journal(journal), {(remote.type, remote.name): remote})
    title = _title(folder)
    files = {
        path.relative_to(folder).as_posix(): content_of_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    transaction.settle()
    remote.ensure(private, gated=False)
    before = remote.main()
    former = remote.tree(before)
    change = Change(
        repo=remote.name, type=remote.type, before=before, former=former, files=files
    )  # fmt: skip
    order = Order(title=title, version=None, changes=[change])
    transaction.perform(order, [partial(_uploading, folder, files, former)])
    return remote.url


def _uploading(
    folder: Path, files: Mapping[str, Content], former: Mapping[str, Held]
) -> list[Operation]:
    due = [name for name in files if name not in former or not former[name].is_(files[name])]
    gone: list[Operation] = [CommitOperationDelete(name) for name in former if name not in files]
    return gone + [CommitOperationAdd(name, folder / name) for name in due]


def _title(folder: Path) -> str:
    """What the page shows: cad0-mini v0.1.0."""
    try:
        model = json.loads((folder / CONFIG).read_bytes())["model"]
        return f"{model['name']} {model['version']}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HubError(
            f"{folder}: no site ({error!r}). A publication writes it once the page is built "
            f"(`make web`), and so does cad0 site {folder}"
        ) from error
