"""The card's own code, run as it stands, answers a prompt from the local hub in every runtime."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hub_server import HubServer
from making import Factory
from node import WEB, node

from cad0_core.artifacts import Artifact
from cad0_core.config import Architecture, ExportConfig, HubConfig
from cad0_core.export.onnx import export
from cad0_core.hub import open_hub
from cad0_core.hub.local import LocalHub
from cad0_core.hub.release import assemble
from cad0_core.job import Job
from cad0_core.model.base import build, save
from cad0_core.model.encode import encode
from cad0_core.model.tokenizer import load_tokenizer, train_tokenizer
from cad0_core.prompt import prompt

CAD0, MINI = "campedersen/cad0", "campedersen/cad0-mini"
TEXT, IR = 'a rod "5 mm" thick', "Y 2.5 10"  # what the evaluations of these tests show
SHAPE = Architecture(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=1,
    vocab_size=320,
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> LocalHub:
    """A real model of one sentence, exported and published as both models."""
    root = tmp_path_factory.mktemp("snippets")
    factory = Factory(root / "artifacts")
    weights = trained(factory, root / "model")
    (root / "onnx").mkdir()
    (root / "scratch").mkdir()
    export(Job(ExportConfig(), {"model": weights.path}, root / "onnx", root / "scratch"))
    onnx = factory.finish(root / "onnx", "export")
    teacher = assemble(CAD0, "v0.1.0", [factory.part(weights, "torch")])
    parts = [factory.part(weights, "torch"), factory.part(onnx, "fp32", "q8")]
    published = LocalHub(root / "hub", (CAD0, MINI))
    published.publish("v0.1.0", [teacher, assemble(MINI, "v0.1.0", parts)])
    return published


def trained(factory: Factory, folder: Path) -> Artifact:
    tokenizer = train_tokenizer([prompt(TEXT), IR], SHAPE.vocab_size)
    model = build(SHAPE, tokenizer, max_length=64, seed=0)
    save(model, tokenizer, folder)
    row = encode(load_tokenizer(folder), [TEXT], [IR], max_seq_length=64)
    ids = torch.tensor(row.ids, dtype=torch.long)[None]
    labels = ids.clone()
    labels[:, : row.prompts[0]] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(60):
        loss = model(input_ids=ids, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.01
    save(model, tokenizer, folder)
    return factory.finish(folder, "distill")


def snippets(hub: LocalHub, repo: str, language: str) -> list[str]:
    card = hub.read(repo, "README.md").decode()
    return re.findall(rf"```{language}\n(.*?)```", card, re.S)


@pytest.fixture
def by_name(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As HF_HUB_CACHE and HF_HUB_OFFLINE do it, before anything is imported."""
    monkeypatch.setattr("transformers.utils.hub._is_offline_mode", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub.root))
    monkeypatch.setattr("transformers.utils.hub.TRANSFORMERS_CACHE", str(hub.root))
    yield


@pytest.mark.usefixtures("by_name")
@pytest.mark.parametrize(("repo", "which"), [(CAD0, 0), (MINI, 0), (MINI, 1)])
def test_python(hub: LocalHub, repo: str, which: int, capsys: pytest.CaptureFixture[str]) -> None:
    """PyTorch by `from_pretrained`; onnxruntime alone on the quantized file."""
    code = snippets(hub, repo, "python")
    assert len(code) == (1 if repo == CAD0 else 2)
    assert ("onnxruntime" in code[which]) == bool(which)
    exec(compile(code[which], "card", "exec"), {})
    assert capsys.readouterr().out == IR + "\n"


def test_curl(hub: LocalHub, server: HubServer, tmp_path: Path) -> None:
    """A file of the published model, from a hub that speaks HTTP."""
    factory = Factory(tmp_path / "artifacts")
    remote = open_hub(HubConfig(kind="huggingface"), tmp_path / "hub")
    parts = {CAD0: factory.teacher(), MINI: factory.mini()}
    remote.publish("v0.1.0", [assemble(repo, "v0.1.0", given) for repo, given in parts.items()])
    fetch, ask = snippets(hub, MINI, "sh")
    command = fetch.replace("https://huggingface.co", server.url)
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "model.safetensors").read_text() == "mini"
    echoed = subprocess.run(
        ["sh", "-c", ask.replace("curl", "printf '%s\\n'")], capture_output=True, text=True
    ).stdout.splitlines()
    assert json.loads(echoed[-1]) == {"prompt": TEXT, "temperature": 0}


@pytest.mark.browser
def test_transformers_js(hub: LocalHub, tmp_path: Path) -> None:
    """In Node, from the folder of the local hub instead of the network."""
    (code,) = snippets(hub, MINI, "js")
    folder = hub.resolve(MINI)
    here = f"""import {{ env }} from "@huggingface/transformers";
env.allowRemoteModels = false;
env.localModelPath = {json.dumps(str(folder.parent))};
"""
    assert code.count(f'"{MINI}"') == 1
    script = tmp_path / "card.mjs"
    script.write_text(here + code.replace(f'"{MINI}"', f'"{folder.name}"'))
    (tmp_path / "node_modules").symlink_to(WEB / "node_modules")
    done = subprocess.run([node(), script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == IR + "\n"
