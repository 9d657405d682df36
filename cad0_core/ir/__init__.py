"""Compact IR: the language, its exact solids, and every door in and out.

>>> from cad0_core import ir
>>> solid = ir.evaluate(ir.parse("C 50 30 5"))
>>> solid.volume
7500.0
"""

from cad0_core.ir.compare import iou
from cad0_core.ir.errors import IRError, SolidError
from cad0_core.ir.formats import write_stl
from cad0_core.ir.ops import LIMITS, OPS, Kind, Limits, Op
from cad0_core.ir.parse import check, parse
from cad0_core.ir.picture import contact_sheet, render_png, side_by_side
from cad0_core.ir.program import Material, Node, Program, Root, Segment
from cad0_core.ir.render import digest, normal_form, render
from cad0_core.ir.solid import Solid, evaluate

__all__ = [
    "LIMITS",
    "OPS",
    "IRError",
    "Kind",
    "Limits",
    "Material",
    "Node",
    "Op",
    "Program",
    "Root",
    "Segment",
    "Solid",
    "SolidError",
    "check",
    "contact_sheet",
    "digest",
    "evaluate",
    "iou",
    "normal_form",
    "parse",
    "render",
    "render_png",
    "side_by_side",
    "write_stl",
]
