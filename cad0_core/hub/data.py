"""A dataset's part of a release: the bytes that the models were judged on, and a card of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cad0_core.artifacts import Artifact
from cad0_core.config import digest_of
from cad0_core.errors import HubError
from cad0_core.hub.base import CARD, DATASET, Release, Source, Verdict
from cad0_core.hub.facts import table

NO_CARD = "---\nlicense: mit\n---\n\n# Data of cad0\n"


@dataclass(frozen=True)
class JudgedOn:
    """The word on data of the models' verdicts: it is what all of them passed on."""

    dataset_digest: str
    files: Mapping[str, str]
    passed: bool = True
    model: str = "data"

    @property
    def model_digest(self) -> str:
        return self.dataset_digest

    @property
    def evaluations(self) -> Mapping[str, str]:
        return {}

    def figures(self) -> Mapping[str, Mapping[str, float]]:
        return {}

    def rows(self) -> Sequence[Mapping[str, str]]:
        return []


def assemble_data(
    repo: str, version: str, data: Artifact, verdicts: Sequence[tuple[str, Verdict]]
) -> Release:
    """The release of the dataset: its files, and its card with the digests of this version.

    `verdicts` are those on the models, each with its repository. Raises `HubError` when one of
    them is about other data.
    """
    for model, verdict in verdicts:
        if verdict.dataset_digest != data.digest:
            raise HubError(
                f"{repo}: {model} was judged on data {verdict.dataset_digest[:12]}, not on "
                f"{data.digest[:12]} ({data.path}), so nothing is published"
            )
    files = {name: entry.sha256 for name, entry in data.manifest.files.items() if name != CARD}
    word = JudgedOn(data.digest, files, all(verdict.passed is True for _, verdict in verdicts))
    source = Source(data.path, tuple(sorted(files)), word)
    card = data_card(version, data, tuple(dict.fromkeys(model for model, _ in verdicts)))
    return Release(repo, (source,), card=card, type=DATASET)


def data_card(version: str, data: Artifact, models: Sequence[str]) -> str:
    """The dataset's own page, with licence, counts and families, and what this version holds."""
    page = data.path / CARD
    own = page.read_text(encoding="utf-8") if page.is_file() else NO_CARD
    manifest = data.manifest
    rows = [
        (name, f"{entry.bytes:,}", f"`{entry.sha256}`")
        for name, entry in sorted(manifest.files.items())
        if name != CARD
    ]
    facts = [
        ("data", f"`{data.digest}`"),
        ("configuration", f"`{digest_of(manifest.config)}`"),
        ("code", f"`{manifest.code}`"),
        *((name, f"{value:,}") for name, value in _counts(manifest.metrics).items()),
    ]
    return (
        f"{own.rstrip()}\n\n## {version}\n\n"
        f"What {' and '.join(models)} {version} were trained and judged on, byte for byte.\n\n"
        f"{table(('record', 'digest, version or number'), facts)}\n\n"
        f"{table(('file', 'bytes', 'SHA-256'), rows)}\n"
    )


def _counts(metrics: Mapping[str, object]) -> dict[str, int]:
    """Rows and programs, as they were counted when the data was made."""
    return {name: value for name, value in metrics.items() if isinstance(value, int)}
