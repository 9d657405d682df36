"""Commands of single stages, in the order of a release: what each takes, and its help."""

from pathlib import Path
from typing import Annotated

import typer

from cad0_core.cli.options import (
    FloorOption,
    HubOption,
    JsonOption,
    MapOption,
    PresetOption,
    SeedOption,
    floors_of,
    hub_of,
)

stages_app = typer.Typer()

DataArgument = Annotated[
    Path, typer.Argument(help="Folder with train.jsonl, val.jsonl and test.jsonl.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Copy the result to this folder.")
]


@stages_app.command()
def generate(
    preset: PresetOption = "full",
    samples: Annotated[
        int | None, typer.Option(min=1, help="Family samples; primitives come on top.")
    ] = None,
    seed: SeedOption = None,
    families: Annotated[
        str | None,
        typer.Option(help="Only these: FAMILY or FAMILY.VARIANT, with commas [default: all]."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; the data is the same for any number.")
    ] = None,
    map_over: MapOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Generate a dataset: texts, programs and what can be measured on them, in seven sets.

    `cad0 generate --samples 500000 --output data/` makes train, val and test as JSONL and
    Parquet, the sets beyond them, statistics, a card and a gallery.
    """
    from cad0_core.cli.stages import run_generate

    changes = {"families": families.split(",")} if families else {}
    run_generate(preset, samples, seed, changes, workers, map_over, output, as_json)


@stages_app.command()
def validate(
    data: DataArgument,
    preset: PresetOption = "laptop",
    map_over: MapOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build and measure every program of a dataset."""
    from cad0_core.cli.stages import run_stage

    run_stage("validate", preset, "validation", {"dataset": data}, None, as_json, map_over=map_over)


@stages_app.command()
def train(
    data: DataArgument,
    preset: PresetOption = "laptop",
    seed: SeedOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train cad0 on a dataset; given again after a stop, it continues from its checkpoint."""
    from cad0_core.cli.stages import run_stage

    run_stage("train", preset, "train", {"dataset": data}, output, as_json, seed=seed)


@stages_app.command()
def evaluate(
    model: Annotated[Path, typer.Argument(help="Folder of a trained or exported model.")],
    data: DataArgument,
    preset: PresetOption = "laptop",
    dtype: Annotated[
        str, typer.Option(help="torch, or fp32, fp16, q8, q4, q4f16 for ONNX files.")
    ] = "torch",
    samples: Annotated[int | None, typer.Option(help="Held-out prompts to ask.")] = None,
    previous: Annotated[
        Path | None, typer.Option(help="Evaluation or published model to compare with.")
    ] = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer held-out prompts and measure every answer as a solid."""
    from cad0_core.cli.stages import run_stage

    changes = {"dtype": dtype} | ({"samples": samples} if samples else {})
    inputs = {"model": model, "dataset": data} | ({"previous": previous} if previous else {})
    run_stage("evaluate", preset, "evaluation", inputs, output, as_json, changes=changes)


@stages_app.command()
def gate(
    model: Annotated[Path, typer.Argument(help="Artifact folder of the model to judge.")],
    data: DataArgument,
    evaluation: Annotated[list[Path], typer.Argument(help="Artifact folders of its evaluations.")],
    preset: PresetOption = "laptop",
    floor: FloorOption = None,
    reference: Annotated[
        Path | None,
        typer.Option(help="Of an export: the evaluation of its weights, to tell what it loses."),
    ] = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold evaluations against the preset's floors; the exit code is 1 when one is missed."""
    from cad0_core.cli.stages import run_gate

    run_gate(preset, model, data, evaluation, floors_of(floor), reference, output, as_json)


@stages_app.command()
def distill(
    teacher: Annotated[Path, typer.Argument(help="Folder of a trained cad0.")],
    data: DataArgument,
    preset: PresetOption = "laptop",
    seed: SeedOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Distil cad0 into cad0-mini."""
    from cad0_core.cli.stages import run_stage

    inputs = {"teacher": teacher, "dataset": data}
    run_stage("distill", preset, "distill", inputs, output, as_json, seed=seed)


@stages_app.command()
def export(
    model: Annotated[Path, typer.Argument(help="Folder of a trained model.")],
    data: Annotated[
        Path | None, typer.Option(help="Dataset: files that lose too much on it are left out.")
    ] = None,
    preset: PresetOption = "laptop",
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export a model to ONNX in the layout of Transformers.js."""
    from cad0_core.cli.stages import run_stage

    inputs = {"model": model, **({"dataset": data} if data else {})}
    run_stage("export", preset, "export", inputs, output, as_json)


@stages_app.command()
def publish(
    cad0: Annotated[Path, typer.Option(help="Artifact folder of cad0.")],
    cad0_verdict: Annotated[Path, typer.Option(help="The verdict on it.")],
    mini: Annotated[Path, typer.Option(help="Artifact folder of cad0-mini.")],
    mini_verdict: Annotated[Path, typer.Option(help="The verdict on it.")],
    onnx: Annotated[Path, typer.Option(help="Artifact folder of its export.")],
    onnx_verdict: Annotated[Path, typer.Option(help="The verdict on it.")],
    evaluation: Annotated[
        list[Path], typer.Option(help="Artifact folder of an evaluation; one for each.")
    ],
    preset: PresetOption = "laptop",
    version: Annotated[str | None, typer.Option(help="Tag [default: the next minor].")] = None,
    hub: HubOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish both models, if their verdicts passed and name these very files."""
    from cad0_core.cli.stages import run_publish

    models = {"cad0": cad0, "mini": mini, "onnx": onnx}
    verdicts = {"cad0": cad0_verdict, "mini": mini_verdict, "onnx": onnx_verdict}
    run_publish(preset, hub_of(hub), models, verdicts, evaluation, version, as_json)
