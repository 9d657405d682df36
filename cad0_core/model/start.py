"""How the weights of a model trained from scratch start: ready to copy, to look around, to add.

Most of a program is copied from its prompt, and with random weights a small model spends most of
its training on finding out how. What was measured, one seed each, exact match on 2,000 held-out
prompts of all 18 families (teacher-forced, mean over families) after 1,200 steps of 24 rows, with
4 layers of 128, cosine schedule:

| start and optimiser | loss | exact match |
|---|---|---|
| embeddings at 0.1, copying heads, AdamW 3e-3 | 0.757 | 3.8 % |
| and first-layer heads that look 1, 2, 3, 4 tokens back | 0.362 | 19.8 % |
| copying heads and Muon 4e-3 | 0.419 | 16.0 % |
| looking back and Muon 4e-3 | 0.282 | 28.4 % |
| and waves of a number's value in its vector | 0.231 | 31.1 % |
| and twice the rate for embeddings, few random parts in a number | 0.221 | 32.9 % |

The last, over the laptop's 4,815 steps and answering freely on 1,800 prompts: 70.6 %, a loss of
0.056. With waves of amplitude 0.25 in place of 0.1 and one rate for all (this file): 79.1 %, 0.039.
The difference shows late: after 1,000 steps there was none. What did not help, the rest equal:

| change | loss | without it |
|---|---|---|
| heads that look back write into random directions, not where they read | 0.506 | 0.362 |
| the same at AdamW 5e-3: it never recovers | 1.196 | 0.506 |
| Muon, heads that look back where they read: 8 heads of 16, up to 6 back | 0.309 | 0.282 |
| Muon at 8e-3 | 0.335 | 0.282 |
| Muon at 2e-2, no heads that look back | 1.219 | 0.419 |
| waves as a factor of their own beside the vectors (1,332 of 2,000 steps) | 0.174 | 0.181 |
| the same, AdamW 3e-3, no heads that look back: two random bases | 0.944; 1.104 | 0.757 |
| 6 layers of 112; 6 layers of 128 (666 of 2,000 steps) | 0.435; 0.417 | 0.396 |

Two random bases of one recipe (0.944; 1.104) say how far chance goes: of the small differences
above, some are noise.

What is wrong at last are sums of two numbers of the text. On sums alone (two numbers and a
relation, 77,000 examples, pairs never seen) random number vectors reach 28 %, waves 84 %; of the
waves, powers of two alone 76 %, decimal periods alone 80 %, both 84 %; with whole random vectors
beside them 52 %. So the vectors are made of both, and of little else. They must last, too: with
48,000 examples 55 % at amplitude 0.1, 58 % at 0.15, 72 % at 0.25, 71 % at 0.5; and 76 % at 0.25
with a quarter of the rate for embeddings.

Of earlier trials (steps of 48 rows of five families): layers at 0.06 in place of copying heads,
a loss of 0.59 against 0.17; RoPE base 100 and separate vectors for ` 50` and `50` changed little.
"""

import math
from typing import Any

import torch
from tokenizers import Tokenizer

from cad0_core.model.tokenizer import number_values

EMBEDDING = 0.1  # standard deviation
OWN = 0.3  # how much of a number's random vector stays beside the waves of its value
WAVE = 0.25  # amplitude of each; at 0.1 training washes them out before sums are learnt
# Powers of two, in which half a number is the next longer wave; and decimal places.
PERIODS = sorted({2.0**n for n in range(-2, 10)} | {5, 10, 20, 50, 100, 200, 500, 1000})  # mm
COPY = 0.5  # scale of values and outputs of attention; 1.0 ended no lower (0.21 against 0.20)
BACK = (1, 2, 3, 4)  # tokens back that the heads of the first layer look
FOCUS = 4.0  # of their attention: some nine tenths on one token
WAVES = 6  # of the fastest rotary frequencies, which tell neighbours apart


@torch.no_grad()
def start_weights(model: Any, tokenizer: Tokenizer, random: torch.Generator) -> None:
    """Set embeddings and attention of a Qwen2 model so that copying and sums are easy to learn."""
    table = model.get_input_embeddings().weight
    table.normal_(0.0, EMBEDDING, generator=random)
    _start_numbers(table, tokenizer, random)
    for layer in model.model.layers:
        _start_copying(layer.self_attn, random)
    _look_back(model.model.layers[0].self_attn, model.config)


def _start_numbers(table: torch.Tensor, tokenizer: Tokenizer, random: torch.Generator) -> None:
    """Numbers start from waves of their value, so that near ones look alike and sums are turns.

    The two spellings of a number, ` 50` and `50`, get one vector: what is read can be written.
    """
    values = number_values(tokenizer)
    width = table.shape[1]
    waves = 2 * len(PERIODS)
    basis = torch.linalg.qr(torch.randn(max(width, waves), max(width, waves), generator=random)).Q
    first: dict[float, int] = {}
    for index, value in sorted(values.items()):
        if (paired := first.setdefault(value, index)) != index:
            table[index] = table[paired]
            continue
        turns = [2 * math.pi * value / period for period in PERIODS]
        wave = torch.tensor([f(turn) for turn in turns for f in (math.cos, math.sin)])
        table[index] = OWN * table[index] + WAVE * 2**0.5 * wave @ basis[:waves, :width]


def _look_back(attention: Any, config: Any) -> None:
    """Heads that look one, two, ... tokens back, whatever stands there.

    A query and a key that are constant (Qwen2 has biases for them) meet in a rotary score that
    depends on their distance d alone: the sum of cos(f (d - back)) over frequencies f, with its
    peak at `back`. So every word knows its neighbours from the first step, and the number beside
    `wide` is found by that word.
    """
    size = attention.head_dim
    count = size // 2
    frequency = config.rope_theta ** (-torch.arange(count) / count)
    amplitude = torch.zeros(count)
    amplitude[:WAVES] = math.sqrt(FOCUS * math.sqrt(size))
    heads = config.num_attention_heads // config.num_key_value_heads
    for key, back in enumerate(BACK[: config.num_key_value_heads]):
        angle = frequency * back
        keys = torch.cat([amplitude * angle.cos(), amplitude * angle.sin()])
        attention.k_proj.bias[key * size : (key + 1) * size] = keys
        queries = torch.cat([amplitude, torch.zeros(count)]).repeat(heads)
        attention.q_proj.bias[key * heads * size : (key + 1) * heads * size] = queries


def _start_copying(attention: Any, random: torch.Generator) -> None:
    """Values read orthogonal directions of the stream, outputs write them back where they were.

    A head that attends to a token so adds that token to its own place, and the tied output layer
    reads it off. With fewer key/value heads than heads, only part of the directions is covered.
    """
    rows, width = attention.v_proj.weight.shape
    basis = torch.linalg.qr(torch.randn(width, width, generator=random)).Q[:rows]
    attention.v_proj.weight.copy_(COPY * basis)
    heads = basis.view(-1, attention.head_dim, width)  # one slice of the basis a key/value head
    share = attention.num_key_value_groups
    shared = heads.repeat_interleave(share, dim=0).reshape(-1, width)
    attention.o_proj.weight.copy_(COPY / share**0.5 * shared.T)
