"""Experiment tracking by Weights & Biases: online with a key, offline without, never in the way.

Whatever happens to the tracker, training goes on; and nothing is written outside its folder.
"""

import logging
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from cad0_core.model.validation import Sample

log = logging.getLogger("cad0")


class Watch:
    """A W&B run for the length of a `with` block; does nothing when switched off.

    All tries of one training share `run_id`: online they are one run. W&B adds the load of
    processor, memory and GPU by itself, every 15 s.
    """

    def __init__(
        self, settings: Mapping[str, Any], config: Mapping[str, Any], run_id: str | None = None
    ) -> None:
        self._settings, self._config, self._id = settings, config, run_id
        self._run: Any = None
        self._environment: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        mode = self._settings.get("mode", "disabled")
        if mode != "disabled":
            online = mode == "auto" and bool(os.environ.get("WANDB_API_KEY"))
            self._start(("online", "offline") if online else ("offline",))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._do(lambda run: _finish(run, exit_code=0 if error is None else 1))
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    @property
    def active(self) -> bool:
        return self._run is not None

    @property
    def facts(self) -> dict[str, str | None] | None:
        """Where the run is to be found; `url` is None until an offline one is sent."""
        if self._run is None or self._id is None:
            return None
        named = ("entity", "project")
        # Asking an offline run for its address prints a warning, `silent` or not.
        offline = getattr(self._run, "offline", False)
        return {
            "id": self._id,
            **{name: self._settings.get(name) for name in named},
            "url": None if offline else getattr(self._run, "url", None) or None,
        }

    def log(self, step: int, **figures: float) -> None:
        """Points of curves at an optimiser step."""
        self._do(lambda run: run.log(figures, step=step))

    def summary(self, figures: Mapping[str, Any]) -> None:
        """Figures of the whole run."""
        self._do(lambda run: run.summary.update(dict(figures)))

    def samples(self, step: int, samples: Sequence[Sample]) -> None:
        """A table of what the model makes of a few prompts."""

        def send(run: Any) -> None:
            import wandb

            table = wandb.Table(["prompt", "expected", "generated", "exact"])
            for sample in samples:
                exact = sample.expected == sample.generated
                table.add_data(sample.prompt, sample.expected, sample.generated, exact)
            run.log({"val/samples": table}, step=step)

        self._do(send)

    def keep_offline(self, target: Path) -> None:
        """Copy the folders of this run, one for each try, that W&B does not have yet.

        `wandb sync` takes them from there to the server.
        """
        if self._id is None or self._settings.get("mode", "disabled") == "disabled":
            return
        try:
            for folder in sorted(self._folder().glob(f"wandb/offline-run-*-{self._id}*")):
                shutil.copytree(folder, target / folder.name)
        except (OSError, shutil.Error) as error:
            log.warning("the folder of the W&B run is not kept (%s)", error)

    def _folder(self) -> Path:
        return Path(self._settings.get("dir") or "wandb").absolute()

    def _start(self, modes: Sequence[Literal["online", "offline"]]) -> None:
        folder = self._folder()
        for kind in ("CACHE", "CONFIG", "DATA", "ARTIFACT"):  # it takes these from there only
            name = f"WANDB_{kind}_DIR"
            self._environment[name] = os.environ.get(name)
            os.environ[name] = str(folder)
        for mode in modes:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._run = self._open(mode, folder)
                return
            except Exception as error:  # a tracker must never end a training run
                log.warning("W&B is not available %s (%s); training goes on", mode, error)

    def _open(self, mode: Literal["online", "offline"], folder: Path) -> Any:
        import wandb

        return wandb.init(
            mode=mode,
            dir=str(folder),
            entity=self._settings.get("entity"),
            project=self._settings.get("project"),
            name=self._settings.get("name"),
            id=self._id,
            resume="allow" if mode == "online" else None,
            config=dict(self._config),
            save_code=False,
            settings=wandb.Settings(
                silent=True, console="off", init_timeout=20, disable_git=True, x_disable_meta=True
            ),
        )

    def _do(self, action: Callable[[Any], None]) -> None:
        if self._run is None:
            return
        try:
            action(self._run)
        except Exception as error:
            log.warning("W&B stopped answering (%s); training goes on without it", error)
            self._run = None


def _finish(run: Any, exit_code: int) -> None:
    """Write out what is left, then end the tracker's own process and its socket."""
    import wandb

    run.finish(exit_code=exit_code)
    wandb.teardown(exit_code=exit_code)
