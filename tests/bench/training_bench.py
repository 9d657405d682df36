"""Useful tokens a second: our trainer against TRL's as it comes, in one run.

    python tests/bench/training_bench.py DATASET [STEPS]

Same model, tokens, batch size and cores, each in a process of its own. The plain recipe is
`SFTTrainer` as it comes: random order, padded to the longest of the batch, loss on every token of
prompt and completion, its own metrics, and OpenMP's threads spinning as they do by default.
Useful are the tokens of completions, in both. Figures are useful tokens per second of wall time
and of processor time, and the peak of memory (RSS).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cad0_core.config import ModelConfig, TrainConfig
from cad0_core.data.files import Row, read_rows, split_path
from cad0_core.model.base import build, fast_tokenizer
from cad0_core.model.batches import IGNORED, Batches
from cad0_core.model.course import Course
from cad0_core.model.encode import Encoded, encode, pad_token
from cad0_core.model.machine import Lanes, core_count, keep_freed_memory
from cad0_core.model.quiet import quiet
from cad0_core.model.recipe import Recipe, arguments
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.model.trainer import CompletionTrainer, cross_entropy
from cad0_core.presets import laptop
from cad0_core.prompt import prompt

ROWS = 8000


SPINNING = {"GOMP_SPINCOUNT": "300000"}  # libgomp's default; our package asks it to sleep


def main() -> None:
    """Print the figures of both and their ratio."""
    if len(sys.argv) == 4:
        print(json.dumps(measure(sys.argv[3])))
        return
    steps = sys.argv[2] if len(sys.argv) > 2 else "400"
    rates = {}
    for name, settings in (("plain", SPINNING), ("ours", {})):
        line = subprocess.run(
            [sys.executable, __file__, sys.argv[1], steps, name],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        wall, processor, megabytes = json.loads(line)
        rates[name] = wall
        print(f"{name:5} {wall:6.0f} completion tokens/s, {processor:6.0f} a processor second, "
              f"{megabytes:,.0f} MB")  # fmt: skip
    print(f"ratio {rates['ours'] / rates['plain']:.2f}")


def measure(name: str) -> tuple[float, float, float]:
    """Completion tokens per second of wall and of processor time, and peak memory (MB)."""
    rows = read_rows(split_path(Path(sys.argv[1]), "train"), ROWS)
    config = laptop().train.replace(max_steps=int(sys.argv[2]))
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        rates = {"plain": plain, "ours": ours}[name](rows, config, folder)
    return *rates, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def plain(rows: list[Row], config: TrainConfig, folder: str) -> tuple[float, float]:
    """TRL's trainer as its documentation uses it, on all cores."""
    import torch
    from datasets import Dataset
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    torch.set_num_threads(max(1, int(core_count())))
    tokenizer, model = _fresh(rows, config.model, config)
    encoded = _encoded(rows, config, tokenizer)
    pairs = [encoded.row(index) for index in range(len(encoded))]
    useful = {tuple(head + tail): len(tail) for head, tail in pairs}
    seen = [0]

    class Counting(SFTTrainer):
        def compute_loss(self, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            assert (inputs["labels"] != IGNORED).sum() == inputs["attention_mask"].sum()
            for ids, mask in zip(inputs["input_ids"], inputs["attention_mask"], strict=True):
                seen[0] += useful[tuple(ids[mask == 1].tolist())]
            return super().compute_loss(model, inputs, *args, **kwargs)

        def _send_telemetry(self) -> None: ...

    arguments = SFTConfig(
        output_dir=folder,
        max_steps=config.max_steps,
        per_device_train_batch_size=config.per_device_train_batch_size,
        learning_rate=config.learning_rate,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        dataloader_pin_memory=False,
        logging_steps=config.max_steps,
    )
    trainer = Counting(
        model,
        arguments,
        train_dataset=Dataset.from_list([{"input_ids": list(ids)} for ids in useful]),
        processing_class=fast_tokenizer(tokenizer),
    )
    return _rates(trainer, lambda: seen[0])


def ours(rows: list[Row], config: TrainConfig, folder: str) -> tuple[float, float]:
    """The trainer behind the stages."""
    keep_freed_memory()
    tokenizer, model = _fresh(rows, config.model, config)
    recipe, course = Recipe.of(config), Course()
    batches = Batches(
        _encoded(rows, config, tokenizer),
        size=recipe.batch_size,
        total=config.max_steps,
        seed=0,
        pad=int(tokenizer.token_to_id(pad_token(tokenizer))),
    )
    with Lanes() as lanes:
        trainer = CompletionTrainer(
            model,
            arguments(recipe, config.max_steps, folder),
            tokenizer=fast_tokenizer(tokenizer),
            batches=batches,
            objective=cross_entropy,
            course=course,
            lanes=lanes,
            callbacks=[],
        )
        return _rates(trainer, lambda: course.completion_tokens)


def _fresh(rows: list[Row], base: ModelConfig, config: TrainConfig) -> tuple[Any, Any]:
    assert base.architecture is not None
    texts = [text for row in rows for text in (prompt(row.text), row.ir)]
    tokenizer = train_tokenizer(texts, base.architecture.vocab_size)
    return tokenizer, build(base.architecture, tokenizer, max_length=config.max_seq_length, seed=0)


def _encoded(rows: list[Row], config: TrainConfig, tokenizer: Any) -> Encoded:
    texts, programs = [row.text for row in rows], [row.ir for row in rows]
    return encode(tokenizer, texts, programs, max_seq_length=config.max_seq_length)


def _rates(trainer: Any, tokens: Any) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    trainer.train()
    return (
        tokens() / (time.perf_counter() - wall),
        tokens() / (time.process_time() - processor),
    )


if __name__ == "__main__":
    main()
