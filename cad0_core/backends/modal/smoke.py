"""One step of every GPU stage on the real cloud: whether the whole way works, before it is dear."""

from collections.abc import Iterator, Mapping

from cad0_core import stages
from cad0_core.artifacts import Artifact
from cad0_core.backends.modal.backend import ModalBackend
from cad0_core.config import Preset, Settings
from cad0_core.cost import GPUS
from cad0_core.presets import smoke
from cad0_core.stages import Input
from cad0_core.state import State

STAGE_SECONDS = 90.0  # a container's start, imports, and a step of a tiny model; assumed
SAMPLES = 300


def settings() -> Preset:
    """Tiny models, one optimiser step, a handful of prompts."""
    base = smoke()
    return base.replace(
        data=base.data.replace(samples=SAMPLES),
        train=base.train.replace(max_steps=1),
        distill=base.distill.replace(max_steps=1),
        evaluation=base.evaluation.replace(samples=8, batch_size=8, max_new_tokens=32),
    )


def estimate() -> float:
    """USD for all of it."""
    gpus = settings().modal.gpus
    return sum(GPUS[gpus[stage]].usd_per_second * STAGE_SECONDS for stage in _order())


def run_smoke(state: State) -> Iterator[str]:
    """Run data, training, evaluation, distillation and export; a line for each as it ends.

    Raises what the stages raise.
    """
    chosen = settings()
    backend = ModalBackend(state, chosen.modal)
    data = _run(backend, "generate", chosen.data, {})
    backend.volume.give(Input.of(data))
    cad0 = _run(backend, "train", chosen.train, {"dataset": data})
    yield _line(cad0)
    yield _line(_run(backend, "evaluate", chosen.evaluation, {"model": cad0, "dataset": data}))
    mini = _run(backend, "distill", chosen.distill, {"teacher": cad0, "dataset": data})
    yield _line(mini)
    yield _line(_run(backend, "export", chosen.export, {"model": mini, "dataset": data}))


def _run(
    backend: ModalBackend, stage: str, config: Settings, inputs: Mapping[str, Artifact]
) -> Artifact:
    gpu = backend.gpu(stage)
    spec = stages.spec(
        stage,
        config,
        {name: Input.of(given) for name, given in inputs.items()},
        watch={"mode": "disabled"},
        cost_per_second=GPUS[gpu].usd_per_second if gpu else 0.0,
    )
    return stages.find(spec, backend.state) or backend.submit(spec).result()


def _line(made: Artifact) -> str:
    manifest = made.manifest
    return f"{manifest.stage}: {manifest.seconds:.1f} s at work, {manifest.cost_usd:.4f} USD"


def _order() -> tuple[str, ...]:
    return ("train", "evaluate", "distill", "export")
