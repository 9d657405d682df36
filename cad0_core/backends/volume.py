"""The local volume: a folder that stands for what a GPU container mounts."""

import shutil
from pathlib import Path

from cad0_core import artifacts
from cad0_core.artifacts import Artifact
from cad0_core.errors import ArtifactError


class LocalVolume:
    """Artifacts by content digest, each whole or absent."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, artifact: Artifact) -> Artifact | None:
        """The artifact as it lies on the volume, verified; None when it is absent or damaged."""
        try:
            return artifacts.load(self._folder(artifact))
        except ArtifactError:
            return None

    def put(self, artifact: Artifact) -> Artifact:
        """Copy an artifact to the volume and verify what arrived.

        Raises `ArtifactError` when the source is not what its manifest says.
        """
        target = self._folder(artifact)
        partial = target.with_name(f"{target.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(artifact.path, partial)
        artifacts.load(partial)
        partial.rename(target)
        return artifacts.load(target, verify=False)

    def _folder(self, artifact: Artifact) -> Path:
        return self.root / artifact.manifest.stage / artifact.digest[:20]
