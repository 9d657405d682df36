"""What a child process does with a program; it has to import no more than the language."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, cast, get_args

from cad0_core import ir
from cad0_core.ir.formats import ENCODERS, encode_step
from cad0_core.ir.measure import MEASURED, NOT_SOLID

Format = Literal["glb", "stl", "3mf", "obj", "step"]
FORMATS = cast(tuple[Format, ...], get_args(Format))
MEDIA_TYPES: dict[Format, str] = {
    "glb": "model/gltf-binary",
    "stl": "model/stl",
    "3mf": "model/3mf",
    "obj": "model/obj",
    "step": "model/step",
}


def formats() -> list[Format]:
    """Those that can be written here: STEP needs the extra `cad0[brep]`."""
    return [name for name in MEDIA_TYPES if name != "step" or find_spec("OCP")]


@dataclass(frozen=True)
class Built:
    """What a program measures, and the files that were asked for."""

    measured: dict[str, Any]
    files: dict[Format, bytes]


def build(
    text: str, wanted: Sequence[Format], segments: int, most: int, limits: ir.Limits
) -> Built:
    """The solid of a program; runs in a child. Files have at most `most` bytes.

    Raises `IRError`, or `SolidError` as `ir.evaluate` does, of kind "budget" for a larger file.
    """
    program = ir.parse(text, limits=limits)
    solid = ir.evaluate(program, segments, limits=limits)
    measured = {name: getattr(solid, name) for name in (*MEASURED, "size")}
    if not solid.is_valid:
        raise ir.SolidError(NOT_SOLID, "degenerate")
    files: dict[Format, bytes] = {}
    for name in wanted:
        data = encode_step(program) if name == "step" else ENCODERS[f".{name}"](solid)
        if len(data) > most:
            raise ir.SolidError(f"the {name} file has {len(data):,} bytes of {most:,}", "budget")
        files[name] = data
    return Built(measured, files)
