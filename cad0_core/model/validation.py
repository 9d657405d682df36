"""What a model in training can do so far: losses on held-out rows, and a few of its answers."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from cad0_core.config import GREEDY
from cad0_core.model.batches import IGNORED
from cad0_core.model.choose import Chooser
from cad0_core.model.decode import continuations
from cad0_core.model.decode_torch import TorchEngine
from cad0_core.model.encode import Encoded, eos_id
from cad0_core.model.trainer import hidden_states, mixed_precision

_PIECE = 1024  # positions whose logits stand in memory at once: 0.6 GB at 152,000 tokens in fp32


@dataclass(frozen=True)
class Losses:
    """Mean cross-entropies (nats a token); NaN without any token.

    `whole_text` is over prompts and completions, all tokens of a row but the first, as a trainer
    reports it that makes no difference between the two.
    """

    completion: float
    whole_text: float


@dataclass(frozen=True)
class Sample:
    """A held-out prompt, its program, and what the model makes of it."""

    prompt: str
    expected: str
    generated: str


@torch.no_grad()
def validation_losses(model: Any, batches: Iterable[Mapping[str, Tensor]]) -> Losses:
    """Losses over batches that are padded on the right."""
    totals, counts = [0.0, 0.0], [0, 0]
    with at_rest(model), mixed_precision(model):
        for batch in batches:
            batch = {name: tensor.to(model.device) for name, tensor in batch.items()}
            here, ids = _real(batch["labels"]), batch["input_ids"][:, 1:]
            losses = _losses(model, hidden_states(model, batch)[:, :-1][here], ids[here])
            answers = (batch["labels"][:, 1:] != IGNORED)[here]
            for part, chosen in enumerate((losses[answers], losses)):
                totals[part] += float(chosen.sum())
                counts[part] += len(chosen)
    return Losses(*(t / c if c else float("nan") for t, c in zip(totals, counts, strict=True)))


@torch.no_grad()
def answers(
    model: Any, tokenizer: Tokenizer, rows: Encoded, *, count: int, max_new_tokens: int
) -> list[Sample]:
    """Greedy answers to `count` prompts, spread evenly over `rows`."""
    chosen = [rows.row(i * len(rows) // count) for i in range(min(count, len(rows)))]
    with at_rest(model), mixed_precision(model):
        found = continuations(
            TorchEngine(model),
            [head for head, _ in chosen],
            Chooser(range(len(chosen)), GREEDY, mask=None),
            eos_id(tokenizer),
            max_new_tokens,
        )
    return [
        Sample(*(tokenizer.decode(ids) for ids in (head, tail, answer)))
        for (head, tail), answer in zip(chosen, found, strict=True)
    ]


@contextmanager
def at_rest(model: Any) -> Iterator[None]:
    """Switch dropout and gradient checkpointing off, for a look at a model in training.

    Not by `eval()`: bitsandbytes repacks 4-bit weights for good when it sees them in evaluation
    mode on a CPU, and has no gradient for the new layout.
    """
    modules = list(model.modules())
    dropouts = [m for m in modules if isinstance(m, torch.nn.Dropout) and m.training]
    saving = [m for m in modules if getattr(m, "gradient_checkpointing", False)]
    for module in dropouts:
        module.eval()
    for module in saving:
        module.gradient_checkpointing = False
    try:
        yield
    finally:
        for module in dropouts:
            module.train()
        for module in saving:
            module.gradient_checkpointing = True


def _real(labels: Tensor) -> Tensor:
    """Where labels[:, 1:] is no padding: up to the last completion token of each row."""
    later = (labels != IGNORED).flip(1).cumsum(1).flip(1)
    return later[:, 1:] > 0


def _losses(model: Any, states: Tensor, ids: Tensor) -> Tensor:
    """Cross-entropy (n,) of `ids` (n,) after `states` (n, width)."""
    head = model.get_output_embeddings()
    parts = [
        torch.nn.functional.cross_entropy(head(some).float(), targets, reduction="none")
        for some, targets in zip(states.split(_PIECE), ids.split(_PIECE), strict=True)
    ]
    return torch.cat(parts)
