"""What `cad0 deploy` lays on a Prefect server: pool, limits, deployments, automations.

Everything is found by its name, changed where it differs and left alone where it does not, so that
the same call twice changes nothing the second time. What a person did in the UI stays: a paused
schedule or deployment, a limit of another size, an automation that is switched off.
"""

from flows.deploy.change import Change
from flows.deploy.deploy import Wishes, deploy
from flows.deploy.file import DEFAULT_FILE, Entry, read_file

__all__ = ["Change", "DEFAULT_FILE", "Entry", "Wishes", "deploy", "read_file"]
