"""The finished artifacts of a state folder, found by what they hold rather than by their key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.config import Settings
from cad0_core.errors import ArtifactError
from cad0_core.state import State


@dataclass(frozen=True)
class Store:
    """Every finished artifact below `artifacts/`, as its manifest describes it."""

    items: tuple[Artifact, ...]

    @classmethod
    def scan(cls, state: State) -> "Store":
        """Read all manifests, oldest first; folders that were moved aside or are half made are
        left out. Contents are not verified: `artifacts.check` does that for one."""
        return cls(tuple(sorted(_finished(state.artifacts), key=lambda a: a.manifest.created)))

    def find(self, digest: str, stage: str | None = None) -> Artifact | None:
        """The newest artifact with this content."""
        return next(
            (a for a in reversed(self.of(stage)) if a.digest == digest),
            None,
        )

    def of(self, stage: str | None) -> list[Artifact]:
        """The artifacts of a stage, oldest first; all of them for None."""
        return [a for a in self.items if stage in (None, a.manifest.stage)]

    def with_settings(self, stage: str, config: Settings) -> list[Artifact]:
        """Artifacts of a stage that were made with exactly these settings, oldest first."""
        wanted = config.model_dump(mode="json")
        return [a for a in self.of(stage) if a.manifest.config == wanted]

    def with_inputs(self, stage: str, inputs: Mapping[str, str]) -> list[Artifact]:
        """Artifacts of a stage whose inputs are, among others, these digests by name."""
        return [a for a in self.of(stage) if inputs.items() <= a.manifest.inputs.items()]


def _finished(root: Path) -> Iterator[Artifact]:
    for path in root.glob(f"*/*/{artifacts.MANIFEST}"):
        try:
            artifact = artifacts.load(path.parent, verify=False)
        except ArtifactError:
            continue  # not whole, so nothing stands on it
        if artifact.manifest.key == path.parent.name:
            yield artifact
