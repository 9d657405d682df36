"""FINDINGS.md says what the records say, with an example of what goes wrong."""

from typing import Any

from cad0_core.hub.release import assemble

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"


def test_findings_of_a_release(factory: Any) -> None:
    release = assemble(MINI, "v0.1.0", factory.mini())
    page = release.findings
    assert page.startswith("# Findings: cad0-mini v0.1.0\n\n## What was done\n")
    assert "fine-tuned from [Qwen/Qwen2.5-0.5B]" in page
    assert "asked 40 prompts of test, 10 prompts of primitives" in page
    # Figures of the weights in full, of the exported files in a line each.
    assert "| exact match (equal normal form) | 0.9500 | 0.8000 to 1.0000 |" in page
    assert "| primitives | 10 | 0.975 | 0.950 | 0.950 | 0.950 |" in page
    assert "`onnx/model_quantized.onnx`: DimPass 0.9500, exact match 0.9500 on 40 prompts." in page
    # The weakest family first, kinds that occur, an example that cannot end its block.
    assert page.index("| flange | 20 | 0.900") < page.index("| plate | 20 | 0.950")
    assert "| wrong number | 1 | 0 |" in page
    assert "other shape" not in page
    assert "### wrong number (size: 10, 12)" in page
    assert "got\n\n    Y 6 2\n    ```\n" in page
    assert "| distill | 1 | 0.00 |" in page
    assert page.count("| evaluate, ") == 3


def test_the_card_links_to_the_findings(factory: Any) -> None:
    release = assemble(CAD0, "v0.1.0", factory.teacher())
    assert "[FINDINGS.md](FINDINGS.md)" in release.card
    assert set(release.pages) == {"README.md", "FINDINGS.md", "metrics.json"}
    assert "trained from scratch" in release.findings
