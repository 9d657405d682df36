"""Flow `cad0` for schedules: train on, and publish only what is better than what is published."""

from typing import Literal

from prefect import flow, runtime
from prefect.states import Cancelled

from cad0_core import presets
from cad0_core.config import Compared, Preset
from cad0_core.errors import GateError, StageCancelled
from cad0_core.evaluation.decision import Better, Decision
from flows.approval import NotPublished
from flows.run import BackendName, PresetName, cancel_calls, open_run, run_name
from flows.steps import Parts, hand_over, not_published, student
from flows.summary import Summary
from tasks import (
    answers_of,
    decide,
    evaluate,
    gate,
    generate,
    show_decision,
    standing,
    train,
    upload,
    validate,
)
from tasks.stage import Run


@flow(name="cad0", flow_run_name=run_name, on_cancellation=[cancel_calls])
def retrain(
    preset: PresetName = "laptop",
    backend: BackendName = "local",
    seed: int | None = None,
    samples: int | None = None,
    steps: int | None = None,
    start: Literal["published", "scratch"] = "published",
    metric: Compared = "dim_pass",
    level: float = 0.05,
    margin: float | None = None,
    floors: dict[str, float] | None = None,
    wait: bool = True,
    approval_hours: float | None = None,
    hub: dict[str, str | bool] | None = None,
    archive: dict[str, str] | None = None,
) -> Summary:
    """Train cad0 on new data, and publish it with a new cad0-mini if it is better.

    Better is what a paired test on the same prompts finds to be, or what gains a margin; equal
    and worse models are not published. The run then ends as NotPublished, and the artifact
    `retrain-decision` says why.

    Args:
        preset: Whose settings; the published model must have been made with its architecture.
        backend: local runs stages in child processes here, modal on rented GPUs.
        seed: Seed of data and training. By default the day that the run is scheduled for, so that
            every run of a schedule sees new data.
        samples: Number of family samples to generate; primitives come on top.
        steps: Optimiser steps; by default as many as the preset says.
        start: Go on from the published weights, or train from scratch.
        metric: What "better" is measured by.
        level: Level of the paired test: the chance of taking an equal model for a better one.
        margin: A gain on the metric that is enough whatever the test says. By default none is.
        floors: Floors of the gate, named as in a release.
        wait: Wait for another run on the same state folder instead of being refused.
        approval_hours: Ask a person before publishing, and wait this long for the answer.
        hub: Settings of the hub in place of the preset's, named as in a release.
        archive: Settings of the archive in place of the preset's, named as in a release.
    """
    settings = presets.preset(
        preset,
        seed=_day() if seed is None else seed,
        samples=samples,
        floors=floors,
        hub=hub,
        archive=archive,
    )
    rule = Better(metric=metric, level=level, margin=margin)
    with open_run(_with_steps(settings, steps), backend, kind="retrain", wait=wait) as run:
        try:
            return _retrain(run, rule, start == "published", approval_hours)
        except NotPublished as reason:
            return not_published(run, str(reason))  # type: ignore[no-any-return]
        except StageCancelled as stopped:
            return Cancelled(message=str(stopped))  # type: ignore[return-value]


def _retrain(run: Run, rule: Better, warm: bool, approval_hours: float | None) -> Summary:
    made = generate(run)
    validate(run, made)
    data = upload(run, made)

    published = standing(run)
    cad0 = train(run, data, start=published if warm else None)
    scores = evaluate(run, cad0, data)
    before = answers_of(run, "cad0", published, data) if published else None

    decision = decide(scores, before, rule)
    try:
        _require(decision)
        verdict = gate(run, cad0, data, scores, former=before)
        parts: Parts = {
            "cad0/model": cad0,
            "cad0/verdict": verdict,
            "cad0/evaluation-torch": scores,
        }
        parts |= student(run, cad0, data)
        summary = hand_over(run, parts, approval_hours, f"published: {decision.reason}")
    except (GateError, NotPublished) as error:
        show_decision(run, decision.refused(str(error)))
        raise NotPublished(str(error)) from error
    show_decision(run, decision)
    return summary


def _require(decision: Decision) -> None:
    if not decision.publish:
        raise NotPublished(decision.reason)


def _with_steps(settings: Preset, steps: int | None) -> Preset:
    if steps is None:
        return settings
    return settings.replace(train=presets.replaced(settings.train, {"max_steps": steps}))


def _day() -> int:
    """The day that this run is scheduled for, as YYYYMMDD: a retry has the same."""
    return int(f"{runtime.flow_run.scheduled_start_time:%Y%m%d}")
