"""A student's first weights, cut out of its teacher: fewer layers, heads and neurons, less width.

What a teacher knows lies in few directions of its residual stream and in some of its heads and
neurons. The ones that carry most on real rows are kept. A stream that is turned and cut goes
through RMSNorm nearly unharmed once the norm's weights stand in the matrices behind it (SliceGPT,
arXiv 2401.15024); heads and neurons are ranked by what they write (Minitron, arXiv 2407.14679).

What was measured, one seed each: students of half the weights of the laptop's teacher (4 layers of
128), 400 steps of 24 rows, Muon 4e-3; loss and exact match (teacher-forced) on 1,000 held-out
prompts, on which the teacher has 0.041 and 74.2 %:

| student | loss before a step | loss | exact match |
|---|---|---|---|
| 4 layers of 96, 3 heads, 144 neurons, cut; logit, T 2, alpha .5 | 2.87 | 0.110 | 48.7 % |
| the same, T 1 | 2.87 | 0.123 | 46.1 % |
| the same, from the truth alone | 2.87 | 0.132 | 43.3 % |
| the same, not cut but started by `start.py`; logit, T 2, alpha .5 | 7.82 | 1.133 | 0.4 % |
| 3 layers of 96, 232 neurons, cut; logit, T 2, alpha .5 | 3.74 | 0.213 | 32.3 % |
| 4 layers of 64, 2 heads, 384 neurons, cut | 6.97 | | |

After 200 steps alpha .9 is at 0.201 and 35.9 %, alpha .5 at 0.208 and 33.9 %. So a student is as
deep as its teacher, and loses width, heads and neurons alike.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from cad0_core.model.trainer import hidden_states


@dataclass
class Use:
    """What the weights of a teacher do on some rows, summed over tokens.

    `stream` (width, width) is the second moment of the normalised stream before every norm;
    `heads` and `neurons` hold for each layer the energy that each of them writes into it.
    """

    stream: Tensor
    heads: dict[int, Tensor] = field(default_factory=dict)
    neurons: dict[int, Tensor] = field(default_factory=dict)


def fits(student: Any, teacher: Any) -> bool:
    """Whether the student can be cut out of the teacher: nowhere larger, heads of one size."""
    small, large = student.config, teacher.config
    return (
        small.model_type == large.model_type
        and small.vocab_size <= large.vocab_size
        and small.hidden_size <= large.hidden_size
        and small.num_hidden_layers <= large.num_hidden_layers
        and small.intermediate_size <= large.intermediate_size
        and small.num_key_value_heads <= large.num_key_value_heads
        and _size(student) == _size(teacher)
        and _shared(small) == _shared(large)
        and small.tie_word_embeddings == large.tie_word_embeddings
        and small.rope_theta == large.rope_theta
    )


@torch.no_grad()
def cut_from(student: Any, teacher: Any, batches: Iterable[Mapping[str, Tensor]]) -> None:
    """Set the weights of `student`, which `fits`, by what `teacher` does on `batches`.

    The first and last layer go along, and those evenly between.
    """
    use = measure(teacher, batches)
    width, full = student.config.hidden_size, teacher.config.hidden_size
    turn = torch.linalg.eigh(use.stream).eigenvectors.flip(1)[:, :width]
    if width == full:
        turn = torch.eye(full)  # nothing to gain, and no rounding
    gain = (full / width) ** 0.5  # RMSNorm divides by the mean over fewer directions
    rows = student.config.vocab_size
    student.get_input_embeddings().weight.copy_(teacher.get_input_embeddings().weight[:rows] @ turn)
    if not student.config.tie_word_embeddings:
        head = teacher.get_output_embeddings().weight[:rows]
        student.get_output_embeddings().weight.copy_(head @ turn)
    norm = turn.square().T @ teacher.model.norm.weight
    student.model.norm.weight.copy_(gain * norm)
    count, source = student.config.num_hidden_layers, teacher.config.num_hidden_layers
    for place, layer in enumerate(student.model.layers):
        chosen = round(place * (source - 1) / max(1, count - 1))
        _cut_layer(layer, teacher.model.layers[chosen], use, chosen, turn, gain, student.config)


@torch.no_grad()
def measure(model: Any, batches: Iterable[Mapping[str, Tensor]]) -> Use:
    """What the weights of `model` do on `batches`."""
    use = Use(torch.zeros(model.config.hidden_size, model.config.hidden_size))
    with _watched(model, use):
        for batch in batches:
            hidden_states(model, batch)
    return use


def _cut_layer(
    layer: Any, given: Any, use: Use, index: int, turn: Tensor, gain: float, config: Any
) -> None:
    size, shared = given.self_attn.head_dim, _shared(config)
    keys = _best(use.heads[index], config.num_key_value_heads)
    queries = (keys[:, None] * shared + torch.arange(shared)).flatten()
    neurons = _best(use.neurons[index], config.intermediate_size)
    place, wide = _spans(keys, size), _spans(queries, size)
    entry, after = given.input_layernorm.weight, given.post_attention_layernorm.weight
    for name, kept, norm in (
        ("self_attn.q_proj", wide, entry),
        ("self_attn.k_proj", place, entry),
        ("self_attn.v_proj", place, entry),
        ("mlp.gate_proj", neurons, after),
        ("mlp.up_proj", neurons, after),
    ):
        to, of = layer.get_submodule(name), given.get_submodule(name)
        to.weight.copy_(gain * (of.weight[kept] * norm) @ turn)
        if to.bias is not None:
            to.bias.copy_(of.bias[kept])
    for name, kept in (("self_attn.o_proj", wide), ("mlp.down_proj", neurons)):
        layer.get_submodule(name).weight.copy_(turn.T @ given.get_submodule(name).weight[:, kept])
    for norm in (layer.input_layernorm, layer.post_attention_layernorm):
        norm.weight.fill_(1.0)


@contextmanager
def _watched(model: Any, use: Use) -> Iterator[None]:
    """Sum up into `use` what passes through the norms and the writing matrices of `model`."""

    def stream(norm: Any, given: tuple[Tensor, ...]) -> None:
        states = given[0].flatten(0, -2).float()
        states = states * (states.square().mean(-1, keepdim=True) + 1e-6).rsqrt()
        use.stream += (states.T @ states).cpu()

    def written(kept: dict[int, Tensor], index: int, heads: int | None) -> Callable[..., None]:
        def note(matrix: Any, given: tuple[Tensor, ...]) -> None:
            inner = given[0].flatten(0, -2).float()
            if heads is None:
                energy = inner.square().sum(0) * matrix.weight.square().sum(0)
            else:
                parts = inner.unflatten(-1, (heads, -1)).transpose(0, 1)
                outs = matrix.weight.float().T.unflatten(0, (heads, -1))
                energy = (parts @ outs).square().sum((1, 2))
            kept[index] = kept.get(index, 0) + energy.cpu()

        return note

    hooks = []
    for index, layer in enumerate(model.model.layers):
        groups = model.config.num_key_value_heads
        for module, hook in (
            (layer.input_layernorm, stream),
            (layer.post_attention_layernorm, stream),
            (layer.self_attn.o_proj, written(use.heads, index, groups)),
            (layer.mlp.down_proj, written(use.neurons, index, None)),
        ):
            hooks.append(module.register_forward_pre_hook(hook))
    hooks.append(model.model.norm.register_forward_pre_hook(stream))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _best(energy: Tensor, count: int) -> Tensor:
    """Indices of the `count` largest, in their order."""
    return energy.topk(count).indices.sort().values


def _spans(heads: Tensor, size: int) -> Tensor:
    """Rows of a projection that belong to these heads."""
    return (heads[:, None] * size + torch.arange(size)).flatten()


def _size(model: Any) -> int:
    size: int = model.model.layers[0].self_attn.head_dim
    return size


def _shared(config: Any) -> int:
    """Query heads that share a key/value head."""
    ratio: int = config.num_attention_heads // config.num_key_value_heads
    return ratio
