"""Greedy decoding of rows that join a running batch one after another."""

import numpy as np

from cad0_core.model.decode import Engine, pad_left


def greedy_joined(engine: Engine, prompts: list[list[int]], every: int, steps: int) -> list[list]:
    """Tokens and last logits of each prompt, `steps` tokens long, one joining `every` steps."""
    waiting, rows, logits = list(enumerate(prompts)), list[int](), np.zeros((0, 0))
    written: list[list[int]] = [[] for _ in prompts]
    last: list[np.ndarray] = [np.zeros(0) for _ in prompts]
    running = engine
    for step in range(10_000):
        if waiting and step % every == 0:
            index, ids = waiting.pop(0)
            fresh = engine.twin()
            first = fresh.start(*pad_left([ids], 0))
            if rows:
                running.join(fresh)
            else:
                running = fresh
            logits = np.concatenate([logits, first]) if rows else first
            rows.append(index)
        for index, line in zip(rows, logits, strict=True):
            written[index].append(int(line.argmax()))
            last[index] = line
        alive = [i for i, index in enumerate(rows) if len(written[index]) < steps]
        rows = [rows[i] for i in alive]
        if not rows and not waiting:
            return [written, last]
        if rows:
            running.keep(np.array(alive))
            logits = running.step(np.array([written[index][-1] for index in rows]))
    raise AssertionError("some row never ended")
