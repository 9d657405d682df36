"""Distil cad0 into cad0-mini."""

from cad0_core.artifacts import Artifact
from tasks.stage import Run, is_planned, stage_task
from tasks.train import show_training


@stage_task("distill")
def distill(run: Run, teacher: Artifact, dataset: Artifact) -> Artifact:
    """cad0-mini, which learns from cad0's distributions and from the truth."""
    inputs = {"teacher": teacher, "dataset": dataset}
    student = run.perform("distill", "distill", run.preset.distill, inputs)
    if not is_planned(student):
        show_training("loss-cad0-mini", "cad0-mini", student, run.version)
    return student
