"""`cad0`: its commands and their help. What they do is in the files beside this one.

Imports of flows, torch and Prefect stand inside the commands: `cad0 --help` stays quick.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from cad0_core import state as state_module
from cad0_core.cli.archive import archive_app
from cad0_core.cli.console import err
from cad0_core.cli.dataset import dataset_app
from cad0_core.cli.deploy import deploy_app
from cad0_core.cli.doctor import doctor_app
from cad0_core.cli.factory import factory_app
from cad0_core.cli.hub import hub_app
from cad0_core.cli.ir import ir_app
from cad0_core.cli.modal import modal_app
from cad0_core.cli.options import (
    ArchiveOption,
    BackendOption,
    FloorOption,
    HubOption,
    JsonOption,
    PortOption,
    PresetOption,
    SamplesOption,
    SeedOption,
    WaitOption,
    archive_of,
    floors_of,
    hub_of,
)
from cad0_core.cli.parts import parts_app
from cad0_core.cli.presets import presets_app
from cad0_core.cli.serve import serve_app
from cad0_core.cli.server import server_app
from cad0_core.cli.stage_commands import stages_app
from cad0_core.cli.wandb import wandb_app
from cad0_core.errors import Cad0Error

app = typer.Typer(
    name="cad0",
    help="From part families to published text-to-CAD models: data, training, gate, publication.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(stages_app)
app.add_typer(ir_app, name="ir")
app.add_typer(parts_app, name="parts")
app.add_typer(dataset_app, name="dataset")
app.add_typer(hub_app, name="hub")
app.add_typer(archive_app, name="archive")
app.add_typer(wandb_app, name="wandb")
app.add_typer(modal_app, name="modal", no_args_is_help=True)
app.add_typer(doctor_app)
app.add_typer(factory_app)
app.add_typer(presets_app)
app.add_typer(server_app)
app.add_typer(deploy_app)
app.add_typer(serve_app)


@app.callback()
def common(
    state: Annotated[
        Path | None,
        typer.Option(help="Folder for everything that is made [default: .cad0, or CAD0_STATE]."),
    ] = None,
) -> None:
    if state is not None:
        os.environ[state_module.ENVIRONMENT_VARIABLE] = str(state.resolve())


@app.command()
def release(
    preset: PresetOption = "laptop",
    backend: BackendOption = "local",
    version: Annotated[
        str | None, typer.Option(help="Tag to publish under [default: the next minor version].")
    ] = None,
    seed: SeedOption = None,
    samples: SamplesOption = None,
    floor: FloorOption = None,
    start_from: Annotated[
        str | None, typer.Option(help="Make this step and all later ones anew.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be made and what reused.")
    ] = False,
    wait: WaitOption = False,
    budget: Annotated[
        float | None,
        typer.Option(
            help="USD that the run may spend on rented GPUs; a stage that would go over it is not "
            "started [default: the preset's]."
        ),
    ] = None,
    approval_hours: Annotated[
        float | None,
        typer.Option(min=0, help="Ask before publishing; wait this long for `cad0 approve`."),
    ] = None,
    hub: HubOption = None,
    archive: ArchiveOption = None,
    port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make, judge and publish both models: the whole pipeline, in one flow run.

    `cad0 release --preset laptop` needs no account and no GPU. Finished stages are reused, and
    a stopped training continues from its checkpoint when the same command is given again.
    """
    from cad0_core.cli.release import run_release

    parameters: dict[str, Any] = {
        "preset": preset,
        "backend": backend,
        "version": version,
        "seed": seed,
        "samples": samples,
        "floors": floors_of(floor),
        "hub": hub_of(hub),
        "start_from": start_from,
        "dry_run": dry_run,
        "wait": wait,
        "budget_usd": budget,
        "approval_hours": approval_hours,
        "archive": archive_of(archive),
    }
    run_release(parameters, port, as_json)


@app.command()
def infer(
    prompt: Annotated[str | None, typer.Argument(help="What to design, in a sentence.")] = None,
    model: Annotated[
        str, typer.Option(help="cad0 or cad0-mini as last published, or a model folder.")
    ] = "cad0",
    dtype: Annotated[
        str, typer.Option(help="torch, or fp32, fp16, q8, q4, q4f16 for ONNX files.")
    ] = "torch",
    out: Annotated[
        Path | None, typer.Option(help="Write the part to this .stl or .png file.")
    ] = None,
    max_tokens: Annotated[int, typer.Option(min=8, help="Longest answer.")] = 512,
    temperature: Annotated[
        float, typer.Option(min=0.0, help="0 takes the most likely token, more draws.")
    ] = 0.0,
    n_best: Annotated[
        int, typer.Option(min=1, max=64, help="Answers tried until one makes a valid solid.")
    ] = 1,
    unconstrained: Annotated[
        bool, typer.Option("--unconstrained", help="Do not hold the model to the grammar.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn.")] = 0,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read one {"text": ...} a line, write one object a line.'),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Turn a sentence into Compact IR, and into a solid with `--out`.

    `cad0 infer "50x30mm mounting plate with 4 corner holes" --out plate.png`
    """
    from cad0_core.cli.infer import run_infer, run_jsonl
    from cad0_core.config import Decoding

    decoding = Decoding(
        constrained=not unconstrained, temperature=temperature, n_best=n_best, seed=seed
    )
    if jsonl:
        run_jsonl(model, dtype, max_tokens, sys.stdin.buffer, sys.stdout, decoding)
    else:
        run_infer(prompt, model, dtype, max_tokens, out, as_json, decoding)


def main() -> None:
    """Run a command; expected errors are one message and exit code 1, never a traceback."""
    try:
        app()
    except Cad0Error as error:
        err.print(f"[red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("stopped; the same command continues where this one ended")
        sys.exit(130)
