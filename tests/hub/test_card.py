"""The card says what the records say, its front matter is valid, its snippet runs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from making import Factory

from cad0_core.errors import ArtifactError, HubError
from cad0_core.hub.base import Release
from cad0_core.hub.facts import decoding, licence
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import Part, assemble, base_model
from cad0_core.prompt import prompt

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"


def front_matter(release: Release) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(release.card.split("---\n")[1])
    return found


def test_front_matter(factory: Any) -> None:
    teacher = front_matter(assemble(CAD0, "v0.1.0", factory.teacher()))
    assert teacher["license"] == "mit"
    assert teacher["library_name"] == "transformers"
    assert teacher["pipeline_tag"] == "text-generation"
    assert "base_model" not in teacher  # trained from scratch
    results = teacher["model-index"][0]["results"]
    measured = {m["type"]: m["value"] for result in results for m in result["metrics"]}
    assert measured == {
        "syntax_accuracy": 1.0,
        "exact_match_accuracy": 0.95,
        "valid_solid_rate": 0.975,
        "iou": 0.99,
    }
    mini = front_matter(assemble(MINI, "v0.1.0", factory.mini()))
    assert mini["base_model"] == "Qwen/Qwen2.5-0.5B"
    assert {"onnx", "transformers.js"} <= set(mini["tags"])
    (result,) = mini["model-index"][0]["results"]
    named = [metric["name"] for metric in result["metrics"]]
    assert len(named) == len(set(named)) == 3 * 4  # torch, fp32 and q8 by four metrics


def test_the_card_names_the_repository_of_the_data(factory: Any) -> None:
    told = assemble(CAD0, "v0.1.0", factory.teacher(), "campedersen/cad0-data")
    assert front_matter(told)["datasets"] == "campedersen/cad0-data"
    assert "in `campedersen/cad0-data` under the tag v0.1.0" in told.card
    untold = assemble(CAD0, "v0.1.0", factory.teacher())
    assert "datasets" not in front_matter(untold) and "under the tag" not in untold.card


def test_only_the_mini_tells_of_transformers_js(factory: Any) -> None:
    teacher = assemble(CAD0, "v0.1.0", factory.teacher()).card
    mini = assemble(MINI, "v0.1.0", factory.mini()).card
    assert "transformers.js" not in teacher.lower()
    assert 'dtype: "q8"' in mini
    assert "max_new_tokens: 64" in mini


def test_snippets_hold_the_one_prompt_escaped(factory: Any) -> None:
    card = assemble(MINI, "v0.1.0", factory.mini()).card
    held = [json.loads(text) for text in re.findall(r'prompt = (".*?(?<!\\)");?\n', card)]
    assert held == [prompt('a rod "5 mm" thick')] * 2


def test_every_python_snippet_compiles(factory: Any) -> None:
    card = assemble(CAD0, "v0.1.0", factory.teacher()).card
    snippets = re.findall(r"```python\n(.*?)```", card, re.S)
    assert len(snippets) == 1  # test_snippets.py runs all of them
    compile(snippets[0], "card", "exec")


def test_figures_gate_and_provenance(factory: Any) -> None:
    parts = factory.mini()
    card = assemble(MINI, "v0.1.0", parts).card
    assert "| flange | 20 | 1.000 [0.800, 1.000] | 0.900 [0.800, 1.000] |" in card
    assert (
        "| evaluation-q8: exact_match_accuracy | 0.95 | 0.8000 to 1.0000 | >= 0.85 | 40 |" in card
    )
    assert "Weakest family: flange, exact match 0.900" in card
    assert "Failures among 40 answers: 1 x no solid, 1 x wrong solid." in card
    for part in parts:
        assert part.model.digest in card
        assert all(evaluation.digest in card for evaluation in part.evaluations.values())
        assert part.verdict.dataset_digest in card


def test_metrics_json(factory: Any) -> None:
    content = json.loads(assemble(MINI, "v0.1.0", factory.mini()).metrics)
    assert set(content["evaluations"]) == {"torch", "fp32", "q8"}
    assert content["evaluations"]["q8"]["exact_match_accuracy"] == 0.95
    assert [gate["passed"] for gate in content["gates"]] == [True, True]
    assert content["version"] == "v0.1.0"


def test_the_same_records_give_the_same_bytes(factory: Any) -> None:
    parts = factory.mini()
    assert assemble(MINI, "v0.1.0", parts) == assemble(MINI, "v0.1.0", parts)


def test_reports_stay_at_home(factory: Any) -> None:
    (source,) = assemble(CAD0, "v0.1.0", factory.teacher()).sources
    assert source.files == ("config.json", "model.safetensors", "tokenizer.json")


def test_base_model_of_pretrained_teacher(factory: Any) -> None:
    config = {"model": {"model_name": "Qwen/Qwen2.5-Coder-7B", "revision": "r"}}
    assert base_model(factory.artifact("train", {"a": "b"}, config=config)) == (
        "Qwen/Qwen2.5-Coder-7B"
    )


def test_another_models_verdict_is_refused(factory: Any) -> None:
    (mine,), (other,) = factory.teacher(), factory.teacher("other weights")
    with pytest.raises(HubError, match="the verdict is about model"):
        assemble(CAD0, "v0.1.0", [Part(mine.model, other.verdict, mine.evaluations)])


def test_figures_that_were_not_judged_are_refused(factory: Any) -> None:
    (mine,) = factory.teacher()
    better = factory.evaluation(mine.model, "fp32")
    with pytest.raises(HubError, match="not those that the verdict rests on"):
        assemble(CAD0, "v0.1.0", [Part(mine.model, mine.verdict, {"evaluation": better})])
    path = mine.evaluations["evaluation"].path / "metrics.json"
    path.write_text(path.read_text().replace("0.95", "0.99"))
    with pytest.raises(ArtifactError, match=r"metrics\.json: changed since"):
        assemble(CAD0, "v0.1.0", [mine])


def test_says_how_answers_were_drawn(factory: Any) -> None:
    card = assemble(CAD0, "v0.1.0", factory.teacher()).card
    drawn = "the most likely token each time among those that the grammar of Compact IR allows"
    assert f"40 held-out prompts, {drawn}; every prompt counts" in card
    assert "of 40 answers so drawn 0.925 parse and 0.900 are exact" in card
    how = {"constrained": False, "temperature": 0.2, "n_best": 4, "seed": 0}
    assert decoding({"decoding": how}) == (
        "tokens drawn at temperature 0.2, the first of up to 4 answers that makes a valid solid"
    )
    assert "greedy" not in card.lower()


def test_licence_follows_the_weights(factory: Any) -> None:
    assert "## Licence\n\nMIT." in assemble(CAD0, "v0.1.0", factory.teacher()).card
    mini = assemble(MINI, "v0.1.0", factory.mini())
    assert front_matter(mini)["license"] == "apache-2.0"
    assert "go on from Qwen/Qwen2.5-0.5B and keep its licence (apache-2.0)" in mini.card
    assert licence("somebody/else") == "other"


def test_pictures_of_the_evaluation_are_published_with_the_pages(tmp_path: Path) -> None:
    release = assemble(CAD0, "v0.1.0", Factory(tmp_path, drawn=True).teacher())
    assert "](samples.png)" in release.card
    assert "](failures.png)" in release.findings
    assert {"samples.png": b"good", "failures.png": b"bad"}.items() <= release.pages.items()
    hub = LocalHub(tmp_path / "hub", (CAD0, MINI))
    mini = assemble(MINI, "v0.1.0", Factory(tmp_path / "mini").mini())
    hub.publish("v0.1.0", [release, mini])
    assert hub.read(CAD0, "samples.png") == b"good"
    assert hub.find({CAD0: release.digests, MINI: mini.digests}) == "v0.1.0"
