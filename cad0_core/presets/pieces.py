"""What several presets are made of."""

from typing import get_args

from cad0_core.config import Architecture, GateConfig, Probe


def floors(
    *, syntax: float, exact: float, valid: float, family: float, n: int, drop: float | None = None
) -> GateConfig:
    return GateConfig(
        floors={
            "syntax_accuracy": syntax,
            "exact_match_accuracy": exact,
            "valid_solid_rate": valid,
            "families.dim_pass": family,
            "n": n,
        },
        max_drop=drop,
    )


def probes(prompts: int) -> dict[Probe, int]:
    """As many prompts of each set beyond the test."""
    return dict.fromkeys(get_args(Probe), prompts)


def shape(width: int, layers: int, vocabulary: int = 4096) -> Architecture:
    heads = max(4, width // 32)
    return Architecture(
        hidden_size=width,
        intermediate_size=3 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        vocab_size=vocabulary,
    )
