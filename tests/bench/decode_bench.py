"""What batching and the grammar change about decoding, all with one model in one run.

    python tests/bench/decode_bench.py MODEL DATASET --prompts 1000
    python tests/bench/decode_bench.py --prompts 256        # random weights, for timing only

Compares the evaluation's decoding, constrained and not, with transformers' `generate` on one
prompt at a time, and measures how long all metrics take on the answers. Wall time is what counts
on idle cores; on busy ones compare the processor time, which adds up over all threads.
"""

import argparse
import cProfile
import pstats
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from cad0_core.config import Decoding
from cad0_core.data.files import Row, read_rows
from cad0_core.evaluation.scoring import score_all
from cad0_core.evaluation.solids import Question
from cad0_core.ir.surface import POINTS
from cad0_core.model.base import build, load, save
from cad0_core.model.decode import Completion, Generator, load_generator
from cad0_core.model.encode import prompt_ids
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.presets import laptop
from cad0_core.prompt import prompt


def timed(name: str, count: int, call: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, wall seconds and processor seconds a prompt; prints a row of the table."""
    wall, busy = time.perf_counter(), time.process_time()
    result = call()
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    print(
        f"| {name} | {count} | {wall:.2f} | {busy:.2f} | {count / wall:.1f} | {count / busy:.1f} |",
        flush=True,
    )
    return result, wall / count, busy / count


def random_model(folder: Path) -> list[Row]:
    """A model of the laptop's size with random weights, and parts of every variant to ask it."""
    parts = of_every_variant(20, 1)
    shape = laptop().train.model.architecture
    assert shape is not None
    texts = [text for part in parts for text in (prompt(part.text), part.ir)]
    tokenizer = train_tokenizer(texts, shape.vocab_size)
    save(build(shape, tokenizer, max_length=256, seed=0), tokenizer, folder)
    return [Row(p.text, p.ir, p.family, p.variant, "", p.predicates) for p in parts]


def one_at_a_time(folder: Path, generator: Generator, texts: list[str], limit: int) -> int:
    """Tokens that transformers generates for these texts, one after the other."""
    model, tokens = load(folder), 0
    torch.set_num_threads(1)  # as fast as two on a model of this size, and no spinning
    for text in texts:
        ids = torch.tensor(prompt_ids(generator.tokenizer, [text]))
        with torch.inference_mode():
            found = model.generate(  # type: ignore[operator]
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=limit,
                do_sample=False,
                eos_token_id=generator.eos,
                pad_token_id=generator.eos,
            )
        tokens += found.shape[1] - ids.shape[1]
    return tokens


def compare(folder: Path, rows: list[Row], args: argparse.Namespace) -> None:
    """Print the table and the ratios."""
    texts = [row.text for row in rows]
    generator = load_generator(folder)
    generator.mask.ids(generator.mask.start())  # compiled before the clock starts

    def answer(decoding: Decoding, some: list[str] = texts) -> list[Completion]:
        return generator.answer(
            some, batch_size=args.batch, max_new_tokens=args.limit, decoding=decoding
        )

    free, held = Decoding(constrained=False), Decoding()
    answer(held, texts[: args.batch])
    print("| decoding | prompts | wall s | processor s | a wall s | a processor s |")
    print("|---|---|---|---|---|---|")
    _, _, plain = timed("unconstrained", len(texts), lambda: answer(free))
    answers, wall, busy = timed("constrained", len(texts), lambda: answer(held))
    few = texts[:: max(1, len(texts) // args.singles)]
    _, slow, alone = timed(
        "generate, one at a time",
        len(few),
        lambda: one_at_a_time(folder, generator, few, args.limit),
    )
    questions = [
        Question(text=r.text, family=r.family, variant=r.variant, ir=r.ir, predicates=r.predicates)
        for r in rows
    ]
    for name, points in (("metrics without surfaces", 0), ("all metrics", POINTS)):
        _, scoring, _ = timed(name, len(rows), lambda: [*score_all(questions, answers, points)])  # noqa: B023
    steered = sum(completion.steered for completion in answers)
    print(
        f"batched against one at a time: {slow / wall:.1f} x wall, {alone / busy:.1f} x processor"
    )
    print(f"the grammar costs {busy / plain - 1:+.1%} processor time; it steered {steered} answers")
    print(f"5,000 prompts with all metrics: {5000 * (wall + scoring):.0f} s at this rate")
    if args.profile:
        profile = cProfile.Profile()
        profile.runcall(answer, held, texts[: args.batch])
        pstats.Stats(profile).sort_stats("tottime").print_stats(15)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path, nargs="?", help="model folder; none: random weights")
    parser.add_argument("dataset", type=Path, nargs="?", help="dataset whose test prompts to ask")
    parser.add_argument("--prompts", type=int, default=1000)
    parser.add_argument("--singles", type=int, default=50, help="prompts asked one at a time")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--limit", type=int, default=160, help="tokens of an answer at most")
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = args.model or Path(scratch)
        rows = read_rows(args.dataset / "test.jsonl") if args.model else random_model(folder)
        random.Random(0).shuffle(rows)
        compare(folder, rows[: args.prompts], args)


if __name__ == "__main__":
    main()
