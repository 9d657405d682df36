"""Exported files against the weights that they were made from, on the same prompts."""

from collections.abc import Mapping

from cad0_core.evaluation.evidence import TEST, Evidence
from cad0_core.evaluation.verdict import Check

SAME = 0.99  # share of the programs that fp32 must have in common with the weights


def check_reference(
    evaluations: Mapping[str, Evidence],
    reference: Evidence | None,
    source: str | None,
    max_drop: float | None,
) -> list[Check]:
    """For each evaluation how much DimPass it loses, and for fp32 how many programs are the same.

    `reference` is the evaluation of the weights, whose digest `source` the export names as its
    input. Without a `max_drop` nothing is compared.
    """
    if max_drop is None:
        return []
    fault = _fault(evaluations, reference, source)
    if reference is None or fault:
        return [Check(evaluation="", metric="reference", passed=False, reason=fault)]
    checks = []
    for name, evidence in evaluations.items():
        checks.append(_drop(name, evidence, reference, max_drop))
        if evidence.report.get("dtype") == "fp32":
            checks.append(_same(name, evidence, reference))
    return checks


def _fault(
    evaluations: Mapping[str, Evidence], reference: Evidence | None, source: str | None
) -> str:
    """Why the reference is no measure of these evaluations; empty when it is."""
    if reference is None:
        return "the weights were not evaluated, so nobody knows what the export loses"
    read = reference.inputs.get("model")
    if source is None or read != source or reference.report.get("model_digest") != source:
        return f"it read model {str(read)[:12]}, not {str(source)[:12]}, which was exported"
    asked = {p.text for p in reference.predictions.get(TEST, ())}
    for name, evidence in evaluations.items():
        if {p.text for p in evidence.predictions.get(TEST, ())} != asked or not asked:
            return f"{name} was asked other prompts than the weights"
    return ""


def _drop(name: str, evidence: Evidence, reference: Evidence, max_drop: float) -> Check:
    before = [p.dim_pass for p in reference.predictions[TEST]]
    after = [p.dim_pass for p in evidence.predictions[TEST]]
    drop = (sum(before) - sum(after)) / len(after)  # both were asked the same prompts
    passed = drop <= max_drop
    dtype = evidence.report.get("dtype")
    return Check(
        evaluation=name,
        metric="dim_pass lost against the weights",
        passed=passed,
        value=drop,
        ceiling=max_drop,
        n=len(after),
        reason=""
        if passed
        else f"{dtype} loses {drop:.4f} DimPass against the weights, over {max_drop:g}; take it "
        "out of the preset's export.dtypes",
    )


def _same(name: str, evidence: Evidence, reference: Evidence) -> Check:
    """Whether fp32 writes what the weights write."""
    expected = {p.text: p.got for p in reference.predictions[TEST]}
    answers = evidence.predictions[TEST]
    same = sum(p.got == expected[p.text] for p in answers) / len(answers)
    return Check(
        evaluation=name,
        metric="programs equal to those of the weights",
        passed=same >= SAME,
        value=same,
        floor=SAME,
        n=len(answers),
        reason="" if same >= SAME else f"only {same:.1%} of its programs are those of the weights",
    )
