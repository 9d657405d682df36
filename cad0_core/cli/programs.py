"""Commands `ir ...`: programs read, checked, measured, drawn, compared and turned into files.

Programs of unknown origin are safe here: whatever builds a solid runs in a child process with a
time and memory budget.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import typer

from cad0_core import ir
from cad0_core.errors import ConfigError, DataError
from cad0_core.ir import chord as chords
from cad0_core.ir import formats, picture
from cad0_core.ir.compare import differences
from cad0_core.ir.measure import failure, line_bytes, measure, measure_lines

DOCUMENT = 16  # times the size of a text: JSON spells every argument out
STEP = (".step", ".stp")
LIKENESS = {
    "iou_placed": "common volume over united volume, where they lie",
    "iou_aligned": "the same, centred, in the best of 24 turns",
    "iou_unit": "the same, centred, each scaled to a largest side of 1",
}
EXPORTS = (*formats.ENCODERS, *STEP, ".json", ".vcadc")


def check_program(file: Path, lenient: bool) -> None:
    """Print all errors, or all warnings and a line that there are no errors."""
    if is_document(file):
        program = read_program(file, lenient)
    else:
        text = read_bytes(file, ir.LIMITS.text_bytes)
        errors = ir.check(text, lenient=lenient)
        for error in errors:
            typer.echo(f"{file}: {error}")
        if errors:
            raise DataError(f"{file}: {_count(len(errors), 'error')}")
        program = ir.parse(text, lenient=lenient)
    for i in program.unused:
        node = program.nodes[i]
        place = f"line {node.line}: " if node.line else ""
        typer.echo(f"{file}: warning: {place}node {i} ({node.code}) is not used")
    typer.echo(f"{file}: {_count(len(program.nodes), 'node')}, no errors")


def print_program(file: Path, normal: bool, lenient: bool) -> None:
    """Print the canonical text of a program, or that of its normal form."""
    program = read_program(file, lenient)
    with reported(str(file)):
        text = ir.render(ir.normal_form(program) if normal else program)
    typer.echo(text)


def explain_program(file: Path, lenient: bool) -> None:
    """Print a program in words."""
    typer.echo(ir.explain(read_program(file, lenient)))


def measure_program(
    file: Path, segments: int, seconds: float, lenient: bool, as_json: bool
) -> None:
    """Print what a program measures, with booleans that do nothing and nodes that none needs."""
    try:
        program = read_program(file, lenient)
        with sandbox(seconds) as box:
            found = run(box, file, measure, program, segments, audit=True)
    except DataError as error:
        if as_json:
            typer.echo(json.dumps(failure(str(error))))
        raise
    typer.echo(json.dumps(found) if as_json else _sheet(found))
    if not found["ok"]:
        raise DataError(f"{file}: {found['error']}")


def measure_stream(file: Path, segments: int, seconds: float, lenient: bool) -> None:
    """Answer each `{"ir": ...}` line with its record, in order, as soon as it is known."""
    limits = _limits(seconds)
    with opened(file) as source:
        lines = read_lines(source, line_bytes(limits))
        for record in measure_lines(lines, segments, lenient=lenient, limits=limits):
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()


def draw_programs(
    files: list[Path], out: Path | None, size: tuple[int, int], columns: int,
    segments: int, seconds: float, lenient: bool,
) -> None:  # fmt: skip
    """Write the picture of a program, or the contact sheet of several."""
    if out is None and str(files[0]) == "-":
        raise ConfigError("a program from standard input has no name: give the picture one, --out")
    target = _ending(out or files[0].with_suffix(".png"), (".png",))
    with sandbox(seconds) as box:
        items = [
            (run(box, file, ir.evaluate, read_program(file, lenient), segments), file.stem)
            for file in files
        ]
    if len(items) == 1:
        png = picture.render_png(items[0][0], size, items[0][1])
    else:
        png = picture.contact_sheet(items, columns, size)
    write(target, png)


def export_program(
    file: Path, out: Path, segments: int | None, chord: float, seconds: float, lenient: bool
) -> None:
    """Write a program as the kind of file that the ending of `out` names."""
    ending = _ending(out, EXPORTS).suffix.lower()
    program = read_program(file, lenient)
    if ending == ".json":
        data = json.dumps(ir.to_document(program), indent=1).encode() + b"\n"
    elif ending == ".vcadc":
        with reported(str(file)):
            data = ir.render(program).encode() + b"\n"
    else:
        with sandbox(seconds) as box:
            if ending in STEP:
                data = run(box, file, ir.encode_step, program)
            else:
                sides = segments or chords.segments_for(program, chord)
                data = formats.ENCODERS[ending](run(box, file, ir.evaluate, program, sides))
    write(out, data)


def compare_programs(
    files: tuple[Path, Path], out: Path | None, segments: int, seconds: float,
    lenient: bool, as_json: bool,
) -> None:  # fmt: skip
    """Print how two programs differ as solids, and draw it if a picture is asked for."""
    if out is not None:
        _ending(out, (".png",))
    programs = [read_program(file, lenient) for file in files]
    both = f"{files[0]}, {files[1]}"
    with sandbox(seconds) as box:
        solids = [
            run(box, file, ir.evaluate, program, segments)
            for file, program in zip(files, programs, strict=True)
        ]
        found = run(box, both, differences, *solids)
        typer.echo(json.dumps(found) if as_json else _columns(found, files))
        if out is not None:
            titles = files[0].stem, files[1].stem
            write(out, run(box, both, ir.side_by_side, *solids, titles))


def read_program(file: Path, lenient: bool) -> ir.Program:
    """The program of a text or .json document; DataError with a caret if it is none."""
    if is_document(file):
        data = read_bytes(file, DOCUMENT * ir.LIMITS.text_bytes)
        if len(data) > DOCUMENT * ir.LIMITS.text_bytes:
            raise DataError(f"{file}: longer than {DOCUMENT * ir.LIMITS.text_bytes} bytes")
        with reported(str(file)):
            return ir.from_document(data)
    with reported(str(file)):
        return ir.parse(read_bytes(file, ir.LIMITS.text_bytes), lenient=lenient)


def is_document(file: Path) -> bool:
    """Whether a file holds a JSON document, by its ending."""
    return file.suffix.lower() == ".json"


def read_bytes(file: Path, limit: int) -> bytes:
    """The bytes of a file or of standard input, one more than `limit` at most."""
    with opened(file) as source:
        return source.read(limit + 1)


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """A file to read, `-` for standard input; DataError if there is none."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        source = file.open("rb")
    except OSError as error:
        raise DataError(f"{file}: {error.strerror}") from error
    with source:
        yield source


