"""W&B runs and the models that came of them: each names the other; offline runs are sent later.

A training leaves the name of its run in its manifest (`wandb`). Publication adds the model's
address to that run, in one more try of it: online at once, offline in a folder that `send` hands
to `wandb sync` together with those of the training.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from cad0_core.artifacts import Artifact
from cad0_core.errors import TrackingError
from cad0_core.store import Store

FACT = "wandb"  # in the metrics of a training
KEPT = "report/wandb"  # of its artifact: the folders of offline tries
PARTS = {"cad0/model": "cad0", "mini/model": "mini"}  # of a publication: what was trained
SYNC = (sys.executable, "-m", "wandb", "sync", "--skip-synced")


class TrackedRun(BaseModel):
    """A run at W&B: `url` is None for one that was recorded offline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    project: str
    entity: str | None = None
    url: str | None = None

    @property
    def online(self) -> bool:
        return self.url is not None


def run_of(model: Artifact) -> TrackedRun | None:
    """The run that watched the training of a model, if one did."""
    facts = model.metrics.get(FACT)
    return TrackedRun.model_validate(facts) if facts else None


def links(store: Store, published: Artifact) -> Iterator[tuple[TrackedRun, dict[str, str]]]:
    """For each model of a publication: its run, and what that run is to say of the model."""
    hub = published.manifest.config["hub"]
    for name, part in PARTS.items():
        model = store.find(published.manifest.inputs.get(name, ""))
        run = run_of(model) if model else None
        if run is not None:
            repo = hub[part]
            facts: Mapping[str, str] = published.metrics["models"][repo]
            yield (
                run,
                {
                    "published_model": f"{repo} {facts['version']}",
                    "published_at": facts["where"],
                    "published_revision": facts["revision"],
                },
            )


def link(run: TrackedRun, facts: Mapping[str, str], folder: Path) -> None:
    """Write `facts` into configuration and summary of a run. Raises `TrackingError`.

    An offline one gets them with the next `send` from `folder`.
    """
    import wandb

    mode = "online" if run.online else "offline"
    told = wandb.Settings(silent=True, console="off", init_timeout=20, x_disable_meta=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        opened: Any = wandb.init(
            mode=mode,  # type: ignore[arg-type]
            dir=str(folder),
            entity=run.entity,
            project=run.project,
            id=run.id,
            resume="must" if run.online else None,
            config=dict(facts),
            save_code=False,
            settings=told,
        )
        opened.summary.update(dict(facts))
        opened.finish()
    except Exception as error:
        raise TrackingError(f"W&B run {run.id} does not learn of its model: {error}") from error


def unsent(store: Store, folder: Path) -> list[Path]:
    """The folders of offline tries that W&B does not have: those of finished trainings, copied to
    `folder` because sending leaves a mark, and those that lie there already."""
    here = folder / "wandb"
    for model in store.items:
        for found in sorted((model.path / KEPT).glob("offline-run-*")):
            if not (here / found.name).exists():
                shutil.copytree(found, here / found.name)
    tries = sorted(here.glob("offline-run-*"), key=lambda path: path.name)
    return [path for path in tries if any(path.glob("run-*.wandb")) and not _is_sent(path)]


def send(tries: Sequence[Path], command: Sequence[str] = SYNC) -> None:
    """Send offline tries to W&B, those of one run in the order in which they were made.

    Raises `TrackingError` when a key is missing or some did not arrive; what did arrive is not
    sent again.
    """
    if not tries:
        return
    if not os.environ.get("WANDB_API_KEY"):
        raise TrackingError(
            f"{len(tries)} runs wait to be sent, but there is no key for W&B: set WANDB_API_KEY"
        )
    environment = {**os.environ, "WANDB_MODE": "online"}
    done = subprocess.run(
        [*command, *map(str, tries)], env=environment, capture_output=True, text=True, check=False
    )
    left = [path.name for path in tries if not _is_sent(path)]
    if done.returncode or left:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise TrackingError(
            f"wandb sync left {len(left)} of {len(tries)} runs unsent (exit code "
            f"{done.returncode}): {lines[-1]}. Run cad0 wandb sync again"
        )


def _is_sent(folder: Path) -> bool:
    return any(folder.glob("run-*.wandb.synced"))
