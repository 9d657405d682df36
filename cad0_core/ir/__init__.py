"""Compact IR: the language, its exact solids, and every door in and out.

Text to `Program` (`parse`, `check`), back to canonical text (`render`, `normal_form`, `digest`),
to a `Solid` (`evaluate`, `evaluate_untrusted`), to numbers (`iou`, `chamfer`, `topology`), pictures
and files. What the definition leaves open is settled here:

- A quoted name stands after a blank; sketch lines carry none, the SK line names the sketch.
- Material names are single words. Canonical text puts M after the nodes and ROOT after M.
- Equality of programs ignores names, M and the materials of ROOT lines.
- Several roots become unions in the normal form, so it has no ROOT line.
- Nodes that only a hidden ROOT needs are unused.
- Pattern copies are limited by what the program stands for once all sharing is written out.
- Loops are judged with 32 and with 96 sides to a circle and refused if they cross with both; a loop
  whose facets meet at the number of sides asked for is an error of the evaluation.
- An axis of revolution lies in the plane within 1e-3 mm and sine 1e-3; points within 1e-3 mm of it
  are on it.
- Solids that merely touch share nothing: an intersection has no parts without volume.
- SH follows T, R, mirrors and scales down to C Y S K as long as the result is still one of them,
  and is exact there; other convex solids move face by face.
- FI and CH take every edge where faces meet at more than 1e-4 rad. The body is exact up to there
  and faceted from there on, with `segments` sides to a circle.

>>> from cad0_core import ir
>>> solid = ir.evaluate(ir.parse("C 50 30 5"))
>>> solid.volume
7500.0
"""

from cad0_core.ir.compare import Topology, iou, iou_unit, topology
from cad0_core.ir.document import from_document, to_document
from cad0_core.ir.errors import IRError, SolidError
from cad0_core.ir.explain import describe, explain
from cad0_core.ir.formats import encode_step, write_mesh, write_step, write_stl
from cad0_core.ir.ops import LIMITS, OPS, Arg, Kind, Limits, Op, Rule
from cad0_core.ir.parse import check, parse
from cad0_core.ir.picture import contact_sheet, render_png, side_by_side
from cad0_core.ir.program import Material, Node, Program, Root, Segment
from cad0_core.ir.render import digest, normal_form, render
from cad0_core.ir.sandbox import Sandbox, evaluate_untrusted
from cad0_core.ir.solid import Solid, evaluate
from cad0_core.ir.surface import chamfer, chamfer_floor, surface_f1

__all__ = [
    "LIMITS", "OPS", "Arg", "IRError", "Kind", "Limits", "Material", "Node", "Op", "Program",
    "Root", "Rule", "Sandbox", "Segment", "Solid", "SolidError", "Topology",
    "chamfer", "chamfer_floor", "check", "contact_sheet", "describe", "digest", "encode_step",
    "evaluate", "evaluate_untrusted", "explain", "from_document", "iou", "iou_unit", "normal_form",
    "parse", "render", "render_png", "side_by_side", "surface_f1", "to_document", "topology",
    "write_mesh", "write_step", "write_stl",
]  # fmt: skip
