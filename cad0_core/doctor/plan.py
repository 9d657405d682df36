"""What is about to run: every check looks at this and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from cad0_core.config import Preset
from cad0_core.cost import rents_gpus
from cad0_core.state import State

PUBLISHING = ("release", "retrain", "mini")  # kinds of run that write to the hub
MAKES_DATA = ("release", "retrain", "data")  # kinds of run that generate and validate
TRAINED: Mapping[str, tuple[str, ...]] = {  # models that a kind of run trains
    "release": ("cad0", "cad0-mini"),
    "retrain": ("cad0", "cad0-mini"),
    "mini": ("cad0-mini",),
}


@dataclass(frozen=True)
class Plan:
    """A run of `kind` (release, retrain, mini, rescore, data), and where.

    `token` is for the Hugging Face Hub, with the place that it came from. `knows_blocks`: a
    Prefect server was asked for its Secret block, so that no token means there is none.
    """

    preset: Preset
    backend: str
    state: State
    kind: str = "release"
    dry_run: bool = False
    token: str | None = None
    token_from: str = ""
    knows_blocks: bool = True

    @property
    def publishes(self) -> bool:
        """Whether the run writes to the Hugging Face Hub."""
        return self.preset.hub.kind == "huggingface" and self.kind in PUBLISHING

    @property
    def trained(self) -> tuple[str, ...]:
        return TRAINED.get(self.kind, ())

    @property
    def fine_tunes(self) -> bool:
        """Whether large pretrained models are at work, as against small ones from scratch."""
        return rents_gpus(self.preset) and self.kind != "data"

    @property
    def maps(self) -> bool:
        """Whether the pieces of its data are made by containers on Modal, on either backend."""
        return self.preset.map_over == "modal" and self.kind in MAKES_DATA