def read_lines(source: BinaryIO, limit: int) -> Iterator[bytes]:
    """Lines, of each at most `limit` bytes and one."""
    while line := source.readline(limit + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(limit + 1)
        yield line


@contextmanager
def reported(name: str) -> Iterator[None]:
    """What the language refuses, as an error of the file with this name."""
    try:
        yield
    except (ir.IRError, ir.SolidError) as error:
        raise DataError(f"{name}: {error}") from error


def sandbox(seconds: float) -> ir.Sandbox:
    """A child process that may take so long for one call."""
    return ir.Sandbox(_limits(seconds))


def run(
    box: ir.Sandbox, file: Path | str, function: Callable[..., Any], *args: Any, **more: Any
) -> Any:
    """Call `function` in a child process; what it refuses is an error of `file`."""
    with reported(str(file)):
        return box.call(function, *args, **more)


def _limits(seconds: float) -> ir.Limits:
    return replace(ir.LIMITS, seconds=seconds)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and say so."""
    try:
        formats.write_whole(path, data)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
    typer.echo(f"written: {path}", err=True)


def _ending(path: Path, known: tuple[str, ...]) -> Path:
    if path.suffix.lower() not in known:
        raise ConfigError(f"{path}: the ending must be {' or '.join(known)}")
    return path


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _sheet(found: dict[str, Any]) -> str:
    """A record as lines of text."""
    rows = {
        "volume": f"{found['volume']:,.9g} mm^3",
        "area": f"{found['area']:,.9g} mm^2",
        "size": _size(found["bbox"]),
        "from": _point(found["bbox"][:3]),
        "to": _point(found["bbox"][3:]),
        "bodies": found["bodies"],
        "voids": found["voids"],
        "holes": found["genus"],
        "triangles": f"{found['triangles']:,}",
        "time": f"{found['ms']:.1f} ms",
    }
    lines = [f"{name:<10}{value}" for name, value in rows.items()]
    lines += [f"warning: node {i} does nothing" for i in found["noops"]]
    lines += [f"warning: node {i} is not used" for i in found["unused"]]
    return "\n".join(lines)


def _columns(found: dict[str, Any], files: tuple[Path, Path]) -> str:
    """A comparison as lines of text, one column for each program."""
    a, b = found["a"], found["b"]
    lines = [f"{name:<14}{found[name]:.6f}  {what}" for name, what in LIKENESS.items()]
    rows = [("", *map(str, files))]
    rows += [(f"{name} {unit}", f"{a[name]:,.9g}", f"{b[name]:,.9g}")
             for name, unit in (("volume", "mm^3"), ("area", "mm^2"))]  # fmt: skip
    rows.append(("size", _size(a["bbox"]), _size(b["bbox"])))
    rows += [(end, _point(a["bbox"][at:][:3]), _point(b["bbox"][at:][:3]))
             for end, at in (("from", 0), ("to", 3))]  # fmt: skip
    shells = (("bodies", "bodies"), ("voids", "voids"), ("holes", "genus"))
    rows += [(word, str(a[name]), str(b[name])) for word, name in shells]
    width = max(len(one) for _, one, _ in rows) + 2
    lines += [f"{name:<14}{one:<{width}}{other}" for name, one, other in rows]
    return "\n".join(lines)


def _size(bbox: list[float]) -> str:
    return " x ".join(_length(bbox[i + 3] - bbox[i]) for i in range(3)) + " mm"


def _point(corner: list[float]) -> str:
    return "(" + ", ".join(map(_length, corner)) + ")"


def _length(x: float) -> str:
    return f"{round(x, 6) + 0.0:.9g}"  # never -0
