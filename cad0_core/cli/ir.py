"""`cad0 ir`: its commands, options and help; `programs` does it, imported when needed."""

from pathlib import Path
from typing import Annotated

import typer

ir_app = typer.Typer(
    help="Compact IR programs: check, measure, draw, compare, export.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Text, or a .json document; - is standard input.")
]
SegmentsOption = Annotated[int, typer.Option(min=3, help="Sides of a full circle.")]
SecondsOption = Annotated[
    float, typer.Option(min=0.01, help="Stop the evaluation of a program after this long.")
]
LenientOption = Annotated[
    bool, typer.Option("--lenient", help="Skip assembly and scene lines instead of refusing them.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
PictureOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="PNG of both and of their difference.")
]


@ir_app.command()
def check(file: FileArgument, lenient: LenientOption = False) -> None:
    """Report every error with line, column and a caret; the exit code is 1 if there are any.

    Nodes that no root needs are warnings.
    """
    from cad0_core.cli.programs import check_program

    check_program(file, lenient)


@ir_app.command("format")
def format_(
    file: FileArgument,
    normal: Annotated[
        bool, typer.Option("--normal", help="The normal form: what the program means, no more.")
    ] = False,
    lenient: LenientOption = False,
) -> None:
    """Print the canonical text; of a .json document, the program that it holds."""
    from cad0_core.cli.programs import print_program

    print_program(file, normal, lenient)


@ir_app.command()
def explain(file: FileArgument, lenient: LenientOption = False) -> None:
    """Say in words what each line makes, with its sizes."""
    from cad0_core.cli.programs import explain_program

    explain_program(file, lenient)


@ir_app.command()
def measure(
    file: FileArgument = Path("-"),
    segments: SegmentsOption = 32,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read one {"ir": ...} a line, write one object a line.')
    ] = False,
    seconds: SecondsOption = 10.0,
    lenient: LenientOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print volume, area, bounding box, bodies, voids, through holes and triangles.

    With `--jsonl` lines are measured on all cores and answered in order; a line that makes no
    solid, or takes too long, is answered with `"ok": false` and its `error`.
    """
    from cad0_core.cli.programs import measure_program, measure_stream

    if jsonl:
        measure_stream(file, segments, seconds, lenient)
    else:
        measure_program(file, segments, seconds, lenient, as_json)


@ir_app.command()
def render(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Several make one contact sheet.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="PNG to write [default: FILE.png].")
    ] = None,
    width: Annotated[int, typer.Option(min=64, max=2048, help="Pixels of a picture.")] = 480,
    height: Annotated[int, typer.Option(min=96, max=2048, help="Pixels of a picture.")] = 360,
    columns: Annotated[int, typer.Option(min=1, help="Of a contact sheet.")] = 4,
    segments: SegmentsOption = 64,
    seconds: SecondsOption = 10.0,
    lenient: LenientOption = False,
) -> None:
    """Draw programs, shaded and with their dimensions, as a PNG."""
    from cad0_core.cli.programs import draw_programs

    draw_programs(files, out, (width, height), columns, segments, seconds, lenient)


@ir_app.command()
def export(
    file: FileArgument,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help=".stl .3mf .obj .glb, .step (cad0[brep]), .json, .vcadc"),
    ],
    segments: Annotated[
        int | None, typer.Option(min=3, help="Sides of a full circle [default: by --chord].")
    ] = None,
    chord: Annotated[
        float, typer.Option(min=1e-6, help="Most that facets may deviate from circles, mm.")
    ] = 0.01,
    seconds: SecondsOption = 60.0,
    lenient: LenientOption = False,
) -> None:
    """Write a file for slicers, viewers and CAD programs; its ending says which.

    STEP holds exact surfaces and needs the extra `cad0[brep]`.
    """
    from cad0_core.cli.programs import export_program

    export_program(file, out, segments, chord, seconds, lenient)


@ir_app.command()
def diff(
    a: FileArgument,
    b: FileArgument,
    out: PictureOption = None,
    segments: SegmentsOption = 32,
    seconds: SecondsOption = 10.0,
    lenient: LenientOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare two programs as solids: IoU as placed and aligned, volume, size and topology."""
    from cad0_core.cli.programs import compare_programs

    compare_programs((a, b), out, segments, seconds, lenient, as_json)
