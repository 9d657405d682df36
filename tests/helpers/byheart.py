"""A model that knows ten prompts by heart: it learns them in seconds, and nothing else.

What a browser shows can then be told beforehand, without the quarter of an hour that a real
model takes.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from cad0_core.config import Architecture, ExportConfig
from cad0_core.data.human import human_rows
from cad0_core.export.onnx import export
from cad0_core.job import Job
from cad0_core.model.base import build, save
from cad0_core.model.encode import encode, eos_id
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.prompt import prompt

# An L, a washer, a hexagon, a box, a standoff, two flanges, a shaft, a cup, a plate with ribs.
ROWS = (0, 54, 61, 63, 91, 113, 120, 172, 215, 227)
SHAPE = Architecture(
    hidden_size=96,
    intermediate_size=192,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=1024,
)
MOST_STEPS = 400
LONGEST = 512  # tokens
SURE = 0.002  # nats a token
IGNORED = -100  # by cross entropy


def known() -> list[tuple[str, str]]:
    """The ten texts and their programs."""
    rows = human_rows()
    return [(rows["text"][i], rows["ir"][i]) for i in ROWS]


def learn(pairs: Sequence[tuple[str, str]], folder: Path) -> None:
    """Learn the pairs until each token is certain, and save the model."""
    torch.set_num_threads(1)  # two that wait for each other on a busy machine are slower than one
    texts = [prompt(text) + ir for text, ir in pairs]
    tokenizer = train_tokenizer(texts, SHAPE.vocab_size)
    model = build(SHAPE, tokenizer, max_length=LONGEST, seed=0)
    rows = encode(tokenizer, *zip(*pairs, strict=True), max_seq_length=LONGEST)
    ids = torch.full((len(rows), int(rows.lengths.max())), eos_id(tokenizer))
    labels = torch.full_like(ids, IGNORED)
    for i in range(len(rows)):
        head, tail = rows.row(i)
        ids[i, : len(head) + len(tail)] = torch.tensor(head + tail)
        labels[i, len(head) : len(head) + len(tail)] = torch.tensor(tail)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.0)
    for _ in range(MOST_STEPS):
        logits = model(ids).logits[:, :-1]
        loss = cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < SURE:
            break
    assert loss.item() < SURE, f"not learned: a loss of {loss.item():.4f}"
    save(model, tokenizer, folder)


def exported(folder: Path) -> Path:
    """The model of the ten prompts as browsers load it, made below `folder`."""
    for name in ("model", "out", "scratch"):
        (folder / name).mkdir(parents=True)
    learn(known(), folder / "model")
    export(Job(ExportConfig(), {"model": folder / "model"}, folder / "out", folder / "scratch"))
    return folder / "out"
