"""The optimiser of models trained from scratch: Muon for the layers' matrices, AdamW for the rest.

Muon (K. Jordan, 2024; torch's own) moves a matrix along its orthogonalised momentum, so that no
direction of the gradient drowns in a few strong ones. `match_rms_adamw` gives its updates the
size of AdamW's, and both share one learning rate. Embeddings, biases and norms stay with AdamW.
"""

from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor
from torch.optim import AdamW, Muon, Optimizer

Each = Callable[[Callable[[Optimizer], Any], Iterable[Optimizer]], Iterable[Any]]


class Joint(Optimizer):
    """Several optimisers as one; `each` maps a function over them, maybe side by side."""

    def __init__(self, parts: Iterable[Optimizer], each: Each = map) -> None:
        self.parts, self.each = tuple(parts), each
        super().__init__([group for part in self.parts for group in part.param_groups], {})

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """One step of every part; there is no closure."""
        list(self.each(lambda part: part.step(), self.parts))

    def state_dict(self) -> dict[str, Any]:
        return {"parts": [part.state_dict() for part in self.parts]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        for part, state in zip(self.parts, state_dict["parts"], strict=True):
            part.load_state_dict(state)
        self.param_groups = [group for part in self.parts for group in part.param_groups]


def muon(
    model: Any, learning_rate: float, weight_decay: float, lanes: int = 1, each: Each = map
) -> Joint:
    """Muon and AdamW over the weights of `model`, the matrices dealt out to `lanes` parts.

    Only matrices decay: the embedding is one, a norm or a bias is none.
    """
    embedding = model.get_input_embeddings().weight
    learning = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in learning if p.ndim == 2 and p is not embedding]
    others = [p for p in learning if p.ndim != 2]
    groups: list[dict[str, Any]] = [
        {"params": [embedding]},
        {"params": others, "weight_decay": 0.0},
    ]
    rest = AdamW(
        groups,
        lr=learning_rate,
        betas=(0.9, 0.99),
        weight_decay=weight_decay,
        fused=True,
    )
    dealt = [matrices[lane::lanes] for lane in range(lanes)]
    moved = [_muon(some, learning_rate, weight_decay) for some in dealt if some]
    return Joint([*moved, rest], each)


def _muon(matrices: list[Tensor], learning_rate: float, weight_decay: float) -> Muon:
    return Muon(
        matrices,
        lr=learning_rate,
        momentum=0.95,
        weight_decay=weight_decay,
        adjust_lr_fn="match_rms_adamw",
    )
