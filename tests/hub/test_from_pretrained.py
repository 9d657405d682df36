"""A published model loads by name, version and folder, and the card's own snippet answers."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from cad0_core.artifacts import Artifact
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import assemble

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"
WORDS = ["<eos>", "<unk>", "Design:", "Compact", "IR:", "a", "rod", "Y", "2.5", "10"]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """As HF_HUB_OFFLINE=1 does it, which must be set before transformers is imported.

    Without it this version of transformers asks the network about every tokenizer that is
    loaded by name, `local_files_only` or not, and retries for 20 seconds.
    """
    monkeypatch.setattr("transformers.utils.hub._is_offline_mode", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture
def trained(factory: Any) -> Artifact:
    """A model of a few thousand parameters with its tokenizer."""
    folder = factory.root / "trained"
    vocabulary = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<eos>",
        pad_token="<eos>",
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)
    config = Qwen2Config(
        vocab_size=len(WORDS),
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        eos_token_id=0,
        pad_token_id=0,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    made: Artifact = factory.finish(folder, "train")
    return made


@pytest.fixture
def published(hub: LocalHub, factory: Any, trained: Artifact) -> LocalHub:
    teacher = assemble(CAD0, "v0.1.0", [factory.part(trained, "torch")])
    hub.publish("v0.1.0", [teacher, assemble(MINI, "v0.1.0", factory.mini())])
    return hub


def test_loads_by_name_and_version_without_a_network(published: LocalHub) -> None:
    where: dict[str, Any] = {"cache_dir": str(published.root), "local_files_only": True}
    for revision in ("v0.1.0", "main", published.published(CAD0).revision):
        model = AutoModelForCausalLM.from_pretrained(CAD0, revision=revision, **where)
        tokenizer = AutoTokenizer.from_pretrained(CAD0, revision=revision, **where)
        assert model.config.hidden_size == 8
        assert tokenizer.convert_tokens_to_ids("rod") == WORDS.index("rod")
    folder = published.resolve(CAD0, "v0.1.0")
    assert AutoModelForCausalLM.from_pretrained(folder).num_parameters() > 100


def test_the_caches_own_tool_finds_it_in_order(published: LocalHub) -> None:
    info = scan_cache_dir(published.root)
    assert info.warnings == []
    assert {repo.repo_id for repo in info.repos} == {CAD0, MINI}
    for repo in info.repos:
        (revision,) = repo.revisions
        assert revision.refs == {"main", "v0.1.0"}


def test_the_cards_snippet_runs(
    published: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = (Path(published.resolve(CAD0)) / "README.md").read_text()
    (snippet,) = re.findall(r"```python\n(.*?)```", card, re.S)
    for kind in (AutoModelForCausalLM, AutoTokenizer):
        local = partial(kind.from_pretrained, cache_dir=published.root, local_files_only=True)
        monkeypatch.setattr(kind, "from_pretrained", local)
    exec(compile(snippet, "card", "exec"), {})
    assert set(capsys.readouterr().out.split()) <= set(WORDS)
