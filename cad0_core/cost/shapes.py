"""Sizes of models, and how many operations a token takes, without loading one.

P is the number of weights that take part in matrix products: all linear layers and the output
layer, not the embedding, which is looked up. A product costs 2 FLOP a weight and token forward,
and 2 each for the gradients of its input and of its weight backward (Kaplan et al. 2020,
arXiv 2001.08361, section 2.1). Frozen weights have no gradient, so LoRA costs 4P + 6P' with P' in
the adapters (Hu et al. 2021, arXiv 2106.09685), full fine-tuning 6P. Attention adds 4dN a layer
and token of a row of N (Chowdhery et al. 2022, arXiv 2204.02311, appendix B), half of it under a
causal mask, and twice as much backward, frozen or not. Checkpointing computes the forward pass
once more (Chen et al. 2016, arXiv 1604.06174).
"""

from dataclasses import dataclass

from cad0_core.config import ModelConfig
from cad0_core.errors import ConfigError


@dataclass(frozen=True)
class Shape:
    """A Qwen2 architecture: biases on queries, keys and values, gated MLP, RMSNorm."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    intermediate: int
    vocabulary: int
    tied: bool  # whether the output layer is the embedding

    @property
    def kv_width(self) -> int:
        return self.hidden // self.heads * self.kv_heads

    @property
    def linears(self) -> tuple[tuple[int, int], ...]:
        """(inputs, outputs) of a layer's products: q, k, v, o, gate, up, down."""
        h, kv, i = self.hidden, self.kv_width, self.intermediate
        return (h, h), (h, kv), (h, kv), (h, h), (h, i), (h, i), (i, h)

    @property
    def layer_weights(self) -> int:
        """Weights of the linear layers: what LoRA adapts and NF4 rounds."""
        return self.layers * sum(inputs * outputs for inputs, outputs in self.linears)

    @property
    def embedding(self) -> int:
        return self.vocabulary * self.hidden

    @property
    def parameters(self) -> int:
        small = self.layers * (3 * self.hidden + 2 * self.kv_width) + self.hidden
        return self.layer_weights + small + self.embedding * (1 if self.tied else 2)

    @property
    def matmul_weights(self) -> int:
        """P above."""
        return self.layer_weights + self.embedding

    def lora_parameters(self, rank: int) -> int:
        """P' above: two matrices of `rank` beside each linear layer."""
        return self.layers * rank * sum(inputs + outputs for inputs, outputs in self.linears)


# Figures of each model's config.json at the Hub.
_QWEN_05B = Shape(896, 24, 14, 2, 4864, 151_936, tied=True)
SHAPES = {
    "Qwen/Qwen2.5-Coder-7B": Shape(3584, 28, 28, 4, 18_944, 152_064, tied=False),
    "Qwen/Qwen2.5-0.5B": _QWEN_05B,
    "Qwen/Qwen2.5-Coder-0.5B": _QWEN_05B,
}


def shape_of(model: ModelConfig) -> Shape:
    """The shape of a configured model. Raises `ConfigError` for a base model without figures."""
    own = model.architecture
    if own is not None:
        return Shape(
            own.hidden_size,
            own.num_hidden_layers,
            own.num_attention_heads,
            own.num_key_value_heads,
            own.intermediate_size,
            own.vocab_size,
            tied=True,
        )
    if model.model_name not in SHAPES:
        raise ConfigError(
            f"nothing is known of the size of {model.model_name}; known: {', '.join(SHAPES)}. "
            "Add the figures of its config.json to cad0_core/cost/shapes.py"
        )
    return SHAPES[model.model_name]


def forward_flops(shape: Shape, length: float, rank: int = 0) -> float:
    """FLOP a token of a row of `length` tokens, forward: 2P + 2P' + 2dN a layer."""
    products = shape.matmul_weights + shape.lora_parameters(rank)
    return 2.0 * products + 2.0 * shape.layers * shape.hidden * length


def training_flops(
    shape: Shape, length: float, rank: int = 0, *, checkpointing: bool = False
) -> float:
    """FLOP a token, forward and backward; `rank` 0 trains all weights."""
    weights, adapters = shape.matmul_weights, shape.lora_parameters(rank)
    products = 4 * weights + 6 * adapters if rank else 6 * weights
    again = forward_flops(shape, length, rank) if checkpointing else 0.0
    return products + 3 * 2.0 * shape.layers * shape.hidden * length + again
