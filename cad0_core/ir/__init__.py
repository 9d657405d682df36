"""Compact IR: the language, its exact solids, and every door in and out.

>>> from cad0_core import ir
>>> solid = ir.evaluate(ir.parse("C 50 30 5"))
>>> solid.volume
7500.0
"""

from cad0_core.ir.compare import Topology, chamfer, iou, iou_unit, topology
from cad0_core.ir.document import from_document, to_document
from cad0_core.ir.errors import IRError, SolidError
from cad0_core.ir.explain import describe, explain
from cad0_core.ir.formats import write_mesh, write_stl
from cad0_core.ir.ops import LIMITS, OPS, Arg, Kind, Limits, Op, Rule
from cad0_core.ir.parse import check, parse
from cad0_core.ir.picture import contact_sheet, render_png, side_by_side
from cad0_core.ir.program import Material, Node, Program, Root, Segment
from cad0_core.ir.render import digest, normal_form, render
from cad0_core.ir.sandbox import Sandbox, evaluate_untrusted
from cad0_core.ir.solid import Solid, evaluate

__all__ = [
    "LIMITS", "OPS", "Arg", "IRError", "Kind", "Limits", "Material", "Node", "Op", "Program",
    "Root", "Rule", "Sandbox", "Segment", "Solid", "SolidError", "Topology",
    "chamfer", "check", "contact_sheet", "describe", "digest", "evaluate", "evaluate_untrusted",
    "explain", "from_document", "iou", "iou_unit", "normal_form", "parse", "render",
    "render_png", "side_by_side", "to_document", "topology", "write_mesh", "write_stl",
]  # fmt: skip
