"""Whether a retrained cad0 replaces the published one."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from cad0_core.artifacts import Artifact
from cad0_core.evaluation.decision import Better, Decision, decide_better
from cad0_core.evaluation.evidence import TEST, read_answers
from tasks import show
from tasks.follow import log
from tasks.former import Former
from tasks.stage import Run

KEY = "retrain-decision"


@task(name="decide", task_run_name="decide", cache_policy=NO_CACHE, persist_result=False)
def decide(scores: Artifact, former: Former | None, rule: Better) -> Decision:
    """Compare both models' answers to the same test prompts."""
    published = read_answers(former.scores[0])[TEST] if former else None
    decision = decide_better(read_answers(scores)[TEST], published, rule)
    log().info("%s: %s", decision.word, decision.reason)
    return decision


def show_decision(run: Run, decision: Decision) -> None:
    """The decision in the UI, under one key: its history is that of all retrainings."""
    show.table(KEY, decision.rows(), f"{run.version} is {decision.word}: {decision.reason}")
