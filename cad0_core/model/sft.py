"""Stage `train`: supervised fine-tuning of cad0 on (prompt, IR) pairs."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from cad0_core.config import Architecture, TrainConfig
from cad0_core.data.files import Row
from cad0_core.job import Job, Metrics
from cad0_core.model.base import build
from cad0_core.model.fit import fit
from cad0_core.model.pretrained import load_pretrained, merged
from cad0_core.model.quiet import quiet
from cad0_core.model.rows import encode_data, read_split
from cad0_core.model.tokenizer import number_values, train_tokenizer
from cad0_core.model.warm import load_start, started_from
from cad0_core.prompt import prompt


def train(job: Job) -> Metrics:
    """Train the model of `TrainConfig` on input `dataset`; leaves a model folder with a report.

    With an input `start`, a model folder, training goes on from its weights and tokenizer.
    """
    config: TrainConfig = job.config
    shape, base, start = config.model.architecture, config.model, job.inputs.get("start")
    quiet()
    job.progress(0.0, "reading the dataset")
    rows = read_split(job, "train")
    if shape is None:
        base = started_from(base, start) if start else base
        model, tokenizer = load_pretrained(base)
    elif start:
        model, tokenizer = load_start(start, shape)
    else:
        tokenizer = _tokenizer(job, shape, rows)
        model = build(shape, tokenizer, max_length=config.max_seq_length, seed=config.seed)
    data = encode_data(job, tokenizer, rows, max_seq_length=config.max_seq_length)
    metrics = fit(
        job,
        model,
        tokenizer,
        data,
        title="cad0: training",
        finish=lambda trained: merged(trained, base, job.scratch),
    )
    return {
        **metrics,
        "vocabulary": tokenizer.get_vocab_size(),
        "numbers": len(number_values(tokenizer)),
    }


def _tokenizer(job: Job, shape: Architecture, rows: Sequence[Row]) -> Tokenizer:
    """The tokenizer for these rows; that of the first try, where there was one."""
    path = job.scratch / "tokenizer.json"
    if path.is_file():
        return Tokenizer.from_file(str(path))
    job.progress(0.01, f"training a tokenizer on {len(rows):,} rows")
    texts = (text for row in rows for text in (prompt(row.text), row.ir))
    tokenizer = train_tokenizer(texts, shape.vocab_size)
    aside = path.with_suffix(".part")
    tokenizer.save(str(aside))
    aside.replace(path)
    return tokenizer
